"""An outline as a plan: its scenes as they are, with what they leave open filled in.

Lines stay verbatim. An outline without any line is told by its own overview, spread over its scenes; nothing is invented.
"""

import re
from dataclasses import replace
from typing import Final

from videogen_dagster.core.brief import Outline, OutlineScene
from videogen_dagster.core.storyboard import NARRATOR, Character, Line
from videogen_dagster.core.transition import TransitionKind
from videogen_dagster.engines.script.rules.cast import Cast, with_narrator
from videogen_dagster.engines.script.rules.continuity import Told, Whereabouts, is_insert, outline_whereabouts
from videogen_dagster.engines.script.rules.framing import CLOSE_UP, ESTABLISHING, MEDIUM, WIDE
from videogen_dagster.engines.script.rules.headings import read_heading
from videogen_dagster.engines.script.rules.mood import mood_of
from videogen_dagster.engines.script.rules.names import character_id, clean_name, is_narrator, is_unseen, name_key
from videogen_dagster.engines.script.rules.people import ROLES, TITLES, described_names, recurring_roles
from videogen_dagster.engines.script.rules.sentences import packed, sentences
from videogen_dagster.engines.script.rules.shot import Plan, Shot
from videogen_dagster.engines.script.rules.timing import silent_s, speech_s
from videogen_dagster.engines.script.rules.wording import picture_words

_FRAMINGS: Final = (ESTABLISHING, MEDIUM, CLOSE_UP, WIDE)
_SILENT_S: Final = 5.0
_SPREAD_S: Final = 8.0


def plan_outline(outline: Outline, *, language: str) -> Plan:
    """Return the plan of an outline, one shot for each of its scenes.

    Args:
        outline: Scenes whose given fields are kept as they are; a line without a character is the narrator's.
        language: BCP 47 tag that speech is timed in.
    """
    cast = _cast(outline)
    overview = _overview(outline, language)
    told = " ".join(f"{scene.action} {scene.image_prompt or ''}" for scene in outline.scenes)
    words = f"{outline.title or ''} {outline.overview} {told}"
    where = outline_whereabouts([_told(scene, cast) for scene in outline.scenes], mood=mood_of(words))
    shots = tuple(
        _shot(scene, index, cast, overview, place)
        for index, (scene, place) in enumerate(zip(outline.scenes, where, strict=True))
    )
    narrated = any(line.character == NARRATOR for shot in shots for line in shot.lines)
    characters = with_narrator(cast.characters) if narrated else cast.characters
    return Plan(shots=shots, characters=characters, words=words)


def _told(scene: OutlineScene, cast: Cast) -> Told:
    text = _given_prompt(scene) or scene.action
    return Told(heading=scene.heading or "", text=text, people=cast.named_in(text))


def _given_prompt(scene: OutlineScene) -> str:
    return scene.image_prompt if scene.image_prompt and scene.image_prompt.strip() else ""


def _shot(scene: OutlineScene, index: int, cast: Cast, overview: dict[int, str], where: Whereabouts) -> Shot:
    lines = tuple(_line(line.character, line.text, cast) for line in scene.lines if line.text.strip())
    if index in overview:
        lines = (Line(character=NARRATOR, text=overview[index]),)  # over footage, whose own sound is then not heard
    framing = _FRAMINGS[index % len(_FRAMINGS)]
    seen = cast.named_in(f"{scene.image_prompt or ''} {scene.action}")
    speaking = tuple(line.character for line in lines if line.on_screen)
    prompt = _given_prompt(scene)
    return Shot(
        image_prompt=_placed(prompt, where) if prompt else _prompt(scene, framing, cast, where),
        framing=framing,
        heading=scene.heading or where.setting.place,
        action=scene.action,
        lines=lines,
        motion_prompt=scene.motion_prompt or "",
        characters=tuple(dict.fromkeys([*seen, *speaking])),
        silent_s=0.0 if lines or scene.audio else max(_SILENT_S, silent_s(scene.action)),
        fixed_s=scene.duration_s,
        image=scene.image,
        video=scene.video,
        audio=None if index in overview else scene.audio,
        composite=scene.composite,
        composite_options=scene.composite_options,
        transition=scene.transition or TransitionKind.CUT,
    )


