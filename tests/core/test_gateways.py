"""Which proxy is asked while the endpoint is away."""

from __future__ import annotations

import pytest

from aistore_hl._core.errors import AisError, ConnectFailed, ConnectionBroken, ConnectTimeout
from aistore_hl._core.gateways import Gateways

FIRST, SECOND, THIRD = (f"http://p{n}:8080" for n in (1, 2, 3))


def gateways(*others: str, fixed: bool = False) -> Gateways:
    made = Gateways(FIRST, fixed=fixed)
    made.learn(others)
    return made


def asked(gateways: Gateways, times: int) -> list[str]:
    """Who is asked after each refusal."""
    found = []
    for _ in range(times):
        gateways.leave(ConnectFailed("refused", node=gateways.current))
        found.append(gateways.current)
    return found


def test_all_are_asked_in_turn() -> None:
    """The endpoint too: it may be back."""
    assert [SECOND, THIRD, FIRST, SECOND] == asked(gateways(FIRST, SECOND, THIRD), 4)


def test_without_others_the_endpoint_is_asked_again() -> None:
    """No map was read yet, or it has one proxy."""
    assert [FIRST, FIRST] == asked(gateways(FIRST), 2)


def test_a_token_stays_with_the_endpoint() -> None:
    """Nobody else was given it."""
    assert [FIRST] == asked(gateways(FIRST, SECOND, fixed=True), 1)


def test_others_are_reached_as_the_endpoint_is() -> None:
    """Not over plain http where it is https."""
    found = Gateways("https://p1:8080", fixed=False)
    found.learn([FIRST, "https://p2:8080"])

    assert ["https://p2:8080", "https://p1:8080"] == asked(found, 2)


@pytest.mark.parametrize(
    "exc",
    [
        ConnectFailed("refused", node="http://t1:8081"),
        ConnectFailed("certificate", node=FIRST, final=True),
        ConnectionBroken("broke", node=FIRST),
        AisError("?"),
    ],
    ids=["a target", "final", "it had the request", "something else"],
)
def test_what_does_not_lead_away(exc: AisError) -> None:
    """Only that nobody answered at the address that was asked."""
    found = gateways(SECOND)
    found.leave(exc)

    assert FIRST == found.current


def test_silence_leads_away() -> None:
    """A node that is gone often does not refuse."""
    found = gateways(SECOND)
    found.leave(ConnectTimeout("silent", node=FIRST))

    assert SECOND == found.current


def test_one_that_left_the_map_is_left() -> None:
    """For one that is in it."""
    found = gateways(SECOND)
    assert [SECOND] == asked(found, 1)
    found.learn([THIRD])

    assert [FIRST, THIRD] == asked(found, 2)
