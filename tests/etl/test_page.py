"""The blocks of docs/etl.md run as they stand there, one after the other."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path

import pytest

from aistore_hl import Client, LocalCluster
from aistore_hl._core.etl import Start
from aistore_hl._core.etl_spec import specification_of

PAGE = (Path(__file__).parents[2] / "docs/etl.md").read_text()
FIRST, INLINE, OFFLINE = re.findall(r"^```python\n(.*?)^```", PAGE, re.MULTILINE | re.DOTALL)
(SPECIFICATION,) = re.findall(r"^```yaml\n(.*?)^```", PAGE, re.MULTILINE | re.DOTALL)


@pytest.mark.stress
def test_the_first_one_takes_a_minute(capfd: pytest.CaptureFixture[str]) -> None:
    """It prints what its comment says, and leaves nothing behind."""
    exec(FIRST, {})

    assert "b'HELLO'\n" == capfd.readouterr().out


def test_objects_are_read_copied_and_linked_to(stage: LocalCluster, bucket_name: Callable[[], str]) -> None:
    """By a reader, a copy and a URL; then a bucket by a job."""
    with Client(stage.endpoint) as client:
        bucket, loud = client.bucket(bucket_name()).create(), client.bucket("loud")
        bucket.object("greeting.txt").put(b"hello")
        bucket.object("2026/one.txt").put(b"hello")
        etl, others = client.etl("toy-push"), (client.etl("toy-push"), client.etl("toy-turn"))
        names = {"client": client, "bucket": bucket, "etl": etl, "first": others[0], "second": others[1]}
        exec(INLINE, names)
        exec(OFFLINE, names)
        made = [entry.name for entry in loud.list_objects()]
        content = names["reader"].read_all(), names["copy"].get().read_all()  # type: ignore[attr-defined]
        loud.delete()
        bucket.delete()

    assert (b'HELLO{"language":"en"}', b"OLLEH") == content
    assert ["2026/one.up"] == made
    assert "etl_name=upper-case" in str(names["url"])


def test_the_specification_is_one() -> None:
    """And says what stands there."""
    spec = specification_of(SPECIFICATION)

    assert ("hpull://", 300.0, 45.0, True) == (
        spec.communication,
        spec.init_timeout,
        spec.object_timeout,
        spec.direct_put,
    )
    assert spec.message("an-etl", Start(resources=spec.resources)).to_dict()["resources"]
