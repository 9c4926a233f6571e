"""The cluster map: which nodes there are, and which target an object belongs to."""

from __future__ import annotations

import sys
from array import array
from collections.abc import Iterable, Mapping, Sequence
from enum import IntFlag
from functools import lru_cache
from typing import Any, Final, Literal, Self, TypeAlias
from urllib.parse import urlsplit

from aistore_api.redirects import origin_of
from attrs import Factory, field, frozen
from attrs.validators import in_, instance_of

from .errors import NoTargets, ProtocolError

NodeType: TypeAlias = Literal["proxy", "target"]

_NETS: Final = ("public_net", "intra_control_net", "intra_data_net")
_SEED: Final = 1103515245
_MASK: Final = 0xFFFFFFFFFFFFFFFF


class NodeFlag(IntFlag):
    """What is special about a node. Source: core/meta/smap.go (AIS 5.0)."""

    NON_ELECTABLE = 1
    IC_MEMBER = 2
    MAINTENANCE = 4
    DECOMMISSION = 8
    MAINTENANCE_AFTER_REBALANCE = 16


_LEAVING: Final = NodeFlag.MAINTENANCE | NodeFlag.DECOMMISSION


def digest(text: str) -> int:
    """The hash that placement is made of; of a node's id it is the map's `id_digest`."""
    from xxhash import xxh64_intdigest  # first use: a client that only talks to its proxy never loads it here

    return xxh64_intdigest(text.encode("utf-8", "surrogateescape"), _SEED)


def owner(uname: str, targets: Mapping[str, int]) -> str:
    """The id of the target that holds `uname`, from the digests of those that take part in placement.

    The largest weight wins: the name's digest XOR the node's, scrambled.

    Raises:
        NoTargets: there is none.

    Source: core/meta/hrw.go (AIS 5.0); 2,120 names compared with the redirects of real proxies
    """
    name = digest(uname)
    best, chosen = -1, ""
    for target, node in targets.items():
        weight = _mix(name ^ node)
        if weight > best:
            best, chosen = weight, target
    if best < 0:
        raise NoTargets("no target takes part in placement", status=400, tcode="ErrNoNodes")
    return chosen


def _mix(x: int) -> int:
    """splitmix64 twice, then the scrambler of xoshiro256**; all modulo 2**64."""
    x = (x + 0x9E3779B97F4A7C15) & _MASK
    x = ((x ^ (x >> 30)) * 0xBF58476D1CE4E5B9) & _MASK
    x = ((x ^ (x >> 27)) * 0x94D049BB133111EB) & _MASK
    x = ((x ^ (x >> 31)) + 0x9E3779B97F4A7C15) & _MASK
    x = ((x ^ (x >> 30)) * 0xBF58476D1CE4E5B9) & _MASK
    x = ((x ^ (x >> 27)) * 0x94D049BB133111EB) & _MASK
    x = ((x ^ (x >> 31)) * 5) & _MASK
    return (((x << 7) | (x >> 57)) * 9) & _MASK


def owners(unames: Sequence[str], targets: Mapping[str, int]) -> list[str]:
    """As `owner` of each. All of them in one integer, a place of 128 bits for each name and target: that a product
    stays in its place makes it a fifth of the time.

    Raises:
        NoTargets: there is none.
    """
    from xxhash import xxh64_intdigest  # as in `digest`

    ids = list(targets)
    if not ids:
        raise NoTargets("no target takes part in placement", status=400, tcode="ErrNoNodes")
    names = array("Q", [xxh64_intdigest(uname.encode("utf-8", "surrogateescape"), _SEED) for uname in unames])
    return [ids[weights.index(max(weights))] for weights in _weights(names, list(targets.values()))]


def _weights(names: array[int], nodes: Sequence[int]) -> Iterable[tuple[int, ...]]:
    """For each name its weights at all nodes: `_mix` of the two digests."""
    width = len(nodes)
    count = len(names) * width
    row = array("Q", [half for node in nodes for half in (node, 0)])
    spread = array("Q", bytes(16 * count))
    for place in range(width):
        spread[2 * place :: 2 * width] = names
    if sys.byteorder == "big":  # pragma: no cover
        row.byteswap()
        spread.byteswap()
    mask, gold = _places(count)
    x = int.from_bytes(spread.tobytes(), "little") ^ int.from_bytes(row.tobytes() * len(names), "little")
    x = (x + gold) & mask
    x = (((x ^ (x >> 30)) & mask) * 0xBF58476D1CE4E5B9) & mask
    x = (((x ^ (x >> 27)) & mask) * 0x94D049BB133111EB) & mask
    x = (((x ^ (x >> 31)) & mask) + gold) & mask
    x = (((x ^ (x >> 30)) & mask) * 0xBF58476D1CE4E5B9) & mask
    x = (((x ^ (x >> 27)) & mask) * 0x94D049BB133111EB) & mask
    x = (((x ^ (x >> 31)) & mask) * 5) & mask
    x = ((((x << 7) | (x >> 57)) & mask) * 9) & mask
    mixed = array("Q", x.to_bytes(16 * count, "little"))
    if sys.byteorder == "big":  # pragma: no cover
        mixed.byteswap()
    return zip(*[iter(mixed[::2].tolist())] * width, strict=True)


def _places(count: int) -> tuple[int, int]:
    """64 ones in each of so many places of 128 bits, and the first summand of `_mix` in each."""
    # Cut from a larger one, since hardly two counts in a row are the same.
    most = 1 << (count - 1).bit_length()
    mask, gold = _all_places(most)
    spare = 128 * (most - count)
    return mask >> spare, gold >> spare


