"""Settings: where each value comes from, what is refused, and that a secret stays one."""

from __future__ import annotations

import copy
import math
import pickle
from pathlib import PurePosixPath
from typing import Any

import attrs
import pytest

from aistore_hl._core.config import (
    Secret,
    Settings,
    TlsSettings,
    may_send_token,
    setting_rows,
    split_timeout,
    token_in,
)
from aistore_hl._core.errors import ConfigError, EndpointMissing, InsecureToken
from aistore_hl._core.request import Timeouts
from aistore_hl._core.retry import RetryPolicy

ENDPOINT = "http://127.0.0.1:51080"


def resolve(environ: dict[str, str] | None = None, **given: Any) -> Settings:
    return Settings.resolve({"AIS_ENDPOINT": ENDPOINT} | (environ or {}), **given)


def test_defaults() -> None:
    """With nothing but an endpoint, every other value is its default and says so."""
    settings = resolve()

    assert Timeouts() == settings.timeouts
    assert TlsSettings() == settings.tls
    assert RetryPolicy() == settings.retry
    assert ("auto", 64, None, 0.0) == (settings.integrity, settings.pool_size, settings.token, settings.deadline)
    assert {"default"} == {origin for name, origin in settings.origins.items() if name != "endpoint"}
    assert "environment" == settings.origins["endpoint"]


def test_missing_endpoint_names_the_ways_out() -> None:
    """No throw-away store is used by accident; the text says what can be done instead."""
    with pytest.raises(EndpointMissing) as caught:
        Settings.resolve({"AIS_ENDPOINT": ""})

    for way in ("AIS_ENDPOINT", "endpoint=", "aisx serve", "Client.local()"):
        assert way in str(caught.value)


@pytest.mark.parametrize(
    ("given", "origin"),
    [
        ("http://Host", "http://host:80"),
        ("https://host", "https://host:443"),
        ("https://host:8080/", "https://host:8080"),
        ("http://[::1]:51080", "http://[::1]:51080"),
    ],
)
def test_endpoint_becomes_an_origin(given: str, origin: str) -> None:
    """Equal addresses become equal texts."""
    assert origin == resolve(endpoint=given).endpoint


BAD_ENDPOINTS = {
    "empty": "",
    "no scheme": "host:51080",
    "other scheme": "ftp://host",
    "no host": "http://:80",
    "path": "http://host/v1",
    "query": "http://host?a=b",
    "fragment": "http://host#a",
    "port 0": "http://host:0",
    "port too large": "http://host:65536",
    "port of letters": "http://host:a",
    "space": "http://ho st",
    "newline": "http://host\n",
    "delete": "http://host\x7f",
    "umlaut": "http://hüst",
    "bad address": "http://[::1",
}


@pytest.mark.parametrize("text", BAD_ENDPOINTS.values(), ids=BAD_ENDPOINTS)
def test_endpoint_is_refused(text: str) -> None:
    """What no proxy can be reached at is refused, and the argument is named."""
    with pytest.raises(ConfigError, match="endpoint"):
        resolve(endpoint=text)


def test_refused_variable_is_named() -> None:
    """The text says which variable to look at."""
    with pytest.raises(ConfigError, match="AIS_ENDPOINT"):
        resolve({"AIS_ENDPOINT": "nonsense"})


@pytest.mark.parametrize("text", ["http://user:hunter2@host", "http://user:hunter 2@host", "http://hunter2@host:x"])
def test_credentials_in_the_endpoint_are_not_shown(text: str) -> None:
    """They are refused without being repeated."""
    with pytest.raises(ConfigError) as caught:
        resolve(endpoint=text)

    assert "hunter" not in str(caught.value)


VARIABLES = {
    "token": ("AIS_AUTHN_TOKEN", "t0", Secret("t0"), "t1", Secret("t1")),
    "token_file": ("AIS_AUTHN_TOKEN_FILE", "/e", "/e", PurePosixPath("/a"), "/a"),
    "ca": ("AIS_CLIENT_CA", "/e", "/e", PurePosixPath("/a"), "/a"),
    "cert": ("AIS_CRT", "/e", "/e", "/a", "/a"),
    "verify": ("AIS_SKIP_VERIFY_CRT", "true", False, True, True),
    "connect_timeout": ("AIS_CONNECT_TIMEOUT", "1.5", 1.5, 2, 2.0),
    "read_timeout": ("AIS_READ_TIMEOUT", "20", 20.0, 0, 0.0),
    "first_byte_timeout": ("AIS_READ_TIMEOUT", "20", 20.0, 0.5, 0.5),
}


