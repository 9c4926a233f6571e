"""`aisx config`, and how every command learns which cluster is meant."""

from __future__ import annotations

from pathlib import Path

import pytest

from aistore_hl import LocalCluster

from .conftest import Aisx

TOKEN = "s3cr3t-t0k3n"


def test_every_setting_has_its_origin(aisx: Aisx, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """Argument, variable, file, default."""
    token_file = tmp_path / "token"
    token_file.write_text(TOKEN)
    monkeypatch.setenv("AIS_AUTHN_TOKEN_FILE", str(token_file))
    monkeypatch.setenv("AIS_CONNECT_TIMEOUT", "7")

    done = aisx("config", "show", "--origin", "--endpoint", "http://127.0.0.1:7")

    rows = {row[0]: row[1:] for row in done.rows}
    assert ["http://127.0.0.1:7", "argument endpoint"] == rows["endpoint"]
    assert ["7.0", "environment AIS_CONNECT_TIMEOUT"] == rows["connect_timeout"]
    assert ["<secret>", f"file {token_file}"] == rows["token"]
    assert ["64", "default"] == rows["pool_size"]


@pytest.mark.parametrize("options", [[], ["--origin"], ["--json"], ["--origin", "--json"]], ids=" ".join)
def test_token_is_never_shown(aisx: Aisx, monkeypatch: pytest.MonkeyPatch, options: list[str]) -> None:
    """Only that there is one."""
    monkeypatch.setenv("AIS_AUTHN_TOKEN", TOKEN)

    done = aisx("config", "show", *options)

    assert 0 == done.code
    assert TOKEN not in done.out.decode() + done.told
    assert "<secret>" in done.out.decode()


def test_missing_endpoint_is_shown(aisx: Aisx, monkeypatch: pytest.MonkeyPatch) -> None:
    """Somebody who asks why nothing works must get an answer."""
    monkeypatch.delenv("AIS_ENDPOINT")

    documents = {each["name"]: each for each in aisx("config", "show", "--origin", "--json").documents}

    assert ("", "missing", "AIS_ENDPOINT") == tuple(documents["endpoint"][key] for key in ("value", "origin", "source"))


@pytest.mark.parametrize(
    "arguments",
    [
        ["ls"],
        ["cat", "ais://b/x"],
        ["cp", "x", "ais://b"],
        ["cp", "-", "ais://b/x"],
        ["rm", "-y", "ais://b/x"],
        ["mb", "ais://b"],
        ["rb", "-y", "ais://b"],
        ["stat", "ais://b"],
        ["meta", "ais://b/x"],
        ["props", "ais://b"],
        ["jobs", "list"],
        ["health"],
    ],
    ids=" ".join,
)
def test_without_an_endpoint_every_command_refuses(
    aisx: Aisx, monkeypatch: pytest.MonkeyPatch, arguments: list[str]
) -> None:
    """And says how to go on; none is guessed."""
    monkeypatch.delenv("AIS_ENDPOINT")

    done = aisx(*arguments)

    assert (2, b"", 1) == (done.code, done.out, done.told.count("\n"))
    assert "which cluster? Give --endpoint URL or set AIS_ENDPOINT; `aisx serve` starts one" in done.told


def test_option_counts_before_the_environment(aisx: Aisx, local: LocalCluster, monkeypatch: pytest.MonkeyPatch) -> None:
    """As an argument does."""
    monkeypatch.setenv("AIS_ENDPOINT", "http://127.0.0.1:1")

    assert 0 == aisx("ls", "--endpoint", local.endpoint).code
    assert 3 == aisx("ls").code
