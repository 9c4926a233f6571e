"""Faults on order: which requests they strike, how often, and what goes wrong with them."""

from __future__ import annotations

import re
from abc import ABC, abstractmethod
from collections.abc import Mapping, Sequence
from itertools import count
from threading import Lock
from typing import Any, Final, Generic, Self, TypeVar
from urllib.parse import parse_qs

from attrs import define, field, fields, frozen

from .effect import Effect, WrongRedirect
from .kinds import KINDS
from .seen import Side

R = TypeVar("R")

_MATCH: Final = re.compile(
    r"(?P<method>\*|[A-Z]+) (?P<noun>\*|object|bucket|buckets|cluster|daemon|health)"
    r"(?:\?(?P<key>[\w-]+)(?:=(?P<value>\S*))?)?(?: (?P<action>[a-z][a-z-]*))?"
)
_KEPT: Final = 1_000
"""Orders that are done and still told of; older ones are forgotten, so that memory stays flat."""


@frozen
class Match:
    """Which requests are meant."""

    method: str
    noun: str
    key: str | None
    value: str | None
    action: str | None

    @classmethod
    def parse(cls, text: str) -> Self:
        """`METHOD noun`, `METHOD noun?key`, `METHOD noun?key=value`, each perhaps with a space and an action.

        Raises:
            ValueError: it has another form.
        """
        found = _MATCH.fullmatch(text)
        if found is None:
            raise ValueError(f"not a method and a noun: {text!r} (as in 'GET object' or 'GET cluster?what=smap')")
        return cls(**found.groupdict())

    def fits(self, method: str, noun: str) -> bool:
        """Whether a request with that method, about that, may be meant."""
        return self.method in ("*", method) and self.noun in ("*", noun)

    def has(self, query: Mapping[str, Sequence[str]], action: str) -> bool:
        """Whether query and action are those that are meant."""
        values = query.get(self.key) if self.key is not None else ()
        if values is None or (self.value is not None and self.value not in values):
            return False
        return self.action in (None, action)


@frozen
class Asked:
    """A request that has just come in, as far as an order looks at it."""

    method: str
    noun: str
    side: Side
    node: str
    target: str
    """Path and query, as they were on the request line."""
    host: str = ""
    expects: bool = False
    """Whether the client waits for `100 Continue` before it sends the body."""

    @property
    def query(self) -> dict[str, list[str]]:
        """Query parameters; those without a value too."""
        return parse_qs(self.target.partition("?")[2], keep_blank_values=True)


@frozen
class Order:
    """A fault as it is ordered. What `Faults.once` takes apart, as one value.

    Raises:
        ValueError: there are no such requests, or it would strike none.
    """

    match: str
    effect: Effect
    side: Side | None = None
    node: str | None = None
    times: int | None = 1
    """Requests that are struck; `None` for all, until it is withdrawn."""
    after: int = 0
    """Requests that match and pass before the first that is struck."""
    pattern: Match = field(init=False, eq=False, repr=False)

    def __attrs_post_init__(self) -> None:
        object.__setattr__(self, "pattern", Match.parse(self.match))
        if self.times is not None and self.times < 1:
            raise ValueError(f"times must be 1 or more, or None, not {self.times!r}")
        if self.after < 0:
            raise ValueError(f"after must be 0 or more, not {self.after!r}")
        if self.side not in (None, "proxy", "target"):
            raise ValueError(f"side must be 'proxy' or 'target', not {self.side!r}")


@define(eq=False)
class Fault:
    """An order that was given, and what became of it."""

    id: int
    order: Order
    passed: int = 0
    """How many requests matched, but came too early."""
    hits: int = 0
    """How many requests were struck."""

    @property
    def is_done(self) -> bool:
        """Whether it has struck as often as it was to."""
        return self.order.times is not None and self.hits >= self.order.times

    def concerns(self, asked: Asked) -> bool:
        """Whether it may be meant for a request, from what needs no body to be known."""
        order = self.order
        return (
            order.side in (None, asked.side)
            and order.node in (None, asked.node)
            and order.pattern.fits(asked.method, asked.noun)
        )


