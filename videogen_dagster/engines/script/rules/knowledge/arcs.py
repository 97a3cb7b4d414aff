"""What a story does with a verb: who finds something must decide, who waits must be answered.

The same places to fill as in `subject.Moment`. A text with `{thing}` is used only if the prompt names a thing.
"""

from dataclasses import dataclass
from typing import Final

from videogen_dagster.engines.script.rules.word_set import word_set


@dataclass(frozen=True, slots=True, kw_only=True)
class Arc:
    """How a story goes on after its event.

    Attributes:
        verbs: Verbs in their base form that tell such an event.
        lasting: Whether the event is a state (`waits`), which is told without "one day".
        want: What is at stake.
        turn: What changes.
        close: Where it ends.
        mood: What music such a story has, if the prompt's own words do not say.
    """

    verbs: frozenset[str]
    lasting: bool = False
    want: tuple[str, ...]
    turn: tuple[str, ...]
    close: tuple[str, ...]
    mood: str = "calm"


ARCS: Final = (
    Arc(
        verbs=word_set("find discover open uncover receive inherit notice see unearth get hear catch"),
        want=(
            "{Who} could put {thing} back and tell nobody. For a whole day, that is the plan. | {figure} holding {thing}, looking away",
            "The world is the same as yesterday. Only {who} <be> not. | {figure} standing still, wide view",
            "A thing like that asks a question. It does not say how long one may take to answer. | {figure} sitting alone with {thing}, evening",
        ),
        turn=(
            "By nightfall {who} <have> turned {thing} over a hundred times, and <know> what has to be done. | {figure} with {thing} under a lamp at night",
            "For three nights {who} <tell> nobody. On the fourth, somebody asks. | {figure} at a window at night, lamp light",
            "Then {who} <see> what was there all along, small, in one corner. It changes everything. | {thing}, close, light falling on one corner",
        ),
        close=(
            "It was not {thing} that had been lost. It was somebody's hope of being heard. Now somebody has listened. | {figure} looking to the horizon, {thing} in hand",
            "From now on there is a before and an after, and {who} <stand> exactly in between. | {figure} between shadow and light",
            "In the morning the answer is on its way, and {who} <stand> there until it is out of sight. | {figure} looking into the distance at dawn",
        ),
    ),
    Arc(
        mood="tense",
        verbs=word_set("search seek look lose hunt follow miss track trace investigate solve"),
        want=(
            "{Who} <ask> everyone. Everyone points in a different direction. | {figure} at a crossroads, asking the way",
            "The longer the search, the less {who} <know> what for. But stopping would be worse. | {figure} walking on alone, long shadow",
        ),
        turn=(
            "It is the last place left, and {who} almost <walk> past. | {figure} stopping, turning round",
            "Then a small sign, where nobody would have put it on purpose. | small mark on a wall, close, warm light",
        ),
        close=(
            "Some things can be found only by those who have stopped running. {Who} <sit> down. | {figure} sitting down quietly, evening light",
            "It looks smaller than it did in memory, and worth every step. | {figure} standing still, soft light",
        ),
    ),
    Arc(
        mood="uplifting",
        verbs=word_set("meet befriend help visit adopt love rescue save marry fall teach feed invite share comfort"),
        want=(
            "At first there is a distance between them, exactly as long as an arm. | {figure} and another figure, some distance apart",
            "Neither of them has the right words. So they begin with silence. | {figure} and a companion sitting side by side",
        ),
        turn=(
            "Something is held out, carefully, and something is taken. | two hands reaching towards each other, close",
            "It starts to get cold, and the distance becomes smaller by itself. | {figure} and a companion sitting close together, dusk",
        ),
        close=(
            "From that day on, there are two sets of footprints. | two lines of footprints leading away",
            "If you pass by in the evening, you can see them: two shapes, one shadow. | two silhouettes against the evening sky",
        ),
    ),
    Arc(
        mood="uplifting",
        verbs=word_set(
            "build paint make learn bake cook write create invent play sing dance practise practice plant grow repair fix run draw carve"
            " compose sew study collect try start train restore print knit"
        ),
        lasting=True,
        want=(
            "The first attempt goes wrong. So do the next nine. | {figure} at work, failed attempts on the floor",
            "People come by, shake their heads kindly, and go. {Who} <go> on. | {figure} at work, people passing in the background",
        ),
        turn=(
            "Then, in a moment when nobody is trying very hard, something fits. | {figure} looking up in surprise, warm light",
            "One evening {who} <stop> copying and <start> listening. That is when it changes. | {figure} at work by lamp light, evening",
        ),
        close=(
            "It is not perfect. It is the first one that could not have been made by anyone else. | {figure} stepping back to look at the finished work",
            "Tomorrow {who} will see everything that is wrong with it. Tonight it is finished. | finished work in a quiet room, night",
        ),
    ),
    Arc(
        mood="epic",
        verbs=word_set(
            "travel walk cross sail fly climb return go leave drive ride wander explore swim arrive move come journey land dive descend"
            " hike head float drift row"
        ),
        lasting=True,
        want=(
            "After the first hour the way back is as long as the way ahead. {Who} <do> not turn round. | {figure} on a long way, seen from behind",
            "The weather closes in, and the landmarks go, one after another. | {figure} in wind and cloud, dim light",
        ),
        turn=(
            "Then, from the highest point, the whole way can be seen at once: where it began, and how little is left. | {figure} on a height, wide view",
            "And there, where the map shows nothing, a light. | small light far away in a dark landscape",
        ),
        close=(
            "{Who} <arrive> with less than there was at the start, and with more to tell. | {figure} arriving at a lit door at dusk",
            "It turns out that the far side looks back at you in just the same way. | {figure} looking back over the way, sunset",
        ),
    ),
    Arc(
        mood="tense",
        verbs=word_set(
            "escape chase fight flee survive defend battle face hide protect steal attack stop break defeat rob race smuggle kidnap"
        ),
        want=(
            "There is no plan, only a direction. | {figure} running, blurred background",
            "Behind {them} something is coming closer, and it is not out of breath. | dark shape behind {figure}, dusk",
        ),
        turn=(
            "{Who} <stop>, <turn>, and for the first time <look> at it. | {figure} turning round, facing the dark",
            "It comes down to one step, and {who} <take> it. | foot stepping forward, close, hard light",
        ),
        close=(
            "Then it is quiet, so quiet that one can hear {them} breathe. {Who} <be> still here. | {figure} standing alone, first light",
            "Nobody will sing about it. But in the morning the sun comes up over everyone who is left. | sunrise over a quiet landscape, {figure} small",
        ),
    ),
    Arc(
        verbs=word_set(
            "wait dream remember watch sit sleep wonder think hope wish listen stare read live keep rest stand stay work guard"
            " imagine long be have"
        ),
        lasting=True,
        want=(
            "It has been like this for so long that hardly anyone notices. {Who} <notice> everything. | {figure} sitting still while people pass",
            "Every evening there is a moment when it could happen. Every evening it passes. | {figure} looking out, evening light",
        ),
        turn=(
            "Today, something sounds different. {Who} <raise> {their} head. | {figure} raising the head, listening",
            "Then the light changes, and there is a step that {who} would know among a thousand. | long shadow of somebody arriving, {figure} looking up",
        ),
        close=(
            "Waiting, it turns out, is also a way of going somewhere. | {figure} in soft evening light, at peace",
            "Nothing is said. Nothing needs to be. | {figure} and a companion, silhouettes at sunset",
        ),
    ),
    Arc(
        mood="uplifting",
        verbs=word_set("own manage sell serve open host lead"),
        lasting=True,
        want=(
            "Some days nobody comes. Then the floor is swept a second time. | {figure} sweeping a floor, evening light",
            "The rent goes up, the street changes, and the bell over the door stays silent a little longer. | door with a small bell, empty street behind",
        ),
        turn=(
            "Then somebody comes back, and brings somebody along. | people at an open door, warm light",
            "One rainy afternoon every seat is taken, and nobody can say how it began. | full room with warm light, rain at the window",
        ),
        close=(
            "It will never make anyone rich. It makes a whole street feel at home. | street at dusk, one warm lit door",
            "At night the chairs are put up, and two cups stay down. | two cups on a table, chairs put up, lamp light",
        ),
    ),
)

