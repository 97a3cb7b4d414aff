"""Stories told as shots, each with a first frame and a video prompt, as data sets of video prompts publish them."""

import re
from collections.abc import Iterator
from typing import Final

from videogen_dagster.core.brief import OutlineCharacter, OutlineLine, OutlineScene

_MOST_SENTENCES: Final = 2
_SENTENCE: Final = re.compile(r".+?(?:[.!?][\"'”’)]*(?=\s|$)|$)", re.DOTALL)
_CAMERA: Final = re.compile(
    r"\b(?:\d+\s?mm|lens|camera|shot|close-up|closeup|two-shot|dolly|zoom|rack focus|handheld|locked-off|push-in|pull-out"
    r"|tracking|crane|over-the-shoulder|aerial view|time-lapse|slow motion|depth of field|bokeh|cut to|fade)\b",
    re.IGNORECASE,
)
_LOOK: Final = re.compile(
    r"^(?:(?:subtle|soft|warm|cool|natural|ambient|overhead|even|moody|the)\s+)*(?:lighting|light|lights|palette|colou?rs?"
    r"|color|room tone|tone|mood|atmosphere|reflections|shadows|style|audio|sound|music|background)\b",
    re.IGNORECASE,
)
_PRODUCTION: Final = re.compile(
    r"\b(?:identity|identities|consisten\w+|attribute|mixing|color temperatures?|pg-rated|climax|resolution|anchor"
    r"|key shared action|shared action|object transfer|turning point|the action is|the moment|focal|motion blurs?"
    r"|lighting|palette|procedural|shot)\b",
    re.IGNORECASE,
)
_CLAUSE: Final = re.compile(r"(\s*[,;:—–]\s+|\s*—\s*|\s+(?=(?:without|while|as if|ending)\b))")
_ASIDE: Final = re.compile(r"\s*\([^()]*\)")
_FOR_THE_CREW: Final = (
    (re.compile(r"^[^:.]{0,60}\bbackground:\s*", re.IGNORECASE), ""),
    (re.compile(r"\s+off-?screen\b", re.IGNORECASE), ""),
    (re.compile(r"\benters (?:the )?frame\b", re.IGNORECASE), "comes into view"),
)
_INTRODUCTION: Final = re.compile(r"\b((?:[A-Z][\w’'-]+ ){0,3}[A-Z][\w’'-]+) \(([^()]{15,600})\)")


def shot_scene(first_frame: str, video_prompt: str) -> OutlineScene:
    """Return a shot as a scene: a narrator tells what happens in it, camera and light are left to the picture."""
    told = " ".join(told_actions(video_prompt))
    return OutlineScene(
        action=told,
        image_prompt=first_frame or None,
        motion_prompt=video_prompt or None,
        lines=(OutlineLine(text=told),) if told else (),
    )


def told_actions(video_prompt: str) -> tuple[str, ...]:
    """Return at most two sentences of a video prompt that tell what happens, without remarks for the crew."""
    told: list[str] = []
    for sentence in _SENTENCE.findall(video_prompt):
        text = _without_remarks(" ".join(sentence.split()))
        if text and not _CAMERA.search(text) and not _LOOK.match(text):
            told.append(text)
        if len(told) == _MOST_SENTENCES:
            break
    return tuple(told)


def introduced_characters(first_frames: list[str]) -> tuple[OutlineCharacter, ...]:
    """Return the people whom the first frames describe in parentheses: `Mira Chen (adult woman, 34, ...)`."""
    found: dict[str, str] = {}
    for frame in first_frames:
        for name, description in _INTRODUCTION.findall(frame):
            if len(name.split()) > 1 and len(description.split()) >= 4:
                found.setdefault(name[:100], " ".join(description.split()))
    return tuple(OutlineCharacter(name=name, description=description) for name, description in found.items())


def _without_remarks(sentence: str) -> str:
    """Return a sentence without the clauses that speak to the crew, or nothing if it starts with one."""
    sentence = _ASIDE.sub("", sentence).strip()
    for remark, instead in _FOR_THE_CREW:
        sentence = remark.sub(instead, sentence)
    pieces = _CLAUSE.split(sentence[:1].upper() + sentence[1:])
    kept = "".join(_kept_clauses(pieces)).strip(" ,;:—–")
    if not kept or len(kept.split()) < 3:
        return ""
    return kept if kept[-1] in '.!?"”’' else f"{kept}."


def _kept_clauses(pieces: list[str]) -> Iterator[str]:
    for index in range(0, len(pieces), 2):
        if _PRODUCTION.search(pieces[index]) or (index == 0 and _CAMERA.search(pieces[index])):
            return
        yield (pieces[index - 1] if index else "") + pieces[index]
