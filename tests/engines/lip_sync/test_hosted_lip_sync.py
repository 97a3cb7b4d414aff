"""Lip sync by providers over real HTTP: they fetch what they are given, are paid once, and what they sign stays secret."""

import io
import logging
import os
import signal
import time
import wave
from decimal import Decimal

import pytest

from tests.engines.lip_sync.test_lip_sync_contract import a_clip, a_line, a_request
from tests.fakes import lip_process
from tests.fakes.forks import forks
from tests.fakes.hosted import write_clip
from tests.fakes.job_servers import KEY, FalLipServer, LipServer, SyncServer
from tests.fakes.lip_process import engine_of, move_lips
from tests.fakes.s3_server import store_at
from tests.fakes.scripted_server import Reply
from tests.fakes.workspace import FolderWorkspace
from videogen_dagster.core import keys
from videogen_dagster.core.errors import CallUnsettled, Cancelled, EngineRefused, EngineUnavailable, InvalidInput
from videogen_dagster.core.film_settings import FrameSize
from videogen_dagster.core.media import Clip
from videogen_dagster.core.requests import LipSyncRequest
from videogen_dagster.engines.lip_sync.hosted import HostedLipSyncEngine
from videogen_dagster.engines.providers.hosted_clips import JobProvider
from videogen_dagster.media.probing import is_segment
from videogen_dagster.store.media_store import MediaStore

SHAPE = FrameSize(width=192, height=128)
"""The shape of what `write_clip` writes."""

SERVERS: dict[str, type[LipServer]] = {"fal": FalLipServer, "sync": SyncServer}


@pytest.fixture(params=sorted(SERVERS))
def name(request):
    return request.param


@pytest.fixture
def server(name):
    with SERVERS[name]() as server:
        yield server


@pytest.fixture
def engine(name, server, tmp_path):
    return lambda **settings: engine_of(name, server.url, server.model, tmp_path / "shared", **settings)


@pytest.fixture
def workspace(tmp_path):
    return FolderWorkspace(tmp_path / "work")


@pytest.fixture
def bucket(s3, tmp_path):
    """A store that others can reach by signed URLs."""
    client = store_at(s3, f"bucket-{tmp_path.name[:40].replace('_', '-').replace('[', '-').replace(']', '')}")
    (tmp_path / "cache").mkdir()
    return MediaStore(client, tmp_path / "cache", is_folder=False)


def in_bucket(bucket: MediaStore, request: LipSyncRequest, workspace: FolderWorkspace) -> LipSyncRequest:
    """Put a request's media there."""
    bucket.put_file(workspace.fetch(request.clip.video))
    for line in request.lines:
        bucket.put_file(workspace.fetch(line.speech.sound.audio))
    return request


def written(store: MediaStore) -> bytes:
    """All documents of a store."""
    return b"".join(store.read(key) or b"" for key in store.listed("") if not key.startswith(keys.OBJECTS))


def seconds_of(wav: bytes) -> float:
    with wave.open(io.BytesIO(wav)) as opened:
        return opened.getnframes() / opened.getframerate()


def test_sync_is_asked_as_its_api_says(workspace, tmp_path):
    with SyncServer() as server:
        engine = engine_of("sync", server.url, server.model, tmp_path, options=(("temperature", "0.5"),))
        (clip,) = engine.generate([a_request(workspace)], workspace)
    assert isinstance(clip, Clip), clip
    (call,) = server.inputs
    assert call == {
        "model": "lipsync-2",
        "input": [{"type": "video", "assetId": "asset-1"}, {"type": "audio", "assetId": "asset-2"}],
        "options": {"sync_mode": "cut_off", "temperature": 0.5},
    }
    (submit,) = (asked for asked in server.server.asked if asked.path == "/generate")
    assert submit.headers["x-api-key"] == KEY
    assert "authorization" not in submit.headers


def test_fal_is_asked_as_its_models_say(workspace, tmp_path):
    with FalLipServer() as server:
        engine = engine_of("fal", server.url, server.model, tmp_path, options=(("sync_mode", "loop"),))
        (clip,) = engine.generate([a_request(workspace)], workspace)
    assert isinstance(clip, Clip), clip
    files = f"{server.url}/files/"
    assert server.inputs == [{"video_url": f"{files}1", "audio_url": f"{files}2", "sync_mode": "loop"}]


def test_a_store_that_is_a_folder_lends_its_files_to_the_providers_storage(engine, server, workspace):
    request = a_request(workspace, lines=(a_line(workspace), a_line(workspace, "Off", 20, on_screen=False)))
    (clip,) = engine().generate([request], workspace)
    assert isinstance(clip, Clip), clip
    ((video, speech),) = server.fetched
    assert video == workspace.fetch(request.clip.video).read_bytes()
    assert seconds_of(speech) == request.clip.frames / 30


