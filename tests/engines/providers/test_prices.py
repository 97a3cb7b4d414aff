"""Prices by provider, model, day and conditions; what is no price, and what has none."""

from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest

from videogen_dagster.core.charges import Charge
from videogen_dagster.core.errors import InvalidInput
from videogen_dagster.engines.providers.prices import PACKAGED, PriceList, load_prices, read_prices

TODAY = date(2026, 3, 1)
PRICES = """
[[price]]
provider = "acme"
model = "painter"
since = 2025-01-01
unit = "images"
usd = "0.04"

[[price]]
provider = "acme"
model = "painter"
since = 2026-02-01
unit = "images"
usd = "0.03"

[[price]]
provider = "acme"
model = "painter"
since = 2026-04-01
unit = "images"
usd = "0.09"

[[price]]
provider = "acme"
model = "painter"
since = 2025-01-01
unit = "images"
usd = "0.20"
of = { quality = "high" }

[[price]]
provider = "acme"
model = "writer*"
since = 2025-01-01
unit = "input_tokens"
usd = "2.50"
per = 1_000_000

[[price]]
provider = "acme"
model = "writer*"
since = 2025-01-01
unit = "output_tokens"
usd = "10"
per = 1_000_000

[[price]]
provider = "localhost"
model = "*"
since = 2025-01-01
unit = "requests"
usd = "0"
"""


def listed(tmp_path: Path, text: str = PRICES) -> PriceList:
    path = tmp_path / "prices.toml"
    path.write_text(text)
    return load_prices(path)


def charge(model: str = "painter", *, provider: str = "acme", quality: str = "", **amounts: float) -> Charge:
    of = {"quality": quality} if quality else {}
    return Charge(provider=provider, model=model, amounts=amounts or {"images": 1}, of=of)


@pytest.mark.parametrize(
    ("day", "usd"),
    [
        (date(2024, 12, 31), None),
        (date(2025, 1, 1), "0.04"),
        (date(2026, 1, 31), "0.04"),
        (date(2026, 2, 1), "0.03"),
        (date(2026, 3, 31), "0.03"),
        (date(2026, 4, 1), "0.09"),
    ],
)
def test_the_price_in_force_on_the_day_counts(day, usd, tmp_path):
    assert listed(tmp_path).usd(charge(), day) == (None if usd is None else Decimal(usd))


def test_a_price_for_a_condition_wins_over_one_without(tmp_path):
    prices = listed(tmp_path)
    assert prices.usd(charge(quality="high"), TODAY) == Decimal("0.20")
    assert prices.usd(charge(quality="low"), TODAY) == Decimal("0.03")


def test_units_are_added_up_and_rounded_up_to_a_millionth(tmp_path):
    prices = listed(tmp_path)
    assert prices.usd(charge("writer-2", input_tokens=1000, output_tokens=100), TODAY) == Decimal("0.0035")
    assert prices.usd(charge("writer-2", input_tokens=1, output_tokens=0), TODAY) == Decimal("0.000003")


def test_units_that_a_model_has_no_price_for_cost_nothing(tmp_path):
    assert listed(tmp_path).usd(charge(images=2, output_tokens=5000), TODAY) == Decimal("0.06")


@pytest.mark.parametrize(
    "unknown",
    [charge("sculptor"), charge(provider="other"), charge("writer", input_tokens=5), charge("painter", seconds=3)],
    ids=["model", "provider", "a unit is not told", "another unit is told"],
)
def test_what_has_no_price_is_not_free(unknown, tmp_path):
    assert listed(tmp_path).usd(unknown, TODAY) is None


def test_a_price_of_nothing_is_a_price(tmp_path):
    assert listed(tmp_path).usd(charge("llama3", provider="localhost", requests=2), TODAY) == 0


def test_a_deployments_own_price_wins_over_the_packaged_one(tmp_path):
    tokens = Charge(provider="openai", model="gpt-4.1-mini", amounts={"input_tokens": 1000, "output_tokens": 1000})
    assert load_prices(None).usd(tokens, TODAY) == Decimal("0.0020")
    own = '[[price]]\nprovider = "openai"\nmodel = "gpt-4.1-mini"\nsince = 2025-01-01\nunit = "output_tokens"\nusd = "1"\nper = 1000\n'
    assert listed(tmp_path, own).usd(tokens, TODAY) == 1


def test_every_packaged_price_tells_its_source_and_is_in_force():
    for price in read_prices(PACKAGED):
        assert price.source.startswith("https://"), price
        assert price.since < TODAY, price
        assert price.usd > 0, price


@pytest.mark.parametrize(
    ("text", "field"),
    [
        ("price = 5", "VIDEOGEN_PRICES"),
        ("[[prices]]\nusd = 1", "VIDEOGEN_PRICES"),
        ("[[price]\n", "VIDEOGEN_PRICES"),
        ('[[price]]\nprovider = "acme"', "price[0].model"),
        (PRICES.replace('"0.04"', '"-0.04"'), "price[0].usd"),
        (PRICES.replace('"0.04"', '"cheap"'), "price[0].usd"),
        (PRICES.replace('"0.04"', '"nan"'), "price[0].usd"),
        (PRICES.replace("2026-02-01", '"soon"'), "price[1].since"),
        (PRICES.replace('unit = "images"', 'unit = "pixels"', 1), "price[0].unit"),
        (PRICES.replace("1_000_000", "0", 1), "price[4].per"),
    ],
    ids=[
        "no list",
        "another name",
        "no TOML",
        "lacks",
        "negative",
        "text",
        "nan",
        "no day",
        "unknown unit",
        "per none",
    ],
)
def test_what_is_no_price_is_told_with_its_place(text, field, tmp_path):
    with pytest.raises(InvalidInput) as caught:
        listed(tmp_path, text)
    assert caught.value.field == field
    assert "prices.toml" in str(caught.value)
    assert caught.value.remedy


def test_a_price_file_that_is_not_there_is_told(tmp_path):
    with pytest.raises(InvalidInput) as caught:
        load_prices(tmp_path / "none.toml")
    assert caught.value.field == "VIDEOGEN_PRICES"
