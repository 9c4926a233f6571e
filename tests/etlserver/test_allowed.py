"""Where results may go: ETL_ALLOWED_HOSTS, with files that change."""

from __future__ import annotations

from pathlib import Path

import pytest

from aistore_hl.etlserver.nodes import next_hop
from aistore_hl.etlserver.refusal import Refused
from aistore_hl.etlserver.settings import ServerSettings

STAGE = "http://10.0.0.7:8000"


def settings(*items: str) -> ServerSettings:
    """Of an environment with these items."""
    return ServerSettings.read(
        {"AIS_TARGET_URL": "http://t:1/v1/etl/_object/e/s", "ETL_ALLOWED_HOSTS": ",".join(items)}
    )


def test_a_file_of_allowed_hosts_holds_as_it_is_now(tmp_path: Path) -> None:
    """A stage is allowed once the file names it, without another start."""
    file = tmp_path / "hosts"
    file.write_text("10.0.0.6:8000\n")
    read = settings(f"@{file}", "10.0.0.5:8000")
    with pytest.raises(Refused, match=r"10\.0\.0\.7:8000"):
        next_hop(STAGE, "/b/o", "", read)

    file.write_text("10.0.0.6:8000\n10.0.0.7:8000\n")
    hop = next_hop(STAGE, "/b/o", "", read)

    assert hop is not None
    assert STAGE == hop.origin


@pytest.mark.parametrize("content", ["not a host\n10.0.0.7:8000\n", None], ids=["malformed", "missing"])
def test_a_file_that_cannot_be_read_allows_nothing(tmp_path: Path, content: str | None) -> None:
    """Neither one that is not there, nor one with something else in it."""
    file = tmp_path / "hosts"
    if content is not None:
        file.write_text(content)

    with pytest.raises(Refused):
        next_hop(STAGE, "/b/o", "", settings(f"@{file}"))


def test_a_file_of_allowed_hosts_has_an_absolute_path() -> None:
    """Nobody knows in which folder a server is started."""
    with pytest.raises(ValueError, match="does not begin with a slash"):
        settings("@hosts")
