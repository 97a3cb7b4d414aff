"""Hours, seasons and weather: what they do to everything else."""

from typing import Final

from videogen_dagster.engines.script.rules.knowledge.subject import Kind, Subject

HOURS: Final = (
    Subject(
        names=("night", "midnight", "late night", "nighttime"),
        kind=Kind.TIME,
        hook=(
            "At night, everything is a little further away, and every sound a little closer. | dark street with one lamp, night",
        ),
        seen=(
            "One window is still lit, high up. Nobody knows why, and everybody wonders. | single lit window in a dark building, night",
            "A cat crosses the road as if it had signed for it. | cat crossing an empty street at night",
        ),
        close=(
            "The last light goes out. Whatever is left to say can wait for the morning. | dark windows at night, one lamp",
        ),
    ),
    Subject(
        names=("dawn", "sunrise", "morning", "daybreak", "early morning"),
        kind=Kind.TIME,
        hook=("For a few minutes, the day belongs to nobody. | first light over rooftops, dawn",),
        seen=(
            "The light arrives without a sound and starts at the top. | first sunlight on the highest roofs and branches, dawn",
            "Somewhere a shutter goes up, and that is the first word of the day. | shutter opening in a quiet street, dawn",
        ),
        close=("And then it is simply day, as if nothing had happened. | bright morning light over a landscape",),
    ),
    Subject(
        names=("dusk", "sunset", "evening", "twilight", "golden hour"),
        kind=Kind.TIME,
        hook=(
            "There is an hour that makes everything look as if it were being remembered. | golden evening light, long shadows",
        ),
        seen=(
            "The shadows grow until they belong to one another. | long shadows on the ground, sunset",
            "The sky tries out every colour once before it decides on blue. | sunset sky in many colours",
        ),
        close=("The first star is there before anyone has seen it come. | evening sky with the first star",),
    ),
    Subject(
        names=("winter", "cold winter"),
        kind=Kind.TIME,
        hook=("In winter, the world shows its drawing, without the colours. | bare trees in a snowy landscape",),
        seen=(
            "Breath hangs in the air like something one was about to say. | person's breath in cold air, winter",
            "On the pond the ice has written something in fine white lines. | frozen pond with white lines, close",
        ),
    ),
    Subject(
        names=("autumn", "fall season", "october", "november"),
        kind=Kind.TIME,
        hook=(
            "In autumn the trees let go of what they no longer need, and make it look easy. | autumn trees, falling leaves",
        ),
        seen=(
            "Leaves run across the road ahead of the wind. | autumn leaves blowing across a road",
            "It smells of smoke, and apples, and wet earth. | basket of apples, autumn garden",
        ),
    ),
    Subject(
        names=("summer", "july", "august", "hot day"),
        kind=Kind.TIME,
        hook=("Summer has its own sound: insects, and somewhere far off, a ball. | sunny meadow, blue sky",),
        seen=(
            "Shade becomes the most valuable thing in the street. | sunny street with one tree in shade",
            "Ice clinks in a glass, and nobody mentions tomorrow. | cold drink with ice on a table, sunlight",
        ),
    ),
    Subject(
        names=("spring", "april", "may day"),
        kind=Kind.TIME,
        hook=("One morning it smells of earth, and that settles it. | garden in spring, first flowers",),
        seen=(
            "The trees are green only if you look twice. | young green leaves on branches, close",
            "All the windows are open, and the street can hear who is learning the trumpet. | open windows in a sunny street, spring",
        ),
    ),
)

WEATHERS: Final = (
    Subject(
        names=("rain", "rainy", "drizzle", "downpour", "rainfall", "raining", "rainstorm"),
        kind=Kind.WEATHER,
        hook=(
            "Rain builds a second city under the first one, upside down and made of light. | wet street with reflections, rain",
        ),
        seen=(
            "The drops race down the pane, and you catch yourself betting on one. | raindrops on a window, blurred lights behind",
            "Umbrellas open all at once, like an answer. | many umbrellas in a rainy street from above",
            "The gutters talk, the tyres hiss, and everybody walks a little faster. | people hurrying through a rainy street",
        ),
        known=(
            "Raindrops are not shaped like tears. They are round, and the large ones look like buns. | falling rain drops, close",
            "The smell after rain is made by bacteria in the soil. We can smell it better than sharks smell blood. | rain drops on dry earth, close",
            "A drop falls for several minutes before it reaches you. | rain falling from a grey cloud",
        ),
        close=("When it stops, nobody notices at first. Then a bird does. | street after rain, puddles, light",),
    ),
    Subject(
        names=("snow", "snowy", "snowfall", "blizzard", "snowing"),
        kind=Kind.WEATHER,
        hook=(
            "Snow falls, and everybody speaks more quietly without knowing why. | snow falling on a quiet landscape",
        ),
        seen=(
            "Every roof, every fence, every twig has been underlined in white. | snow on fences and twigs, close",
            "A single line of footprints, and it only leads away. | footprints in fresh snow",
        ),
        known=(
            "Fresh snow is mostly air. That is why it swallows sound. | deep fresh snow, close",
            "Snow is not white. It is clear ice that sends all the light back. | snow crystals, close, sparkling",
        ),
        close=("By morning, the footprints will be gone. The way will still be there. | fresh snow covering a path",),
    ),
    Subject(
        names=("fog", "foggy", "mist", "misty", "haze"),
        kind=Kind.WEATHER,
        hook=("Fog is a cloud that wanted to see how we live. | thick fog over a landscape",),
        seen=("Things come out of the grey one by one: a post, a tree, a face. | trees appearing out of fog",),
        close=("Slowly the fog lets go of things, the nearest ones first. | fog lifting, light behind",),
    ),
    Subject(
        names=("wind", "windy", "breeze", "gust"),
        kind=Kind.WEATHER,
        hook=("You never see the wind. You only see what it talks to. | grass bending in the wind",),
        seen=("Washing on the line tries on all its sizes. | washing on a line in the wind",),
    ),
)
