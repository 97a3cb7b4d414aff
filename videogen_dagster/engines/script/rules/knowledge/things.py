"""Things that stories turn on."""

from typing import Final

from videogen_dagster.engines.script.rules.knowledge.subject import Kind, Subject

THINGS: Final = (
    Subject(
        names=("message", "letter", "note", "postcard", "telegram"),
        kind=Kind.THING,
        seen=(
            "The paper is soft with age and the ink has run, but the words are still there. | old handwritten letter, close, soft light",
            "It begins without a name. It simply says: if you can read this. | handwritten page held in two hands, close",
        ),
    ),
    Subject(
        names=("bottle", "flask"),
        kind=Kind.THING,
        seen=(
            "The glass is green and cloudy from the sand. The cork has held all these years. | old green bottle with a cork, lying on stones, close",
        ),
    ),
    Subject(
        names=("map", "treasure map", "compass", "atlas"),
        kind=Kind.THING,
        seen=(
            "Half of the map is guesswork, and the other half is a coffee stain. | old map on a table, compass, close",
            "Somebody has marked one spot in red, and pressed hard. | red mark on an old map, close",
        ),
    ),
    Subject(
        names=("key", "lock", "door", "gate", "box", "chest", "suitcase", "treasure", "package"),
        kind=Kind.THING,
        seen=(
            "The lock is old, but somebody has oiled it not long ago. | old lock and key, close",
            "It is heavier than it looks. That is always a good sign, or a very bad one. | old wooden box on a table, lamp light",
        ),
    ),
    Subject(
        names=("book", "diary", "notebook", "novel", "story", "page"),
        kind=Kind.THING,
        stage="library with tall bookshelves",
        hook=("A book is the only room you can carry into another room. | open book on a table, warm lamp",),
        seen=("Somebody has underlined one sentence, twice. | open book with an underlined sentence, close",),
        known=(
            "Before printing, a single Bible took a monk more than a year. | monk writing at a desk by candle light",
            "Gutenberg's press could make in a day what a scribe made in months. | old printing press in a workshop",
            "When we read, the eyes do not glide. They jump, four times a second, and the mind fills in the rest. | eye of a reader, reflected page, close",
        ),
        past=(
            "The first books were clay: wedges pressed into wet mud, in Mesopotamia, to count sheep and beer. | clay tablet with wedge marks, close",
            "Then came scrolls. To find a sentence, you had to unroll the whole argument. | ancient scroll on a stone table",
            "Somebody cut the scroll into pages and sewed them along one side. Now you could open it anywhere. | hand-sewn old book with parchment pages",
            "Around 1450, in Mainz, letters of metal began to do the copying. | old printing press in a workshop",
            "Today, a library fits in a pocket. It still smells of nothing. | glowing e-reader in a dark room",
        ),
    ),
    Subject(
        names=("clock", "watch", "pocket watch", "hourglass", "time machine"),
        kind=Kind.THING,
        stage="clockmaker's workshop with many clocks",
        hook=("A stopped clock is right twice a day. The others only come close. | old clocks on a wall",),
        seen=(
            "Inside, thirty small wheels pass one thought along from tooth to tooth. | gears of a pocket watch, close",
            "It ticks a little fast, like somebody who is nearly home. | pocket watch on a wooden table, close",
        ),
    ),
    Subject(
        names=("photograph", "photo", "camera", "picture", "portrait", "film"),
        kind=Kind.THING,
        seen=("In the corner of the picture stands somebody whom nobody can name. | old photograph on a table, close",),
    ),
    Subject(
        names=("painting", "canvas", "mural", "paint", "drawing", "colour", "color"),
        kind=Kind.THING,
        stage="bright studio with canvases",
        seen=(
            "The first stroke is too blue, the second is too careful. The third one is alive. | brush with blue paint on a canvas, close",
            "Red, ochre, a green that took all afternoon: the colours dry on the table. | colourful paint palette, brushes, close",
        ),
    ),
    Subject(
        names=(
            "piano",
            "violin",
            "guitar",
            "music",
            "song",
            "melody",
            "orchestra",
            "jazz",
            "cello",
            "drum",
            "instrument",
        ),
        kind=Kind.THING,
        stage="small stage with warm light",
        hook=("Before there was a first word, there was probably a rhythm. | drummer in warm light, dark stage",),
        seen=(
            "One string hums along by itself, because the note is its own. | violin strings, close, warm light",
            "The last chord takes longer to end than the song did. | hands resting on piano keys, close",
        ),
        known=(
            "Sound is air, pushed and pulled. An orchestra moves less of it than a sneeze, and we cry. | orchestra on a stage, warm light",
            "Every octave is a doubling: twice as many waves a second, and we call it the same note. | piano keys from above",
            "The oldest flute we have was cut from a vulture's bone, forty thousand years ago. | ancient bone flute in a cave, fire light",
            "When people sing together, their hearts begin to beat in step. | choir singing in candle light",
        ),
    ),
    Subject(
        names=("car", "motorcycle", "truck", "bus", "taxi", "van"),
        kind=Kind.THING,
        stage="long road to the horizon",
        seen=(
            "The engine coughs, thinks it over, and runs. | old car on a road, headlights",
            "On the back seat lies a map of a country that has since been renamed. | back seat of an old car, map",
        ),
    ),
    Subject(
        names=("bicycle", "bike", "e-bike", "scooter"),
        kind=Kind.THING,
        stage="city street with trees",
        hook=(
            "Nobody remembers learning to walk. Everybody remembers the first metre on a bicycle. | bicycle on a sunny street",
        ),
        seen=(
            "The road hums under the tyres, and the wind says which way you are going. | bicycle wheel on a road, close",
            "At the lights you lean on one foot, look around, and the city looks back. | cyclist at a city crossing",
            "Downhill, everyone is eight years old. | bicycle rolling down a hill, wide view",
        ),
        known=(
            "Nothing that moves on land uses its energy better than a person on a bicycle. | cyclist on a country road",
            "Why a moving bicycle stays upright is a question that physicists still argue about. | bicycle balancing, close on the wheel",
        ),
        past=(
            "In 1817, after a bad harvest, a German baron built a running machine of wood to replace his horse. | wooden running machine on a dirt road",
            "Then came pedals, and then a front wheel so high that falling off was called taking a header. | penny-farthing bicycle on a cobbled street",
            "The chain made both wheels small again. They called it the safety bicycle, and it looks like yours. | old bicycle with a chain against a wall",
            "It gave people a way to leave the village for an afternoon, and women a reason to wear trousers. | two cyclists on a country road, old times",
        ),
    ),
    Subject(
        names=("train", "locomotive", "tram", "subway", "metro"),
        kind=Kind.THING,
        stage="train in a wide landscape",
        hook=(
            "There is no better thinking than with one's forehead against the window of a train. | train window, landscape passing",
        ),
        seen=(
            "The landscape runs past, and only the moon keeps up. | train passing through a landscape under a moon",
            "Two strangers share a table, and after an hour an orange. | orange on a small table by a train window",
        ),
    ),
    Subject(
        names=("boat", "ship", "sailboat", "ferry", "raft", "canoe", "submarine"),
        kind=Kind.THING,
        stage="boat on the sea",
        seen=(
            "The hull ticks and murmurs. Wood that has been to sea does not forget how to talk. | wooden boat on the water, close",
            "The sail fills with a clap, and the shore lets go. | sailing boat leaving the shore",
        ),
    ),
    Subject(
        names=("balloon", "kite", "hot air balloon", "airplane", "aeroplane", "plane", "helicopter"),
        kind=Kind.THING,
        stage="wide sky with clouds",
        hook=("For most of history, up was a direction nobody could go. | balloon rising into a wide sky",),
        seen=(
            "It rises, slowly at first, as if it had to make up its mind. | balloon rising over a landscape",
            "Below, the shadows of the clouds cross the fields without slowing down. | fields with cloud shadows from above",
        ),
        known=(
            "The first passengers ever to fly in a balloon were a sheep, a duck and a rooster. | old hot air balloon above a palace",
            "A wing is curved so that it sends air down. The air answers by pushing the wing up. | aeroplane wing above the clouds",
            "The first powered flight lasted twelve seconds and was shorter than a jumbo jet is long. | early aeroplane over sand dunes",
        ),
    ),
    Subject(
        names=("phone", "telephone", "radio", "television", "computer", "laptop", "screen", "app", "smartphone"),
        kind=Kind.THING,
        stage="desk with a glowing screen in a dark room",
        seen=("The screen lights up a face, a wall, and the cup beside it. | glowing screen on a desk in a dark room",),
        known=(
            "A phone in your pocket has more computing power than all the machines that sent people to the Moon. | smartphone in a hand, glowing",
            "Everything on it, every song and every face, is a long row of ones and zeros. | glowing ones and zeros in the dark",
        ),
    ),
    Subject(
        names=("lamp", "candle", "lantern", "torch", "light", "campfire", "fire", "match"),
        kind=Kind.THING,
        seen=(
            "A small flame bends when somebody passes, and straightens up again. | candle flame in a dark room, close",
            "Outside the circle of light, the night begins at once. | lantern glowing in the dark",
        ),
        known=(
            "Fire is not a thing. It is something happening: fuel, heat and air, meeting. | campfire flames at night, close",
            "In space, a candle burns with a round blue flame, because there is no up. | round blue flame, dark",
        ),
    ),
    Subject(
        names=("mirror", "glass", "crystal", "ring", "crown", "sword", "diamond", "gold", "jewel", "coin"),
        kind=Kind.THING,
        seen=(
            "It catches the light and throws it back onto the ceiling, where it trembles. | shining object on dark cloth, light reflections",
        ),
    ),
    Subject(
        names=("toy", "doll", "teddy bear", "puppet", "snowman", "gift", "present"),
        kind=Kind.THING,
        seen=("One button eye is missing. It sees well enough with the other. | worn teddy bear on a shelf, close",),
    ),
)
