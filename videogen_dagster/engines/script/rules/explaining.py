"""A topic explained: a hook, the question, what is known about it in order, and a thought to take along."""

import re
from typing import Final

from videogen_dagster.engines.script.rules.choice import Dice
from videogen_dagster.engines.script.rules.clause import DETERMINERS, noun_phrase
from videogen_dagster.engines.script.rules.filling import Filler, filler_for
from videogen_dagster.engines.script.rules.grammar import is_plural, is_uncountable
from videogen_dagster.engines.script.rules.idea_reading import Reading
from videogen_dagster.engines.script.rules.knowledge.library import name_used, names_in
from videogen_dagster.engines.script.rules.knowledge.subject import Kind, Moment, Subject

_STEP_WORDS: Final = re.compile(
    r"\b(?:form|forms|formed|made|make|makes|making|work|works|happen|happens|erupt|erupts|produced?|produces|roast\w*|brew\w*|bake\w*|born)\b"
)
_HISTORY: Final = re.compile(r"\b(?:history|origins?|invented|invention|story of)\b", re.IGNORECASE)
_CLOSES: Final = (
    "That is the short version. The long one is all around you. | wide landscape with a small figure, morning",
    "Tell it to somebody at dinner. That is how most knowledge has travelled. | people talking at a table, warm lamp light",
    "You will come across it again, sooner than you think. Now it will look different. | open window with a wide view, soft light",
    "There is more to know, there always is. But this is a good place to stop and look again. | person looking at a wide landscape, evening",
)
# For topics that no table knows: honest about what one can say of anything, and never a made-up fact.
_UNKNOWN_HISTORY: Final = (
    "Somebody made the first one, and it was probably not very good. | first rough sketch on a table, candle light",
    "A neighbour looked at it, took it apart, and put it together better. | hands taking a device apart on a workbench, close",
    "Most of those who improved it are forgotten. Their names would not fit on the label. | row of old portraits in a dim corridor",
    "Each time it became a little cheaper, a little lighter, a little more ordinary. | row of objects from old to new on a shelf",
    "In the end nobody saw it any more. That is how one knows that an invention has won. | busy street, people passing without looking",
)
_UNKNOWN_THINGS: Final = (
    "Start with what can be seen. Go close enough, and every smooth thing turns out to have parts. | magnifying glass over a surface, close",
    "Every part has a neighbour, and it does its work only because the neighbour does. | interlocking gears, close, warm light",
    "Change one small piece, and watch what else begins to move. That is how most of what we know was found out. | hand moving one piece on a board, close",
    "Experts disagree about the edges of it. The edges are where the interesting work is done. | people around a table with papers, lamp light",
    "What we do know has been checked by people who would have loved to prove it wrong. | laboratory with glass instruments, notebook",
)
_UNKNOWN_ADVICE: Final = (
    "Begin smaller than your pride would like. | first small step on a long path",
    "Do it at the same hour every day. A habit needs no courage. | clock and a cup on a table, morning light",
    "Write down what went wrong. It is the only teacher that does not charge. | notebook and pen on a table, close",
    "Ask somebody who has done it. Most people are glad to be asked. | two people talking at a table, warm light",
    "Then do it again, a little worse or a little better. Either way, you will know more. | person at work by a window",
)


def topic_moments(reading: Reading, dice: Dice) -> tuple[Moment, ...]:
    """Return the five to eight moments of an explanation.

    Args:
        reading: A prompt that names a topic.
        dice: Chooses among variants; facts stay in the order of the tables.
    """
    subject = _main_subject(reading)
    question = announced(reading.text) if any(map(str.isalnum, reading.text)) else ""
    if subject is None:
        body = Filler().moments(_unknown(reading.text))
        hook = Moment(question, f"{picture_of_topic(reading.text)}, wide view")
        return (hook, *body[: 4 + dice.pick((0, 1), "length")], dice.pick(Filler().moments(_CLOSES), "close"))
    body = _body(reading, subject, dice)
    hooks = Filler().moments(subject.hook)
    hook = dice.pick(hooks, "hook") if hooks else body[0]
    opening = Moment(f"{hook.say} {question}", hook.show)
    closes = Filler().moments(subject.close) or Filler().moments(_CLOSES)
    rest = [moment for moment in body if moment != hook]
    return (opening, *rest[:6], dice.pick(closes, "close"))


