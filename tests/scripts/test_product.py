import pytest
from PIL import Image

from videogen_dagster.core.brief import Product
from videogen_dagster.core.errors import InvalidInput
from videogen_dagster.scripts.product import plain_html, price_text, product_draft


def test_a_product_of_photos_and_options(tmp_path):
    photo = tmp_path / "cup_of-coffee.png"
    Image.new("RGB", (20, 20)).save(photo)
    draft = product_draft(
        [photo], title=" Morning  Cup ", description="<p>Warm &amp; dark.</p>", price="4.5", brand="Roast"
    )
    assert draft.name == "morning-cup"
    assert draft.photos == (photo,)
    assert draft.content == Product(title="Morning Cup", description="Warm & dark.", price="$4.50", brand="Roast")


def test_the_first_photo_names_a_product_without_title(tmp_path):
    photo = tmp_path / "cup_of-coffee.png"
    Image.new("RGB", (20, 20)).save(photo)
    assert product_draft([photo]).title == "Cup Of Coffee"


def test_a_product_without_title_and_photo_is_refused():
    with pytest.raises(InvalidInput) as caught:
        product_draft(description="x")
    assert caught.value.field == "--title"


@pytest.mark.parametrize(
    ("value", "currency", "shown"),
    [
        (9.99, None, "$9.99"),
        ("9.99", None, "$9.99"),
        (20, "EUR", "€20.00"),
        (1899.99, "gbp", "£1,899.99"),
        (1200, "JPY", "¥1,200"),
        (5, "CHF", "5.00 CHF"),
        (5, "₿", "₿5.00"),
        ("€ 12,50", None, "€ 12,50"),
        ("from $5", "EUR", "from $5"),
        (None, None, None),
        ("", None, None),
        (0, None, None),
        ("0.00", None, None),
    ],
)
def test_prices_are_shown_with_their_currency(value, currency, shown):
    assert price_text(value, currency=currency) == shown


@pytest.mark.parametrize("value", [-1, "-5.00", float("inf"), float("nan")])
def test_a_price_that_is_none_is_refused_with_its_field(value):
    with pytest.raises(InvalidInput) as caught:
        price_text(value, source="c.csv", field="line 3, price")
    assert (caught.value.source, caught.value.field) == ("c.csv", "line 3, price")


@pytest.mark.parametrize(
    ("written", "shown"),
    [
        ("<p>Soft.</p><ul><li>Warm</li><li>Dry</li></ul>", "Soft.\nWarm\nDry"),
        ("a<br/>b", "a\nb"),
        ("Fish &amp; <b>chips</b>", "Fish & chips"),
        ("<style>p{}</style><script>alert(1)</script>Hi", "Hi"),
        ("5 < 6 and 7 > 6", "5 < 6 and 7 > 6"),
        ("<p>open", "open"),
        ("", ""),
    ],
)
def test_html_becomes_what_a_page_shows(written, shown):
    assert plain_html(written) == shown