class Ordering(ABC, Generic[R]):
    """Whoever takes orders, here or elsewhere: they are given in the same words."""

    def once(
        self,
        match: str,
        kind: str | None = None,
        *,
        side: Side | None = None,
        node: str | None = None,
        times: int | None = 1,
        after: int = 0,
        delay: float = 0.0,
        at: int | None = None,
        rate: int | None = None,
        status: int = 0,
        tcode: str = "",
        retry_after: int | None = None,
        empty: bool = False,
        redirect: WrongRedirect | None = None,
        raw: bytes | None = None,
        cut: int | None = None,
        trunc: int | None = None,
        flip: int | None = None,
        stale_map: bool = False,
        lose_answer: bool = False,
        reset: bool = False,
    ) -> R:
        """Order a fault for the next `times` requests that match, once `after` of them have passed; `times=None` is
        for all, until `clear`.

        `match` is a method and `object`, `bucket`, `buckets`, `cluster`, `daemon` or `health`, or `*` for either. A
        query parameter narrows it (`GET cluster?what=smap`, `PUT object?object_to`), and so does the action of a
        control message (`POST bucket create-bck`). `side` and `node` narrow it to one kind of node or to one; without
        them a request that is redirected is struck on its first leg. Orders are served in the order in which they were
        given; a request is struck by one.

        What goes wrong is a `kind` by its name, or said by the other arguments.

        Raises:
            ValueError: the match is none, nothing would go wrong, or the arguments contradict one another.
        """
        parts = {
            "delay": delay,
            "at": at,
            "rate": rate,
            "status": status,
            "tcode": tcode,
            "retry_after": retry_after,
            "empty": empty,
            "redirect": redirect,
            "raw": raw,
            "cut": cut,
            "trunc": trunc,
            "flip": flip,
            "stale_map": stale_map,
            "lose_answer": lose_answer,
            "reset": reset,
        }
        return self.add(Order(match, effect_of(kind, parts), side, node, times, after))

    @abstractmethod
    def add(self, order: Order) -> R:
        """Order a fault that is a value already."""


class Faults(Ordering[Fault]):
    """The orders of one cluster. Any thread may give them."""

    def __init__(self) -> None:
        self._lock = Lock()
        self._ids = count(1)
        self._active: list[Fault] = []
        self._all: dict[int, Fault] = {}

    @property
    def is_armed(self) -> bool:
        """Whether any order is left."""
        return bool(self._active)

    def add(self, order: Order) -> Fault:
        """Order a fault that is a value already."""
        with self._lock:
            fault = Fault(next(self._ids), order)
            self._active.append(fault)
            self._all[fault.id] = fault
            for old in [each.id for each in self._all.values() if each.is_done][:-_KEPT]:
                del self._all[old]
        return fault

    def orders(self) -> list[Fault]:
        """The orders since the last `clear`, oldest first, those that are done among them."""
        with self._lock:
            return list(self._all.values())

    def withdraw(self, id: int) -> None:
        """Forget one order; what it strikes already goes on.

        Raises:
            KeyError: there is no such order.
        """
        with self._lock:
            fault = self._all.pop(id)
            if fault in self._active:
                self._active.remove(fault)

    def clear(self) -> None:
        """Forget all orders; what strikes already goes on."""
        with self._lock:
            self._active.clear()
            self._all.clear()

    def looks_at_action(self, asked: Asked) -> bool:
        """Whether the control message of a request must be known to say what strikes it."""
        with self._lock:
            return any(each.order.pattern.action is not None and each.concerns(asked) for each in self._active)

    def take(self, asked: Asked, action: str = "") -> Effect | None:
        """What is to go wrong with a request that just came in."""
        query = asked.query
        with self._lock:
            for fault in self._active:
                if not fault.concerns(asked) or not fault.order.pattern.has(query, action):
                    continue
                if fault.passed < fault.order.after:
                    fault.passed += 1
                    continue
                fault.hits += 1
                if fault.is_done:
                    self._active.remove(fault)
                return fault.order.effect
        return None


def effect_of(kind: str | None, parts: Mapping[str, Any]) -> Effect:
    """The effect that has that name, or without one that has those parts.

    Raises:
        ValueError: none has it, both are given, or neither.
    """
    if kind is None:
        return Effect(**parts)
    found = KINDS.get(kind)
    if found is None:
        raise ValueError(f"no such kind of fault: {kind!r}; there are {', '.join(KINDS)}")
    if any(parts.get(part.name, part.default) != part.default for part in fields(Effect)):
        raise ValueError(f"a fault is of a kind ({kind!r}) or said by the other arguments, not both")
    return found.effect


def noun_of(elements: Sequence[bytes]) -> str:
    """What a request is about, in the words of `Faults.once`: told by the elements of its decoded path."""
    resource = elements[1] if len(elements) > 1 else b""
    if resource == b"objects":
        return "object"
    if resource == b"buckets":
        return "bucket" if len(elements) > 2 and elements[2] else "buckets"
    return resource.decode("latin-1")