OTHER_ARC: Final = Arc(
    verbs=frozenset(),
    want=(
        "It would be easy to carry on as before. {Who} <know> that, and <hesitate>. | {figure} hesitating, evening light",
        "Nobody else seems to think anything of it. {Who} <think> of nothing else. | {figure} awake at a window at night",
    ),
    turn=(
        "And then, between one breath and the next, it is decided. | {figure} stepping into the light",
        "What looked like the end of it was only a corner. | {figure} turning a corner, light ahead",
    ),
    close=(
        "On the outside, hardly anything has changed. {Who} <know> better. | {figure} smiling slightly, soft light",
        "It is a small story. The large ones are made of them. | {figure} walking away, wide landscape, evening",
    ),
)

KNOWN_VERBS: Final = frozenset().union(*(arc.verbs for arc in ARCS)) | word_set(
    "become turn wake decide change carry bring give take tell ask call say speak talk smile laugh cry jump eat drink hold throw pull push"
    " lead win destroy burn shine fill wear buy need want like hate fear send haunt wash clean cut cure prove wake begin end rise sink"
    " plan prepare order pretend refuse promise collapse fail succeed touch close hit strike knock join camp skate surf whistle whisper hum bark howl fade"
    " crash explode appear disappear vanish bloom gallop graze nest migrate tumble spin break erupt sneak gaze glimpse perch"
    " glow gather trade deliver cause affect produce form work purr hatch glide roam celebrate perform compete overcome enter"
)


def arc_of(verb: str, *, transitive: bool = False) -> Arc:
    """Return how a story about the base form `verb` goes on; a verb of no arc gets one that fits any event.

    Args:
        verb: Base form.
        transitive: Whether the verb is done to something: who runs a shop does not run.
    """
    if verb in {"run", "keep"} and transitive:
        verb = "manage"
    return next((arc for arc in ARCS if verb in arc.verbs), OTHER_ARC)
