"""Pictures of OpenAI through its real client and real HTTP: what is sent, what is paid, what is told."""

import base64

import cv2
import numpy as np
import pytest

from tests.fakes.openai_server import IMAGE_MODEL, KEY, OpenAIServer, png
from tests.fakes.scripted_server import Reply, ScriptedServer
from tests.fakes.workspace import FolderWorkspace
from videogen_dagster.core.errors import CallUnsettled, Cancelled, EngineRefused, InvalidInput
from videogen_dagster.core.film_settings import FrameSize
from videogen_dagster.core.media import Picture
from videogen_dagster.core.requests import ImageRequest, Likeness
from videogen_dagster.engines.image.openai_pictures import OpenAIImageEngine
from videogen_dagster.engines.production import produce
from videogen_dagster.engines.provider_choice import ProviderChoice
from videogen_dagster.engines.providers.answers import JobIsGone
from videogen_dagster.engines.providers.pacing import Limits
from videogen_dagster.engines.providers.secret import Secret
from videogen_dagster.store.media_store import MediaStore
from videogen_dagster.store.workspace import StoreWorkspace

SIZE = FrameSize(width=128, height=72)


@pytest.fixture
def openai_server():
    with OpenAIServer() as server:
        yield server


@pytest.fixture
def engine(openai_server, tmp_path):
    return lambda **settings: OpenAIImageEngine(
        ProviderChoice(
            **{
                "shared": tmp_path / "shared",
                "model": IMAGE_MODEL,
                "base_url": openai_server.base_url,
                "key": Secret(KEY),
                "key_setting": "OPENAI_API_KEY",
                "prefix": "VIDEOGEN_IMAGE",
                "private_hosts": frozenset({"127.0.0.1"}),
            }
            | settings
        )
    )


def request_for(prompt: str, **fields) -> ImageRequest:
    return ImageRequest(**{"prompt": prompt, "size": SIZE} | fields)


def test_a_picture_is_drawn_in_the_nearest_size_and_cut_to_the_frame(engine, openai_server, tmp_path):
    workspace = FolderWorkspace(tmp_path)
    request = request_for("a lake", negative_prompt="people")
    (picture,) = engine(options=(("quality", "high"),)).generate([request], workspace)
    assert cv2.imread(str(workspace.fetch(picture.image))).shape == (72, 128, 3)
    (asked,) = openai_server.server.asked
    assert asked.document == {
        "model": IMAGE_MODEL,
        "prompt": "cinematic film still, natural light, 35mm. a lake. Do not show: people",
        "size": "1536x1024",
        "n": 1,
        "quality": "high",
    }


def test_a_tall_picture_is_drawn_tall(engine, openai_server, tmp_path):
    request = request_for("a tower", size=FrameSize(width=72, height=128))
    list(engine().generate([request], FolderWorkspace(tmp_path)))
    assert openai_server.server.asked[0].document["size"] == "1024x1536"


def test_people_are_drawn_after_their_sheets(engine, openai_server, tmp_path):
    workspace = FolderWorkspace(tmp_path)
    sheet = tmp_path / "scratch" / "mara.png"
    sheet.write_bytes(b"a sheet")
    request = request_for(
        "Mara waits", characters=(Likeness(name="Mara", description="red coat"),), references=(workspace.keep(sheet),)
    )
    (picture,) = engine().generate([request], workspace)
    assert isinstance(picture, Picture)
    (asked,) = openai_server.server.asked
    assert asked.path == "/v1/images/edits"
    assert b"a sheet" in asked.body
    assert b"Mara: red coat, looks exactly like the person in image 1" in asked.body


def test_a_refused_picture_is_told_in_the_providers_words_and_the_others_are_drawn(engine, tmp_path):
    requests = [request_for("a lake"), request_for("indecent"), request_for("a hill")]
    first, refused, last = engine().generate(requests, FolderWorkspace(tmp_path))
    assert isinstance(first, Picture)
    assert isinstance(last, Picture)
    assert isinstance(refused, EngineRefused)
    told = "openai: HTTP 400: Your request was rejected by the safety system."
    assert str(refused) == f"{told}; ask for it in other words"
    assert refused.of_content


def test_an_unknown_model_is_told_with_a_remedy(engine, tmp_path):
    (error,) = engine(model="dall-e-3").generate([request_for("a lake")], FolderWorkspace(tmp_path))
    assert isinstance(error, JobIsGone)
    assert "`dall-e-3` does not exist" in str(error)
    assert "the model's name" in error.remedy


def test_a_wrong_key_is_told_with_its_variable_and_not_shown(engine, tmp_path):
    (error,) = engine(key=Secret("sk-wrong-77")).generate([request_for("a lake")], FolderWorkspace(tmp_path))
    assert isinstance(error, EngineRefused)
    assert "OPENAI_API_KEY" in error.remedy
    assert "sk-wrong-77" not in repr(error.__dict__) + str(error)


