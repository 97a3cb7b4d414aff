"""All that is heard, mixed."""

from fractions import Fraction

import dagster as dg

from videogen_dagster.assets.failures import failures
from videogen_dagster.assets.making import make_all
from videogen_dagster.assets.metadata import OWNERS, stage_output
from videogen_dagster.assets.scene_history import SCENE_ASSETS
from videogen_dagster.core.assembly_requests import MixRequest, PlacedSpeech
from videogen_dagster.core.directing import direct_storyboard
from videogen_dagster.core.errors import InvalidInput
from videogen_dagster.core.media import Media, MixedSound, Speech
from videogen_dagster.core.sound_balance import OFF
from videogen_dagster.core.stages import Music, Narration, Soundtrack
from videogen_dagster.core.storyboard import Storyboard
from videogen_dagster.core.timeline import SAMPLE_RATE_HZ, LineTiming, Timeline
from videogen_dagster.partitions import projects
from videogen_dagster.resources.studio import Studio


@dg.asset(
    partitions_def=projects,
    group_name="audio",
    kinds={"wav"},
    owners=OWNERS,
    deps=[SCENE_ASSETS["animation"], SCENE_ASSETS["narration"]],
)
def soundtrack(
    context: dg.AssetExecutionContext,
    storyboard: Storyboard,
    narration: Narration,
    music: Music,
    studio: dg.ResourceParam[Studio],
) -> dg.MaterializeResult[Soundtrack]:
    """Dialogue at its exact times with the music ducked under it, at -14 LUFS."""
    from videogen_dagster.engines.assembly.mixer import (
        SoundtrackMixer,  # OpenCV and SciPy, 0.4 s; only this step needs them
    )

    project = context.partition_key
    with failures(context):
        directed = direct_storyboard(storyboard, studio.edits(project))
        request = mix_request(directed, narration, music)
        made, _ = make_all(
            {"soundtrack": request},
            engine=SoundtrackMixer(),
            result_type=MixedSound,
            studio=studio,
            project=project,
            stage="soundtrack",
        )
    mixed = made["soundtrack"]
    value = Soundtrack(fingerprint=mixed.fingerprint, result=mixed.result)
    return stage_output(
        value,
        {
            "duration_s": round(float(mixed.result.sound.duration_s), 3),
            "lines": len(request.lines),
            "loudness_lufs": mixed.result.loudness_lufs,
            "true_peak_dbtp": mixed.result.true_peak_dbtp,
            "reused": mixed.reused,
            "fingerprint": mixed.fingerprint,
        },
    )


def mix_request(storyboard: Storyboard, narration: Narration, music: Music | None) -> MixRequest:
    """Return what the soundtrack is mixed from: every line at the sample at which its frame starts.

    Raises:
        InvalidInput: The film has music now, and had none when its music was made.
    """
    timeline = narration.timeline(storyboard)
    placed = [
        PlacedSpeech(
            audio=speech.sound.audio,
            first_sample=timeline.sample_at(timing.first_frame + line.first_frame),
            longest=_room(timeline, line, speech),
        )
        for timing in timeline.scenes
        for speech, line in zip(narration.of(timing.scene), timing.lines, strict=True)
    ]
    balance = storyboard.settings.balance
    return MixRequest(
        lines=tuple(placed),
        music=None if balance.music_db == OFF else _played(music),
        samples=timeline.samples,
        balance=balance,
    )


def _played(music: Music | None) -> Media:
    if music is None or music.result is None:
        raise InvalidInput(
            "the film has no music yet: it was off", field="music_db", remedy="materialize `music` first"
        )
    return music.result.audio


def _room(timeline: Timeline, line: LineTiming, speech: Speech) -> int | None:
    """Return how many samples a sound may have that goes on behind its time, as that of footage may; None for others."""
    room = timeline.sample_at(line.frames)
    return room if speech.duration_s > Fraction(room, SAMPLE_RATE_HZ) else None
