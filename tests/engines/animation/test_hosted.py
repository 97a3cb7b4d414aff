"""Clips of hosted models over real HTTP, by both protocols: paid once, taken up again, brought to the film's frames."""

import json
from contextlib import nullcontext
from dataclasses import dataclass
from decimal import Decimal

import av
import numpy as np
import pytest

from tests.fakes.hosted import write_clip
from tests.fakes.job_servers import KEY, FalServer, JobServer, ReplicateServer
from tests.fakes.scripted_server import Reply
from tests.fakes.workspace import FolderWorkspace
from videogen_dagster.core.errors import CallUnsettled, Cancelled, EngineRefused, EngineUnavailable, InvalidInput
from videogen_dagster.core.film_settings import FrameSize
from videogen_dagster.core.media import Clip, Picture
from videogen_dagster.core.requests import ClipRequest
from videogen_dagster.engines.animation.fal import FAL_VIDEO
from videogen_dagster.engines.animation.hosted import HostedAnimationEngine, VideoProvider
from videogen_dagster.engines.animation.replicate import REPLICATE_VIDEO
from videogen_dagster.engines.production import produce
from videogen_dagster.engines.provider_choice import ProviderChoice
from videogen_dagster.engines.providers.jobs import NOT_ASKED, JobFailed, Patience
from videogen_dagster.engines.providers.pacing import Limits
from videogen_dagster.engines.providers.secret import Secret
from videogen_dagster.resources.treasury import StagePurse, Treasury
from videogen_dagster.settings import load_settings
from videogen_dagster.store.intents import begun_calls
from videogen_dagster.store.media_store import MediaStore

QUICK = Patience(first_poll_s=0.02, longest_poll_s=0.1)
SIZE = FrameSize(width=64, height=36)
FRAMES = 20


@pytest.fixture(scope="module")
def made(tmp_path_factory):
    """A clip as a model makes it: another size and rate than the film's."""
    return write_clip(tmp_path_factory.mktemp("made") / "made.mp4")


@dataclass(frozen=True)
class Kind:
    server: type[JobServer]
    provider: VideoProvider
    picture_field: str


KINDS = [
    pytest.param(Kind(FalServer, FAL_VIDEO, "image_url"), id="fal"),
    pytest.param(Kind(ReplicateServer, REPLICATE_VIDEO, "image"), id="replicate"),
]
"""The same tests for both: the seam holds."""


@pytest.fixture(params=KINDS)
def kind(request):
    return request.param


@pytest.fixture
def server(kind, made):
    with kind.server(made) as server:
        yield server


@pytest.fixture
def engine(kind, server, tmp_path):
    def engine(**settings) -> HostedAnimationEngine:
        choice = {
            "shared": tmp_path / "shared",
            "model": server.model,
            "base_url": server.url,
            "key": Secret(KEY),
            "key_setting": "ACME_KEY",
            "prefix": "VIDEOGEN_ANIMATION",
            "private_hosts": frozenset({"127.0.0.1"}),
        }
        return HostedAnimationEngine(kind.provider, ProviderChoice(**choice | settings), patience=QUICK)

    return engine


@pytest.fixture
def workspace(tmp_path):
    return FolderWorkspace(tmp_path / "work")


def requests_for(workspace: FolderWorkspace, count: int = 1) -> list[ClipRequest]:
    picture = workspace.directory / "picture.png"
    picture.write_bytes(b"a picture")
    still = Picture(image=workspace.keep(picture), size=SIZE)
    return [
        ClipRequest(picture=still, motion_prompt="slow push in", scene_prompt=f"hill {number}", frames=FRAMES, seed=7)
        for number in range(count)
    ]


def test_a_clip_has_exactly_the_films_frames_size_and_rate(engine, workspace, server, kind):
    (clip,) = engine(options=(("duration", "{seconds:5|10}"), ("seed", "{seed}"), ("mode", "fast"))).generate(
        requests_for(workspace), workspace
    )
    assert isinstance(clip, Clip), clip
    with av.open(str(workspace.fetch(clip.video))) as container:
        frames = list(container.decode(video=0))
        assert (len(frames), frames[0].width, frames[0].height) == (FRAMES, 64, 36)
        assert container.streams.video[0].average_rate == 30
    (inputs,) = server.inputs
    assert inputs.pop(kind.picture_field) == "data:image/png;base64,YSBwaWN0dXJl"
    assert inputs == {"prompt": "hill 0. slow push in", "duration": 5, "seed": 7, "mode": "fast"}
    assert workspace.jobs == {0: "job-1"}


