"""What stays from shot to shot: place, hour and weather, until the script says that they change.

A new heading changes them, and so does a sentence that opens with another place or hour (`Later, on the roof`). What is said
aloud, and what stands on a label, changes nothing.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from itertools import groupby, pairwise
from typing import Final

from videogen_dagster.core.storyboard import NARRATOR
from videogen_dagster.engines.script.rules.beats import Beat
from videogen_dagster.engines.script.rules.headings import Setting, light_in, read_heading
from videogen_dagster.engines.script.rules.knowledge.library import subjects_in
from videogen_dagster.engines.script.rules.knowledge.subject import Kind
from videogen_dagster.engines.script.rules.places_told import (
    hour_told,
    is_same_place,
    leaves,
    move_told,
    place_named,
    place_told,
    unquoted,
)
from videogen_dagster.engines.script.rules.word_set import word_set
from videogen_dagster.engines.script.rules.wording import weather_in

ANY_ROOM: Final = Setting(place="living room", side="interior")
"""Where people talk whose script never says where: one room for all their scenes."""

_AT_HOME: Final = frozenset({Kind.PERSON, Kind.PLACE, Kind.CITY, Kind.BUSINESS})
_FALLS: Final = frozenset({"rain", "snow", "storm"})
"""Weather that is seen through windows; the haze of a kitchen is none."""

_REFERS_BACK: Final = re.compile(r"(?:^|[.!?]\s+)(?:he|she|they|it|his|her|their|its)\b", re.IGNORECASE)
_SAME: Final = re.compile(r"\bthe (?:same|room)\b", re.IGNORECASE)
_DEFINITE: Final = re.compile(r"\bthe ((?:[a-z-]+ ){0,3}?[a-z]{4,})\b")
_SMALL: Final = word_set("shot frame camera view left right side edge centre center background foreground middle face")
_INSERT: Final = re.compile(
    r"^[^.:]{0,40}\b(?:insert|top-down|flat lay|hands over)\b[^.]*\b(?:table(?:top)?|desk|notepad|notebook|map|paper|book|counter)\b",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Whereabouts:
    """Where and when a shot plays.

    Attributes:
        setting: Place, side and light.
        weather: As picture prompts say it, or empty.
        named: Whether the picture's own words name the place.
        timed: Whether they tell the hour.
    """

    setting: Setting = field(default_factory=Setting)
    weather: str = ""
    named: bool = False
    timed: bool = False

    def phrase(self) -> str:
        """Return what the picture's own words leave open: `interior, police interview room, night`."""
        setting = replace(self.setting, place="", side="") if self.named else self.setting
        return (replace(setting, light="") if self.timed else setting).phrase()


@dataclass(frozen=True, slots=True)
class Told:
    """What one scene of an outline says.

    Attributes:
        heading: Of the scene, or empty.
        text: Words of its picture.
        people: Ids of whom it names.
    """

    heading: str
    text: str
    people: tuple[str, ...] = ()


def whereabouts_of(beats: Sequence[Beat], *, mood: str) -> tuple[Whereabouts, ...]:
    """Return where and when each beat of a script plays.

    A scene takes from the one before it what its heading leaves open. A script of dialogue and action that never names a
    place plays in the place that belongs to who and what its action names, else in one room; prose is left to its words.

    Args:
        beats: In the order of the script.
        mood: Of the film: a tense one that tells no hour plays at night.
    """
    found: list[Whereabouts] = []
    now = Whereabouts()
    for beat, scene in _with_scenes(beats):
        now = _opened(scene, now, mood=mood) if beat is scene[0] else _gone_on(now, beat, scene, mood=mood)
        now = replace(now, weather=weather_in(unquoted(beat.action)) or now.weather)
        found.append(now)
    return tuple(found)


def outline_whereabouts(scenes: Sequence[Told], *, mood: str) -> tuple[Whereabouts, ...]:
    """Return where and when each scene of an outline plays; what nothing tells stays empty.

    A scene without a place of its own goes on in the place before it if it shows the same people or things and nothing
    from elsewhere. In one stay at one place the hour is the one that its shots tell.

    Args:
        scenes: In the order of the film.
        mood: Of the film.
    """
    places = _places(scenes)
    found: list[Whereabouts] = []
    for place, run in groupby(zip(scenes, places, strict=True), key=lambda pair: pair[1]):
        found += _stay([scene for scene, _ in run], place, mood=mood)
    return tuple(found)


def is_insert(text: str) -> bool:
    """Return whether a picture shows things on a table from near, not the room around them."""
    return bool(_INSERT.search(text))


