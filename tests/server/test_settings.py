"""Settings that do not fit are refused with a sentence that names them."""

from dataclasses import fields

import pytest

from partita.settings import Settings, describe_settings, read_settings, variable

REFUSED = [
    ("PARTITA_PORT", "0", "PARTITA_PORT must be from 1 to 65535, not 0"),
    ("PARTITA_PORT", "http", "PARTITA_PORT must be a whole number, not 'http'"),
    ("PARTITA_WORKERS", "-1", "PARTITA_WORKERS must be from 0 to 64, not -1"),
    ("PARTITA_THREADS", "1000", "PARTITA_THREADS must be from 0 to 256, not 1000"),
    ("PARTITA_HOSTS", "economic.localhost", "PARTITA_HOSTS must be pairs such as"),
    ("PARTITA_HOSTS", "http://a.test/=economic", "PARTITA_HOSTS must be pairs such as"),
    ("PARTITA_RATE_LIMIT", "-5", "PARTITA_RATE_LIMIT must be from 0 to 2147483648, not -5"),
    ("PARTITA_RATE_WINDOW_S", "0", "PARTITA_RATE_WINDOW_S must be from 1 to 86400, not 0"),
    ("PARTITA_BODY_BYTES_MAX", "0", "PARTITA_BODY_BYTES_MAX must be from 1 to"),
    ("PARTITA_SHOWS_FALSE", "maybe", "PARTITA_SHOWS_FALSE must be true or false, not 'maybe'"),
    ("PARTITA_CORS_ORIGINS", "shop.example", "PARTITA_CORS_ORIGINS must be origins such as"),
    ("PARTITA_DIALECT_MODES", "strict", "PARTITA_DIALECT_MODES must be pairs such as"),
    ("PARTITA_LOG_FORMAT", "xml", "PARTITA_LOG_FORMAT must be one of console, json, not 'xml'"),
    ("PARTITA_LOG_LEVEL", "loud", "PARTITA_LOG_LEVEL must be one of debug, info, warning, error"),
    ("PARTITA_PUBLIC_URL", "partita.example", "PARTITA_PUBLIC_URL must be a URL such as"),
]


@pytest.mark.parametrize(("name", "value", "message"), REFUSED)
def test_what_does_not_fit(name: str, value: str, message: str) -> None:
    with pytest.raises(ValueError, match=message.partition("'")[0]):
        read_settings({name: value})


TAKEN = [
    ("PARTITA_HOSTS", " economic.localhost=economic , sage.localhost = sage,", "hosts"),
    ("PARTITA_CORS_ORIGINS", "https://a.example, http://localhost:3000", "cors_origins"),
    ("PARTITA_CORS_ORIGINS", "", "cors_origins"),
    ("PARTITA_PUBLIC_URL", "https://a.example/partita/", "public_url"),
]


@pytest.mark.parametrize(("name", "value", "setting"), TAKEN)
def test_what_fits(name: str, value: str, setting: str) -> None:
    assert getattr(read_settings({name: value}), setting) == value.strip()


def test_options_come_before_the_environment() -> None:
    given = {"PARTITA_PORT": "8000", "PARTITA_HOST": "::1", "PARTITA_SHOWS_FALSE": "yes"}
    read = read_settings(given, port=9000, host=None)
    assert read == Settings(port=9000, host="::1", shows_false=True)


def test_every_setting_is_described() -> None:
    described = describe_settings()
    assert [each.variable for each in described] == [
        variable(each.name) for each in fields(Settings)
    ]
    assert all(each.text.endswith(".") for each in described)
    assert {each.default for each in described if each.variable.endswith("FALSE")} == {"false"}