def test_clips_are_made_side_by_side_and_come_in_order(engine, workspace, server):
    clips = list(engine().generate(requests_for(workspace, 4), workspace))
    assert all(isinstance(clip, Clip) for clip in clips), clips
    assert server.charges == 4


def test_a_job_that_an_earlier_attempt_began_is_taken_up_again(engine, workspace, server):
    wanted = requests_for(workspace)
    (first,) = engine().generate(wanted, workspace)
    (second,) = engine().generate(wanted, FolderWorkspace(workspace.directory.parent, jobs=workspace.jobs))
    assert second == first
    assert server.charges == 1


def test_a_job_that_the_provider_forgot_is_not_paid_for_again_by_itself(engine, workspace, server):
    wanted = requests_for(workspace)
    (first,) = engine().generate(wanted, workspace)
    assert isinstance(first, Clip), first
    server.expire_jobs()
    for _ in range(2):  # the second attempt looks for it once more
        (error,) = engine().generate(wanted, workspace)
        assert isinstance(error, CallUnsettled)
        assert "job-1" in str(error)
        assert "videogen resolve" in error.remedy
        assert workspace.jobs == {0: '{"job-1": "asked"}'}
    assert server.charges == 1
    server.remember("job-1")
    assert list(engine().generate(wanted, workspace)) == [first], "it is known again"
    assert server.charges == 1
    workspace.jobs.clear()  # as `videogen resolve` does
    assert list(engine().generate(wanted, workspace)) == [first]
    assert server.charges == 2


def test_a_job_that_takes_too_long_is_left_to_a_later_run(engine, workspace, server):
    server.polls_until_done = 50
    (error,) = engine(longest_wait_s=0.2).generate(requests_for(workspace), workspace)
    assert isinstance(error, EngineUnavailable)
    assert "job-1 is not done" in str(error)
    assert "VIDEOGEN_ANIMATION_WAIT_MINUTES" in error.remedy
    assert workspace.jobs == {0: "job-1"}
    server.polls_until_done = 1
    (clip,) = engine(longest_wait_s=0.2).generate(requests_for(workspace), workspace)
    assert isinstance(clip, Clip), clip
    assert server.charges == 1


def test_a_key_that_is_refused_while_a_job_runs_loses_no_job(engine, workspace, server):
    wanted = requests_for(workspace)
    server.next_replies["GET"].extend([Reply({"detail": "key expired"}, status=401)])
    (error,) = engine().generate(wanted, workspace)
    assert isinstance(error, CallUnsettled)
    assert "ACME_KEY" in error.remedy
    (clip,) = engine().generate(wanted, workspace)
    assert isinstance(clip, Clip), clip
    assert server.charges == 1


def test_a_run_that_is_killed_while_a_request_waits_for_its_turn_leaves_no_mark(engine, workspace, server):
    class Waits(FolderWorkspace):
        def cancelled(self) -> bool:
            return bool(server.server.asked)  # the second request still waits for its minute

    waiting = Waits(workspace.directory.parent)
    limits = Limits(at_once=2, requests_per_minute=1)
    with pytest.raises(Cancelled):
        list(engine(limits=limits).generate(requests_for(workspace, 2), waiting))
    assert server.charges == 1
    assert "asked" not in waiting.jobs.values()


@pytest.mark.parametrize("reply", [Reply(reset=True), Reply(status=500), Reply(status=504)])
def test_a_submit_whose_answer_is_lost_is_not_made_again_by_itself(reply, engine, workspace, server):
    server.next_replies["POST"].append(reply)
    (first,) = engine().generate(requests_for(workspace), workspace)
    (second,) = engine().generate(requests_for(workspace), workspace)
    assert [type(first), type(second)] == [CallUnsettled, CallUnsettled]
    assert "videogen resolve" in second.remedy
    assert server.charges == 0