@pytest.mark.parametrize(("name", "row"), VARIABLES.items(), ids=VARIABLES)
def test_argument_beats_environment(name: str, row: tuple[str, str, Any, Any, Any]) -> None:
    """Default, then variable, then argument; each tells where it came from."""
    variable, text, read, argument, wanted = row

    by_default, by_variable, by_argument = (
        resolve(),
        resolve({variable: text}),
        resolve({variable: text}, **{name: argument}),
    )

    assert "default" == by_default.origins[name]
    assert (read, "environment") == (getattr(by_variable, name), by_variable.origins[name])
    assert (wanted, "argument") == (getattr(by_argument, name), by_argument.origins[name])


def test_none_and_empty_variables_were_not_given() -> None:
    """`None` leaves the decision to the environment, an empty variable to the default."""
    settings = resolve({"AIS_CONNECT_TIMEOUT": "7", "AIS_READ_TIMEOUT": ""}, connect_timeout=None)

    assert (7.0, 30.0) == (settings.connect_timeout, settings.read_timeout)


@pytest.mark.parametrize(
    ("text", "verify"), [("true", False), ("Yes", False), ("1", False), ("off", True), ("F", True), ("0", True)]
)
def test_verify_variable_says_the_opposite(text: str, verify: bool) -> None:
    """`AIS_SKIP_VERIFY_CRT` is true where verification is off."""
    assert verify is resolve({"AIS_SKIP_VERIFY_CRT": text}).verify


REFUSED: dict[str, tuple[dict[str, str], dict[str, Any], type[Exception], str]] = {
    "seconds of letters": ({"AIS_READ_TIMEOUT": "20s"}, {}, ConfigError, "AIS_READ_TIMEOUT"),
    "negative seconds": ({"AIS_CONNECT_TIMEOUT": "-1"}, {}, ConfigError, "AIS_CONNECT_TIMEOUT"),
    "seconds nan": ({"AIS_CONNECT_TIMEOUT": "nan"}, {}, ConfigError, "AIS_CONNECT_TIMEOUT"),
    "endless seconds": ({}, {"connect_timeout": math.inf}, ConfigError, "connect_timeout"),
    "seconds bool": ({}, {"connect_timeout": True}, TypeError, "connect_timeout"),
    "seconds list": ({}, {"connect_timeout": []}, TypeError, "connect_timeout"),
    "flag of words": ({"AIS_SKIP_VERIFY_CRT": "maybe"}, {}, ConfigError, "AIS_SKIP_VERIFY_CRT"),
    "flag number": ({}, {"verify": 1}, TypeError, "verify"),
    "pool 0": ({}, {"pool_size": 0}, ConfigError, "pool_size"),
    "pool bool": ({}, {"pool_size": True}, TypeError, "pool_size"),
    "pool float": ({}, {"pool_size": 1.5}, TypeError, "pool_size"),
    "integrity": ({}, {"integrity": "maybe"}, ConfigError, "integrity"),
    "retry number": ({}, {"retry": 3}, TypeError, "retry"),
    "timeout text": ({}, {"timeout": "3"}, TypeError, "timeout"),
    "timeout bool": ({}, {"timeout": True}, TypeError, "timeout"),
    "timeout negative": ({}, {"timeout": -1}, ConfigError, "timeout"),
    "three certificates": ({}, {"cert": ("a", "b", "c")}, ConfigError, "cert"),
    "key alone": ({"AIS_CRT_KEY": "/k"}, {}, ConfigError, "AIS_CRT"),
    "ca bytes": ({}, {"ca": b"/x"}, TypeError, "ca"),
    "endpoint bytes": ({}, {"endpoint": b"http://h"}, TypeError, "endpoint"),
    "unknown": ({}, {"colour": 1}, TypeError, "colour"),
}


@pytest.mark.parametrize(("environ", "given", "error", "named"), REFUSED.values(), ids=REFUSED)
def test_value_is_refused(environ: dict[str, str], given: dict[str, Any], error: type[Exception], named: str) -> None:
    """The error is of the fitting kind and names the argument or the variable."""
    with pytest.raises(error, match=named):
        resolve(environ, **given)


def test_arguments_without_a_variable() -> None:
    """They are taken as they are."""
    once = RetryPolicy(attempts=1)

    settings = resolve(pool_size=8, integrity="off", retry=once)

    assert (8, "off", once) == (settings.pool_size, settings.integrity, settings.retry)
    assert "argument" == settings.origins["pool_size"]


def test_timeout_in_seconds_is_the_deadline() -> None:
    """A number is for the whole call, and the waits keep their values."""
    settings = resolve({"AIS_READ_TIMEOUT": "9"}, timeout=5)

    assert (5.0, 9.0, "argument") == (settings.deadline, settings.read_timeout, settings.origins["deadline"])


