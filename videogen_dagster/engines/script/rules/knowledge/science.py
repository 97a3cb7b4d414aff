"""Science, engineering and early history, for explanations."""

from typing import Final

from videogen_dagster.engines.script.rules.knowledge.subject import Kind, Subject

SCIENCE: Final = (
    Subject(
        names=("rocket", "spaceflight", "space rocket"),
        kind=Kind.IDEA,
        stage="rocket on a launch pad",
        hook=("To leave the Earth, you have to throw something away, very fast. | rocket rising on a column of fire",),
        seen=("The countdown reaches zero, and for a moment nothing moves. | rocket on a launch pad at dawn",),
        known=(
            "A rocket burns fuel and shoots the hot gas downwards. The gas pushes back, and the rocket goes up. | rocket engine with bright flames, close",
            "It carries its own oxygen, because where it is going there is none. | rocket tanks, cross-section",
            "Nine tenths of its weight is fuel. Most of that fuel is needed to lift the fuel. | huge rocket beside a tiny figure",
            "Empty tanks are dropped on the way. What gets there is a small room at the very top. | rocket stages separating above the clouds",
            "To stay up, it has to fly sideways at almost eight kilometres a second. It falls, and keeps missing the Earth. | spacecraft in orbit above the Earth",
        ),
        close=(
            "What goes up is a candle as tall as a church, with somebody sitting on it. | tiny light rising into a dark blue sky",
        ),
    ),
    Subject(
        names=("dna", "gene", "genetics", "evolution", "cell", "chromosome"),
        kind=Kind.IDEA,
        stage="glowing double helix in the dark",
        hook=(
            "In every one of your cells there is a text of three billion letters, and nobody wrote it. | glowing double helix in the dark",
        ),
        known=(
            "It is written with four letters only, in a ladder that is twisted like a rope. | double helix with coloured rungs, close",
            "Stretched out, the thread in a single cell would be as tall as a person. | long glowing thread beside a person's silhouette",
            "Three letters at a time name a building block, and the blocks become muscle, eye and thought. | glowing beads on a thread, close",
            "Each time a cell divides, the whole text is copied, with about one misprint in a billion letters. | dividing cell, glowing",
            "Most misprints do nothing. A few did something useful, and here we are. | fish, bird and person in a row, silhouettes",
        ),
        close=(
            "About half of it we share with a banana. The rest is detail. | person looking at a banana, soft light",
        ),
    ),
    Subject(
        names=("pyramid", "ancient egypt", "egypt", "pharaoh", "mummy"),
        kind=Kind.IDEA,
        stage="pyramids in the desert",
        hook=("When Cleopatra was born, the pyramids were already ancient. | pyramids in the desert at sunset",),
        known=(
            "The Great Pyramid is made of some two million blocks, and most of them weigh more than a car. | huge stone blocks of a pyramid, tiny workers",
            "The builders were paid in bread and beer, and they were buried with honour beside their work. | workers eating bread beside stone blocks",
            "Wet sand carries a sledge with half the effort. One man walked in front, pouring water. | sledge with a stone block on sand, ropes",
            "For almost four thousand years, nothing built by people stood taller. | pyramid above the desert, tiny figures",
            "Its shell of white limestone shone so brightly that it could be seen from the hills of the desert. | bright white pyramid in the sun",
        ),
        close=("Everyone fears time, they say in Cairo. Time fears the pyramids. | pyramids under a starry sky",),
    ),
    Subject(
        names=("mathematics", "maths", "math", "number", "geometry", "infinity", "zero"),
        kind=Kind.IDEA,
        stage="blackboard with shapes and numbers",
        hook=(
            "It is the only place where something that was true once stays true for ever. | blackboard with shapes and numbers, lamp light",
        ),
        known=(
            "Draw a circle of any size, anywhere: the way around is always three and a little more times the way across. | circle drawn in the sand",
            "There is a last page in every book, but no largest number. | endless staircase into the sky",
            "Somebody had to invent zero: a sign for nothing, which made everything else countable. | ancient stone with a carved circle, close",
            "Sunflowers count in spirals, and so do pine cones and shells. | spiral of sunflower seeds, close",
            "A proof from ancient Greece convinces a child today, in any language. | child at a blackboard with a triangle",
        ),
        close=(
            "You can hold none of it in your hand, and yet every bridge rests on it. | long bridge over water, clear lines",
        ),
    ),
    Subject(
        names=("wheel", "invention", "steam engine", "printing press", "industry"),
        kind=Kind.IDEA,
        stage="old workshop with wheels and gears",
        hook=(
            "An idea is cheap. Making it turn without squeaking takes a thousand years. | old wooden wheel in a workshop",
        ),
        known=(
            "The first wheels we know of were not for driving. They were for pots. | potter's wheel with wet clay, hands",
            "A wheel alone is useless. The hard part is the axle: too tight, and it sticks; too loose, and it wobbles. | wooden axle and wheel, close",
            "It was not invented everywhere. Whole empires managed without, because they had mountains or no oxen. | mountain path with stone steps",
            "Spokes made it light, iron made it last, and air in a tyre made it kind. | row of wheels from old to new",
        ),
    ),
)