@pytest.mark.parametrize(
    ("settings", "field"),
    [
        ({"model": ""}, "VIDEOGEN_IMAGE_MODEL"),
        ({"base_url": "", "key": None}, "OPENAI_API_KEY"),
        ({"base_url": "api.openai.com"}, "VIDEOGEN_IMAGE_BASE_URL"),
        ({"base_url": "https://me:sesame@api.openai.com/v1"}, "VIDEOGEN_IMAGE_BASE_URL"),
        ({"base_url": "http://10.0.0.7/v1"}, "VIDEOGEN_IMAGE_BASE_URL"),
    ],
)
def test_a_choice_that_cannot_work_is_told_before_anything_is_asked(settings, field, engine, openai_server, tmp_path):
    with pytest.raises(InvalidInput) as told:
        list(engine(**settings).generate([request_for("a lake")], FolderWorkspace(tmp_path)))
    assert told.value.field == field
    assert "sesame" not in str(told.value)
    assert openai_server.server.asked == []


@pytest.mark.parametrize(
    "reply",
    [
        Reply({"created": 1, "data": []}),
        Reply({"created": 1}),
        Reply({"created": 1, "data": [{"b64_json": "%%%"}]}),
        Reply({"created": 1, "data": [{"b64_json": "bm8gcGljdHVyZQ=="}]}),
        Reply(b"<html>hello</html>", headers={"Content-Type": "text/html"}),
        Reply(b'{"created": 1, "data"'),
    ],
    ids=["no picture", "no data", "no base64", "no image file", "a page", "half"],
)
def test_an_answer_without_a_picture_is_a_refusal(reply, engine, openai_server, tmp_path):
    openai_server.next_replies.append(reply)
    (error,) = engine().generate([request_for("a lake")], FolderWorkspace(tmp_path))
    assert isinstance(error, EngineRefused), error


@pytest.mark.parametrize(
    ("reply", "booked"), [(Reply({"created": 1, "data": []}), 1), (Reply(b"<html>hello</html>"), 0)]
)
def test_an_answer_without_a_picture_is_taken_as_charged_and_a_page_is_not(
    reply, booked, engine, openai_server, tmp_path
):
    openai_server.next_replies.append(reply)
    workspace = FolderWorkspace(tmp_path)
    list(engine().generate([request_for("a lake")], workspace))
    assert len(workspace.charges) == booked


def test_as_many_are_drawn_at_once_as_the_provider_grants(engine, tmp_path):
    with OpenAIServer(delay_s=0.2, together=3) as server:
        slow = engine(base_url=server.base_url, limits=Limits(at_once=3))
        made = list(slow.generate([request_for(f"hill {number}") for number in range(6)], FolderWorkspace(tmp_path)))
        assert all(isinstance(picture, Picture) for picture in made)
        assert server.server.busiest == 3


def test_nothing_is_asked_once_a_person_stopped(engine, openai_server, tmp_path):
    with pytest.raises(Cancelled):
        list(engine().generate([request_for("a lake")], FolderWorkspace(tmp_path, cancel_after=0)))
    assert openai_server.server.asked == []


def make(engine, store: MediaStore, folder):
    class Opened:
        def __enter__(self):
            folder.mkdir(exist_ok=True)
            return StoreWorkspace(store, folder, project="p", run_id="r", on_progress=lambda *_: None)

        def __exit__(self, *_):
            return None

    return produce(
        [request_for("a lake"), request_for("a hill")],
        engine=engine,
        result_type=Picture,
        store=store,
        open_workspace=lambda _: Opened(),
    )


def test_what_was_lost_on_its_way_is_not_asked_for_again_by_itself(engine, openai_server, tmp_path):
    store = MediaStore.in_folder(tmp_path / "store")
    openai_server.next_replies.append(Reply(reset=True))
    first = make(engine(limits=Limits(at_once=1)), store, tmp_path / "work")
    assert [type(outcome) for outcome in first.failures().values()] == [CallUnsettled]
    again = make(engine(), store, tmp_path / "work")
    assert [type(outcome) for outcome in again.failures().values()] == [CallUnsettled]
    assert len(openai_server.server.asked) == 2  # the lost one, and the other picture
    (error,) = again.failures().values()
    assert "videogen resolve" in error.remedy


def test_what_is_surely_not_charged_is_asked_for_again(engine, openai_server, tmp_path):
    store = MediaStore.in_folder(tmp_path / "store")
    openai_server.next_replies.append(Reply(status=429, headers={"Retry-After": "0.1"}))
    assert make(engine(limits=Limits(at_once=1)), store, tmp_path / "work").made == 2
    assert openai_server.charges.total() == 2


def test_a_picture_that_was_paid_for_before_a_kill_is_finished_without_another_call(engine, openai_server, tmp_path):
    workspace = FolderWorkspace(tmp_path)
    (first,) = engine().generate([request_for("a lake")], workspace)
    assert list(workspace.jobs) == [0]  # nobody wrote a receipt: the process died here
    (second,) = engine().generate([request_for("a lake")], FolderWorkspace(tmp_path, jobs=workspace.jobs))
    assert second == first
    assert sum(openai_server.charges.values()) == 1