def _with_scenes(beats: Sequence[Beat]) -> Iterator[tuple[Beat, list[Beat]]]:
    """Yield each beat with the beats of its scene."""
    starts = [index for index, beat in enumerate(beats) if beat.first or index == 0]
    for start, end in pairwise([*starts, len(beats)]):
        scene = list(beats[start:end])
        yield from ((beat, scene) for beat in scene)


def _opened(scene: Sequence[Beat], before: Whereabouts, *, mood: str) -> Whereabouts:
    first, told = scene[0], read_heading(scene[0].heading)
    if not told.place and _is_prose(first):
        light = told.light or before.setting.light
        return _read(replace(before, setting=replace(before.setting, light=light)), first, scene)
    stays = not told.place or told.place.casefold() == before.setting.place.casefold()
    place = told if told.place else before.setting if before.setting.place else _usual_place(scene)
    light = told.light or light_in(unquoted(first.action)) or before.setting.light or _usual_light(mood)
    return Whereabouts(Setting(place.place, told.side or place.side, light), before.weather if stays else "")


def _gone_on(now: Whereabouts, beat: Beat, scene: Sequence[Beat], *, mood: str) -> Whereabouts:
    if _is_prose(beat) and not read_heading(beat.heading).place:
        return _read(now, beat, scene)
    moved = move_told(beat.action)
    place = moved if moved.place and not is_same_place(moved, now.setting) else now.setting
    place = place if place.place else _usual_place(scene)
    light = hour_told(beat.action) or now.setting.light or _usual_light(mood)
    return replace(now, setting=Setting(place.place, place.side, light), named=False)


def _read(now: Whereabouts, beat: Beat, scene: Sequence[Beat]) -> Whereabouts:
    """Return where prose plays: where its words say, else where it was while it speaks of the same people."""
    light = hour_told(beat.action) or now.setting.light or light_in(unquoted(beat.action))
    own = place_named(beat.action)
    if own.place:
        return replace(now, setting=replace(own, light=light), named=True)
    stays = _REFERS_BACK.search(beat.action) or not all(_is_prose(other) for other in scene)
    kept = now.setting if stays else Setting()
    return replace(now, setting=Setting(kept.place, kept.side, light), named=False)


def _usual_light(mood: str) -> str:
    return "night" if mood == "tense" else "day"


def _usual_place(scene: Sequence[Beat]) -> Setting:
    actions = " ".join(unquoted(beat.action) for beat in scene)
    told = place_told(actions)
    if told.place:
        return told
    stages = (subject.stage for subject in subjects_in(actions) if subject.kind in _AT_HOME and subject.stage)
    stage = next(stages, "")
    return Setting(place=stage) if stage else ANY_ROOM


def _is_prose(beat: Beat) -> bool:
    return bool(beat.lines) and all(line.character == NARRATOR for line in beat.lines)


def _places(scenes: Sequence[Told]) -> tuple[Setting, ...]:
    """Return the place of each scene without its light; the empty setting where it is unknown."""
    known: list[Setting] = []
    found: list[Setting] = []
    here, people, seen = Setting(), set[str](), ""
    for scene in scenes:
        heading = read_heading(scene.heading)
        own = replace(heading, light="") if heading.place else place_told(scene.text)
        if own.place:
            here = next((place for place in reversed(known) if is_same_place(own, place)), own)
            known.append(here)
            people, seen = set(), ""
        goes_on = own.place or (here.place and _goes_on(scene, here, people, seen))
        found.append(here if goes_on else Setting())
        if goes_on:
            people |= set(scene.people)
            seen += f" {scene.text.lower()}"
    return tuple(found)


def _goes_on(scene: Told, here: Setting, people: set[str], seen: str) -> bool:
    if leaves(scene.text, here):
        return False
    things = {phrase.split()[-1] for phrase in _DEFINITE.findall(scene.text.lower())} - _SMALL
    return (
        bool(people & set(scene.people))
        or bool(_SAME.search(scene.text))
        or any(re.search(rf"\b{thing}\b", seen) for thing in things)
    )


def _stay(run: Sequence[Told], place: Setting, *, mood: str) -> list[Whereabouts]:
    hours = [read_heading(scene.heading).light or light_in(unquoted(scene.text)) for scene in run]
    usual = _usual_light(mood) if place.place and len(run) > 1 else ""
    light, weather = next(filter(None, hours), usual), ""
    found: list[Whereabouts] = []
    for scene, hour in zip(run, hours, strict=True):
        light = hour or light
        told = weather_in(unquoted(scene.text))
        weather = told if told and (place.side != "interior" or told in _FALLS) else weather
        named = bool(place_told(scene.text).place)
        timed = bool(light_in(unquoted(scene.text)))
        setting = replace(place, light=light)
        found.append(Whereabouts(setting, "" if told else weather, named=named, timed=timed))
    return found