def test_timeouts_beat_the_environment() -> None:
    """`Timeouts` as argument gives all five waits."""
    waits = Timeouts(connect=1, pool=2, write=3, first_byte=4, read=5)

    settings = resolve({"AIS_READ_TIMEOUT": "9"}, timeout=waits)

    assert (waits, 0.0) == (settings.timeouts, settings.deadline)


@pytest.mark.parametrize(
    ("given", "wanted"),
    [(None, (None, None)), (2, (None, 2.0)), (0, (None, 0.0)), (Timeouts(read=1), (Timeouts(read=1), None))],
    ids=["none", "seconds", "for ever", "waits"],
)
def test_split_timeout(given: Any, wanted: Any) -> None:
    """Either waits or seconds, never both."""
    assert wanted == split_timeout(given)


def test_pair_of_certificate_and_key() -> None:
    """A pair is both, wherever the key would have come from."""
    settings = resolve({"AIS_CRT_KEY": "/e"}, cert=(PurePosixPath("/c"), "/k"), ca="/ca", verify=False)

    assert TlsSettings("/ca", "/c", "/k", verify=False) == settings.tls


TOKENS = {
    "variable beats file variable": ({"AIS_AUTHN_TOKEN": "t", "AIS_AUTHN_TOKEN_FILE": "/f"}, {}, Secret("t"), ""),
    "file variable alone": ({"AIS_AUTHN_TOKEN_FILE": "/f"}, {}, None, "/f"),
    "argument beats file variable": ({"AIS_AUTHN_TOKEN_FILE": "/f"}, {"token": "a"}, Secret("a"), ""),
    "file argument beats variable": ({"AIS_AUTHN_TOKEN": "t"}, {"token_file": "/f"}, None, "/f"),
    "argument beats file argument": ({}, {"token": "a", "token_file": "/f"}, Secret("a"), ""),
    "empty argument means none": ({"AIS_AUTHN_TOKEN": "t", "AIS_AUTHN_TOKEN_FILE": "/f"}, {"token": ""}, None, ""),
    "spaces around it": ({"AIS_AUTHN_TOKEN": " t\n"}, {}, Secret("t"), ""),
    "secret": ({}, {"token": Secret("s")}, Secret("s"), ""),
}


@pytest.mark.parametrize(("environ", "given", "token", "path"), TOKENS.values(), ids=TOKENS)
def test_token_and_file(environ: dict[str, str], given: dict[str, Any], token: Secret | None, path: str) -> None:
    """At most one of the two is left."""
    settings = resolve(environ, **given)

    assert (token, path) == (settings.token, settings.token_file)


@pytest.mark.parametrize("text", ["hunter 2", "hunter\r\nX: y", "hunterü", "hunter\x7f2"])
def test_bad_token_is_not_shown(text: str) -> None:
    """A token that would split or garble a header is refused without being repeated."""
    with pytest.raises(ConfigError) as caught:
        resolve(token=text)

    assert "hunter" not in str(caught.value)


def test_token_over_plain_http() -> None:
    """It is refused before anything is sent, allowed on request, and fine over https."""
    with pytest.raises(InsecureToken, match="http://host:80"):
        resolve(endpoint="http://host", token="t")
    with pytest.raises(InsecureToken):
        resolve(endpoint="http://host", token_file="/f")

    assert resolve(endpoint="http://host", token="t", allow_insecure_token=True).token
    assert resolve(endpoint="https://host", token="t").token
    assert resolve(endpoint="http://host", token="").token is None


@pytest.mark.parametrize(
    ("origin", "may"),
    [
        ("https://host:443", True),
        ("http://host:80", False),
        ("http://localhost:80", True),
        ("http://localhost.example.org:80", False),
        ("http://127.0.0.1:80", True),
        ("http://127.8.9.10:80", True),
        ("http://[::1]:80", True),
        ("http://[::2]:80", False),
        ("http://128.0.0.1:80", False),
        ("http://0.0.0.0:80", False),
        ("", False),
    ],
)
def test_who_may_see_a_token(origin: str, may: bool) -> None:
    """https, or this machine; anybody if allowed."""
    assert may is may_send_token(origin)
    assert may_send_token(origin, True)


SECRET = "hunter2hunter2"


def test_secret_is_never_shown() -> None:
    """No way of printing it shows the value; equality and hashing work."""
    secret = Secret(SECRET)
    settings = resolve(token=SECRET)

    shown = [repr(secret), str(secret), f"{secret}", f"{secret:>40}", repr(settings)]

    assert not [text for text in shown if SECRET in text]
    assert SECRET == secret.reveal()
    assert secret == Secret(SECRET) != Secret("other")
    assert secret != SECRET
    assert 1 == len({secret, Secret(SECRET)})