@lru_cache(maxsize=16)
def _all_places(most: int) -> tuple[int, int]:
    one = ((1 << (128 * most)) - 1) // ((1 << 128) - 1)
    return one * _MASK, one * 0x9E3779B97F4A7C15


@frozen
class Node:
    """One proxy or target."""

    id: str = field(validator=instance_of(str))
    type: NodeType = field(validator=in_(("proxy", "target")))
    public: str
    """Where clients reach it: `http://host:port`."""
    intra_control: str = ""
    intra_data: str = ""
    also_public: tuple[str, ...] = ()
    """Further public addresses of a node with several interfaces."""
    flags: NodeFlag = NodeFlag(0)
    id_digest: int = field(default=0, repr=False)

    @classmethod
    def from_document(cls, document: Mapping[str, Any]) -> Self:
        """A node as the map describes it.

        Raises:
            ProtocolError: it is not such a description.
        """
        try:
            name = document["daemon_id"]
            public, control, data = (_origin(document.get(net)) for net in _NETS)
            found = document.get("id_digest") or digest(name)
            return cls(
                id=name,
                type=document["daemon_type"],
                public=public,
                intra_control=control,
                intra_data=data,
                also_public=tuple(_origin(net) for net in document.get("pub_extra") or ()),
                flags=NodeFlag(int(document.get("flags") or 0)),
                id_digest=int(found),
            )
        except (AttributeError, KeyError, OverflowError, TypeError, ValueError) as exc:
            raise ProtocolError("a node of the cluster map is malformed") from exc

    @property
    def is_active(self) -> bool:
        """Whether it takes part in placement: it is neither in maintenance nor being decommissioned."""
        return not self.flags & _LEAVING

    @property
    def is_leaving(self) -> bool:
        """Whether it is out of placement and may still hold what the others have not: its rebalance is not over."""
        return not self.is_active and not self.flags & NodeFlag.MAINTENANCE_AFTER_REBALANCE

    @property
    def origins(self) -> frozenset[str]:
        """Every address it has, on any network."""
        return frozenset(filter(None, (self.public, self.intra_control, self.intra_data, *self.also_public)))


def _origin(net: Mapping[str, Any] | None) -> str:
    """The origin of one network of a node; empty when it has none there."""
    url = (net or {}).get("direct_url") or ""
    if not url:
        return ""
    parts = urlsplit(url)
    if parts.scheme not in ("http", "https") or not parts.hostname:
        raise ValueError(f"not an address of a node: {url!r}")
    return origin_of(parts.scheme, parts.hostname, parts.port)


def _placement(smap: ClusterMap) -> Mapping[str, int]:
    return {name: node.id_digest for name, node in smap.targets.items() if node.is_active}


def _origins(smap: ClusterMap) -> frozenset[str]:
    nodes = (*smap.proxies.values(), *smap.targets.values())
    return frozenset[str]().union(*(node.origins for node in nodes))


@frozen(repr=False)
class ClusterMap:
    """All nodes of a cluster, as one proxy knew them."""

    uuid: str
    version: int
    primary: str
    """Id of the primary proxy."""
    proxies: Mapping[str, Node]
    targets: Mapping[str, Node]
    placement: Mapping[str, int] = field(init=False, eq=False, default=Factory(_placement, takes_self=True))
    """Digests of the targets that take part in placement, by id."""
    origins: frozenset[str] = field(init=False, eq=False, default=Factory(_origins, takes_self=True))
    """Every address of every node, on any network: where a redirect may lead."""

    @classmethod
    def from_document(cls, document: Mapping[str, Any]) -> Self:
        """The map as AIS describes it (`what=smap`).

        Raises:
            ProtocolError: it is not such a description.
        """
        try:
            proxies, targets = (
                {name: Node.from_document(node) for name, node in sorted((document.get(kind) or {}).items())}
                for kind in ("pmap", "tmap")
            )
            return cls(
                uuid=str(document.get("uuid") or ""),
                version=int(document["version"]),
                primary=str((document.get("proxy_si") or {}).get("daemon_id") or ""),
                proxies=proxies,
                targets=targets,
            )
        except (AttributeError, KeyError, OverflowError, TypeError, ValueError) as exc:
            raise ProtocolError("the cluster map is malformed") from exc

    @property
    def nodes(self) -> Mapping[str, Node]:
        """Proxies and targets by id."""
        return {**self.proxies, **self.targets}

    @property
    def gateways(self) -> tuple[str, ...]:
        """Public addresses of the proxies, the primary's first: any of them takes every request."""
        nodes = sorted(self.proxies.values(), key=lambda node: (node.id != self.primary, node.id))
        return tuple(node.public for node in nodes if node.public)

    def owner(self, uname: str) -> Node:
        """The target that holds `uname`.

        Raises:
            NoTargets: no target takes part in placement.
        """
        return self.targets[owner(uname, self.placement)]

    def owners(self, unames: Sequence[str]) -> list[Node]:
        """The target that holds each of them.

        Raises:
            NoTargets: no target takes part in placement.
        """
        targets = self.targets
        return [targets[name] for name in owners(unames, self.placement)]

    def __repr__(self) -> str:
        leaving = len(self.targets) - len(self.placement)
        shown = f"{len(self.targets)}" + (f" ({leaving} leaving)" if leaving else "")
        return (
            f"ClusterMap(uuid={self.uuid!r}, version={self.version}, primary={self.primary!r}, "
            f"proxies={len(self.proxies)}, targets={shown})"
        )