def test_a_store_that_signs_urls_is_read_by_the_provider(engine, server, workspace, bucket, tmp_path):
    request = in_bucket(bucket, a_request(workspace), workspace)
    production = move_lips(bucket, engine(), request, tmp_path / "scratch")
    assert production.made == 1, production.outcomes
    ((video, speech),) = server.fetched
    assert video == workspace.fetch(request.clip.video).read_bytes()
    assert seconds_of(speech) == request.clip.frames / 30
    assert "X-Amz-Expires=3600" in str(server.inputs)
    assert server.files == {}, "nothing was put elsewhere"


@pytest.mark.parametrize("fails", [False, True])
def test_a_signed_url_is_in_no_log_record_error_or_fingerprint(
    fails, engine, server, workspace, bucket, tmp_path, caplog
):
    caplog.set_level(logging.DEBUG)
    request = in_bucket(bucket, a_request(workspace), workspace)
    if fails:
        server.failing = f"could not read {bucket.reachable_url(request.clip.video)} with {KEY}"
    production = move_lips(bucket, engine(), request, tmp_path / "scratch")
    assert production.made == (0 if fails else 1)
    said = caplog.text + repr(production) + "".join(str(error) for error in production.failures().values())
    assert not fails or "could not read" in said
    for secret in ("X-Amz-Signature", "Signature", "4f1d0000", KEY):
        assert secret not in said
        assert secret not in engine().fingerprint()
        assert secret.encode() not in written(bucket)


def test_a_store_at_an_address_that_nobody_else_reaches_lends_its_files_too(engine, server, workspace):
    workspace = FolderWorkspace(workspace.directory.parent, url_of=lambda media: f"http://10.0.0.7/{media.name}?sig=1")
    (clip,) = engine().generate([a_request(workspace)], workspace)
    assert isinstance(clip, Clip), clip
    assert len(server.files) == 2


@pytest.mark.parametrize("url", [None, "http://10.0.0.7/clip.mp4?sig=secret"])
def test_without_a_way_to_hand_files_over_a_person_is_told_what_to_set(url, workspace, tmp_path):
    jobs = lip_process.FAL_LIPS.jobs
    without = JobProvider(jobs.name, jobs.usual_base_url, endpoint_of=jobs.endpoint_of, open_queue=jobs.open_queue)
    provider = lip_process.LipSyncProvider(without, asked=lip_process.FAL_LIPS.asked)
    with FalLipServer() as server:
        choice = engine_of("fal", server.url, server.model, tmp_path)._clips.choice
        place = FolderWorkspace(workspace.directory.parent, url_of=lambda _: url)
        (error,) = HostedLipSyncEngine(provider, choice).generate([a_request(workspace)], place)
    assert isinstance(error, EngineRefused)
    assert error.field == "VIDEOGEN_STORE_URL"
    assert "VIDEOGEN_STORE_URL=s3://" in error.remedy
    assert "secret" not in str(error)
    assert server.charges == 0


def test_a_result_is_brought_to_the_films_frames_size_and_rate(name, workspace, tmp_path):
    made = write_clip(tmp_path / "made.mp4", frames=38)  # 1.6 s at 24 frames a second
    clip = a_clip(workspace, size=SHAPE, frames=48)
    with SERVERS[name](made) as server:
        engine = engine_of(name, server.url, server.model, tmp_path)
        (moved,) = engine.generate([a_request(workspace, clip=clip)], workspace)
    assert isinstance(moved, Clip), moved
    assert is_segment(workspace.fetch(moved.video), clip.size, 48, 30)


@pytest.mark.parametrize(("frames", "told"), [(80, "lasts 3.33 s, and the clip 1.60 s"), (38, "has pictures of 96x64")])
def test_what_is_not_the_clip_is_refused(frames, told, name, workspace, tmp_path):
    made = write_clip(tmp_path / "made.mp4", frames=frames)
    size = SHAPE if frames == 80 else SHAPE.model_copy(update={"height": 192})
    clip = a_clip(workspace, size=size, frames=48)
    with SERVERS[name](made) as server:
        engine = engine_of(name, server.url, server.model, tmp_path)
        (error,) = engine.generate([a_request(workspace, clip=clip)], workspace)
    assert isinstance(error, EngineRefused)
    assert told in str(error)


@pytest.mark.parametrize("status", ["FAILED", "REJECTED", "CANCELED", "TIMED_OUT"])
def test_a_generation_that_ends_without_a_result_is_told_in_the_providers_words(status, workspace, tmp_path):
    with SyncServer() as server:
        server.ends, server.failing = status, "no face was found"
        engine = engine_of("sync", server.url, server.model, tmp_path)
        (error,) = engine.generate([a_request(workspace)], workspace)
    assert isinstance(error, EngineRefused)
    assert f"{status} generation_failed: no face was found" in str(error)
    assert workspace.jobs == {}


