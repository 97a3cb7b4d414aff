"""What an editor gets of a finished film: the list of its edits, and the files that the list names."""

import re
import unicodedata
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from fractions import Fraction
from itertools import zip_longest
from typing import Final, TypeVar

from videogen_dagster.assets.film_joining import join_request
from videogen_dagster.assets.soundtrack import mix_request
from videogen_dagster.core.assembly_requests import PlacedSpeech
from videogen_dagster.core.chapters import chapters
from videogen_dagster.core.cues import Captions
from videogen_dagster.core.edit_list import (
    EditList,
    HeardFile,
    Notes,
    SeenFile,
    Shot,
    VoiceTrack,
    cut_shots,
    voice_tracks,
)
from videogen_dagster.core.errors import InvalidInput
from videogen_dagster.core.fingerprint import fingerprint
from videogen_dagster.core.media import Media
from videogen_dagster.core.sound_balance import OFF
from videogen_dagster.core.stages import Film, Music, Narration, SceneClips, Soundtrack, Transitions
from videogen_dagster.core.storyboard import Line, Scene, Storyboard
from videogen_dagster.core.timeline import SAMPLE_RATE_HZ, Timeline
from videogen_dagster.core.values import Value
from videogen_dagster.engines.assembly.joiner import FilmJoiner
from videogen_dagster.engines.assembly.mixer import SoundtrackMixer
from videogen_dagster.resources.stage_values import find_stage
from videogen_dagster.scene_statuses import ProjectStages, SceneStatus, scene_statuses
from videogen_dagster.store.media_store import MediaStore

ValueT = TypeVar("ValueT", bound=Value)

MEDIA: Final = "media"
"""Folder of the clips and sounds, beside the list."""
NAME_CHARACTERS: Final = 40

