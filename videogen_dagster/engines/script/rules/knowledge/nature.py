"""Forces of nature, the sky, plants: mostly for explanations."""

from typing import Final

from videogen_dagster.engines.script.rules.knowledge.subject import Kind, Subject

NATURE: Final = (
    Subject(
        names=("volcano", "eruption", "lava", "magma"),
        kind=Kind.NATURE,
        stage="volcano with glowing lava",
        hook=(
            "The ground you stand on is a thin crust, and underneath it the rock is moving. | glowing lava under cracked dark rock",
        ),
        seen=("The mountain smokes quietly, as if it were only thinking. | smoking volcano at dusk",),
        known=(
            "About fifty volcanoes erupt each year, most of them where nobody is watching. | volcano erupting beside the sea",
            "Volcanic ash makes some of the richest soil on Earth. That is why people come back. | green fields below a volcano",
        ),
        steps=(
            "It starts deep down, where the great plates of the Earth meet or drift apart, or where hot rock wells up from below. | cross-section of the Earth, glowing mantle, two plates",
            "There, rock melts. The melt is lighter than the stone around it, so it begins to rise. | glowing magma rising through dark rock, cross-section",
            "It gathers a few kilometres under the surface in a chamber, and the pressure grows. | magma chamber under a mountain, cross-section",
            "Gas comes out of the melt like bubbles in a bottle that has been opened. Now nothing holds it back. | volcano erupting, lava fountain, night",
            "Lava and ash pile up around the vent, layer on layer, eruption after eruption. That pile is the mountain. | layered volcano cone with lava flow",
        ),
        close=(
            "So a volcano is not a mountain that burns. It is a fire that built itself a mountain. | volcano glowing at night, stars",
        ),
    ),
    Subject(
        names=("photosynthesis", "chlorophyll"),
        kind=Kind.NATURE,
        stage="green leaves in sunlight",
        hook=("Everything you ate today was made of light. | sunlight through a green leaf, close",),
        steps=(
            "It happens in every green leaf. Tiny pores open and let in carbon dioxide from the air. | pores of a green leaf, close",
            "From below comes water, pulled up from the roots in threads thinner than a hair. | roots drawing water from dark soil, cross-section",
            "Then sunlight strikes the green, and its energy tears the water apart. | sun rays striking green leaves",
            "Out of air and broken water, the leaf builds sugar. It is food, and wood, and cotton, and bread. | wheat field in sunlight",
            "One thing is left over, and the plant lets it go. It is the oxygen in your next breath. | forest breathing mist in morning light",
        ),
        known=(
            "Plants look green because green is the part of the light they use least and send back. | green leaves against the light",
            "Coal and oil are old sunlight: leaves that never rotted. | coal seam with a fossil leaf, close",
        ),
        close=(
            "So a leaf is a small machine that runs on daylight, and it has never sent a bill. | single green leaf in sunlight",
        ),
    ),
    Subject(
        names=("tree", "oak", "pine", "palm", "bonsai", "leaf", "seed", "plant"),
        kind=Kind.NATURE,
        stage="large old tree on a hill",
        hook=("A tree has never gone anywhere, and it has got further than most. | large old tree on a hill",),
        seen=(
            "Its bark is as rough as an old map. | bark of an old tree, close",
            "The wind asks the leaves something, and they all answer at once. | leaves of a tree moving in the wind",
            "One branch points the way, to nobody, every day. | bare branch against the sky",
        ),
        known=(
            "A tree grows out of the air: most of its wood was once carbon dioxide. | tall tree against a blue sky",
            "In autumn a tree draws the green out of its leaves and stores it. The colours that come out then were mostly there before. | autumn tree with yellow and red leaves",
            "A large oak can drink hundreds of litres of water on a summer day. | oak tree, roots in the soil, cross-section",
            "The oldest living trees were seedlings when the pyramids were built. | twisted ancient tree on a rocky slope",
            "Each ring in the trunk is a year: wide for rain, thin for drought. | rings of a cut tree trunk, close",
        ),
        close=("It stands there, and holds on to its piece of the sky. | lone tree at sunset",),
    ),
    Subject(
        names=("flower", "rose", "tulip", "sunflower", "cherry blossom", "blossom", "lavender", "orchid"),
        kind=Kind.NATURE,
        stage="garden with flowers",
        hook=("A flower is an advertisement, and we are not the customer. | flower with a bee, close",),
        seen=(
            "It opens so slowly that nobody has ever caught it at it. | flower bud opening, close",
            "A petal comes down, turning, with all the time in the world. | falling petal, soft background",
        ),
        known=(
            "Flowers show bees patterns in a colour that we cannot see. | flower with glowing patterns, close",
            "Young sunflowers follow the sun through the day, and turn back at night. | field of sunflowers facing the sun",
            "For most of the Earth's history there were no flowers at all. | ancient green fern forest",
        ),
    ),
    Subject(
        names=("sun", "sunlight", "solar energy", "solar power", "star"),
        kind=Kind.NATURE,
        stage="sky with a large sun",
        hook=("The light on your hand left the Sun eight minutes ago. | sun over the sea, warm light",),
        known=(
            "In its core, the Sun turns six hundred million tonnes of hydrogen into helium, every second. | glowing surface of the sun in space",
            "The light needs thousands of years to find its way out, and then eight minutes to reach us. | sun in space, light rays towards a small planet",
            "The Sun holds more than ninety-nine percent of everything in the solar system. | sun with tiny planets in space",
            "One hour of sunlight on the Earth carries more energy than we all use in a year. | solar panels in a field under the sun",
            "It is halfway through its life. There is no hurry yet. | calm sunset over hills",
        ),
    ),
    Subject(
        names=("moon", "full moon", "moonlight", "lunar", "tide"),
        kind=Kind.NATURE,
        stage="night sky with a large moon",
        hook=("Everyone who has ever lived has looked up at the same stone. | full moon over dark hills",),
        seen=("The moon puts a road on the water and lets nobody walk on it. | moonlight path on dark water at night",),
        known=(
            "The Moon was probably torn out of the young Earth, when a planet the size of Mars ran into it. | young glowing Earth and broken rocks in space",
            "It pulls the oceans up twice a day and lets them down again. We call that the tide. | moon over a sea shore at low tide",
            "It moves away from us by about four centimetres a year, as fast as fingernails grow. | moon and Earth in space",
            "There is no wind up there. The footprints of 1969 are still sharp. | footprint in grey moon dust, close",
            "We always see the same side, because the Moon turns exactly once for each time round. | full moon, close, craters",
        ),
    ),
    Subject(
        names=("black hole", "gravity", "event horizon"),
        kind=Kind.NATURE,
        stage="black hole with a ring of light in space",
        hook=(
            "There are places in the universe where down is the only direction left. | black hole with a bright ring of light in space",
        ),
        known=(
            "A black hole begins as a giant star that has run out of fuel and falls in on itself. | giant star exploding in space",
            "What remains is so dense that not even light is fast enough to leave. | black sphere bending starlight in space",
            "Close to it, time runs slower. An hour there could be years at home. | old clock floating among stars",
            "There is one in the middle of our galaxy, as heavy as four million suns. | centre of a spiral galaxy",
            "In 2019 we took a first picture of one: a dark spot in a ring of fire. | glowing orange ring around a dark spot",
        ),
        close=(
            "It cannot be seen. It can only be noticed, by everything that bends around it. | starlight bending around darkness in space",
        ),
    ),
    Subject(
        names=("rainbow", "sky", "blue sky", "aurora", "northern lights", "prism"),
        kind=Kind.NATURE,
        stage="wide sky with a rainbow",
        hook=(
            "White light is hiding something: all the other colours. | prism splitting light into colours, dark background",
        ),
        known=(
            "The air scatters blue light far more than red. So the blue comes at us from every side. | deep blue sky over a wide field",
            "At sunset the light takes a longer way through the air. The blue is lost on the way, and the red arrives. | red sunset over hills",
            "A raindrop bends the light, throws it back once, and bends it again. Each colour leaves at its own angle. | rain drops with small rainbows, close",
            "No two people see the same rainbow. Yours is made by the drops in front of your eyes. | rainbow over a green valley",
            "Seen from a plane, a rainbow is a full circle. | circular rainbow seen from above the clouds",
        ),
    ),
    Subject(
        names=("storm", "lightning", "thunder", "thunderstorm", "hurricane", "tornado", "cyclone"),
        kind=Kind.WEATHER,
        stage="storm clouds over a dark plain",
        hook=("First there is a silence, as if someone had closed a door. | dark storm clouds over a plain",),
        seen=(
            "The first gust lifts the dust and turns all the leaves to their pale side. | wind bending trees before a storm",
            "For a moment everything is blue and without shadow. Then the sound arrives. | lightning over a dark landscape",
        ),
        known=(
            "Inside the cloud, ice crystals rub past each other and share out their charge, like a comb and hair. | tall storm cloud with lightning inside",
            "A bolt of lightning is no thicker than a thumb, and five times hotter than the surface of the Sun. | lightning bolt, close, dark sky",
            "Thunder is air that has been heated so fast that it explodes. Three seconds are one kilometre. | lightning behind hills at night",
            "Somewhere on Earth, lightning flashes dozens of times every second. | Earth at night from space, lightning in the clouds",
        ),
        close=(
            "Then it moves off, grumbling, and everything drips and shines. | wet landscape after a storm, light through clouds",
        ),
    ),
    Subject(
        names=("earthquake", "tectonic plate", "continent", "crust", "tsunami"),
        kind=Kind.NATURE,
        stage="cracked ground with mountains behind",
        hook=(
            "The continents are on their way somewhere, at the speed of a growing fingernail. | Earth from space, continents",
        ),
        known=(
            "The Earth's crust is broken into plates, and they float on hot rock that creeps like honey. | cross-section of the Earth, plates on glowing mantle",
            "Where two plates catch on each other, they bend like wood, for decades. | fault line through a landscape, from above",
            "When the rock lets go, the waves run through the whole planet and are heard on the other side. | cracked ground, shaking landscape",
            "The Atlantic grows about two centimetres wider each year. | wide ocean from above",
        ),
    ),
    Subject(
        names=("water cycle", "water", "cloud", "raindrop", "snowflake", "evaporation"),
        kind=Kind.NATURE,
        stage="clouds over a green landscape",
        hook=(
            "The water in your glass is older than the Sun. Some of it, at least. | glass of water on a table, light",
        ),
        steps=(
            "The sun warms the sea, and water leaves it without a sound. | sun over a warm sea, haze rising",
            "High up it cools and settles on specks of dust, until a million tons of it hang in the air and look like wool. | white clouds in a blue sky",
            "The droplets meet and grow. When they are too heavy for the wind, they fall. | rain falling over hills",
            "Some of it sinks into the ground, some runs downhill, and all of it is looking for the sea. | mountain stream running down to a river",
            "After about nine days in the air and thousands of years in the deep, it starts again. | wide sea, clouds forming above",
        ),
        known=(
            "A small fair-weather cloud weighs as much as a hundred elephants. | single white cloud over a field",
            "Every snowflake has six arms, because that is how water molecules hold on to each other. | snowflake, close, six arms",
        ),
    ),
    Subject(
        names=("climate change", "climate", "global warming", "greenhouse effect", "carbon"),
        kind=Kind.NATURE,
        stage="Earth seen from space, thin blue line",
        hook=(
            "The air around us is as thin, compared with the Earth, as the skin on an apple. | thin blue atmosphere of the Earth from space",
        ),
        known=(
            "Some gases let sunlight in and hold the warmth back. Without them the Earth would be frozen. | Earth with a glowing atmosphere in space",
            "By burning coal, oil and gas we have added half as much carbon dioxide again to the air. | factory chimneys at dusk",
            "Air bubbles in old ice tell us what the air was like eight hundred thousand years ago. | blue ice with air bubbles, close",
            "The sea takes up most of the extra heat, and warm water needs more room. | waves at a sea wall",
            "Wind and sun are now the cheapest ways to make electricity that we have ever had. | wind turbines on green hills",
        ),
        close=(
            "What happens next has not been decided. It is being decided now. | child looking at a wide landscape, morning",
        ),
    ),
)