def test_a_submit_whose_answer_is_lost_is_made_again_where_its_key_makes_it_one(workspace, tmp_path):
    with SyncServer() as server:
        server.next_replies["POST"].extend([Reply(status=502)])
        engine = engine_of("sync", server.url, server.model, tmp_path)
        place = FolderWorkspace(workspace.directory.parent, url_of=lambda media: f"{server.url}/files/{media.name}")
        request = a_request(workspace)
        server.files |= {path.name: path.read_bytes() for path in (workspace.directory.parent / "kept").iterdir()}
        (clip,) = engine.generate([request], place)
    assert server.charges == 1
    submits = [asked.headers["idempotency-key"] for asked in server.server.asked if asked.path == "/generate"]
    assert len(submits) == 2
    assert len(set(submits)) == 1
    assert not isinstance(clip, CallUnsettled), clip


def test_a_key_that_an_earlier_attempt_used_stops_and_asks(workspace, tmp_path):
    with SyncServer() as server:
        server.keys[workspace.idempotency_key(0)] = (b"another body", "job-1")
        engine = engine_of("sync", server.url, server.model, tmp_path)
        (error,) = engine.generate([a_request(workspace)], workspace)
        assert isinstance(error, CallUnsettled)
        assert "this key belongs to another request" in str(error)
    assert workspace.jobs == {0: "asked"}


@pytest.fixture(scope="module")
def processes():
    """Forks of a process that has imported everything."""
    return forks()


def test_a_job_of_a_killed_process_is_taken_up_again(name, server, engine, workspace, processes, tmp_path):
    server.polls_until_done = 10_000
    request = a_request(workspace)
    folder = tmp_path / "home"
    store = MediaStore.in_folder(folder / "store")
    in_bucket(store, request, workspace)
    process = processes.Process(target=lip_process.main, args=(folder, name, server.url, server.model, request))
    process.start()
    while b'"job":"job-1"' not in written(store):
        assert process.is_alive()
        time.sleep(0.02)
    os.kill(process.pid, signal.SIGKILL)
    process.join()

    server.polls_until_done = 1
    production = move_lips(store, engine(), request, folder / "scratch")
    assert production.made == 1, production.outcomes
    assert server.charges == 1
    assert store.documents(keys.INTENTS) == ()
    assert move_lips(store, engine(), request, folder / "scratch").made == 0


class StoppedWorkspace(FolderWorkspace):
    """A person stops the work as soon as a job runs."""

    stopped = True

    def cancelled(self) -> bool:
        return self.stopped and self.jobs.get(0, "").startswith("job-")


def test_a_job_is_stopped_with_the_run_or_kept_for_the_next_one(name, server, engine, tmp_path):
    server.polls_until_done = 10_000
    workspace = StoppedWorkspace(tmp_path / "stopped")
    request = a_request(workspace)
    with pytest.raises(Cancelled):
        list(engine().generate([request], workspace))
    if name == "fal":
        assert server.cancelled == ["job-1"]
        assert workspace.jobs == {}
        return
    assert workspace.jobs == {0: "job-1"}, "sync.so has no call that stops a generation"
    workspace.stopped, server.polls_until_done = False, 1
    (clip,) = engine().generate([request], workspace)
    assert isinstance(clip, Clip), clip
    assert server.charges == 1


def test_a_storage_that_does_not_take_a_file_is_told_before_anything_is_paid(engine, server, workspace):
    server.next_replies["POST"].append(Reply({"message": "no storage for you"}, status=403))
    (error,) = engine().generate([a_request(workspace)], workspace)
    assert isinstance(error, EngineRefused)
    assert server.charges == 0
    assert workspace.jobs == {}


def test_a_provider_that_is_down_is_tried_again_later(engine, server, workspace):
    server.next_replies["POST"].extend([Reply(status=503, headers={"Retry-After": "600"})])
    (error,) = engine().generate([a_request(workspace)], workspace)
    assert isinstance(error, EngineUnavailable)
    assert server.charges == 0


@pytest.mark.parametrize(
    ("settings", "field"), [({"model": ""}, "VIDEOGEN_LIP_SYNC_MODEL"), ({"key": None}, "ACME_KEY")]
)
def test_a_choice_that_cannot_work_is_told_before_anything_is_asked(settings, field, engine, server, workspace):
    with pytest.raises(InvalidInput) as told:
        list(engine(**settings).generate([a_request(workspace)], workspace))
    assert told.value.field == field
    assert server.server.asked == []


def test_a_clip_is_charged_by_its_seconds(name, engine, server, workspace):
    (charge,) = engine(options=(("resolution", "720p"),)).charges(a_request(workspace))
    assert (charge.provider, charge.model) == ("127.0.0.1", server.model)
    seconds = {"fal": 2, "sync": Decimal("1.92")}  # 48 frames: sync.so bills frames, 25 as a second
    assert charge.amounts == {"requests": 1, "seconds": seconds[name]}
    assert charge.of == {"resolution": "720p"}
