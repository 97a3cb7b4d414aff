import pytest

from videogen_dagster.core.errors import InvalidInput
from videogen_dagster.scripts.structured import read_json, read_yaml


def test_json_values_are_plain():
    assert read_json('{"a": [1, 2.5, true, null, "x"]}') == {"a": [1, 2.5, True, None, "x"]}


def test_yaml_says_what_it_looks_like():
    text = "aspect: 16:9\ntall: 9:16\nlanguage: no\ndate: 2024-01-02\non: yes\nn: 7\nf: 2.5\nt: true\nnone:\nq: '7'\nb: |\n  1\n  2\nl: [a, 1]"
    assert read_yaml(text) == {
        "aspect": "16:9",
        "tall": "9:16",
        "language": "no",
        "date": "2024-01-02",
        "on": "yes",
        "n": 7,
        "f": 2.5,
        "t": True,
        "none": None,
        "q": "7",
        "b": "1\n2\n",
        "l": ["a", 1],
    }


@pytest.mark.parametrize(
    ("text", "field"),
    [
        ('{"scenes": [{}, {"action": "a", "action": "b"}]}', "scenes[1].action"),
        ('{"a": 1', "line 1, column 8"),
        ("", "line 1, column 1"),
        ('{"a": NaN}', None),
        ('{"a": -Infinity}', None),
        ('{"a": ' + "1" * 5000 + "}", None),
        ("[" * 100_000, None),
        ("[" * 40 + "]" * 40, "[0]" * 33),
    ],
)
def test_broken_or_hostile_json_is_refused(text, field):
    with pytest.raises(InvalidInput) as caught:
        read_json(text, source="a.json")
    assert caught.value.field == field
    assert caught.value.source == "a.json"
    assert "\n" not in str(caught.value)


BOMB = "a: &a [x, x, x, x]\nb: &b [*a, *a, *a]\nc: [*b, *b, *b]"


@pytest.mark.parametrize(
    ("text", "told"),
    [
        (BOMB, "aliases"),
        ("a: *missing", "aliases"),
        ("scenes:\n- action: a\n  action: b", "stands twice"),
        ("a: [", "YAML"),
        ("a: b: c", "YAML"),
        ("a: 1\n---\nb: 2", "YAML"),
        ("a: !!python/object/apply:os.system [ls]", "tag"),
        ("a: !mine 1", "tag"),
        ("[" * 100_000, "nested deeper"),
        ("? [a]\n: 1", "no text"),
        ("a: '\\0'\nb: \"\0\"", "YAML"),
    ],
)
def test_broken_or_hostile_yaml_is_refused(text, told):
    with pytest.raises(InvalidInput, match=told) as caught:
        read_yaml(text, source="a.yaml")
    assert caught.value.source == "a.yaml"
    assert "\n" not in str(caught.value)


def test_a_repeated_yaml_key_is_told_by_its_path():
    with pytest.raises(InvalidInput) as caught:
        read_yaml("scenes:\n- x: 1\n- action: a\n  action: b")
    assert caught.value.field == "scenes[1].action"
