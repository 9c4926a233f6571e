"""Jobs in the spelling of 2022."""

from __future__ import annotations

import pytest

from aistore_hl.compat2022 import Bucket, Client
from aistore_hl.errors import NotFound

# Which methods warn, and of what, is in test_advice.
pytestmark = pytest.mark.filterwarnings("ignore:.*is the spelling of 2022:DeprecationWarning")


def test_a_job_is_started_waited_for_and_looked_at(old: Client, old_bucket: Bucket) -> None:
    """By its id, and by its kind."""
    xaction = old.xaction()
    started = xaction.xact_start(xact_kind="lru", buckets=[old_bucket])
    xaction.wait_for_xaction_finished(xact_id=started, timeout=30)
    status = xaction.xact_status(xact_id=started)

    assert (started, "", False) == (status.uuid, status.err, status.aborted)
    assert status.end_time > 1_600_000_000 * 10**9


def test_an_unknown_job_is_an_error(old: Client) -> None:
    """As today."""
    with pytest.raises(NotFound):
        old.xaction().xact_status(xact_id="xxxxxxxxx")


def test_the_status_of_one_node_is_not_to_be_had(old: Client) -> None:
    """A status is of the whole cluster: another answer would be a wrong one."""
    with pytest.raises(ValueError, match="whole cluster"):
        old.xaction().xact_status(xact_kind="lru", daemon_id="t1")
    with pytest.raises(ValueError, match="whole cluster"):
        old.xaction().wait_for_xaction_finished(xact_kind="lru", daemon_id="t1")