def _placed(prompt: str, where: Whereabouts) -> str:
    """Return a given prompt word by word, followed by place, hour and weather as far as it leaves them open."""
    if where.setting.place and not where.named and is_insert(prompt):
        table = replace(where.setting, place=f"tabletop in the {where.setting.place}")
        where = replace(where, setting=table)
    added = ", ".join(part for part in (where.phrase(), where.weather) if part)
    plain = prompt.rstrip(" ,;")
    if not added:
        return prompt
    return f"{plain} {added[:1].upper()}{added[1:]}." if plain[-1:] in ".!?" else f"{plain}, {added}"


def _prompt(scene: OutlineScene, framing: str, cast: Cast, where: Whereabouts) -> str:
    said = " ".join(line.text for line in scene.lines)
    setting = replace(where, timed=where.timed and not read_heading(scene.heading or "").light).phrase()
    action = picture_words(scene.action or said, names=cast.names())
    looks = [cast.looks(who) for who in cast.named_in(scene.action)]
    return ", ".join(part for part in (framing, setting, where.weather, action, *looks) if part)


def _line(character: str | None, text: str, cast: Cast) -> Line:
    if character is None or not character.strip() or is_narrator(character):
        return Line(character=NARRATOR, text=text)
    return Line(character=cast.id_of(character), text=text, on_screen=not is_unseen(character, _extensions(character)))


def _extensions(name: str) -> tuple[str, ...]:
    return tuple(re.findall(r"\(([^()]*)\)", name))


def _cast(outline: Outline) -> Cast:
    texts = [f"{scene.image_prompt or ''} {scene.action}" for scene in outline.scenes]
    known = {who.name: who for who in outline.characters}
    spoken = [
        line.character for scene in outline.scenes for line in scene.lines if line.character and line.character.strip()
    ]
    found = described_names(" ".join([outline.overview, *texts]))
    roles = {} if known or found else {role.capitalize(): looks for role, looks in recurring_roles(texts).items()}
    looks = {**found, **roles, **{name: who.description for name, who in known.items() if who.description}}
    characters: list[Character] = []
    ids: dict[str, str] = {}
    for name in dict.fromkeys([*known, *spoken, *found, *roles]):
        if _untitled_key(name) in {_untitled_key(character.name) for character in characters}:
            ids.setdefault(
                name_key(name), next(c.id for c in characters if _untitled_key(c.name) == _untitled_key(name))
            )
            continue
        identifier = character_id(clean_name(name), taken={character.id for character in characters})
        ids[name_key(name)] = identifier
        characters.append(
            Character(
                id=identifier,
                name=clean_name(name),
                aliases=_short_names(name, others=[*known, *spoken, *found]),
                description=looks.get(name) or found.get(_untitled(name), ""),
                voice=known[name].voice if name in known else None,
            )
        )
    return Cast(tuple(characters), ids)


def _short_names(name: str, *, others: list[str]) -> tuple[str, ...]:
    """Return the name without titles, and first and last name where nobody else bears them; a role in lower case."""
    words = _untitled(name).split()
    rest = {word for other in others if _untitled_key(other) != _untitled_key(name) for word in other.split()}
    short = [word for word in (words[:1] + words[-1:]) if len(words) > 1 and len(word) > 2 and word not in rest]
    untitled = [" ".join(words)] if words and len(words) < len(name.split()) else []
    role = [name.lower()] if name.lower() in ROLES else []
    return tuple(dict.fromkeys([*untitled, *short, *role]))


def _untitled(name: str) -> str:
    return " ".join(word for word in name.split() if word not in TITLES) or name


def _untitled_key(name: str) -> str:
    return name_key(_untitled(name))


def _overview(outline: Outline, language: str) -> dict[int, str]:
    """Return the sentences of the overview by the scene that they are heard in, if nobody says anything else.

    They are not heard over a person's recordings.
    """
    if any(line.text.strip() for scene in outline.scenes for line in scene.lines):
        return {}
    free = [index for index, scene in enumerate(outline.scenes) if scene.audio is None or scene.audio == scene.video]
    parts = packed(sentences(outline.overview), fits=lambda text: speech_s(text, language) <= _SPREAD_S)
    step = max(1, len(free) // max(1, len(parts)))
    spread: dict[int, str] = {}
    for index, part in enumerate(parts if free else ()):
        place = free[min(index * step, len(free) - 1)]
        spread[place] = f"{spread[place]} {part}" if place in spread else part
    return spread
