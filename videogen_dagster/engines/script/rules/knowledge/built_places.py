"""Places that people made."""

from typing import Final

from videogen_dagster.engines.script.rules.knowledge.subject import Kind, Subject

BUILT_PLACES: Final = (
    Subject(
        names=(
            "city",
            "town",
            "street",
            "skyline",
            "metropolis",
            "downtown",
            "neighbourhood",
            "neighborhood",
            "alley",
            "rooftop",
        ),
        kind=Kind.PLACE,
        stage="city street with lit windows",
        hook=(
            "Ten thousand windows, and behind every one of them somebody is in the middle of something. | city skyline with lit windows",
            "A city is a machine for almost meeting people. | busy city street, people crossing",
        ),
        seen=(
            "A tram turns the corner and drags a long screech behind it. | tram turning a corner in a city street",
            "The crossing fills, empties, and fills again, like breathing. | people on a city crossing from above",
            "Somebody is practising the same four bars of piano behind an open window. | open window in an old city house, piano inside",
            "On the corner a shop sells everything that was forgotten at home. | small lit corner shop in a city street",
        ),
        close=(
            "One window goes dark, then the next. The city has heard enough for today. | city windows going dark at night",
            "The street is empty now, but it does not look alone. | empty city street, street lamps",
        ),
    ),
    Subject(
        names=("village", "hamlet", "small town"),
        kind=Kind.PLACE,
        stage="small village with stone houses",
        hook=(
            "In a village this small, news travels faster than the bus. | small village with stone houses, church tower",
        ),
        seen=(
            "The bell strikes, and two dogs answer it. | church tower above village roofs",
            "Bread is sold out by nine. Opinions last all day. | village square with a small bakery",
        ),
        close=("Behind the shutters the lamps go on, one house after another. | village at dusk, lit windows",),
    ),
    Subject(
        names=("house", "home", "room", "bedroom", "apartment", "cottage", "cabin", "attic", "living room", "window"),
        kind=Kind.PLACE,
        stage="cosy room with a window and a lamp",
        hook=(
            "Every house has a sound it makes only when it thinks nobody is listening. | old house with one lit window",
        ),
        seen=(
            "On the stairs, the fourth step creaks. Everyone here knows to skip it. | wooden staircase in an old house",
            "A cup stands on the window sill, and the light comes through the steam. | steaming cup on a window sill",
            "Dust turns in the light and takes its time to come down. | light falling through a window into a quiet room",
        ),
        close=("The lamp in the window stays on a little longer than it has to. | lit window of a house at night",),
    ),
    Subject(
        names=("kitchen", "dining table", "dinner", "breakfast", "recipe", "meal", "cooking"),
        kind=Kind.PLACE,
        stage="warm kitchen with a wooden table",
        hook=("Sooner or later, everyone ends up in the kitchen. | warm kitchen with a wooden table, steam",),
        seen=(
            "The knife goes through the onion with a sound like footsteps in snow. | knife and onion on a chopping board, close",
            "A lid rattles. The window mists over. It smells of garlic and thyme. | pot steaming on a kitchen stove",
            "Flour hangs in the light over the table. | flour dust over a wooden kitchen table",
        ),
        close=(
            "The plates are empty, the pan is soaking, and nobody gets up just yet. | empty plates on a kitchen table, evening lamp",
        ),
    ),
    Subject(
        names=("workshop", "garage", "studio", "factory", "atelier"),
        kind=Kind.PLACE,
        stage="workshop with tools on the wall",
        hook=("Nothing in this workshop is new, and everything in it works. | workshop with tools on the wall, lamp",),
        seen=(
            "Every tool hangs over its own outline, so that you see at once which one is missing. | tools hanging on a workshop wall",
            "It smells of oil and sawdust and yesterday's coffee. | workbench with wood shavings, close",
            "Under the lamp lies something half finished. | unfinished work on a bench under a lamp",
        ),
        close=(
            "The lamp goes out over the bench. The work stays where it is, and waits. | dark workshop, last light through the window",
        ),
    ),
    Subject(
        names=("laboratory", "lab", "observatory", "research station"),
        kind=Kind.PLACE,
        stage="laboratory with glass instruments",
        hook=(
            "In here, a good day is one on which something does not work in a new way. | laboratory with glass instruments, blue light",
        ),
        seen=(
            "A needle trembles, and somebody writes the number down by hand. | measuring instrument with a needle, notebook",
            "The machines hum in the same key all night. | laboratory machines with small lights, night",
        ),
        close=(
            "The last result is on the screen. Nobody says anything, because everybody has read it. | glowing screen in a dark laboratory",
        ),
    ),
    Subject(
        names=("space", "spaceship", "spacecraft", "space station", "orbit", "galaxy", "cosmos", "planet"),
        kind=Kind.PLACE,
        stage="space with stars and a planet",
        hook=(
            "It takes eight minutes to leave the Earth, and a lifetime to stop looking back. | Earth seen from space, thin blue line",
            "In space, no day ever ends and none begins. You have to bring your own. | spacecraft above a planet, stars",
        ),
        seen=(
            "Down there a whole continent slides past the window in twenty minutes. | Earth below a space station window",
            "There is no sound outside. Inside, a fan is running, and everybody listens to it. | inside of a spaceship, small lights",
            "A pen floats by, end over end, in no hurry. | pen floating inside a spaceship",
        ),
        known=(
            "Space begins about a hundred kilometres up. If cars could drive upwards, it would be an hour away. | edge of the atmosphere above the Earth, stars",
            "The light of the nearest star beyond the Sun takes more than four years to reach us. | bright star among many stars in space",
            "There are more stars in the universe than grains of sand on a beach. | galaxy full of stars",
            "Astronauts on the space station see sixteen sunrises a day. | sunrise over the Earth from space",
            "Space smells, they say: of hot metal, on the suits of those who come back in. | astronaut suit in an airlock",
        ),
        close=(
            "Somewhere behind them a small blue light goes on shining, and that is home. | tiny blue Earth among stars",
        ),
    ),
    Subject(
        names=("moon base", "mars", "alien planet", "red planet"),
        kind=Kind.PLACE,
        stage="red desert planet with a pale sky",
        hook=("On Mars the sunset is blue, and nobody has got used to it. | blue sunset over a red desert planet",),
        seen=(
            "The dust is as fine as flour and gets into everything, even into sleep. | red dust on boots, desert planet",
            "Two small moons cross the sky and do not light the ground. | two small moons over a red desert planet",
            "A day here is forty minutes longer than at home. Nobody knows what to do with them. | small base with lit windows on a red planet",
        ),
        known=(
            "A year on Mars is nearly two of ours. | red planet in space, stars",
            "The tallest volcano we know stands there, two and a half times as high as Everest. | giant volcano on a red desert planet",
            "Water once ran on Mars. Its dry river beds are still there. | dry river valley on a red planet",
        ),
        close=(
            "A light blinks on the ridge. It takes ten minutes for anybody at home to see it. | small light on the ridge of a red planet at night",
        ),
    ),
    Subject(
        names=("school", "classroom", "university"),
        kind=Kind.PLACE,
        stage="classroom with a blackboard",
        hook=(
            "The clock in a classroom runs slower than any other clock. That has been tested. | classroom with a clock and a blackboard",
        ),
        seen=(
            "Chalk dust, wet coats, and an apple that somebody forgot in September. | school desk with an apple, coats on hooks",
        ),
        close=("The bell rings. What was learnt today was not on the board. | empty classroom, afternoon light",),
    ),
    Subject(
        names=("library", "bookshop", "bookstore", "archive"),
        kind=Kind.PLACE,
        stage="library with tall bookshelves",
        hook=(
            "Nobody whispers in a library because of the rule. They whisper because of the books. | library with tall bookshelves, lamps",
        ),
        seen=(
            "A ladder runs along the shelves on a rail that squeaks at the letter M. | ladder at tall bookshelves",
            "Somebody left a train ticket between two pages, thirty years ago. | old ticket between the pages of a book, close",
        ),
        close=("The lamp goes out, and the books go on without us. | dark library, one lamp",),
    ),
    Subject(
        names=("station", "train station", "platform", "railway", "airport", "bus stop"),
        kind=Kind.PLACE,
        stage="train station platform with a clock",
        hook=("At a station everyone is either too early or too late. | train station platform with a big clock",),
        seen=(
            "A voice says a number and a place, and half the benches stand up. | people waiting on a train station platform",
            "The rails begin to sing a full minute before the train is there. | railway tracks, distant headlight",
            "A suitcase stands alone for a moment, and then a hand takes it. | suitcase on a platform, close",
        ),
        close=(
            "The red lights of the last train get smaller, and then the platform belongs to the pigeons. | empty platform, red tail lights of a train",
        ),
    ),
    Subject(
        names=("castle", "palace", "kingdom", "tower", "temple", "ruin", "fortress"),
        kind=Kind.PLACE,
        stage="castle on a hill",
        hook=(
            "The castle was built to keep everyone out. It did that so well that it was forgotten. | castle on a hill, dark clouds",
        ),
        seen=(
            "Torches burn along the wall, and every flame leans the same way. | torches on a castle wall",
            "In the great hall the table is laid for forty, and dust has taken every seat. | long table in a castle hall",
        ),
        close=("The gate falls shut. On the hill, one window stays lit. | castle at night with one lit window",),
    ),
    Subject(
        names=("market", "bazaar", "fair", "festival", "carnival", "circus", "street food"),
        kind=Kind.PLACE,
        stage="market with colourful stalls",
        hook=("You hear the market two streets before you see it. | market with colourful stalls, crowd",),
        seen=(
            "Peppers, peaches, silver fish on ice: somebody has sorted the world by colour. | market stall with fruit and fish",
            "A price is named, laughed at, and named again. | market seller at a stall, hands",
        ),
        close=(
            "The stalls fold up, the crates are stacked, and the pigeons close the market. | empty market square at dusk",
        ),
    ),
    Subject(
        names=("theatre", "theater", "stage", "cinema", "concert hall", "opera", "ballet"),
        kind=Kind.PLACE,
        stage="theatre with a red curtain and stage light",
        hook=("Behind the curtain, someone breathes in. | theatre stage with a red curtain, spotlight",),
        seen=("Dust dances in the spotlight, a little ahead of its cue. | spotlight beam in a dark theatre",),
        close=("The seats fold up, one after another, like applause that came too late. | empty theatre seats",),
    ),
    Subject(
        names=("museum", "gallery", "hospital", "office", "hotel", "corridor"),
        kind=Kind.PLACE,
        stage="long quiet corridor with tall windows",
        hook=(
            "After six, when the doors are locked, the building begins to be itself. | long corridor with tall windows, evening",
        ),
        seen=(
            "Steps come closer, pass, and go, and the corridor keeps the echo. | empty corridor, light on the floor",
        ),
        close=("Somebody switches off the lights, one room at a time. | dark corridor, one lit door",),
    ),
    Subject(
        names=("park", "playground", "zoo"),
        kind=Kind.PLACE,
        stage="park with trees and a bench",
        hook=("Every bench in the park belongs to somebody at a certain hour. | park bench under trees",),
        seen=("Leaves, prams, chess players, a dog with a stick that is far too long. | people in a park under trees",),
        close=("The gate is locked at dusk. The swings move a little longer. | empty park at dusk, swing",),
    ),
    Subject(
        names=("road", "highway", "path", "bridge", "route", "roadtrip", "road trip"),
        kind=Kind.PLACE,
        stage="long road to the horizon",
        hook=("The road was there first. Everything else stopped beside it. | long straight road to the horizon",),
        seen=(
            "Telegraph poles count themselves past the window. | road with telegraph poles, wide land",
            "Every few miles, a light; every light, a kitchen with somebody in it. | lonely house with a lit window beside a road",
        ),
        close=(
            "Ahead, the road goes over the hill and does not say what comes next. | road going over a hill at dusk",
        ),
    ),
)
