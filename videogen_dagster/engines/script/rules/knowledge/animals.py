"""Animals: as characters of stories, and as they are."""

from typing import Final

from videogen_dagster.engines.script.rules.knowledge.subject import Kind, Subject

ANIMALS: Final = (
    Subject(
        names=("fox",),
        kind=Kind.ANIMAL,
        stage="forest with tall trees",
        look="red fur, white chest, bushy tail",
        hook=("You almost never see a fox arrive. It is simply there. | fox between trees, looking at the viewer",),
        seen=(
            "{Who} <set> one paw exactly in front of the other and <leave> a single line of prints. | line of fox tracks, {figure} ahead",
            "{Their} ears turn before {their} head does. | {figure}, ears up, close",
        ),
        known=(
            "A fox hears a mouse under a metre of snow, and jumps at the sound. | fox leaping into snow",
            "Foxes may use the Earth's magnetic field to aim: their best jumps point north-east. | fox in snow, pointing its nose",
            "A fox is a dog by family and a cat by habit: it stalks, it pounces, it hunts alone. | fox stalking through grass",
            "In cities, foxes know the bin days. | fox in a city street at night",
        ),
    ),
    Subject(
        names=("dog", "puppy", "hound"),
        kind=Kind.ANIMAL,
        stage="small town street with old houses",
        look="brown and white coat, one ear up, red collar",
        hook=("A dog does not know what day it is, and is right to be happy about it. | dog running through a park",),
        seen=(
            "{Who} <lift> {their} nose and <read> the whole morning in it. | {figure} sniffing the air",
            "One ear stands up and one does not, so that the whole face looks like a question. | {figure}, head tilted, close",
        ),
        known=(
            "A dog's nose has up to three hundred million scent receptors. Ours has six. | dog's nose, close",
            "Dogs have lived with us for at least fifteen thousand years, longer than any other animal. | dog beside a camp fire, people",
            "Dogs understand a pointing finger. Our nearest relatives, the chimpanzees, mostly do not. | hand pointing, dog watching",
            "They smell time: a scent that grows weaker tells them how long someone has been gone. | dog waiting at a door",
        ),
    ),
    Subject(
        names=("cat", "kitten"),
        kind=Kind.ANIMAL,
        stage="cosy room with a window and a lamp",
        look="grey tabby fur, green eyes, white paws",
        hook=("Nobody has ever owned a cat. | cat on a window sill, looking out",),
        seen=(
            "{Who} <walk> along the top of the wall as if it had been built for that. | {figure} walking along a wall",
            "{Who} <look> at the empty corner for a long time, and then away. | {figure} sitting, looking into a corner",
        ),
        known=(
            "A cat purrs by making the muscles of its throat tremble about twenty-five times a second, breathing in and breathing out. | cat purring on a cushion, close",
            "Cats purr when they are content, but also when they are hurt: it seems to calm them. | cat curled up in a lap",
            "Grown cats hardly ever meow at each other. They invented that for us. | cat looking up at a person",
            "A cat spends about two thirds of its life asleep. | cat asleep in the sun on a window sill",
            "Whiskers tell a cat whether it fits through a gap, even in the dark. | cat's whiskers, close",
        ),
    ),
    Subject(
        names=("bird", "swallow", "sparrow", "crow", "raven", "owl", "eagle", "pigeon", "gull", "crane"),
        kind=Kind.ANIMAL,
        stage="wide sky over a landscape",
        look="dark wings, bright round eye",
        hook=("Every bird you see today is a small dinosaur that got away. | birds crossing a wide sky",),
        seen=(
            "{Who} <wait> for the gust, <lean> into it, and <be> gone. | {figure} taking off into the wind",
            "From up there, a river is a thread and a house is a seed. | landscape with a river from above",
        ),
        known=(
            "Birds' bones are hollow, with struts inside, like the wing of an old aeroplane. | bird's wing spread in flight, close",
            "The Arctic tern flies from one pole to the other and back every year. | white bird flying over the ocean",
            "Crows remember the faces of people who were unkind to them, and tell the others. | crow on a branch, looking",
            "Birds flying in a V save strength: each one rides on the air that the bird in front stirs up. | birds flying in a V across the sky",
        ),
    ),
    Subject(
        names=("horse", "pony", "foal", "donkey", "unicorn"),
        kind=Kind.ANIMAL,
        stage="open field in the countryside",
        look="chestnut coat, dark mane, white blaze",
        hook=("You feel a horse in the ground before you hear it. | horse galloping across a field",),
        seen=("{Who} <breathe> out, and a cloud stands in the cold air. | {figure}, breath in cold air, close",),
        known=(
            "A horse can sleep standing up, because its legs lock. | horse standing asleep in a meadow",
            "Horses see almost all the way round, except right in front of the nose. | horse's eye, close",
            "In a gallop there is a moment when no hoof touches the ground. It took a photograph to prove it. | horse galloping, all hooves in the air",
        ),
    ),
    Subject(
        names=("whale", "dolphin", "orca"),
        kind=Kind.ANIMAL,
        stage="deep blue sea, light from above",
        look="huge dark body, white scars, small calm eye",
        hook=("The largest animal that has ever lived is alive today, and it sings. | whale in deep blue water",),
        seen=("{Who} <rise> slowly, and the sea makes room. | {figure} rising through blue water",),
        known=(
            "The heart of a blue whale weighs as much as a small motorcycle, and you could hear it from three kilometres away. | blue whale in dark water, light from above",
            "A humpback's song can last half an hour, and next year it will be a different one. | humpback whale singing in blue water",
            "Whales sleep with one half of the brain at a time, so that they do not forget to breathe. | whales resting upright in blue water",
            "When a whale dies, its body feeds the deep sea floor for decades. | dark sea floor, light from above",
        ),
    ),
    Subject(
        names=("bee", "honeybee", "bumblebee", "honey", "wasp"),
        kind=Kind.ANIMAL,
        stage="garden with flowers",
        look="striped golden body, clear wings",
        hook=("One teaspoon of honey is the life's work of twelve bees. | bee on a yellow flower, close",),
        seen=("{Who} <go> into the flower head first and <come> out dusted with gold. | bee covered in pollen, close",),
        known=(
            "Bees dance to give directions: the angle shows the way, the length shows how far. | bees dancing on a honeycomb",
            "To make a jar of honey, bees fly further than once around the Earth. | bees flying over a field of flowers",
            "One bite in three of what we eat depends on animals that pollinate, and bees are first among them. | orchard in blossom, bees",
            "In winter the bees form a ball around the queen and shiver, to keep her warm. | beehive in the snow",
        ),
        steps=(
            "A bee drinks nectar from a flower and carries it home in a second stomach. | bee drinking from a flower, close",
            "In the hive it passes the nectar on, from mouth to mouth, and each bee makes it a little thicker. | bees on a honeycomb, close",
            "They spread it into the cells and fan it with their wings until most of the water has gone. | bees fanning wings on a honeycomb",
            "Then they close the cell with a lid of wax. What is inside keeps for centuries. | golden honeycomb with wax lids, close",
        ),
    ),
    Subject(
        names=("wolf", "bear", "lion", "tiger", "leopard", "panther"),
        kind=Kind.ANIMAL,
        stage="forest with tall trees",
        look="thick fur, heavy paws, amber eyes",
        hook=(
            "Everything in the valley knows where the great hunter is, except those who look for it. | wild animal on a ridge at dusk",
        ),
        seen=("{Who} <stop>, and the whole forest stops with {them}. | {figure} standing still between trees",),
    ),
    Subject(
        names=("elephant", "mammoth", "giraffe", "rhino", "hippo", "camel"),
        kind=Kind.ANIMAL,
        stage="savannah with acacia trees",
        look="grey wrinkled skin, wide ears",
        hook=("The ground remembers where the herds have walked. | herd walking across a savannah at sunset",),
        seen=("{Who} <put> down each foot as if the earth could be hurt. | {figure} walking across dry grass",),
        known=(
            "Elephants hear with their feet: deep calls travel through the ground for kilometres. | elephant's foot on dry ground, close",
            "An elephant's trunk has some forty thousand muscles. It can lift a tree, or a peanut. | elephant's trunk lifting a fruit, close",
            "Elephants come back to the bones of their dead and touch them. | elephants gathered on a savannah at dusk",
        ),
    ),
    Subject(
        names=("penguin", "polar bear", "seal", "walrus"),
        kind=Kind.ANIMAL,
        stage="snow and ice under a wide sky",
        look="black and white coat, bright eyes",
        hook=("At the bottom of the world, somebody is standing in line. | penguins in a line on the ice",),
        seen=(
            "{Who} <tuck> in {their} head and <wait> for the wind to finish its sentence. | {figure} in blowing snow",
        ),
        known=(
            "Emperor penguins take turns: those outside move in, those inside move out, all winter long. | huddle of penguins in a snowstorm",
            "A penguin carries the egg on its feet for two months and does not eat. | penguin with an egg on its feet, close",
        ),
    ),
    Subject(
        names=("rabbit", "hare", "mouse", "squirrel", "hedgehog", "deer", "fawn"),
        kind=Kind.ANIMAL,
        stage="meadow at the edge of a forest",
        look="soft brown fur, dark eyes",
        hook=("The smallest heart in the meadow beats the fastest. | small animal in tall grass",),
        seen=(
            "{Who} <freeze>, one paw in the air, and <become> a piece of the grass. | {figure} in tall grass, still",
        ),
    ),
    Subject(
        names=("butterfly", "caterpillar", "moth", "ladybird", "ladybug", "firefly", "spider", "ant", "snail"),
        kind=Kind.ANIMAL,
        stage="garden with flowers",
        look="delicate wings, fine pattern",
        hook=("For most of its life, a butterfly is not one. | butterfly on a flower, close",),
        seen=("A leaf bends a little. For {who}, that is an earthquake. | {figure} on a leaf, close",),
        known=(
            "Inside the chrysalis, the caterpillar dissolves almost completely before it becomes something else. | green chrysalis under a leaf, close",
            "A butterfly tastes with its feet. | butterfly's legs on a petal, close",
            "Monarch butterflies fly thousands of kilometres to a forest they have never seen. | thousands of orange butterflies on trees",
            "The colour of a blue butterfly is not a dye. It is light, caught between tiny scales. | blue butterfly wing, close",
        ),
    ),
    Subject(
        names=("dragon", "monster", "dinosaur", "tyrannosaurus", "phoenix"),
        kind=Kind.ANIMAL,
        stage="mountains with dark clouds",
        look="dark green scales, long tail, golden eyes",
        hook=(
            "Something that large does not need to hide. It only needs to keep still. | huge creature behind mountain peaks, dark clouds",
        ),
        seen=(
            "{Who} <open> one eye, and the cave is no longer dark. | golden eye of a great beast in a dark cave, close",
        ),
        known=(
            "Dinosaurs ruled the land for more than a hundred and sixty million years. We have been here for a third of one million. | dinosaurs by a river, ancient forest",
            "Tyrannosaurus lived closer in time to us than to Stegosaurus. | tyrannosaurus on a plain, volcano behind",
            "Many dinosaurs had feathers, and one branch of the family still has. We call them birds. | feathered dinosaur in a forest",
            "Sixty-six million years ago a rock ten kilometres wide fell out of the sky. | burning asteroid above a sea at dusk",
        ),
    ),
    Subject(
        names=("fish", "octopus", "shark", "turtle", "jellyfish", "coral", "coral reef", "seahorse"),
        kind=Kind.ANIMAL,
        stage="coral reef under water, light from above",
        look="shimmering skin, slow fins",
        hook=("Under the surface, nobody falls. | coral reef under water, fish, light from above",),
        seen=("{Who} <turn>, and for a second <be> made of light. | {figure} under water, light rays",),
        known=(
            "Coral reefs cover less than one percent of the sea floor and shelter a quarter of all life in the sea. | colourful coral reef with fish",
            "An octopus has three hearts, blue blood, and most of its nerve cells in its arms. | octopus among rocks under water",
            "Sharks are older than trees. | shark in deep blue water",
            "A sea turtle comes back to the beach on which it was hatched, decades later, to lay its own eggs. | turtle on a beach at night",
        ),
    ),
)
