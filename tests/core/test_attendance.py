"""Which targets are out, by the maps that were read."""

from __future__ import annotations

from aistore_hl._core.attendance import FOR_GOOD, Attendance
from aistore_hl._core.smap import ClusterMap, Node, NodeFlag


def of(**targets: int) -> ClusterMap:
    """A map with these targets, and their flags."""
    nodes = {name: Node(name, "target", f"http://{name}:1", flags=NodeFlag(flags)) for name, flags in targets.items()}
    return ClusterMap("u", 1, "p", {}, nodes)


def away(*maps: ClusterMap, now: float = 0.0) -> tuple[str, ...]:
    attendance = Attendance()
    for found in maps:
        attendance.note(found, 0.0)
    return attendance.away(now)


def test_who_was_never_met_is_not_out() -> None:
    """The first map is all there is to know."""
    assert () == away() == away(of(a=0, b=0)) == away(of(a=0), of(a=0, b=0))


def test_who_was_met_and_is_not_in_the_map_is_out() -> None:
    """Until it is there again, however many maps were read meanwhile."""
    assert ("b",) == away(of(a=0, b=0), of(a=0)) == away(of(a=0, b=0), of(a=0), of(a=0, c=0))
    assert () == away(of(a=0, b=0), of(a=0), of(a=0, b=0))


def test_who_leaves_is_out_until_its_objects_have_moved() -> None:
    """AIS flags a node whose rebalance is over."""
    moved = NodeFlag.MAINTENANCE | NodeFlag.MAINTENANCE_AFTER_REBALANCE

    assert ("b",) == away(of(a=0, b=NodeFlag.MAINTENANCE)) == away(of(a=0, b=NodeFlag.DECOMMISSION))
    assert () == away(of(a=0, b=moved))


def test_who_was_decommissioned_is_not_waited_for() -> None:
    """The others have what it held."""
    assert () == away(of(a=0, b=0), of(a=0, b=NodeFlag.DECOMMISSION), of(a=0))


def test_who_stays_away_has_left_for_good() -> None:
    """After a quarter of an hour from when that was seen first: later maps do not begin it anew."""
    attendance = Attendance()
    for now in (0.0, 10.0, 20.0):
        attendance.note(of(a=0, b=0) if now == 0 else of(a=0), now)

    assert ("b",) == attendance.away(9.0 + FOR_GOOD)
    assert () == attendance.away(10.0 + FOR_GOOD)
