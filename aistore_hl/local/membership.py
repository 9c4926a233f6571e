"""The cluster map that the nodes serve: who they are, where they listen, and who takes part in placement."""

from __future__ import annotations

import secrets
import string
from collections.abc import Mapping, Sequence
from typing import Any, Final, Self

from attrs import Factory, evolve, field, frozen

from .._core.smap import NodeFlag, digest
from .seen import Side

_LETTERS: Final = string.ascii_letters + string.digits


def new_uuid() -> str:
    """A short id as AIS makes them, for clusters, listings and jobs: nine letters and digits."""
    return secrets.choice(string.ascii_letters) + "".join(secrets.choice(_LETTERS) for _ in range(8))


def new_node_id(side: Side, port: int) -> str:
    """A node's id as AIS makes them: three letters, `p` or `t`, the port."""
    return "".join(secrets.choice(string.ascii_letters) for _ in range(3)) + side[0] + str(port)


@frozen
class Member:
    """One node of the map."""

    id: str
    side: Side
    host: str
    port: int
    flags: NodeFlag = NodeFlag(0)
    id_digest: int = field(init=False, default=Factory(lambda self: digest(self.id), takes_self=True))

    @property
    def origin(self) -> str:
        """Where it listens: `http://host:port`."""
        return f"http://[{self.host}]:{self.port}" if ":" in self.host else f"http://{self.host}:{self.port}"

    @property
    def label(self) -> str:
        """Its name in messages: `p[id]` or `t[id]`."""
        return f"{self.side[0]}[{self.id}]"

    @property
    def is_active(self) -> bool:
        """Whether it takes part in placement."""
        return not self.flags & (NodeFlag.MAINTENANCE | NodeFlag.DECOMMISSION)

    def document(self) -> dict[str, Any]:
        """The node as the map describes it. It has one network: the other two are the same, as AIS has it then."""
        net = {"node_ip_addr": self.host, "daemon_port": str(self.port), "direct_url": self.origin}
        return {
            "public_net": net,
            "intra_data_net": net,
            "intra_control_net": net,
            "daemon_type": self.side,
            "daemon_id": self.id,
            "flags": int(self.flags),
            "id_digest": self.id_digest,
        }


@frozen
class Membership:
    """One version of the map: a change makes a new one, so that every request sees one or the other."""

    proxy: Member
    targets: Mapping[str, Member]
    uuid: str
    created: str
    version: int
    placement: Mapping[str, int] = field(
        init=False, default=Factory(lambda self: _placement(self.targets), takes_self=True)
    )
    """Digests of the targets that take part in placement, by id."""

    @classmethod
    def of(cls, proxy: Member, targets: Sequence[Member], *, uuid: str, created: str) -> Self:
        """The map of a cluster that just started: each node that joined made a version."""
        return cls(proxy, {each.id: each for each in targets}, uuid, created, 1 + len(targets))

    def with_flags(self, target: str, flags: NodeFlag) -> Self:
        """The next version, with other flags of one target.

        Raises:
            KeyError: there is no such target.
        """
        changed = evolve(self.targets[target], flags=flags)
        return evolve(self, targets={**self.targets, target: changed}, version=self.version + 1)

    def with_target(self, member: Member) -> Self:
        """The next version, with one target more."""
        return evolve(self, targets={**self.targets, member.id: member}, version=self.version + 1)

    def without(self, target: str) -> Self:
        """The next version, with one target less.

        Raises:
            KeyError: there is no such target.
        """
        rest = {**self.targets}
        del rest[target]
        return evolve(self, targets=rest, version=self.version + 1)

    def member(self, name: str) -> Member | None:
        """The node of that id."""
        return self.proxy if name == self.proxy.id else self.targets.get(name)

    def document(self) -> dict[str, Any]:
        """The map as AIS describes it (`what=smap`)."""
        primary = self.proxy.document()
        return {
            "pmap": {self.proxy.id: primary},
            "proxy_si": primary,
            "tmap": {name: member.document() for name, member in sorted(self.targets.items())},
            "uuid": self.uuid,
            "creation_time": self.created,
            "version": str(self.version),
        }


def _placement(targets: Mapping[str, Member]) -> Mapping[str, int]:
    return {name: member.id_digest for name, member in targets.items() if member.is_active}
