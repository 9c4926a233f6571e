"""How long one call may take: its own `timeout`, else the settings, else what the kind of call is given."""

from __future__ import annotations

from typing import Any

import pytest

from aistore_hl._core.config import Settings
from aistore_hl._core.errors import ConfigError
from aistore_hl._core.limits import CONTROL_DEADLINE, Limits
from aistore_hl._core.request import Timeouts

OWN = Timeouts(read=1)


def settings(**given: Any) -> Settings:
    return Settings.resolve({"AIS_ENDPOINT": "http://127.0.0.1:1"}, **given)


CASES: dict[str, tuple[dict[str, Any], Any, bool, float | None]] = {
    "control call": ({}, None, True, 100 + CONTROL_DEADLINE),
    "content": ({}, None, False, None),
    "settings": ({"timeout": 5}, None, False, 105.0),
    "settings, control call": ({"timeout": 5}, None, True, 105.0),
    "own seconds": ({"timeout": 5}, 2, True, 102.0),
    "own seconds for ever": ({"timeout": 5}, 0, True, None),
    "own waits": ({"timeout": 5}, OWN, True, 105.0),
}


@pytest.mark.parametrize(("given", "timeout", "control", "deadline"), CASES.values(), ids=CASES)
def test_deadline_of_a_call(given: dict[str, Any], timeout: Any, control: bool, deadline: float | None) -> None:
    """Seconds count from now; 0 is no limit; waits of one's own change the waits only."""
    resolved = settings(**given)
    limits = Limits.of(resolved, resolved.timeouts, timeout, now=100.0, control=control)

    assert deadline == limits.deadline
    assert (OWN if timeout is OWN else Timeouts()) == limits.timeouts


@pytest.mark.parametrize(("timeout", "error"), [("5", TypeError), (-1, ConfigError)], ids=str)
def test_bad_timeout_of_a_call(timeout: Any, error: type[Exception]) -> None:
    """Refused before anything is sent."""
    with pytest.raises(error):
        Limits.of(settings(), Timeouts(), timeout, now=0.0, control=True)


def test_time_that_is_left_is_never_none() -> None:
    """A millisecond, once the deadline is over: 0 would be no limit."""
    limits = Limits(Timeouts(), 10.0)

    assert [3.0, 0.001, 0.001] == [limits.left(now) for now in (7.0, 10.0, 11.0)]
    assert Limits(Timeouts(), None).left(5.0) is None