def test_a_submit_whose_answer_does_not_name_the_job_is_not_made_again_by_itself(engine, workspace, server):
    server.next_replies["POST"].append(Reply({"status": "IN_QUEUE"}))
    (first,) = engine().generate(requests_for(workspace), workspace)
    (second,) = engine().generate(requests_for(workspace), workspace)
    assert [type(first), type(second)] == [EngineUnavailable, CallUnsettled]
    assert server.charges == 0


def test_a_poll_whose_answer_does_not_tell_the_state_loses_no_job(engine, workspace, server):
    server.next_replies["GET"].append(Reply({"detail": "welcome"}))
    (first,) = engine().generate(requests_for(workspace), workspace)
    (second,) = engine().generate(requests_for(workspace), workspace)
    assert [type(first), type(second)] == [EngineUnavailable, Clip]
    assert server.charges == 1


def test_a_state_that_nobody_knows_yet_is_not_the_end_of_a_job(engine, workspace, server):
    server.next_replies["GET"].append(Reply({"status": "RESTING"}))
    (made,) = engine().generate(requests_for(workspace), workspace)
    assert isinstance(made, Clip)
    assert server.charges == 1


def test_a_submit_that_was_surely_not_taken_leaves_nothing_behind(engine, workspace, server):
    server.next_replies["POST"].append(Reply(status=503, headers={"Retry-After": "600"}))
    (error,) = engine().generate(requests_for(workspace), workspace)
    assert isinstance(error, EngineUnavailable)
    assert error.retry_after_s == 600
    assert workspace.jobs in ({}, {0: NOT_ASKED})


def test_polls_that_fail_for_a_while_lose_no_job(engine, workspace, server):
    server.next_replies["GET"].extend([Reply(status=502), Reply(reset=True)])
    (clip,) = engine().generate(requests_for(workspace), workspace)
    assert isinstance(clip, Clip), clip
    assert server.charges == 1


def test_a_job_that_failed_is_told_in_the_providers_words_and_forgotten(engine, workspace, server):
    server.failing = f"NSFW content detected {KEY}"
    (error,) = engine().generate(requests_for(workspace), workspace)
    assert isinstance(error, EngineRefused)
    assert "NSFW content detected ***" in str(error)
    assert workspace.jobs == {}


@pytest.mark.parametrize("billed", [5, "2.5"])
def test_a_job_that_failed_and_is_charged_all_the_same_is_booked_with_what_is_told(engine, workspace, server, billed):
    server.failing, server.billed = "the output was withheld", billed
    (error,) = engine().generate(requests_for(workspace), workspace)
    assert isinstance(error, EngineRefused)
    assert "the output was withheld" in str(error)
    ((call, charge),) = workspace.charges.items()
    assert (call, charge.provider, charge.model) == ((0, "job-1"), "127.0.0.1", server.model)
    assert charge.amounts["seconds"] == Decimal(str(billed))
    assert workspace.jobs == {}


@pytest.mark.parametrize("billed", ["nan", "-1", "1e400", "many", "0", [5], True], ids=str)
def test_what_is_no_amount_is_not_booked(engine, workspace, server, billed):
    server.failing, server.billed = "the output was withheld", billed
    (error,) = engine().generate(requests_for(workspace), workspace)
    assert isinstance(error, EngineRefused)
    assert workspace.charges == {}


def test_the_ledger_has_what_a_failed_job_has_cost_and_nothing_stays_set_aside(engine, workspace, server, tmp_path):
    prices = tmp_path / "prices.toml"
    prices.write_text(
        '[[price]]\nprovider = "127.0.0.1"\nmodel = "*"\nsince = 2026-01-01\nunit = "seconds"\nusd = "0.1"\n'
    )
    settings = load_settings({"VIDEOGEN_PRICES": str(prices)}, home=tmp_path)
    store = MediaStore.in_folder(tmp_path / "store")
    server.failing, server.billed = "the output was withheld", 5
    production = produce(
        requests_for(workspace),
        engine=engine(options=(("duration", "{seconds:5|10}"),)),
        result_type=Clip,
        store=store,
        open_workspace=lambda _: nullcontext(workspace),
        purse=StagePurse(Treasury(settings), store, project="p", stage="scene_animations", scenes=["001"]),
    )
    assert [type(outcome) for outcome in production.outcomes] == [JobFailed]
    spent = Treasury(settings).ledger.total()
    assert (spent.spent_usd, spent.reserved_usd, begun_calls(store)) == (Decimal("0.5"), 0, frozenset())