def announced(text: str) -> str:
    """Return the sentence that says what the film is about, in the prompt's own words."""
    plain = text.strip().rstrip(".!")
    lowered = plain.lower()
    if plain.endswith("?"):
        return _capital(plain)
    if re.match(r"(?:why|what|when|where|who|which|is|are|do|does|can)\b", lowered):
        return f"{_capital(plain)}?" if _asks(lowered) else f"This is {plain}."
    if lowered.startswith("how to"):
        return f"Here is {plain}."
    if lowered.startswith("how "):
        return f"This is {_lower_first(plain)}."
    if re.match(r"\d+ ", lowered):
        return f"Here are {plain}."
    bare = re.sub(r"^explain(?:ing)?\s+(.+?)(?:\s+(?:to|for)\s.*)?$", r"\1", plain, flags=re.IGNORECASE)
    return _about(re.sub(r"\s*,?\s*explained$", "", bare, flags=re.IGNORECASE))


def picture_of_topic(text: str) -> str:
    """Return the nouns of a topic as a picture names them, without the question around them."""
    plain = re.sub(
        r"^(?:how (?:to|do|does|did)?|why (?:do|does|is|are)?|what (?:is|are)?|the |a |an |\d+ \w+ (?:for|to)|history of|explain\w*|"
        r"introduction to|facts about|benefits of)\s*",
        "",
        text.lower().strip(" ?.!"),
    )
    return plain or text


def _main_subject(reading: Reading) -> Subject | None:
    rich = [subject for subject in reading.subjects if subject.known or subject.steps or subject.past]
    told = [subject for subject in reading.subjects if len(subject.seen) >= 2 and subject.kind is not Kind.PERSON]
    return next(iter(rich), None) or next(iter(told), None)


def _body(reading: Reading, subject: Subject, dice: Dice) -> tuple[Moment, ...]:
    text = reading.text.lower()
    if _HISTORY.search(text) and subject.past:
        return Filler().moments(subject.past)
    is_process = not text.startswith(("why", "what", "is ", "are ")) and (_STEP_WORDS.search(text) or not subject.known)
    if subject.steps and (is_process or len(text.split()) <= 2):
        return Filler().moments(subject.steps)
    known = sorted(Filler().moments(subject.known), key=lambda moment: -_overlap(moment.say, text))
    others = [other for other in reading.subjects if other != subject and other.known]
    extra = [dice.pick(Filler().moments(other.known), "extra") for other in others[:2]]
    mention = noun_phrase(f"a {name_used(subject, reading.text)}") if subject.kind is Kind.ANIMAL else None
    views = filler_for(mention, subject=subject).moments(subject.seen)
    fill = dice.shuffled(views, "views")[: max(0, 4 - len(known) - len(extra))]
    return (*known, *extra, *fill)


def _overlap(sentence: str, text: str) -> int:
    """Count shared words; what is asked about the subject counts more than its name."""
    names = {name[:4] for name in names_in(text)}
    stems = {word[:4] for word in re.findall(r"[a-z]{4,}", text)}
    shared = {word[:4] for word in re.findall(r"[a-z]{4,}", sentence.lower())} & stems
    return sum(1 if stem in names else 3 for stem in shared)


def _unknown(text: str) -> tuple[str, ...]:
    if _HISTORY.search(text):
        return _UNKNOWN_HISTORY
    advice = re.search(r"\b(?:tips?|how to|ways|guide|habits|advice)\b", text.lower())
    return _UNKNOWN_ADVICE if advice else _UNKNOWN_THINGS


def _asks(lowered: str) -> bool:
    return bool(
        re.match(r"(?:\w+) (?:is|are|was|were|do|does|did|can|will|should|would|has|have|makes?|happens)\b", lowered)
    ) or (lowered.startswith(("is ", "are ", "do ", "does ", "can ")))


def _about(phrase: str) -> str:
    words = phrase.split()
    if words[0].lower() in DETERMINERS:
        return f"This is {_lower_first(phrase)}."
    found = noun_phrase(phrase)
    head = found.head if found else words[-1]
    if is_plural(head):
        return f"This is about {_lower_first(phrase)}."
    if head.isupper():
        return f"This is about {phrase}."
    if is_uncountable(head) or (any(word[:1].isupper() for word in words) and len(words) > 1):
        return f"This is {_lower_first(phrase)}."
    return f"This is about the {_lower_first(phrase)}."


def _lower_first(text: str) -> str:
    first = text.split(maxsplit=1)[0]
    return text if first.isupper() and len(first) > 1 else text[:1].lower() + text[1:]


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]
