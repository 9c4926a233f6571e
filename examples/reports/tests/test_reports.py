"""The fixtures `ais_bucket`, `ais_endpoint` and `ais_faults` come with aistore-hl: no cluster is to be set up.

`pytest --ais-endpoint http://...` runs the same on a cluster of yours.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest
from reports import Reports

from aistore_hl import Bucket, Client, RetryPolicy, errors
from aistore_hl.local.faults import Faults

DAY = date(2026, 11, 26)
ROWS = [("apples", 3), ("pears", 5)]


@pytest.fixture
def reports(ais_bucket: Bucket, ais_endpoint: str, tmp_path: Path) -> Iterator[Reports]:
    """Reports in an empty bucket, by a client that does not insist: tests of failures need not wait."""
    with Client(ais_endpoint, retry=RetryPolicy(attempts=1)) as client:
        yield Reports(client.bucket(ais_bucket.name), tmp_path)


def test_a_report_is_read_as_it_was_saved(reports: Reports) -> None:
    reports.save(DAY, ROWS)
    reports.save(date(2026, 1, 2), [])

    assert reports.load(DAY) == ROWS
    assert [date(2026, 1, 2), DAY] == reports.days()


def test_a_day_without_a_report_is_a_lookup_error(reports: Reports) -> None:
    with pytest.raises(LookupError, match="2026-11-26"):
        reports.load(DAY)


def test_while_the_cluster_is_away_the_last_report_is_at_hand(reports: Reports, ais_faults: Faults) -> None:
    reports.save(DAY, ROWS)
    reports.load(DAY)
    fault = ais_faults.once("GET object", status=503)

    assert reports.load(DAY) == ROWS
    assert fault.hits == 1


def test_a_report_that_was_never_read_is_not_made_up(reports: Reports, ais_faults: Faults) -> None:
    reports.save(DAY, ROWS)
    ais_faults.once("GET object", side="target", status=503)

    with pytest.raises(errors.Unavailable):
        reports.load(DAY)


def test_a_connection_that_breaks_costs_no_row(reports: Reports, ais_faults: Faults) -> None:
    rows = [(f"row {number}", number) for number in range(10_000)]
    reports.save(DAY, rows)
    fault = ais_faults.once("GET object", side="target", cut=50_000)

    assert rows == reports.load(DAY)
    assert fault.hits == 1