class StoppedWorkspace(FolderWorkspace):
    """A person stops the work as soon as a job runs."""

    def cancelled(self) -> bool:
        return 0 in self.jobs and self.jobs[0].startswith("job-")


def test_a_job_is_stopped_with_the_run(engine, server, tmp_path):
    workspace = StoppedWorkspace(tmp_path / "stopped")
    with pytest.raises(Cancelled):
        list(engine().generate(requests_for(workspace), workspace))
    assert server.cancelled == ["job-1"]
    assert workspace.jobs == {}


def test_a_job_that_was_done_before_it_could_be_stopped_is_fetched_by_a_later_run(engine, server, tmp_path):
    class DoneMeanwhile(StoppedWorkspace):
        def cancelled(self) -> bool:
            if is_late := super().cancelled():
                server.next_replies["PUT"].append(Reply({"status": "ALREADY_COMPLETED"}, 400))
                server.next_replies["POST"].append(Reply({"id": "job-1", "status": "succeeded"}))
            return is_late

    stopped = DoneMeanwhile(tmp_path / "work")
    with pytest.raises(Cancelled):
        list(engine().generate(requests_for(stopped), stopped))
    assert stopped.jobs == {0: "job-1"}, "it is paid for"
    again = FolderWorkspace(tmp_path / "work", jobs=stopped.jobs)
    (clip,) = engine().generate(requests_for(again), again)
    assert isinstance(clip, Clip), clip
    assert server.charges == 1


@pytest.mark.parametrize("url", ["http://169.254.169.254/clip.mp4", "https://localhost/clip.mp4", "file:///etc/passwd"])
def test_a_result_at_a_place_that_may_not_be_read_is_refused(url, engine, workspace, server):
    server.clip_url = url
    (error,) = engine().generate(requests_for(workspace), workspace)
    assert isinstance(error, CallUnsettled), error
    assert "job-1" in workspace.jobs[0], "it is paid for: whoever mends the settings gets it"


def test_a_clip_that_is_fetched_by_a_later_attempt_is_counted_once(engine, workspace, server):
    server.clip_url = "https://localhost/clip.mp4"
    (error,) = engine().generate(requests_for(workspace), workspace)
    assert isinstance(error, CallUnsettled), error
    server.clip_url = ""
    (clip,) = engine().generate(requests_for(workspace), workspace)
    assert isinstance(clip, Clip), clip
    assert server.charges == 1
    assert list(workspace.charges) == [(0, "job-1")]


def test_a_result_that_is_no_video_is_refused(engine, workspace, server, tmp_path):
    server.clip_url = f"{server.url}/clip.mp4"
    server._clip = tmp_path / "no.mp4"
    server._clip.write_bytes(np.arange(4096, dtype=np.uint8).tobytes())
    (error,) = engine().generate(requests_for(workspace), workspace)
    assert isinstance(error, EngineRefused), error
    assert "what it made cannot be used" in str(error)


@pytest.mark.parametrize(
    ("settings", "field"),
    [
        ({"model": ""}, "VIDEOGEN_ANIMATION_MODEL"),
        ({"model": "../../etc"}, "VIDEOGEN_ANIMATION_MODEL"),
        ({"key": None}, "ACME_KEY"),
        ({"base_url": "http://10.0.0.7"}, "VIDEOGEN_ANIMATION_BASE_URL"),
    ],
)
def test_a_choice_that_cannot_work_is_told_before_anything_is_asked(settings, field, engine, workspace, server):
    with pytest.raises(InvalidInput) as told:
        list(engine(**settings).generate(requests_for(workspace), workspace))
    assert told.value.field == field
    assert server.server.asked == []


def test_a_wrong_key_and_an_unknown_model_are_told(engine, workspace):
    (wrong_key,) = engine(key=Secret("nonsense")).generate(requests_for(workspace), workspace)
    (unknown,) = engine(model="acme/retired").generate(requests_for(workspace), workspace)
    assert "ACME_KEY" in wrong_key.remedy
    assert "HTTP 404" in str(unknown)
    assert json.dumps(workspace.jobs) == "{}"