def test_settings_go_through_pickle() -> None:
    """Clients pickle, their token with them: another process must be able to use it."""
    settings = resolve(token=SECRET, timeout=3, cert=("/c", "/k"))

    for twin in (pickle.loads(pickle.dumps(settings)), copy.deepcopy(settings)):
        assert settings == twin
        assert settings.origins == twin.origins
        assert SECRET == twin.token.reveal()


@pytest.mark.parametrize(
    "text", ["ey.x.y", " ey.x.y\n", '{"token": "ey.x.y"}', '\n{"token":"ey.x.y","other":1}'], ids=str
)
def test_token_file(text: str) -> None:
    """Bare, or as the AIS command line writes it."""
    assert Secret("ey.x.y") == token_in(text, "/f")


@pytest.mark.parametrize(
    "text",
    ["", " \n", "{", '{"Token": "hunter"}', '{"token": 1}', '{"token": ""}', "hunter 2", '{"a":' * 100_000],
    ids=["empty", "blank", "cut", "other key", "number", "empty token", "space", "deep"],
)
def test_bad_token_file_is_not_shown(text: str) -> None:
    """The text names the file and nothing of what is in it."""
    with pytest.raises(ConfigError) as caught:
        token_in(text, "/path/of/file")

    assert "/path/of/file" in str(caught.value)
    assert "hunter" not in str(caught.value)


def test_table_of_settings() -> None:
    """One row for each setting, with the words that the reference prints."""
    rows = {row.name: row for row in setting_rows()}

    assert {field.name for field in attrs.fields(Settings)} - {"origins"} == set(rows)
    assert ("AIS_ENDPOINT", "required") == (rows["endpoint"].variable, rows["endpoint"].default)
    assert ("retry", "RetryPolicy()", "") == (rows["retry"].argument, rows["retry"].default, rows["retry"].variable)
    assert "cert=(cert, key)" == rows["key"].argument
    assert all(row.doc.endswith(".") for row in rows.values())


def explained(environ: dict[str, str], **given: Any) -> dict[str, tuple[str, str, str]]:
    return {each.name: (each.value, each.origin, each.source) for each in Settings.explain(environ, **given)}


def test_explanation_has_every_setting() -> None:
    """In the order of their definition, and with what the table of the documentation says of them."""
    rows = setting_rows()

    found = Settings.explain({})

    assert len(rows) == len(found)
    assert [row.doc for row in rows] == [each.doc for each in found]


@pytest.mark.parametrize(
    ("environ", "given", "name", "wanted"),
    [
        ({}, {}, "endpoint", ("", "missing", "AIS_ENDPOINT")),
        ({"AIS_ENDPOINT": "http://a:1"}, {}, "endpoint", ("http://a:1", "environment", "AIS_ENDPOINT")),
        (
            {"AIS_ENDPOINT": "http://a:1"},
            {"endpoint": "http://b:2"},
            "endpoint",
            ("http://b:2", "argument", "endpoint"),
        ),
        ({"AIS_AUTHN_TOKEN": "t"}, {}, "token", ("<secret>", "environment", "AIS_AUTHN_TOKEN")),
        ({"AIS_AUTHN_TOKEN_FILE": "/f"}, {}, "token", ("<secret>", "file", "/f")),
        ({"AIS_AUTHN_TOKEN_FILE": "/f"}, {}, "token_file", ("/f", "environment", "AIS_AUTHN_TOKEN_FILE")),
        ({"AIS_AUTHN_TOKEN": "t", "AIS_AUTHN_TOKEN_FILE": "/f"}, {}, "token_file", ("", "default", "")),
        ({"AIS_AUTHN_TOKEN": "t"}, {"token": ""}, "token", ("", "argument", "token")),
        ({}, {}, "token", ("", "default", "")),
        ({"AIS_READ_TIMEOUT": "7"}, {}, "first_byte_timeout", ("7.0", "environment", "AIS_READ_TIMEOUT")),
        ({}, {"timeout": 5}, "deadline", ("5.0", "argument", "timeout=seconds")),
        ({}, {}, "pool_size", ("64", "default", "")),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_explanation_says_where_a_value_comes_from(
    environ: dict[str, str], given: dict[str, Any], name: str, wanted: tuple[str, str, str]
) -> None:
    """Argument, variable, file or default; a token is never shown."""
    assert wanted == explained(environ, **given)[name]


def test_explanation_refuses_what_resolve_refuses() -> None:
    """But for an endpoint that is missing."""
    with pytest.raises(ConfigError, match="AIS_CONNECT_TIMEOUT"):
        Settings.explain({"AIS_CONNECT_TIMEOUT": "soon"})
