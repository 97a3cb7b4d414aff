"""Photos and clips of Pexels through real HTTP: what is asked, what is chosen, what is told."""

import re
import time

import cv2
import pytest

from tests.fakes.pexels_server import KEY, PexelsServer
from tests.fakes.scripted_server import Reply
from tests.fakes.stock import write_footage
from tests.fakes.workspace import FolderWorkspace
from videogen_dagster.core.errors import EngineFailure, EngineRefused, EngineUnavailable, InvalidInput
from videogen_dagster.core.film_settings import FrameSize
from videogen_dagster.core.media import Picture
from videogen_dagster.core.requests import ImageRequest
from videogen_dagster.core.stock_media import MediaSearch
from videogen_dagster.core.storyboard import Card, CardKind
from videogen_dagster.engines.image.pexels import pexels_image_engine
from videogen_dagster.engines.provider_choice import ProviderChoice
from videogen_dagster.engines.providers.secret import Secret

SIZE = FrameSize(width=320, height=180)
WORDS = ("fishing", "boats", "harbour", "dawn", "nets", "gulls")


@pytest.fixture(scope="module")
def clip(tmp_path_factory):
    return write_footage(tmp_path_factory.mktemp("stock") / "clip.mp4")


@pytest.fixture
def server(clip):
    with PexelsServer(clip) as server:
        yield server


@pytest.fixture
def engine(server, tmp_path):
    return lambda **settings: pexels_image_engine().with_provider(
        ProviderChoice(
            **{
                "shared": tmp_path / "shared",
                "base_url": server.url,
                "key": Secret(KEY),
                "key_setting": "PEXELS_API_KEY",
                "prefix": "VIDEOGEN_IMAGE",
                "private_hosts": frozenset({"127.0.0.1"}),
            }
            | settings
        )
    )


def search(**fields) -> MediaSearch:
    return MediaSearch(**{"words": WORDS, "size": SIZE, "duration_s": 5.0} | fields)


def request_for(prompt: str, **fields) -> ImageRequest:
    return ImageRequest(**{"prompt": prompt, "size": SIZE} | fields)


def found_by(engine, tmp_path, wanted: MediaSearch):
    (answer,) = engine.find([wanted], FolderWorkspace(tmp_path))
    return answer


def made_by(engine, tmp_path, *requests: ImageRequest) -> list[Picture | EngineFailure]:
    return list(engine.generate(requests, FolderWorkspace(tmp_path)))


def test_clips_and_photos_are_searched_for_in_the_film_s_shape_and_language(engine, server, tmp_path):
    found_by(engine(), tmp_path, search(language="de", size=FrameSize(width=180, height=320)))
    asked = {"query": "fishing boats harbour dawn nets", "orientation": "portrait", "per_page": "40", "locale": "de-DE"}
    assert server.searches == [("/videos/search", asked), ("/v1/search", asked)]
    assert {each.headers["authorization"] for each in server.server.asked} == {KEY}


def test_clips_come_before_photos_and_each_names_its_author_licence_and_page(engine, tmp_path):
    found = found_by(engine(), tmp_path, search())
    assert [each.footage for each in found] == [True] * 3 + [False] * 15
    clip, photo = found[0], found[3]
    assert (clip.name, clip.title, clip.author) == ("pexels:video/2001", "a boat leaves the harbour", "Joey Farina")
    assert (photo.name, photo.title, photo.author) == ("pexels:photo/1001", "Boats by the shore 1", "Ana Ruiz 1")
    assert {each.licence for each in found} == {"Pexels License"}
    assert clip.source_url == "https://www.pexels.com/video/a-boat-leaves-the-harbour-2001/"


def test_fewer_words_are_searched_for_where_little_is_found(engine, server, tmp_path):
    server.edit = lambda answer: {
        name: value[:1] if isinstance(value, list) else value for name, value in answer.items()
    }
    found_by(engine(options=(("media", "photos"),)), tmp_path, search())
    assert [asked["query"] for _, asked in server.searches] == [
        "fishing boats harbour dawn nets", "fishing boats harbour", "fishing",
    ]  # fmt: skip


def test_a_batch_shows_nothing_twice(engine, tmp_path):
    pictures = made_by(engine(), tmp_path, *[request_for("boats in a harbour")] * 5)
    assert len({picture.found.name for picture in pictures}) == 5


def test_a_clip_stands_for_its_scene_and_its_still_for_the_clip(engine, server, tmp_path):
    workspace = FolderWorkspace(tmp_path)
    (picture,) = engine().generate([request_for("boats")], workspace)
    assert picture.footage is not None
    assert cv2.imread(str(workspace.fetch(picture.image))).shape == (180, 320, 3)
    assert server.fetched() == ["/files/1-sd.mp4"], "the smallest file that fills the frame"
    assert list((tmp_path / "scratch").iterdir()) == []


def test_a_card_is_set_on_a_photo(engine, server, tmp_path):
    card = Card(kind=CardKind.TITLE, title="The harbour")
    (picture,) = made_by(engine(), tmp_path, request_for("boats", card=card))
    assert (picture.footage, picture.found.footage) == (None, False)
    assert picture.layers is not None
    assert [path for path, _ in server.searches] == ["/v1/search"]


def test_what_a_request_names_is_fetched_and_nothing_is_searched_for(engine, server, tmp_path):
    found = found_by(engine(), tmp_path, search())[4]
    before = len(server.searches)
    (picture,) = made_by(engine(), tmp_path, request_for("boats", found=found))
    assert picture.found == found
    assert len(server.searches) == before


