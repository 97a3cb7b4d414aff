"""Topics that people want explained: body and mind, inventions, ideas."""

from typing import Final

from videogen_dagster.engines.script.rules.knowledge.subject import Kind, Subject

IDEAS: Final = (
    Subject(
        names=("electricity", "electric current", "power grid", "battery"),
        kind=Kind.IDEA,
        stage="power lines over a landscape at dusk",
        hook=("You cannot see it, and you notice it only when it is gone. | dark room, one light bulb",),
        known=(
            "A current is a crowd of electrons, and each of them moves more slowly than a snail. The push is what is fast. | glowing copper wire, close",
            "Turn a magnet inside a coil of wire, and a current flows. Nearly every power station does just that. | turbine in a power station",
            "A battery keeps two substances apart that would love to react. The wire is the only way round. | battery and glowing bulb on a table",
            "A bolt of lightning and the nerve in your finger use the same trick. | lightning over a city at night",
        ),
    ),
    Subject(
        names=("internet", "web", "network", "email", "social media", "cloud computing", "wifi"),
        kind=Kind.IDEA,
        stage="dark globe with glowing lines",
        hook=(
            "The internet is not in the air. Most of it lies on the floor of the sea. | cable on the sea floor under water",
        ),
        known=(
            "Glass fibres as thin as a hair carry flashes of light from continent to continent. | glowing glass fibres, dark background",
            "Every picture you send is cut into small packets. They may take different roads and are put together again at the end. | glowing dots travelling along lines",
            "The first message was meant to be the word login. The system crashed after two letters. | old computer terminal with green letters",
            "Nobody owns it. It works because millions of machines agreed on how to say hello. | globe at night with lines of light",
        ),
    ),
    Subject(
        names=("artificial intelligence", "ai", "machine learning", "neural network", "algorithm", "chatbot"),
        kind=Kind.IDEA,
        stage="abstract network of glowing points",
        hook=(
            "Nobody told the machine what a cat is. It was shown a million of them. | glowing network of points forming a cat",
        ),
        known=(
            "A neural network is a very long calculation with millions of knobs, and learning means turning them a little. | abstract network of glowing knobs and lines",
            "It guesses, it is told how wrong it was, and it guesses again. That is the whole secret. | glowing arrows moving towards a target",
            "It can be right without knowing why, and wrong without any doubt. | robot looking into a mirror",
            "What it has learnt from is us: our books, our pictures, and our mistakes. | endless library with glowing books",
        ),
        close=(
            "It is a mirror with a good memory. What it shows depends on who stands in front of it. | person before a glowing mirror",
        ),
    ),
    Subject(
        names=(
            "quantum computing",
            "quantum computer",
            "quantum physics",
            "quantum mechanics",
            "quantum",
            "atom",
            "particle",
            "electron",
        ),
        kind=Kind.IDEA,
        stage="abstract glowing particles in the dark",
        hook=("At the smallest scale, the world has not made up its mind. | glowing particles in the dark, blurred",),
        known=(
            "An atom is almost entirely empty. If the nucleus were a pea, the atom would be a stadium. | single light in the middle of an empty stadium",
            "A particle can be in several states at once, as long as nobody looks. Looking makes it choose. | two overlapping glowing spheres, eye behind",
            "A quantum bit is not just nought or one. It is a blend of both, until it is measured. | glowing sphere between two poles of light",
            "Two particles can be linked so closely that measuring one tells you about the other, however far away it is. | two glowing spheres joined by a thread of light",
            "Such machines have to be kept colder than outer space, because a little warmth is enough to disturb them. | golden quantum computer hanging in a dark laboratory",
        ),
    ),
    Subject(
        names=("brain", "mind", "memory", "consciousness", "intelligence"),
        kind=Kind.IDEA,
        stage="abstract glowing nerve cells",
        hook=(
            "Inside your head it is completely dark, and it has never heard a sound. | dark space with glowing nerve cells",
        ),
        known=(
            "Eighty-six billion nerve cells pass on signals, each to thousands of others. | glowing nerve cells connected in the dark",
            "The brain is two percent of your weight and takes a fifth of your energy, even while you do nothing. | glowing brain in a dark silhouette",
            "Each time you remember something, you rebuild it, and you put it back a little changed. | old photographs fading into light",
            "What you see is mostly a forecast. The eyes only report where it was wrong. | human eye, close, reflections",
        ),
    ),
    Subject(
        names=("heart", "blood", "heartbeat", "body", "health"),
        kind=Kind.IDEA,
        stage="abstract red glow with a pulse line",
        hook=("It started before you were born, and it has not taken a break since. | glowing heart in the dark",),
        known=(
            "The heart beats about a hundred thousand times a day. | glowing heart with a pulse line",
            "A drop of blood needs about a minute for the whole journey: lungs, heart, fingertip, and back. | red blood cells flowing, close",
            "The heart makes its own signal. For a while it beats even outside the body. | pulse line glowing on a dark screen",
            "Laid end to end, the blood vessels of one person would go around the Earth. | Earth with a red thread around it",
        ),
    ),
    Subject(
        names=("sleep", "dream", "insomnia", "bedtime", "rest"),
        kind=Kind.IDEA,
        stage="quiet bedroom at night with moonlight",
        hook=(
            "A third of your life is missing from your memory, and you could not live without it. | quiet bedroom at night, moonlight",
        ),
        seen=(
            "Breath slows down. The day comes off, one layer after another. | person asleep, moonlight through a window",
        ),
        known=(
            "While you sleep, the brain rinses itself: fluid runs through it and carries off the day's waste. | sleeping person with a glowing head",
            "About every ninety minutes a dream begins, whether you remember it or not. | bed floating among clouds at night",
            "During dreams the body is switched off, so that we do not act them out. | sleeping figure under stars",
            "Light in the evening tells the brain that it is noon. A dark room is the oldest sleeping pill. | window with closing curtains, dusk",
            "Going to bed at the same hour helps more than going early. The body likes to know. | alarm clock on a bedside table, soft lamp",
        ),
        close=("Tomorrow begins here, with the light out. | lamp going out beside a bed",),
    ),
    Subject(
        names=("meditation", "yoga", "mindfulness", "breathing", "relaxation", "stress", "peace"),
        kind=Kind.IDEA,
        stage="quiet lake at dawn",
        hook=(
            "There is nothing to do for the next minute. That is harder than it sounds. | person sitting by a quiet lake at dawn",
        ),
        seen=(
            "Breathe in. Somewhere a leaf lets go. | leaf falling on still water",
            "Breathe out, a little longer than in. The shoulders understand first. | calm lake, mist, soft light",
            "A thought comes by. It does not need an answer. | cloud drifting over a calm lake",
            "Feel how the ground carries you. It has been doing so all day. | bare feet on grass, close",
        ),
        known=(
            "A long breath out tells the heart to slow down. It is the one brake that we can reach by hand. | person breathing out in cold morning air",
            "The mind wanders. Noticing that it has wandered is the exercise. | footpath winding through a meadow",
        ),
        close=("Nothing has changed, except the one who looks at it. | calm lake in full morning light",),
    ),
    Subject(
        names=("time", "clockwork"),
        kind=Kind.IDEA,
        stage="old clocks on a wall",
        hook=("Everyone gets the same twenty-four hours, and nobody has ever kept one. | old clock face, close",),
        known=(
            "Clocks run a little slower at sea level than on a mountain. The difference is tiny, and real. | clock on a mountain top, valley below",
            "When you look at a star, you look into the past. It may no longer be there. | starry sky over a dark hill",
            "The laws of physics hardly care about its direction. A broken cup does. | broken cup on a floor, close",
        ),
    ),
    Subject(
        names=("money", "economy", "inflation", "bank", "saving", "investment", "bitcoin"),
        kind=Kind.IDEA,
        stage="coins and paper on a table",
        hook=("A banknote is a piece of paper on which strangers agree. | banknote in a hand, close",),
        known=(
            "Before coins there were shells, salt, and long lists of who owed what to whom. | sea shells and salt on an old table",
            "Most money has never been printed. It is a number, made when a bank grants a loan. | glowing numbers on a dark screen",
            "When prices double, nothing in the shop has changed but the length of the ruler. | shop shelf with price tags",
            "Interest on interest starts so slowly that nobody believes it, and then it runs away. | small coin stack growing into a tower",
        ),
    ),
    Subject(
        names=("language", "word", "writing", "alphabet", "translation"),
        kind=Kind.IDEA,
        stage="old letters on paper",
        hook=("Somebody, once, made a sound and meant something by it. | camp fire at night, people talking",),
        known=(
            "There are about seven thousand languages, and every other week one of them falls silent. | globe with small lights going out",
            "The letter A was once the head of an ox. Turn it upside down, and you can still see the horns. | ancient stone with carved letters, ox head",
            "Children learn about ten new words a day, and nobody has to ask them to. | child with a picture book",
        ),
    ),
    Subject(
        names=("love", "friendship", "friend", "kindness", "happiness", "hope", "loneliness", "courage", "trust"),
        kind=Kind.IDEA,
        stage="two people on a bench at sunset",
        hook=("The big words are made of small things. | two cups on a table by a window",),
        seen=(
            "Somebody keeps the last piece for you and says they are not hungry. | last piece of cake on a plate, two forks",
            "Somebody waits until your window is lit before they drive off. | car in front of a house, lit window, night",
            "Two people walk side by side and do not have to talk. | two people walking along a path at dusk",
            "You are asked how you are, and the question waits for the answer. | two people on a bench, talking",
        ),
        close=(
            "You cannot keep it in a box. It lasts only while it is being passed on. | hands passing a small light, dusk",
        ),
    ),
    Subject(
        names=(
            "birthday",
            "wedding",
            "anniversary",
            "party",
            "celebration",
            "graduation",
            "christmas",
            "new year",
            "holiday",
        ),
        kind=Kind.IDEA,
        stage="festive table with candles and garlands",
        hook=(
            "Somewhere a match is struck, and a room goes quiet on purpose. | candles being lit on a cake, dark room",
        ),
        seen=(
            "Chairs are brought from the neighbours, and there is still one too few. | long festive table, mixed chairs, garlands",
            "Everybody sings, in three keys, and nobody minds. | people around a cake with candles",
            "The best piece of wrapping paper is smoothed out and kept, as every year. | gifts with colourful paper, close",
            "Somebody tells the old story again, and is corrected in the same place as always. | family laughing at a table, warm light",
        ),
        close=("The candles are out. The wish is on its way. | smoke rising from candles, warm room",),
    ),
    Subject(
        names=(
            "football",
            "soccer",
            "basketball",
            "tennis",
            "chess",
            "game",
            "sport",
            "marathon",
            "swimming",
            "surfing",
            "skateboarding",
        ),
        kind=Kind.IDEA,
        stage="stadium with flood lights",
        hook=("For the next few minutes, nothing else in the world has rules. | empty stadium with flood lights",),
        seen=(
            "Laces are pulled tight, twice, because once is never enough. | hands tying sports shoes, close",
            "There is a moment before the start when everyone is equal. | start line, waiting feet",
            "Then breath, and blood in the ears, and the next step, and the next. | runner in motion, evening light",
        ),
        close=(
            "Afterwards the grass is cold, the shadows are long, and somebody says: again. | field with long shadows at sunset",
        ),
    ),
)
