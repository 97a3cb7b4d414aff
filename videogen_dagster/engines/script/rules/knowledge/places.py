"""Places in which stories happen."""

from typing import Final

from videogen_dagster.engines.script.rules.knowledge.subject import Kind, Subject

PLACES: Final = (
    Subject(
        names=("sea", "ocean", "coast", "shore", "wave", "seaside", "cliff"),
        kind=Kind.PLACE,
        stage="sea and rocky coast",
        hook=(
            "Where the road gives up, the sea begins. | sea below a rocky coast, last bend of a road, wide horizon",
            "The sea never says the same thing twice, if you listen long enough. | long waves rolling towards a rocky shore",
        ),
        seen=(
            "The waves come in slowly, one behind the other, and break white on the stones. | white waves breaking on dark stones",
            "Everything here tastes of salt: the wind, the rope, the bread. | coiled rope on a jetty in sea spray",
            "Out on the water a single boat holds its place against the wind. | small boat alone on a wide sea",
        ),
        known=(
            "A wave carries energy, not water. The water mostly goes round in circles and stays where it is. | round wave rising in clear blue sea",
            "More than two thirds of the planet is under it, and most of the sea floor has never been seen by anyone. | deep blue ocean from above, no land in sight",
            "Two hundred metres down, sunlight is almost gone. Below that, many animals make their own. | glowing jellyfish in a dark deep ocean",
            "Tiny drifting plants in the ocean make about half of the oxygen we breathe. | green plankton bloom swirling in the sea",
            "The deepest place lies eleven kilometres down. Mount Everest would fit in, with room to spare. | dark ocean trench seen from the side",
        ),
        close=(
            "The tide goes out and takes the footprints with it. The rest stays. | footprints on a wet beach, tide going out",
            "And the sea goes on, as if it had known all along. | calm sea to the horizon, last light",
        ),
    ),
    Subject(
        names=("lighthouse",),
        kind=Kind.PLACE,
        stage="lighthouse on a cliff above the sea",
        hook=(
            "At the end of the land, where nobody has any reason to be, somebody keeps a light burning. | lighthouse on a cliff at dusk, beam over the sea",
            "The light goes round. Dark, light, dark. It has not missed a night in a hundred years. | lighthouse beam sweeping over a dark sea at night",
        ),
        seen=(
            "The stairs wind up inside the tower, and every step has been worn hollow in the middle. | spiral staircase inside a lighthouse, lamp light",
            "From the gallery you can see weather an hour before it arrives. | lighthouse gallery above the sea, clouds far out",
            "Up in the lamp room, the glass is polished until it seems not to be there. | lighthouse lamp room, huge glass lens, warm glow",
        ),
        known=(
            "A lighthouse lens bends light from every side into one thin beam. | huge glass lighthouse lens, warm glow",
            "Every lighthouse has its own rhythm of flashes, so that a sailor knows which coast it is. | two lighthouses flashing along a dark coast at night",
            "The first great one stood in Alexandria, with a fire at the top. | ancient stone lighthouse with a fire on top, by the sea",
        ),
        close=(
            "The lamp comes round once more and finds the water empty. It shines anyway. | lighthouse beam over an empty sea at night",
            "At nightfall, the light is lit. Someone out there is counting on it. | lighthouse glowing at nightfall, far ship on the horizon",
        ),
    ),
    Subject(
        names=("beach", "sand"),
        kind=Kind.PLACE,
        stage="sandy beach by the sea",
        hook=("Every morning the sea hands back a clean page. | empty sandy beach at low tide, smooth wet sand",),
        seen=(
            "The last wave slides up the sand, thinks about it, and slides back. | thin wave sliding over smooth sand",
            "Shells lie along the tide line like small change. | shells on a sandy beach, close",
        ),
        close=("The sand is warm, and then it is cool, and then the day is over. | beach at sunset, long shadows",),
    ),
    Subject(
        names=("harbour", "harbor", "port", "pier", "dock", "marina"),
        kind=Kind.PLACE,
        stage="harbour with fishing boats",
        hook=("A harbour is where goodbyes are practised. | harbour with fishing boats, ropes, gulls",),
        seen=(
            "Ropes creak, masts tick, and nothing is ever quite still. | masts and ropes in a harbour, close",
            "The lights of the quay lie down on the water in long gold lines. | harbour lights reflected in dark water",
            "Crates are stacked, nets are mended, coffee is passed from hand to hand. | nets and crates on a quay, fishing boats behind",
        ),
        close=(
            "The boats turn with the tide, all in the same direction, as if they had agreed. | boats at anchor in a calm harbour",
        ),
    ),
    Subject(
        names=("island",),
        kind=Kind.PLACE,
        stage="small island in the sea",
        hook=(
            "You can walk around the whole island before lunch. That does not make it small. | small green island in a blue sea",
        ),
        seen=(
            "There is one path here, and it always ends at the water. | footpath on an island leading to the sea",
            "At the edge of the rocks the water turns from green to blue to nothing. | rocky island shore, clear green water",
        ),
        close=(
            "From far away, the island looks like something the sea forgot. | tiny island on a wide horizon, evening",
        ),
    ),
    Subject(
        names=("forest", "wood", "woods", "jungle", "rainforest", "wilderness"),
        kind=Kind.PLACE,
        stage="forest with tall trees",
        hook=(
            "Go far enough into the forest, and the last thing you stop hearing is yourself. | narrow path into a deep forest, light between trees",
            "The forest had been here long before the first name for it. | tall old trees, moss, light from above",
        ),
        seen=(
            "Light falls through the leaves in pieces and moves when the wind moves. | light rays between forest trees",
            "Somewhere a branch cracks. Then everything listens. | dark tree trunks in a dense forest, stillness",
            "The moss keeps the shape of every step for an hour. | green moss on the forest floor, close",
            "It smells of resin, wet bark, and mushrooms. | mushrooms beside a mossy trunk, close",
        ),
        known=(
            "Under the ground, threads of fungus connect the roots of the trees and pass water and sugar along. | tree roots and fungus threads underground, cross-section",
            "A single large oak can be home to hundreds of kinds of insects, birds and lichens. | huge oak tree in a clearing, birds in the branches",
            "Forests make their own weather: trees breathe out water, and the water comes back as rain. | mist rising from a forest, rain clouds above",
            "In autumn the trees take back the green from their leaves. The yellow was there all summer. | autumn forest, yellow and red leaves",
        ),
        close=(
            "The path closes behind, leaf by leaf, and the forest keeps what it has seen. | forest path disappearing among trees, evening",
            "High above, the treetops pass the wind along. Down here it is quiet again. | treetops against the sky from below",
        ),
    ),
    Subject(
        names=("mountain", "peak", "summit", "hill", "valley", "alps", "himalaya"),
        kind=Kind.PLACE,
        stage="mountains with high peaks",
        hook=(
            "From the valley, the mountain looks close enough to touch. It is two days away. | high mountain behind a green valley",
            "Up here the air is thin, and so are excuses. | rocky mountain ridge above the clouds",
        ),
        seen=(
            "The path goes up in short turns, and each turn shows a little more sky. | winding mountain path, steep slope",
            "Clouds pass below, slowly, like sheep. | mountain peaks above a layer of clouds",
            "A stone rolls, and you hear it for a long time. | rocky mountain slope, loose stones",
        ),
        known=(
            "Mountains rise where pieces of the Earth's crust push against each other, a few millimetres a year. | layered mountain range, folded rock",
            "There are sea shells near the top of Everest. That rock was once the floor of an ocean. | fossil shell in mountain rock, snowy peaks behind",
            "For every thousand metres up, the air gets about six and a half degrees colder. | snow line on a mountain, green valley below",
            "Wind, ice and water take mountains down again, grain by grain. | mountain stream cutting through rock",
        ),
        close=(
            "The last light leaves the valley first and the summit last. | mountain summit glowing at sunset, dark valley",
            "Nobody conquers a mountain. It lets you stand there for a while. | small figure on a mountain summit, wide view",
        ),
    ),
    Subject(
        names=("desert", "dune", "sahara"),
        kind=Kind.PLACE,
        stage="desert with sand dunes",
        hook=("In the desert, distance is the only thing there is plenty of. | endless sand dunes under a wide sky",),
        seen=(
            "The wind draws lines in the sand and wipes them out again before evening. | rippled sand dune, wind-blown sand",
            "Heat lifts the horizon a little and lets it float. | desert horizon shimmering in the heat",
            "One shadow moves with the sun. There is no other. | single long shadow on a sand dune",
        ),
        known=(
            "A desert is defined by thirst, not heat. The largest one on Earth is Antarctica. | white icy plain under a clear sky",
            "Only about a fifth of the world's deserts are sand. The rest is stone, gravel and salt. | stony desert plain with cracked ground",
            "Sand dunes walk. The wind carries grains up one side and drops them down the other. | sand blowing over the crest of a dune",
            "Some desert seeds wait for years under the ground for a single day of rain. | desert in bloom after rain, small flowers",
        ),
        close=(
            "At night the sand gives back the heat of the day, and the stars come down to the dunes. | desert dunes under a starry sky at night",
        ),
    ),
    Subject(
        names=("field", "farm", "meadow", "countryside", "prairie", "vineyard", "orchard"),
        kind=Kind.PLACE,
        stage="open field in the countryside",
        hook=("Out here you can see who is coming an hour before they arrive. | wide open field, lone road, big sky",),
        seen=(
            "The wind goes through the grass in long strokes, like a hand over fur. | tall grass in the wind, wide field",
            "A gate squeaks. A bucket is set down. The work has begun without a word. | wooden farm gate, bucket, barn behind",
            "The earth is dark and crumbles well. That is good news, here. | dark ploughed soil, close",
        ),
        close=("The field lies still. What is in the ground does the rest. | field at dusk, first stars",),
    ),
    Subject(
        names=("garden", "greenhouse", "backyard"),
        kind=Kind.PLACE,
        stage="garden with flowers",
        hook=("A garden is a long conversation, and the garden usually wins. | overgrown garden with flowers, path",),
        seen=(
            "Bees work through the lavender, row by row, and skip nothing. | bees on lavender in a garden",
            "A watering can stands where it was put down, half full. | watering can among flowers",
            "Tomatoes warm in the sun until they smell of summer. | red tomatoes on the vine, sunny garden",
        ),
        close=("In the evening, you can almost hear it grow. | garden in evening light, long shadows",),
    ),
    Subject(
        names=("river", "stream", "waterfall", "canal"),
        kind=Kind.PLACE,
        stage="river between green banks",
        hook=("A river is never late. It just takes the way it takes. | wide river bending between green hills",),
        seen=(
            "The water slides over the stones and rubs them round. | clear river over round stones, close",
            "A leaf comes by, turns twice, and is gone. | leaf floating on a river",
            "Under the bridge, the light moves on the stone all day long. | stone bridge over a river, light reflections",
        ),
        known=(
            "Every river begins as something you could step over. | tiny stream between stones in a mountain meadow",
            "Bends grow by themselves: the outside runs faster and cuts the bank, the inside drops its sand. | winding river from above, sandy bends",
            "Rivers carry billions of tonnes of sand and mud to the sea each year. | river delta from above, brown water meeting the sea",
        ),
        close=(
            "The river goes round the bend, and what it has heard goes with it. | river disappearing around a bend, evening",
        ),
    ),
    Subject(
        names=("lake", "pond"),
        kind=Kind.PLACE,
        stage="calm lake with mountains behind",
        hook=("On a still day, the lake has everything twice. | still lake mirroring mountains",),
        seen=(
            "A fish jumps, and the rings take their time to reach the shore. | rings on a calm lake",
            "Mist lies on the water and lets go of it slowly. | mist over a lake, reeds",
        ),
        close=("The last ring reaches the reeds. Then the lake is a mirror again. | calm lake at dusk, reeds",),
    ),
    Subject(
        names=("arctic", "antarctica", "north pole", "south pole", "glacier", "ice", "tundra", "iceland", "greenland"),
        kind=Kind.PLACE,
        stage="snow and ice under a wide sky",
        hook=(
            "Where everything is white, the smallest colour is an event. | endless snow plain, tiny red dot far away",
        ),
        seen=(
            "The ice talks at night: a crack, a groan, and long silence. | blue glacier ice with deep cracks",
            "Breath freezes on the scarf before it has finished being breath. | frost on a scarf, snowy plain behind",
            "The snow squeaks underfoot. That is how you know how cold it is. | footprints in deep snow, blue shadows",
        ),
        close=(
            "The green light comes up over the ice and moves like a curtain in a draught. | northern lights over snow at night",
        ),
    ),
)