_NOT_IN_NAME: Final = re.compile(r"[^a-z0-9]+")
_INSIDE_OR_OUTSIDE: Final = re.compile(r"^(?:(?:INT|EXT|EST|I/E)\b[./\s]*)+", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class EditedFilm:
    """A finished film for editors.

    Attributes:
        edits: The list.
        files: The media that the list names, by path.
        captions: The captions of the film, by how their file ends (`.srt`, `.de.srt`).
    """

    edits: EditList
    files: Mapping[str, Media]
    captions: Mapping[str, Media]


@dataclass(frozen=True, slots=True)
class _FinishedStages:
    """What the film of a project is made of."""

    storyboard: Storyboard
    timeline: Timeline
    narration: Narration
    clips: SceneClips
    transitions: Transitions
    music: Music
    soundtrack: Soundtrack
    captions: Captions
    film: Film


def edited_film(store: MediaStore, project: str) -> EditedFilm:
    """Return the finished film of a project as an editor gets it.

    Raises:
        InvalidInput: There is no finished film, or the project was changed since.
        StorageFailure: The store cannot be read.
    """
    stages = ProjectStages(store, project)
    made = _finished(stages)
    scenes = {status.id: status for status in scene_statuses(stages, None, {})}
    planned = zip(made.storyboard.scenes, cut_shots(made.timeline), strict=True)
    edits = EditList(
        title=made.storyboard.title,
        frames_per_second=made.timeline.frames_per_second,
        shots=tuple(_seen(scene, shot, scenes[scene.id]) for scene, shot in planned),
        voices=_voices(made, scenes),
        music=_music(made.music) if _has_music(made) else None,
        soundtrack=_mix(made.soundtrack),
        chapters=chapters(made.storyboard, made.timeline),
        notes=_film_notes(project, made),
    )
    clips = {seen.path: row.result.video for seen, row in zip(edits.shots, made.clips.scenes, strict=True)}
    music = (edits.music,) if edits.music else ()
    heard = (*(line for voice in edits.voices for line in voice.lines), *music, edits.soundtrack)
    return EditedFilm(
        edits=edits,
        files={**clips, **{each.path: each.sound.audio for each in heard}},
        captions=_captions(made.captions),
    )


def _finished(stages: ProjectStages) -> _FinishedStages:
    """Return what the film was made of.

    Raises:
        InvalidInput: It is not there, or is not what the film was made of any more.
    """
    made = _held(stages)
    remedy = f"make it first: videogen make --project {stages.project}"
    if made is None:
        why = stages.error or f"{stages.project} has no finished film"
        raise InvalidInput(why, field="PROJECT", remedy=None if stages.error else remedy)
    if not _is_what_is_planned(made):
        raise InvalidInput(f"{stages.project} was changed since its film was made", field="PROJECT", remedy=remedy)
    return made


def _held(stages: ProjectStages) -> _FinishedStages | None:
    """Return what the stages hold, or None if one of them holds nothing."""

    def find(asset: str, value_type: type[ValueT]) -> ValueT | None:
        return find_stage(stages.store, stages.project, asset, value_type)

    music, soundtrack = find("music", Music), find("soundtrack", Soundtrack)
    transitions, captions = find("transitions", Transitions), find("captions", Captions)
    if stages.error or not (stages.storyboard and stages.timeline and stages.narration and stages.clips):
        return None
    if not (music and soundtrack and transitions and captions and stages.film):
        return None
    return _FinishedStages(
        storyboard=stages.storyboard,
        timeline=stages.timeline,
        narration=stages.narration,
        clips=stages.clips,
        transitions=transitions,
        music=music,
        soundtrack=soundtrack,
        captions=captions,
        film=stages.film,
    )


def _is_what_is_planned(made: _FinishedStages) -> bool:
    """Return whether the film is joined and mixed from these stages, and lasts as long as the plan with its edits says."""
    if made.music.result is None and _has_music(made):
        return False
    tracks = (made.captions.track, *(each.track for each in made.captions.translations))
    request = join_request(made.storyboard, made.narration, made.clips, made.transitions, tracks, made.soundtrack)
    mix = mix_request(made.storyboard, made.narration, made.music)
    clips = {row.scene: row.result.frames for row in made.clips.scenes}
    return (
        fingerprint(mix, SoundtrackMixer().fingerprint()) == made.soundtrack.fingerprint
        and fingerprint(request, FilmJoiner().fingerprint()) == made.film.fingerprint
        and clips == {timing.scene: timing.frames for timing in made.timeline.scenes}
        and made.film.result.frames == made.timeline.frames
    )


def _seen(scene: Scene, shot: Shot, status: SceneStatus) -> SeenFile:
    told = " ".join((scene.heading or (scene.card.title if scene.card else "")).split())
    return SeenFile(
        path=f"{MEDIA}/{_file_name(scene.id, told)}.mp4",
        shot=shot,
        heading=told,
        action=scene.action,
        notes={
            "scene": scene.id,
            "heading": scene.heading,
            "image": _without_path(status.image),
            "animation": _without_path(status.animation),
            "clip": _without_path(status.clip),
        },
    )


def _voices(made: _FinishedStages, scenes: Mapping[str, SceneStatus]) -> tuple[VoiceTrack, ...]:
    """Return a track for each who speaks, and one for recordings in which the script names nobody."""
    tracks: dict[str, list[HeardFile]] = {}
    placed = iter(mix_request(made.storyboard, made.narration, made.music).lines)
    for scene in made.storyboard.scenes:
        for line, heard in zip_longest(scene.lines, _spoken(made, scene, placed, scenes[scene.id])):
            tracks.setdefault(_speaker(made.storyboard, line), []).append(heard)
    return tuple(track for who, lines in tracks.items() for track in voice_tracks(who, lines))


def _spoken(
    made: _FinishedStages, scene: Scene, placed: Iterator[PlacedSpeech], status: SceneStatus
) -> Iterator[HeardFile]:
    """Yield what is heard in a scene, where and for how long it was mixed; `placed` goes on behind it with the next one."""
    row = next((row for row in made.narration.scenes if row.scene == scene.id), None)
    lines = zip_longest(scene.lines, row.lines if row else (), row.fingerprints if row else ())
    for number, (line, speech, name) in enumerate(lines, 1):
        place = next(placed)
        who = _speaker(made.storyboard, line)
        yield HeardFile(
            path=f"{MEDIA}/{_file_name(scene.id, f'line {number} {who}')}.wav",
            sound=speech.sound,
            words=line.text if line else "",
            starts_s=Fraction(place.first_sample, SAMPLE_RATE_HZ),
            samples=place.longest,
            notes={
                "scene": scene.id,
                "line": number,
                "text": line.text if line else "",
                "take": (status.narration or {}).get("take"),
                "fingerprint": name,
            },
        )


def _speaker(storyboard: Storyboard, line: Line | None) -> str:
    return storyboard.character(line.character).name if line else "Recordings"


def _has_music(made: _FinishedStages) -> bool:
    return made.storyboard.settings.music_db != OFF


def _music(music: Music) -> HeardFile | None:
    if music.result is None:
        return None
    notes = {"mood": music.mood, "fingerprint": music.fingerprint}
    return HeardFile(path=f"{MEDIA}/music.wav", sound=music.result, notes=notes)


def _mix(soundtrack: Soundtrack) -> HeardFile:
    mixed = soundtrack.result
    notes = {"loudness_lufs": mixed.loudness_lufs, "fingerprint": soundtrack.fingerprint}
    return HeardFile(path=f"{MEDIA}/soundtrack.wav", sound=mixed.sound, notes=notes)


def _film_notes(project: str, made: _FinishedStages) -> Notes:
    settings, film = made.storyboard.settings, made.film.result
    return {
        "project": project,
        "language": settings.language,
        "style": settings.style.value,
        "seed": settings.seed,
        "width": film.size.width,
        "height": film.size.height,
        "frames": film.frames,
        "frames_per_second": film.frames_per_second,
        "fingerprint": made.film.fingerprint,
        "film_sha256": film.video.sha256,
        "captions": [f"{project}{ending}" for ending in _captions(made.captions)],
    }


def _captions(captions: Captions) -> dict[str, Media]:
    others = {f".{each.track.language}.srt": each.srt for each in captions.translations}
    return {".srt": captions.srt, **others}


def _file_name(scene: str, told: str) -> str:
    """Return a name that a person recognizes; letters beyond ASCII are left out, as a URL would hide them."""
    words = _INSIDE_OR_OUTSIDE.sub("", told).casefold()
    plain = unicodedata.normalize("NFKD", words).encode("ascii", "ignore").decode()
    kept = _NOT_IN_NAME.sub("-", plain).strip("-")[:NAME_CHARACTERS].rstrip("-")
    return f"{scene}-{kept}" if kept else scene


def _without_path(told: Mapping[str, object] | None) -> Notes:
    return {name: value for name, value in (told or {}).items() if name not in {"path", "frames"}}
