"""People of stories: what they look like, and habits that show who they are."""

from typing import Final

from videogen_dagster.engines.script.rules.knowledge.subject import Kind, Subject

PEOPLE: Final = (
    Subject(
        names=("keeper", "guard", "watchman", "caretaker"),
        kind=Kind.PERSON,
        look="weathered face, dark blue coat, wool cap",
        seen=(
            "{Who} <know> every stair by its sound and every hour by its light. | {figure} climbing stairs with a lantern",
            "{Who} <keep> a logbook. Most pages say the same thing: wind, weather, nothing to report. | {figure} writing in a logbook by lamp light",
        ),
    ),
    Subject(
        names=("fisherman", "sailor", "captain", "fisher", "pirate", "ferryman"),
        kind=Kind.PERSON,
        stage="harbour with fishing boats",
        look="weathered face, yellow oilskin jacket, grey beard",
        seen=(
            "{Who} <read> the water the way other people read a newspaper. | {figure} looking out over the sea from a boat",
            "{Their} hands can tie eleven knots in the dark. | hands tying a knot in a rope, close",
        ),
    ),
    Subject(
        names=("astronaut", "cosmonaut", "pilot"),
        kind=Kind.PERSON,
        stage="space with stars and a planet",
        look="white space suit, helmet with a golden visor",
        seen=(
            "{Who} <check> the same three numbers every hour. They are the difference between here and nothing. | {figure} at a panel with small lights",
            "Beside the controls is a photograph, bent at the corners. {Who} <touch> it before every manoeuvre. | photograph taped beside a control panel, close",
        ),
    ),
    Subject(
        names=("detective", "inspector", "policeman", "investigator", "spy", "agent"),
        kind=Kind.PERSON,
        stage="city street with lit windows",
        look="long grey coat, tired eyes, notebook in hand",
        seen=(
            "{Who} <write> down what people say, and <underline> what they leave out. | notebook and pen under a desk lamp, close",
            "The coffee went cold an hour ago. {Who} <drink> it anyway. | {figure} at a desk with a coffee cup, night",
        ),
    ),
    Subject(
        names=("baker", "chef", "cook", "barista", "waiter", "waitress"),
        kind=Kind.PERSON,
        stage="warm kitchen with a wooden table",
        look="white apron, rolled-up sleeves, flour on the hands",
        seen=(
            "{Who} <be> up before the birds, and the first thing to be lit in the whole street is an oven. | {figure} lighting an oven before dawn",
            "{Who} <taste>, <wait>, and <add> one grain of salt. | {figure} tasting from a spoon in a kitchen",
        ),
    ),
    Subject(
        names=("farmer", "gardener", "shepherd", "beekeeper", "winemaker"),
        kind=Kind.PERSON,
        stage="open field in the countryside",
        look="straw hat, checked shirt, strong brown hands",
        seen=(
            "{Who} <look> at the sky first and at the clock second. | {figure} looking at the sky in a field",
            "{Who} <pick> up a handful of earth and <smell> it. | hands holding dark earth, close",
        ),
    ),
    Subject(
        names=("painter", "artist", "sculptor", "photographer", "designer"),
        kind=Kind.PERSON,
        stage="bright studio with canvases",
        look="paint-stained shirt, brush behind the ear",
        seen=(
            "{Who} <have> been looking at the same blue for an hour, because it is not yet the right one. | {figure} before a canvas with blue paint",
            "Most of the work is looking. {Who} <be> good at that. | {figure} looking at a painting in a studio",
        ),
    ),
    Subject(
        names=("musician", "pianist", "violinist", "singer", "guitarist", "drummer", "band", "cellist", "composer"),
        kind=Kind.PERSON,
        stage="small stage with warm light",
        look="dark clothes, instrument close to the body",
        seen=(
            "{Who} <hear> the wrong note before it is played. | {figure} with an instrument on a small stage",
            "There is a groove in {their} fingers that no cream has ever cured. | hand of a musician on strings, close",
        ),
    ),
    Subject(
        names=("writer", "poet", "journalist", "novelist", "author", "librarian", "student"),
        kind=Kind.PERSON,
        stage="room with books and a desk lamp",
        look="round glasses, wool sweater, ink on the fingers",
        seen=(
            "{Who} <cross> out a sentence, and then <cross> out the crossing-out. | {figure} writing at a desk under a lamp",
            "On the floor lie eleven beginnings. | crumpled paper on a floor beside a desk",
        ),
    ),
    Subject(
        names=(
            "scientist",
            "engineer",
            "inventor",
            "doctor",
            "nurse",
            "professor",
            "teacher",
            "mechanic",
            "clockmaker",
            "watchmaker",
        ),
        kind=Kind.PERSON,
        stage="workshop with tools and a lamp",
        look="work coat with full pockets, glasses pushed up",
        seen=(
            "{Who} <have> a drawer for things that might still be useful. It no longer closes. | open drawer full of small parts, close",
            "{Who} <trust> numbers, up to a point, and that point is usually around midnight. | {figure} at a workbench under a lamp",
        ),
    ),
    Subject(
        names=("child", "girl", "boy", "kid", "daughter", "son", "baby", "orphan"),
        kind=Kind.PERSON,
        stage="small town street with old houses",
        look="red jacket, rubber boots, untidy hair",
        seen=(
            "{Who} <ask> the kind of question for which adults put down their newspapers. | {figure} looking up, hands in pockets",
            "In {their} pocket there are a stone, a bottle cap, and half a biscuit. It is enough to start with. | small hand with a stone and a bottle cap, close",
        ),
    ),
    Subject(
        names=(
            "old man",
            "old woman",
            "grandmother",
            "grandfather",
            "grandma",
            "grandpa",
            "widow",
            "widower",
            "pensioner",
        ),
        kind=Kind.PERSON,
        stage="cosy room with a window and a lamp",
        look="white hair, grey cardigan, kind lined face",
        seen=(
            "{Who} still <set> the table for two, out of habit, and then <leave> it that way. | table set for two by a window",
            "{Who} <walk> slowly, because everything along the way is worth a look. | {figure} walking slowly along a street",
        ),
    ),
    Subject(
        names=(
            "knight",
            "warrior",
            "soldier",
            "hero",
            "samurai",
            "king",
            "queen",
            "prince",
            "princess",
            "viking",
            "general",
        ),
        kind=Kind.PERSON,
        stage="castle on a hill",
        look="worn armour, dark cloak, steady gaze",
        seen=(
            "{Who} <have> learnt to sleep in armour and to wake without a sound. | {figure} resting beside a fire at night",
            "There is a dent in the shield that {who} never <talk> about. | dented shield leaning on a wall, close",
        ),
    ),
    Subject(
        names=(
            "traveller",
            "traveler",
            "hiker",
            "explorer",
            "stranger",
            "wanderer",
            "nomad",
            "climber",
            "mountaineer",
            "cyclist",
            "runner",
        ),
        kind=Kind.PERSON,
        stage="long road to the horizon",
        look="brown coat, heavy boots, worn backpack",
        seen=(
            "{Who} <carry> little, and everything {who} <carry> has been mended once. | worn backpack and boots, close",
            "{Who} <stop> where two paths meet, and <listen>. | {figure} at a fork in the path",
        ),
    ),
    Subject(
        names=("wizard", "witch", "magician", "fairy", "ghost", "angel", "mermaid"),
        kind=Kind.PERSON,
        stage="forest with tall trees at dusk",
        look="long dark cloak, silver light around the hands",
        seen=("{Who} <know> a few words that are older than the language. | {figure} with glowing hands at dusk",),
    ),
    Subject(
        names=("robot", "android", "machine", "cyborg"),
        kind=Kind.PERSON,
        stage="workshop with tools on the wall",
        look="round metal body, scratched paint, two warm glowing eyes",
        seen=(
            "{Who} <count> everything: steps, screws, the seconds between two drops from the tap. | {figure} in a workshop, looking at a dripping tap",
            "One of {their} joints squeaks. {Who} could oil it, but <have> grown fond of the sound. | metal joint of a robot, close",
        ),
        known=(
            "The word robot comes from a Czech play of 1920, and it means hard labour. | old theatre stage with a metal robot",
            "For a robot, lifting a car is easy. Tying a shoelace is hard. | robot hand with a shoelace, close",
            "A robot does three things, over and over: sense, decide, move. | robot arm in a factory, lights",
            "On Mars, robots have been driving for more than twenty years. | rover on a red desert planet",
        ),
    ),
    Subject(
        names=(
            "man",
            "woman",
            "person",
            "friend",
            "couple",
            "family",
            "mother",
            "father",
            "sister",
            "brother",
            "neighbour",
            "neighbor",
            "people",
        ),
        kind=Kind.PERSON,
        look="plain coat, scarf, open face",
        seen=(
            "{Who} <notice> things that others walk past. | {figure} standing still among passing people",
            "You would not pick {them} out in a crowd. That is about to change. | {figure} in a crowd on a street",
        ),
    ),
    Subject(
        names=("dancer", "ballerina", "acrobat", "clown", "juggler", "actor", "actress"),
        kind=Kind.PERSON,
        stage="theatre stage with a spotlight",
        look="simple costume, straight back, light steps",
        seen=(
            "{Who} <count> under {their} breath. Nobody in the last row will ever know. | {figure} waiting behind a stage curtain",
        ),
    ),
    Subject(
        names=("driver", "postman", "courier", "taxi driver", "conductor", "mail carrier", "trucker"),
        kind=Kind.PERSON,
        stage="city street with lit windows",
        look="dark cap, leather jacket, bag over the shoulder",
        seen=(
            "{Who} <know> every door on the route, and which ones are never opened. | {figure} in front of an old door",
        ),
    ),
)
