"""What the environment says of providers: which key goes where, and what is no setting."""

import pytest

from videogen_dagster.core.errors import InvalidInput
from videogen_dagster.engines.provider_choice import ProviderChoice
from videogen_dagster.provider_settings import provider_choice

BASE = "https://models.example.com/v1"


@pytest.fixture
def choice(tmp_path):
    def choice(engine: str = "openai", **variables: str) -> ProviderChoice:
        return provider_choice("image", engine, variables, tmp_path)

    return choice


def revealed(choice: ProviderChoice) -> str | None:
    return choice.key.reveal() if choice.key else None


def test_the_usual_key_of_a_provider_goes_to_its_own_address_alone(choice):
    assert revealed(choice(OPENAI_API_KEY="sk-usual")) == "sk-usual"
    elsewhere = choice(OPENAI_API_KEY="sk-usual", VIDEOGEN_IMAGE_BASE_URL=BASE)
    assert (elsewhere.key, elsewhere.key_setting) == (None, "VIDEOGEN_IMAGE_API_KEY")
    meant = choice(OPENAI_API_KEY="sk-usual", VIDEOGEN_IMAGE_BASE_URL=BASE, VIDEOGEN_IMAGE_API_KEY="sk-own")
    assert revealed(meant) == "sk-own"


@pytest.mark.parametrize(
    ("engine", "variable"),
    [
        ("fal", "FAL_KEY"),
        ("replicate", "REPLICATE_API_TOKEN"),
        ("openai", "OPENAI_API_KEY"),
        ("sync", "SYNC_API_KEY"),
    ],
)
def test_a_key_may_stand_in_a_file(engine, variable, choice, tmp_path):
    (tmp_path / "key").write_text("sk-file\n")
    assert revealed(choice(engine, **{f"{variable}_FILE": str(tmp_path / "key")})) == "sk-file"


@pytest.mark.parametrize(("text", "seconds"), [("", None), ("90", 5400), ("1.5", 90)])
def test_a_wait_is_given_in_minutes(text, seconds, choice):
    assert choice(VIDEOGEN_IMAGE_WAIT_MINUTES=text).longest_wait_s == seconds


def test_a_key_shows_itself_nowhere(choice):
    assert "sk-usual" not in f"{choice(OPENAI_API_KEY='sk-usual')!r}"


@pytest.mark.parametrize(
    ("variable", "text"),
    [
        ("OPENAI_API_KEY", "two words"),
        ("OPENAI_API_KEY_FILE", "/nowhere/key"),
        ("VIDEOGEN_IMAGE_AT_ONCE", "0"),
        ("VIDEOGEN_IMAGE_AT_ONCE", "many"),
        ("VIDEOGEN_IMAGE_AT_ONCE", "100000000"),
        ("VIDEOGEN_IMAGE_REQUESTS_PER_MINUTE", "-3"),
        ("VIDEOGEN_IMAGE_TOKENS_PER_MINUTE", "nan"),
        ("VIDEOGEN_IMAGE_OPTIONS", "quality"),
        ("VIDEOGEN_IMAGE_WAIT_MINUTES", "0"),
        ("VIDEOGEN_IMAGE_WAIT_MINUTES", "1441"),
        ("VIDEOGEN_IMAGE_WAIT_MINUTES", "soon"),
    ],
)
def test_what_is_no_setting_is_told_with_its_variable(variable, text, choice):
    with pytest.raises(InvalidInput) as told:
        choice(**{variable: text})
    assert told.value.field == variable
    assert told.value.remedy
    assert "two words" not in str(told.value)
