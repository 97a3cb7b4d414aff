"""Which addresses may be called."""

import pytest

from videogen_dagster.core.errors import InvalidInput
from videogen_dagster.engines.providers.addresses import Address, AddressRules


def rules(*numbers: str, private: frozenset[str] = frozenset()) -> AddressRules:
    return AddressRules(private, resolve=lambda *_: numbers)


def test_a_public_host_is_called_at_the_numbers_that_were_looked_at():
    numbers = ("2606:2800:220:1::1", "93.184.215.14")
    assert rules(*numbers).check("https://api.example.com/v1") == Address("api.example.com", 443, numbers)


@pytest.mark.parametrize(
    "number",
    [
        "127.0.0.1",
        "10.1.2.3",
        "172.16.0.1",
        "192.168.1.1",
        "169.254.169.254",
        "100.64.0.1",
        "0.0.0.0",  # noqa: S104  # what must not be called
        "224.0.0.1",
        "::1",
        "fe80::1%eth0",
        "fd00::1",
        "::ffff:127.0.0.1",
        "::ffff:169.254.169.254",
    ],
)
def test_a_host_with_a_private_address_is_not_called(number):
    with pytest.raises(InvalidInput, match="no public address"):
        rules("93.184.215.14", number).check("https://api.example.com/")


@pytest.mark.parametrize("named", ["ollama.internal", "ollama.internal:11434"])
def test_a_private_host_that_the_deployment_names_is_called_also_without_encryption(named):
    allowed = rules("10.0.0.5", private=frozenset({named}))
    assert allowed.check("http://Ollama.internal:11434/v1").numbers == ("10.0.0.5",)


def test_another_port_of_a_named_place_is_not_allowed():
    with pytest.raises(InvalidInput, match=r"VIDEOGEN_PRIVATE_HOSTS=db\.internal:5432"):
        rules("10.0.0.5", private=frozenset({"db.internal:80"})).check("https://db.internal:5432/")


@pytest.mark.parametrize(
    "url",
    [
        "",
        "api.example.com/v1",
        "file:///etc/passwd",
        "ftp://api.example.com",
        "gopher://api.example.com",
        "https://",
        "https://api.example.com:port/",
        "https://api.example.com:99999/",
        "https://[::1/",
        "https://api.example.com/ v1",
        "https://api.example.com/\nHost: evil",
        "http://api.example.com/v1",
    ],
)
def test_what_is_no_encrypted_url_is_refused(url):
    with pytest.raises(InvalidInput) as told:
        rules("93.184.215.14").check_url(url, field="VIDEOGEN_SCRIPT_BASE_URL")
    assert told.value.field == "VIDEOGEN_SCRIPT_BASE_URL"
    assert told.value.remedy


@pytest.mark.parametrize(
    "url", ["https://me:sesame@api.example.com", "https://sesame@api.example.com", "ftp://me:sesame@api.example.com"]
)
def test_a_url_with_a_password_is_refused_and_the_password_not_shown(url):
    with pytest.raises(InvalidInput) as told:
        rules("93.184.215.14").check_url(url)
    assert "sesame" not in str(told.value)
