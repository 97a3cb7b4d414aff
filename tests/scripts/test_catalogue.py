import json

import pytest
from PIL import Image

from videogen_dagster.core.brief import Product
from videogen_dagster.core.errors import InvalidInput
from videogen_dagster.scripts.brief_file import read_brief
from videogen_dagster.scripts.catalogue import read_catalogue


def catalogue(folder, text, *, limit=None, encoding="utf-8"):
    path = folder / "shop.csv"
    path.write_bytes(text.encode(encoding))
    return read_catalogue(path, limit=limit)


def test_each_row_is_a_product(tmp_path):
    drafts = catalogue(
        tmp_path,
        'Title,Description,Price,Brand,Category,Tags\n"Mug, big","Says ""hi"".\nTwo lines.",9.5,Roast,Kitchen,"a, b"\nCup,,,,,\n',
    )
    assert [draft.name for draft in drafts] == ["mug-big", "cup"]
    assert drafts[0].content == Product(
        title="Mug, big",
        description='Says "hi".\nTwo lines.',
        price="$9.50",
        brand="Roast",
        category="Kitchen",
        tags=("a", "b"),
    )
    assert drafts[1].content == Product(title="Cup")


@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16"])
def test_every_usual_delimiter_and_encoding_is_understood(tmp_path, delimiter, encoding):
    text = f"NAME{delimiter}Variant_Price{delimiter}Currency\r\nTäßchen{delimiter}9{delimiter}EUR\r\n"
    (draft,) = catalogue(tmp_path, text, encoding=encoding)
    assert draft.content == Product(title="Täßchen", price="€9.00")


def test_the_hint_of_spreadsheet_programs_is_skipped(tmp_path):
    assert catalogue(tmp_path, "sep=;\ntitle;price\nMug;9")[0].title == "Mug"


def test_a_shop_export_with_variant_and_image_rows(tmp_path):
    for name in ("a.png", "b.png", "c.png"):
        Image.new("RGB", (20, 20)).save(tmp_path / name)
    drafts = catalogue(
        tmp_path,
        "Handle,Title,Body (HTML),Vendor,Type,Tags,Variant Price,Image Src\n"
        "mug,Mug,<p>Big &amp; blue</p><ul><li>Dishwasher safe</li></ul>,Roast,Kitchen,new,9.50,a.png\n"
        "mug,,,,,,12.00,b.png\n"
        "mug,,,,,,,https://example.org/x.png\n"
        "mug,Mug,,,,,8.00,c.png\n"
        "\n"
        "cup,Cup,,,,,,\n"
        "cup,,,,,,4.00,\n",
    )
    assert [(draft.name, draft.content.price, len(draft.photos)) for draft in drafts] == [
        ("mug", "$9.50", 3),
        ("cup", "$4.00", 0),
    ]
    assert drafts[0].content.description == "Big & blue\nDishwasher safe"


def test_equal_titles_get_distinct_names_that_tell_the_key(tmp_path):
    drafts = catalogue(tmp_path, "title,sku\nMug,A1\nMug,B2\nMug,\n")
    assert [draft.name for draft in drafts] == ["mug", "mug-b2", "mug-2"]


def test_a_limit_takes_the_first_products_and_their_extra_rows(tmp_path):
    rows = "".join(f"Mug {number},{number}\n" for number in range(1, 2001))
    drafts = catalogue(tmp_path, "title,price\n" + rows, limit=2)
    assert [draft.title for draft in drafts] == ["Mug 1", "Mug 2"]


@pytest.mark.parametrize("rows", [1001, 100_000])
def test_many_rows_are_refused_without_a_limit(tmp_path, rows):
    with pytest.raises(InvalidInput, match=r"more than 1,000 products.*--limit"):
        catalogue(tmp_path, "title,price\n" + "Mug,1\n" * rows)


@pytest.mark.parametrize(
    ("text", "field", "told"),
    [
        ("price,brand\n9,Roast\n", "line 1", "no title column; the columns are price, brand"),
        ("title,price\n", None, "no products"),
        ("title,price\n,\n\n", None, "no products"),
        ("title,price\n,9\n", "line 2, title", "no title"),
        ("title,price\nMug,9,extra\n", "line 2", "3 values, the header 2"),
        ('title,price\n"Mug,9\n', "line 2", "not valid CSV"),
        ('title,price\n"5" screen,9\n', "line 2", "not valid CSV"),
        ("title,price\nMug,-9\n", "line 2, price", "negative"),
        ("title,image\nMug,../x.png\n", "line 2, image", "not inside"),
        (f"title\n{'x' * 301}\n", "line 2, title", "301 characters"),
        (f"title\n{'x' * 200_000}\n", "line 2", "field larger"),
    ],
)
def test_a_broken_catalogue_is_refused_with_its_line(tmp_path, text, field, told):
    with pytest.raises(InvalidInput) as caught:
        catalogue(tmp_path, text)
    assert told in str(caught.value)
    assert caught.value.field == field
    assert caught.value.remedy
    assert "shop.csv" in str(caught.value)
    assert "\n" not in str(caught.value)


def test_a_limit_below_one_is_refused(tmp_path):
    with pytest.raises(InvalidInput) as caught:
        catalogue(tmp_path, "title\nMug\n", limit=0)
    assert caught.value.field == "--limit"


def test_a_json_list_is_a_catalogue_too(tmp_path):
    path = tmp_path / "shop.json"
    path.write_text(
        json.dumps(
            [
                {
                    "title": "Mug",
                    "price": 9.99,
                    "brand": None,
                    "category": "kitchen",
                    "tags": ["A", "B"],
                    "images": ["https://x/y.png"],
                },
                {"name": "Mug", "price": "12", "currency": "EUR", "id": 7, "rating": {"x": 1}},
            ]
        )
    )
    first, second = read_brief(path)
    assert first.content == Product(title="Mug", price="$9.99", category="kitchen", tags=("A", "B"))
    assert (second.name, second.content) == ("mug-7", Product(title="Mug", price="€12.00"))


@pytest.mark.parametrize(
    ("items", "field"),
    [
        ([{"price": 1}], "[0].title"),
        ([{"title": "a"}, {"title": ["b"]}], "[1].title"),
        ([{"title": "a", "price": -1}], "[0].price"),
    ],
)
def test_a_wrong_item_of_a_json_list_is_told_by_its_place(tmp_path, items, field):
    path = tmp_path / "shop.json"
    path.write_text(json.dumps(items))
    with pytest.raises(InvalidInput) as caught:
        read_brief(path)
    assert caught.value.field == field
