"""What the environment of a transformer says, and what of it cannot be used."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from aistore_hl.etlserver import ETLServer, FastAPIServer, FlaskServer, HTTPMultiThreadedServer, ServerSettings

ROOT = Path(__file__).parents[2]
SECRET = "http://10.0.0.1:9081/v1/etl/_object/an-etl/s3cr3t"


def test_what_ais_sets_is_read() -> None:
    """The target with its secret, and whether results are put directly, in either spelling."""
    settings = ServerSettings.read({"AIS_TARGET_URL": SECRET, "direct_put": "true"})

    assert settings.target is not None
    assert ("http://10.0.0.1:9081", "/v1/etl/_object/an-etl/s3cr3t") == (settings.target.origin, settings.target.path)
    assert settings.direct_put
    assert ServerSettings.read({"AIS_TARGET_URL": SECRET, "DIRECT_PUT": "TRUE"}).direct_put


def test_hosts_are_compared_in_one_form() -> None:
    """Lower case, with their ports."""
    told = {"AIS_TARGET_URL": "", "ETL_ALLOWED_HOSTS": " Node-1:8080, 10.0.0.2 ,[FE80::1]:80,"}

    assert {"node-1:8080", "10.0.0.2:80", "[fe80::1]:80"} == ServerSettings.read(told).allowed


def test_without_a_target_somebody_has_to_say_so() -> None:
    """By an empty variable; a missing one is an error, as it is with NVIDIA's."""
    assert ServerSettings.read({"AIS_TARGET_URL": ""}).target is None
    with pytest.raises(EnvironmentError, match="AIS_TARGET_URL is not set"):
        ServerSettings.read({})


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("AIS_TARGET_URL", "10.0.0.1:9081"),
        ("AIS_TARGET_URL", "ftp://10.0.0.1/s3cr3t"),
        ("AIS_TARGET_URL", "http://user:s3cr3t@10.0.0.1/x"),
        ("AIS_TARGET_URL", "http://10.0.0.1/../s3cr3t"),
        ("direct_put", "maybe"),
        ("ETL_DIRECT_FQN", "2"),
        ("ETL_FQN_ROOTS", "data"),
        ("ETL_ALLOWED_HOSTS", "http://10.0.0.1"),
        ("ETL_ALLOWED_HOSTS", "10.0.0.1:0"),
        ("NUM_WORKERS", "0"),
        ("ETL_THREADS", "-1"),
        ("PORT", "http"),
        ("AIS_DIRECT_PUT_RETRIES", "1.5"),
    ],
)
def test_what_cannot_be_used_is_named(name: str, value: str) -> None:
    """With its variable, and without the secret."""
    with pytest.raises(ValueError, match=name) as caught:
        ServerSettings.read({"AIS_TARGET_URL": "", name: value})

    assert "s3cr3t" not in str(caught.value)


def test_every_variable_is_documented() -> None:
    """In the page on transformers."""
    source = "".join(
        (ROOT / "aistore_hl/etlserver" / name).read_text() for name in ("settings.py", "runtime.py", "journal.py")
    )
    page = (ROOT / "docs/etl-servers.md").read_text()
    names = set(re.findall(r'"((?:AIS|ETL|NUM|ARG|DIRECT|direct)_[A-Za-z_]+|HOST|PORT)"', source))

    assert len(names) > 15
    assert [] == sorted(name for name in names if f"`{name}" not in page)


@pytest.mark.parametrize("base", [HTTPMultiThreadedServer, FlaskServer])
def test_a_coroutine_takes_the_server_that_awaits(base: type[ETLServer]) -> None:
    """On the others it is refused when it is made, not with the first object."""

    async def transform(self: ETLServer, data: bytes, path: str, etl_args: str) -> bytes:
        return data

    cls = type("Async", (base,), {"transform": transform})

    with pytest.raises(TypeError, match="FastAPIServer"):
        cls(environ={"AIS_TARGET_URL": ""})
    assert type("Async", (FastAPIServer,), {"transform": transform})(environ={"AIS_TARGET_URL": ""})


def test_a_server_without_a_transform_is_refused() -> None:
    """Neither of the two."""
    with pytest.raises(TypeError, match="neither transform nor transform_stream"):
        type("Nothing", (HTTPMultiThreadedServer,), {})(environ={"AIS_TARGET_URL": ""})


def test_arguments_go_before_the_environment() -> None:
    """Host and port, by position as well."""
    cls = type("Echo", (HTTPMultiThreadedServer,), {"transform": lambda self, data, *_: data})
    told = {"AIS_TARGET_URL": "", "HOST": "10.0.0.9", "PORT": "9000"}

    assert ("10.0.0.9", 9000) == (cls(environ=told).host, cls(environ=told).port)
    assert ("127.0.0.1", 1234) == (cls("127.0.0.1", 1234, environ=told).host, cls(port=1234, environ=told).port)
