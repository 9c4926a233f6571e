"""`aisx ui`: where the page of a cluster is."""

from __future__ import annotations

import pytest

from aistore_hl.cli.command import run
from aistore_hl.local import Control, LocalCluster
from tests.local.http import ask

from .conftest import Start


def test_prints_the_address_of_the_page(start: Start) -> None:
    """Of the cluster that the variables name which `aisx serve --control` prints; the page is there."""
    serving = start("serve", "--control", "--targets", "1")
    assert serving.stdout is not None
    lines = [serving.stdout.readline().strip() for _ in range(3)]
    settings = dict(line.removeprefix("export ").split("=", 1) for line in lines)
    shown = start("ui", **settings)
    out, told = shown.communicate(timeout=20)
    url = settings["AIS_CONTROL"]

    assert (0, "") == (shown.returncode, told)
    assert f"{url}/ui#secret={settings['AIS_CONTROL_SECRET']}\n" == out
    assert b"<!doctype html>" in ask(url, "GET", "/ui").content
    serving.terminate()
    serving.communicate(timeout=20)


@pytest.mark.parametrize(
    ("control", "secret", "code", "words"),
    [
        ("", "", 2, "aisx serve --control"),
        ("{url}", "", 2, "AIS_CONTROL_SECRET"),
        ("{url}", "wrong", 1, "not that of the cluster"),
        ("http://example.com:1", "x", 2, "127.0.0.1"),
        ("{endpoint}", "x", 1, "no local cluster answers"),
    ],
)
def test_says_what_is_missing(
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
    control: str,
    secret: str,
    code: int,
    words: str,
) -> None:
    """In one line that says how to go on, and without the secret."""
    for name in ("AIS_CONTROL", "AIS_CONTROL_SECRET"):
        monkeypatch.delenv(name, raising=False)
    with LocalCluster(targets=1) as cluster:
        filled = control.format(url=cluster.control.url, endpoint=cluster.endpoint)
        assert code == run(["ui", "--control", filled, "--secret", secret])

    out, told = capsys.readouterr()
    assert "" == out
    assert words in told
    assert 1 == told.count("\n")


def test_a_cluster_that_has_ended_is_told(capsys: pytest.CaptureFixture[str]) -> None:
    """Also in one line."""
    with LocalCluster(targets=1) as cluster:
        control: Control = cluster.control
    assert 1 == run(["ui", "--control", control.url, "--secret", control.secret])

    assert "is it still running?" in capsys.readouterr().err


def test_opens_the_page_in_a_browser(start: Start) -> None:
    """The system's, or the one that `BROWSER` names; without one it says so, and prints the address all the same."""
    with LocalCluster(targets=1) as cluster:
        control = cluster.control
        settings = {"AIS_CONTROL": control.url, "AIS_CONTROL_SECRET": control.secret}
        opened = start("ui", "--open", **settings, BROWSER="echo opened %s")
        out, told = opened.communicate(timeout=20)
        alone = start("ui", "--open", **settings, BROWSER="", PATH="")
        out_alone, told_alone = alone.communicate(timeout=20)

    assert (0, "") == (opened.returncode, told)
    assert f"opened {control.page}" in out
    assert (1, f"{control.page}\n") == (alone.returncode, out_alone)
    assert "open the address yourself" in told_alone