def test_nothing_found_is_told_with_the_words_and_leaves_the_other_scenes_done(engine, server, tmp_path):
    server.edit = lambda answer: answer | {"videos": [], "photos": []}
    (refused,) = made_by(engine(), tmp_path, request_for("wide shot of a quagga"))
    assert isinstance(refused, EngineRefused)
    assert "nothing was found for 'quagga' at Pexels" in str(refused)
    assert "another prompt" in str(refused.remedy)


def test_more_scenes_than_finds_are_told_which(engine, tmp_path):
    outcomes = made_by(engine(), tmp_path, *[request_for("boats")] * 20)
    assert [type(each) for each in outcomes] == [Picture] * 18 + [EngineRefused] * 2
    assert "shown elsewhere in the film" in str(outcomes[-1])


@pytest.mark.parametrize(
    ("reply", "kind", "told"),
    [
        (Reply({"error": f"bad key {KEY}"}, 401), EngineRefused, "PEXELS_API_KEY"),
        (Reply({"error": "nope"}, 429, {"Retry-After": "7200"}), EngineUnavailable, "200 requests an hour"),
        (Reply({"error": "broken"}, 500, {"Retry-After": "7200"}), EngineUnavailable, "HTTP 500"),
        (Reply(b"<html>", headers={"Content-Type": "text/html"}), EngineUnavailable, "no JSON"),
        (Reply([]), EngineRefused, "no list of videos"),
        (Reply({"videos": {"id": 1}}), EngineRefused, "no list of videos"),
    ],
    ids=["key", "limit", "broken", "html", "list", "object"],
)
def test_bad_answers_are_told_without_the_key(engine, server, tmp_path, reply, kind, told):
    server.next_replies.extend([reply] * 4)
    failure = found_by(engine(), tmp_path, search())
    assert isinstance(failure, kind)
    assert told in f"{failure} {failure.remedy}"
    assert KEY not in str(failure)


def test_items_that_are_not_as_documented_are_left_out(engine, server, tmp_path):
    odd = [{}, "x", None, {"id": 1, "duration": -1, "video_files": []}, {"id": 2, "duration": 5, "video_files": [{}]}]
    odd += [
        server.clip(4) | {"url": "x" * 9000},
        server.clip(5) | {"duration": float("nan")},
        server.clip(6) | {"id": "x"},
    ]
    server.edit = lambda answer: (
        {**answer, "videos": odd} if "videos" in answer else {**answer, "photos": [*odd, *answer["photos"]]}
    )
    assert len(found_by(engine(), tmp_path, search())) == 15


def test_a_file_that_is_no_picture_fails_its_scene_alone(engine, server, tmp_path):
    bad = {"original": f"{server.url}/files/1-sd.mp4", "large2x": ""}
    server.edit = lambda answer: answer | {"photos": [answer["photos"][0] | {"src": bad}, *answer["photos"][1:]]}
    photos = engine(options=(("media", "photos"),))
    outcomes = made_by(photos, tmp_path, request_for("boats"), request_for("boats"))
    assert isinstance(outcomes[0], EngineRefused)
    assert "cannot be shown" in str(outcomes[0])
    assert isinstance(outcomes[1], Picture)


def test_files_at_private_addresses_are_not_fetched(engine, server, tmp_path):
    inside = {"original": "http://169.254.169.254/latest", "large2x": ""}
    server.edit = lambda answer: answer | {"photos": [answer["photos"][0] | {"src": inside}]}
    (refused,) = made_by(engine(options=(("media", "photos"),)), tmp_path, request_for("boats"))
    assert isinstance(refused, EngineRefused)
    assert "169.254.169.254" in str(refused)


@pytest.mark.parametrize(
    ("settings", "field"),
    [
        ({"key": None}, "PEXELS_API_KEY"),
        ({"base_url": "http://example.org"}, "VIDEOGEN_IMAGE_BASE_URL"),
        ({"options": (("colour", "red"),)}, "VIDEOGEN_IMAGE_OPTIONS"),
        ({"options": (("media", "films"),)}, "VIDEOGEN_IMAGE_OPTIONS"),
    ],
)
def test_a_wrong_choice_is_told_before_anybody_is_asked(engine, server, settings, field):
    with pytest.raises(InvalidInput) as refused:
        engine(**settings).fingerprint()
    assert refused.value.field == field
    assert server.server.asked == []


def test_scenes_search_at_once_within_the_limit(engine, server, tmp_path):
    answers = list(engine().find([search(words=(f"word{each}",)) for each in range(12)], FolderWorkspace(tmp_path)))
    assert len(answers) == 12
    assert server.server.busiest <= 4


def test_a_key_whose_requests_are_used_up_is_not_asked_with_until_there_are_new_ones(engine, server, tmp_path):
    server.left = (0, int(time.time()) + 20 * 86_400)
    found = found_by(engine(options=(("media", "videos"),)), tmp_path, search(words=("sea",)))
    assert not isinstance(found, EngineFailure), "what was granted is taken"
    asked = len(server.searches)
    for wanted in ("boats", "nets"):
        failure = found_by(engine(), tmp_path, search(words=(wanted,)))
        assert isinstance(failure, EngineRefused)
        assert re.search(r"used up until \d{4}-\d\d-\d\d ", failure.message)
    assert len(server.searches) == asked
    other = engine(key=Secret("another"))
    assert "HTTP 401" in str(found_by(other, tmp_path, search())), "another key has requests of its own"


def test_new_requests_that_come_soon_are_waited_for(engine, server, tmp_path):
    reset = int(time.time()) + 3
    server.left = (0, reset)
    answer = found_by(engine(), tmp_path, search(words=("sea",)))  # clips, then photos
    assert not isinstance(answer, EngineFailure)
    first, second = server.server.asked
    assert first.at < second.at
    assert time.time() >= reset
