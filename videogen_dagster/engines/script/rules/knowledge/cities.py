"""Cities and regions that prompts name: what is there and nowhere else."""

from typing import Final

from videogen_dagster.engines.script.rules.knowledge.subject import Kind, Subject


def _city(name: str, *seen: str, also: tuple[str, ...] = ()) -> Subject:
    return Subject(names=(name.lower(), *also), kind=Kind.CITY, stage=f"{name} city street", seen=seen)


CITIES: Final = (
    _city(
        "Tokyo",
        "Tokyo has signs as high as houses, and every one of them is trying to be the brightest. | Tokyo street with tall neon signs",
        "In an alley no wider than a table, six stools, one cook, and steam. | narrow Tokyo alley with a ramen bar, lanterns, steam",
        "A vending machine hums at the corner, selling hot coffee to nobody. | glowing vending machine in an empty Tokyo street",
        "The last train takes everybody home, shoulder to shoulder, without a word. | Tokyo train with tired passengers, city lights outside",
    ),
    _city(
        "Kyoto",
        "In Kyoto a wooden gate stands open, and behind it is another one. | red wooden temple gates in Kyoto",
        "Somebody rakes the gravel into waves that nobody will step on. | raked gravel garden in Kyoto",
    ),
    _city(
        "Lisbon",
        "Lisbon is built on hills, so the way to anywhere begins with a climb and ends with a view. | Lisbon hills, red roofs, river behind",
        "Tram twenty-eight squeezes round the corner, so close that you could touch the washing. | yellow tram in a narrow Lisbon street",
        "Blue tiles on the walls keep the houses cool and the stories in order. | blue tiled house front in Lisbon",
    ),
    _city(
        "Paris",
        "In Paris the chairs outside the cafes all face the street, because the street is the show. | Paris cafe with chairs facing the street",
        "Zinc roofs, grey as doves, and the river in between. | Paris roofs and the river Seine",
    ),
    _city(
        "London",
        "London begins again under every umbrella. | London street with red buses and umbrellas",
        "The river goes in and out with the tide, twice a day, under all those bridges. | river Thames with bridges in London",
    ),
    _city(
        "New York",
        "In New York steam comes up out of the street, as if the city had a kitchen below. | steam rising from a New York street, yellow taxis",
        "Between the towers, the sky is a strip, and everybody owns a piece of it. | New York skyscrapers from below",
        also=("manhattan", "brooklyn", "nyc"),
    ),
    _city(
        "Rome",
        "In Rome you can rest your coffee on something two thousand years old. | Rome street with ancient columns, cafe table",
        "Water runs day and night from small iron fountains, and it is cold and free. | small iron fountain in a Rome street",
    ),
    _city(
        "Venice",
        "In Venice the taxis have bow waves. | Venice canal with boats",
        "At night you hear footsteps a long way off, because nothing else moves. | empty Venice alley at night, lamp",
    ),
    _city(
        "Berlin",
        "In Berlin every wall has been written on, and some of the answers are still there. | Berlin wall with colourful murals",
        "The trains run above the street on iron legs, and look into the kitchens. | yellow elevated train in Berlin",
    ),
    _city(
        "Istanbul",
        "Istanbul has one foot in Europe and one in Asia, and the ferry takes twenty minutes. | ferry on the Bosphorus, Istanbul skyline",
        "Gulls follow the boat and catch bread in the air. | gulls above a ferry in Istanbul",
    ),
    _city(
        "Barcelona",
        "In Barcelona the houses have scales and bones, as if they might swim off. | curved colourful house front in Barcelona",
        "Every street rolls down to the sea sooner or later. | Barcelona street leading down to the sea",
    ),
    _city(
        "Cairo",
        "At the edge of Cairo the last street ends, and the pyramids begin. | pyramids at the edge of Cairo",
        "Tea in a glass, a board game, and a horn from somewhere, always. | Cairo street cafe with tea glasses",
    ),
    _city(
        "Mumbai",
        "In Mumbai two hundred thousand lunch boxes find the right desk every day. | Mumbai street with lunch box carriers on bicycles",
        "The sea is at the end of the road, and so is everybody else. | Mumbai sea promenade, crowd",
        also=("delhi", "bombay"),
    ),
    _city(
        "San Francisco",
        "In San Francisco the fog comes in under the bridge, and the hills wear it like a scarf. | red bridge in the fog, San Francisco",
        "The cable car leans into the hill and rings its bell. | cable car on a steep San Francisco street",
    ),
    _city(
        "Amsterdam",
        "In Amsterdam the houses lean out a little, to see who is at the door. | narrow Amsterdam houses on a canal",
        "More bicycles than people, and nobody looks back. | bicycles on an Amsterdam bridge",
    ),
    _city(
        "Havana",
        "In Havana the cars are older than the drivers, and better painted. | colourful old car in a Havana street",
        "A trumpet comes out of one doorway and a laugh out of the next. | musicians in a Havana doorway",
    ),
)