@pytest.fixture
def product(tmp_path):
    """A product photo in a workspace, white around a red box, and a request that shows it."""
    workspace = FolderWorkspace(tmp_path / "product")
    photo = workspace.directory / "photo.png"
    pixels = np.full((400, 400, 3), 255, np.uint8)
    pixels[100:300, 120:280] = (30, 20, 200)
    cv2.imwrite(str(photo), pixels)
    sheet = workspace.directory / "sheet.png"
    sheet.write_bytes(b"a sheet")
    mara = Likeness(name="Mara", description="red coat")
    return workspace, request_for(
        "a kitchen in the morning",
        photo=workspace.keep(photo),
        characters=(mara,),
        references=(workspace.keep(sheet),),
        size=FrameSize(width=320, height=180),
    )


def test_a_product_is_not_shown_to_the_model_by_itself(engine, openai_server, product):
    workspace, request = product
    (picture,) = engine().generate([request.model_copy(update={"references": ()})], workspace)
    assert isinstance(picture, Picture), picture
    (asked,) = openai_server.server.asked
    assert asked.path == "/v1/images/generations"
    assert "empty product photography stage" in asked.document["prompt"]


def test_a_product_as_a_reference_is_seen_by_the_model_and_its_own_pixels_stand_over_what_it_draws(
    engine, openai_server, product
):
    workspace, request = product
    chosen = engine(options=(("product_photo", "reference"),))
    (picture,) = chosen.generate([request], workspace)
    (asked,) = openai_server.server.asked
    assert asked.path == "/v1/images/edits"
    assert asked.body.count(b'name="image[]"; filename=') == 2
    assert asked.body.index(b"a sheet") < asked.body.index(b"PNG")
    assert b"The product in image 2 is set in front of it afterwards" in asked.body
    assert b"product_photo" not in asked.body
    seen = cv2.imread(str(workspace.fetch(picture.image)))
    assert (np.abs(seen.astype(int) - (30, 20, 200)).max(axis=2) <= 2).mean() > 0.02, "the box is there as it is"
    plain, shown = engine().charges(request)[0], chosen.charges(request)[0]
    assert shown.amounts["image_input_tokens"] == 2 * plain.amounts["image_input_tokens"]
    assert chosen.fingerprint() != engine().fingerprint()


@pytest.mark.parametrize("status", [404, 405, 501])
def test_a_server_without_edits_is_told_with_the_option_that_draws_without_references(
    status, engine, openai_server, product
):
    workspace, request = product
    openai_server.next_replies.append(Reply({"error": {"message": "no such path: /v1/images/edits"}}, status))
    (error,) = engine().generate([request], workspace)
    assert isinstance(error, EngineRefused | JobIsGone)
    assert "references=no" in error.remedy
    without = engine(options=(("references", "no"),))
    assert not without.capabilities().takes_references
    (picture,) = without.generate([request], FolderWorkspace(workspace.directory.parent))
    assert isinstance(picture, Picture), picture
    assert openai_server.server.asked[-1].path == "/v1/images/generations"


@pytest.mark.parametrize("option", [("references", "maybe"), ("product_photo", "draw")])
def test_an_option_of_ours_that_means_nothing_is_told(option, engine, openai_server, tmp_path):
    with pytest.raises(InvalidInput) as told:
        list(engine(options=(option,)).generate([request_for("a lake")], FolderWorkspace(tmp_path)))
    assert told.value.field == "VIDEOGEN_IMAGE_OPTIONS"
    assert openai_server.server.asked == []


@pytest.mark.parametrize("inline", [False, True])
def test_a_picture_that_is_named_by_a_url_is_fetched(inline, engine, openai_server, tmp_path):
    drawn = png("a lake", 300, 200)
    with ScriptedServer(lambda _: Reply(drawn, headers={"Content-Type": "image/png"})) as place:
        url = f"data:image/png;base64,{base64.b64encode(drawn).decode()}" if inline else f"{place.url}/lake.png?sig=1"
        openai_server.next_replies.append(Reply({"created": 1, "data": [{"url": url}]}))
        (picture,) = engine().generate([request_for("a lake")], FolderWorkspace(tmp_path))
    assert isinstance(picture, Picture), picture
    assert [asked.headers.get("authorization") for asked in place.asked] == ([] if inline else [None])


@pytest.mark.parametrize("url", ["http://169.254.169.254/lake.png?sig=abc", "https://localhost/lake.png?sig=abc"])
def test_a_picture_at_a_place_that_may_not_be_read_is_not_paid_for_twice(url, engine, openai_server, tmp_path):
    workspace = FolderWorkspace(tmp_path)
    for _ in range(2):
        openai_server.next_replies.append(Reply({"created": 1, "data": [{"url": url}]}))
        (error,) = engine().generate([request_for("a lake")], workspace)
        assert isinstance(error, CallUnsettled)
        assert "sig=abc" not in str(error)
    assert len(openai_server.server.asked) == 1
