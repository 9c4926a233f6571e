"""The specification against what a real AIS 5.0 got and answered."""

from __future__ import annotations

from collections import Counter

import pytest
from openapi_spec_validator import validate

from tests.spec.judge import judge
from tests.spec.manifest import counts, entry_of, load, table
from tests.spec.operations import spec
from tests.spec.recordings import FILES, Record, read, read_all

NEVER_SUCCEEDED = frozenset(("get_daemon_tls_certificate", "get_node_config", "get_batch", "get_etl_metrics"))
"""Of which no recorded answer is a success: one needs HTTPS, one was asked of nodes directly, one only by bucket, one
needs a metrics server."""


def _name(record: Record) -> str:
    return f"{record.file}/{record.id}"


def test_the_specification_is_valid_openapi() -> None:
    """By the schema of OpenAPI 3.1."""
    validate(spec().document)


@pytest.mark.parametrize("record", read_all(), ids=_name)
def test_a_record_is_of_its_class(record: Record) -> None:
    """Requests, answers and redirects validate, or do not where the manifest says so."""
    assert [] == judge(spec(), record, entry_of(record))


@pytest.mark.parametrize("file", FILES)
def test_the_manifest_has_every_record_once(file: str) -> None:
    """In the order of the file, so that a difference is easy to read."""
    assert [record.id for record in read(file)] == list(load()[file])


def test_every_entry_has_a_reason() -> None:
    """An operation for those of the specification, words for the others."""
    entries = [entry for by_id in load().values() for entry in by_id.values()]

    assert [] == [e for e in entries if bool(e.operation) is not (e.kind == "spec")]
    assert [] == [e for e in entries if bool(e.reason) is (e.kind == "spec")]
    assert [] == [e for e in entries if e.malformed and e.kind != "spec"]


def test_the_counts_are_frozen() -> None:
    """A record changes its class on purpose only."""
    expected = {
        "01-health-cluster-daemon": Counter(records=106, spec=75, shape=31, outside=0, malformed=5),
        "02-buckets": Counter(records=212, spec=195, shape=15, outside=2, malformed=49),
        "02r-remote-ais": Counter(records=134, spec=130, shape=1, outside=3, malformed=8),
        "03-list-objects": Counter(records=101, spec=97, shape=3, outside=1, malformed=13),
        "04-objects": Counter(records=249, spec=234, shape=8, outside=7, malformed=50),
        "04b-direct-target": Counter(records=39, spec=38, shape=1, outside=0, malformed=0),
        "04c-archive": Counter(records=61, spec=60, shape=0, outside=1, malformed=11),
        "05-multi-object": Counter(records=62, spec=60, shape=2, outside=0, malformed=13),
        "06-jobs": Counter(records=78, spec=77, shape=1, outside=0, malformed=7),
        "07-multipart-native": Counter(records=49, spec=47, shape=2, outside=0, malformed=10),
        "08-get-batch": Counter(records=60, spec=52, shape=8, outside=0, malformed=13),
        "10-etl": Counter(records=90, spec=78, shape=11, outside=1, malformed=29),
        "10b-etl-live": Counter(records=63, spec=62, shape=0, outside=1, malformed=4),
        "11-s3": Counter(records=2, spec=2, shape=0, outside=0, malformed=1),
        "12-easy-urls": Counter(records=38, spec=23, shape=15, outside=0, malformed=3),
    }

    assert expected == counts()
    assert 1344 == sum(count["records"] for count in counts().values())


def test_most_records_are_of_the_specification() -> None:
    """At least 560 of the 785, or the specification has lost something."""
    assert 560 <= sum(count["spec"] for count in counts().values())


def test_operations_without_a_recorded_success_are_known() -> None:
    """All others were seen to work as they are written."""
    seen = {
        entry_of(record).operation
        for record in read_all()
        if entry_of(record).kind == "spec" and 200 <= record.answer.status < 300
    }

    assert NEVER_SUCCEEDED == {operation.id for operation in spec().operations} - seen


def test_the_table_sums_the_files_up() -> None:
    """One line a file, one for all."""
    lines = table().splitlines()

    assert 2 + len(FILES) + 1 == len(lines)
    assert lines[-1].startswith("| all | 1344 |")
