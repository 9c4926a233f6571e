"""A small AIS in this process: a proxy and its targets on loopback ports, with their objects in memory or a folder."""

from __future__ import annotations

import os
import time
from collections.abc import Mapping, Sequence
from importlib import import_module
from ipaddress import ip_address
from typing import TYPE_CHECKING, Any, Self, TextIO

from attrs import frozen

if TYPE_CHECKING:
    from .faults import Faults
    from .loading import Load, Loaded, Progress
    from .process import ClusterProcess
    from .quirks import QuirksName
    from .remote import Control
    from .running import Running
    from .seen import Seen

__all__ = ["ClusterNode", "ClusterProcess", "Control", "Load", "Loaded", "LocalCluster", "Targets"]

_LOOK = 0.005
"""Seconds between two looks at whether objects are still on their way."""

_LATER = {"ClusterProcess": ".process", "Control": ".remote", "Load": ".loading", "Loaded": ".loading"}


def __getattr__(name: str) -> Any:
    home = _LATER.get(name)
    if home is None:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    value = globals()[name] = getattr(import_module(home, __name__), name)
    return value


@frozen
class ClusterNode:
    """One node of a local cluster."""

    id: str
    origin: str
    """Where it listens: `http://host:port`."""
    seen: Seen
    """What arrived at it."""


class Targets(tuple[ClusterNode, ...]):
    """The targets of a local cluster, in the order of their ids as given."""

    seen: Seen
    """What arrived at any of them."""

    def __new__(cls, nodes: Sequence[ClusterNode], seen: Seen) -> Self:
        self = super().__new__(cls, nodes)
        self.seen = seen
        return self


class LocalCluster:
    """A cluster that runs from its making to `close`, in a thread of its own.

    It answers as AIS 5.0 does: real redirects, the real placement, the same statuses and headers. What it does not
    do it refuses with 501 and the operation's name. Everything it holds is gone when it is closed, but for what is in
    a folder: a cluster that is started on it again has the same buckets, objects and ids of nodes.
    """

    def __init__(
        self,
        targets: int | None = None,
        *,
        host: str = "127.0.0.1",
        port: int = 0,
        node_ids: Sequence[str] | None = None,
        proxy_id: str | None = None,
        dir: str | os.PathLike[str] | None = None,
        fsync: bool = False,
        capacity: int | None = None,
        allow_remote: bool = False,
        log: TextIO | None = None,
        quirks: QuirksName | None = None,
        backends: Mapping[str, str | os.PathLike[str]] | None = None,
        promotable: str | os.PathLike[str] | None = None,
        mountpaths: Mapping[str, Sequence[str]] | None = None,
        etl_images: Mapping[str, Sequence[str]] | None = None,
        dead_after: float = 27.0,
    ) -> None:
        """Start it. `port` is the proxy's, 0 means any free one; `node_ids` are the targets' and decide placement.

        Without `targets` there are three, or as many as there were in `dir`; with another number its objects move.
        What was put into `dir`, or by way of `backends`, survives the death of the process, with `fsync` also a loss of
        power.
        `capacity` is how many bytes of content there is room for; beyond it a PUT is answered as by a full AIS.

        With `allow_remote` other machines may ask: `host` can be any address of this one, or `0.0.0.0` or `::` for
        all. Then the proxy takes only requests with `token`, and targets only redirects that it signed. It speaks
        plain http, so that whoever hears the network sees both: for networks that are trusted.

        `log` gets a line for each request.
        `backends` are folders by provider, such as `{"aws": folder}`: each folder directly in one is a bucket of that
        provider, and its files are the objects. They are read when they are asked for, kept like any object from then
        on, and written through; nothing outside of the folder is touched.

        `promotable` is the folder whose files may become objects where somebody asks for that, `/var/lib/ais/promote`
        as on AIS without it; nothing outside of it is read, and links that lead out are refused.

        `mountpaths` are names of the two mountpaths of targets, by id: with those of a real cluster objects share
        mountpaths as they do there, which listings of a prefix and names that are directories depend on.

        `etl_images` are commands by the name of an image, which may have `*` in it: what is run for an ETL where a pod
        would have that image. Transformers of this package need none. They end with the cluster.

        `dead_after` seconds after a target was killed the cluster map has it no more; AIS takes 27.

        With `quirks="ais"` it also does what AIS does wrong: docs/reference/local.md lists it.

        Raises:
            ValueError: a host that is not this machine's own, no targets, ids that do not fit, unknown quirks, or
                backends that are none; a folder that is in use, broken, of another format or something else, of which
                nothing has been changed.
            OSError: the port is taken.
        """
        _check_ids(targets, node_ids, proxy_id)
        _check_address(host, port, allow_remote)
        # First here: importing this module must not load a web server. By their whole names two modules that are called
        # as arguments are: else a checker of types takes them for these.
        from aistore_hl.local.mountpaths import check_names
        from aistore_hl.local.promotable import Promotable

        from .backend import check_folders
        from .etl.images import Images
        from .guard import Guard
        from .journal import Journal
        from .running import NodeIds, Running
        from .seen import Seen
        from .store import Storage

        check_names(mountpaths or {})
        guard = Guard() if allow_remote else None
        journal = None if log is None else Journal(log)
        storage = Storage(dir, fsync=fsync, capacity=capacity)
        ids = NodeIds(targets, node_ids, proxy_id)
        self._running: Running = Running(
            host,
            port,
            ids,
            storage,
            guard=guard,
            journal=journal,
            quirks=quirks,
            backends=check_folders(backends or {}),
            promotable=Promotable.at(promotable),
            mountpaths=mountpaths,
            images=Images.of(etl_images),
            dead_after=dead_after,
        )
        self._loopback = {"0.0.0.0": "127.0.0.1", "::": "[::1]"}.get(host)
        seen = self._running.state.log
        members = self._running.state.membership
        self.seen = Seen(seen)
        """What arrived at any node."""
        self.proxy = ClusterNode(members.proxy.id, members.proxy.origin, Seen(seen, node=members.proxy.id))
        nodes = [ClusterNode(each.id, each.origin, Seen(seen, node=each.id)) for each in members.targets.values()]
        self.targets = Targets(nodes, Seen(seen, side="target"))

    @classmethod
    def process(
        cls,
        targets: int | None = None,
        *,
        host: str = "127.0.0.1",
        port: int = 0,
        allow_remote: bool = False,
        load: Sequence[str | os.PathLike[str]] = (),
        log: str | os.PathLike[str] | None = None,
        dir: str | os.PathLike[str] | None = None,
        fsync: bool = False,
        capacity: int | None = None,
        quirks: QuirksName | None = None,
        backends: Mapping[str, str | os.PathLike[str]] | None = None,
        attach: Mapping[str, str] | None = None,
        promotable: str | os.PathLike[str] | None = None,
        etl_images: Mapping[str, Sequence[str]] | None = None,
    ) -> ClusterProcess:
        """A cluster in a process of its own, which ends with this one; `log` is a file to add to.

        Each of `load` is a folder, or `BUCKET=FOLDER`; `attach` are addresses of other clusters by alias.

        Raises:
            ValueError: as the constructor, or a folder that no bucket can be made of.
            OSError: the port is taken, or a file cannot be read or written.
        """
        _check_ids(targets, None, None)
        _check_address(host, port, allow_remote)
        from .etl.images import Images, write_table
        from .process import ClusterProcess

        Images.of(etl_images)
        arguments = ["--host", host, "--port", str(port)]
        arguments += [] if targets is None else ["--targets", str(targets)]
        arguments += [] if dir is None else [f"--dir={os.fspath(dir)}"]
        arguments += ["--fsync"] if fsync else []
        arguments += [] if capacity is None else [f"--capacity={capacity}"]
        arguments += [] if quirks is None else [f"--quirks={quirks}"]
        arguments += [f"--backend={provider}={os.fspath(path)}" for provider, path in (backends or {}).items()]
        arguments += [f"--attach={alias}={url}" for alias, url in (attach or {}).items()]
        arguments += [] if promotable is None else [f"--promotable={os.fspath(promotable)}"]
        arguments += [f"--etl-image={each}" for each in write_table(etl_images)]
        arguments += ["--allow-remote"] if allow_remote else []
        arguments += [f"--load={os.fspath(each)}" for each in load]
        arguments += [] if log is None else [f"--log={os.fspath(log)}"]
        return ClusterProcess(arguments)

    @property
    def endpoint(self) -> str:
        """The address to give to a client on this machine; `proxy.origin` is the one that the cluster map names."""
        if self._loopback is None:
            return self.proxy.origin
        return f"http://{self._loopback}:{self.proxy.origin.rpartition(':')[2]}"

    @property
    def token(self) -> str | None:
        """What a client must show, where other machines can ask; made anew at each start."""
        guard = self._running.state.guard
        return None if guard is None else guard.token

    @property
    def environment(self) -> dict[str, str]:
        """The variables that tell a client, of this package or another, where the cluster is."""
        from .process import environment

        return environment(self.endpoint, self.token)

    @property
    def faults(self) -> Faults:
        """Where things that go wrong are ordered."""
        return self._running.state.faults

    @property
    def control(self) -> Control:
        """Its switches, which also work from another process; its control port is opened when it is first used."""
        from .remote import Control

        console = self._running.console
        return Control(console.url, console.secret)

    @property
    def smap(self) -> dict[str, Any]:
        """The cluster map, as `what=smap` tells it."""
        return self._running.state.membership.document()

    @property
    def is_running(self) -> bool:
        """Whether it still answers."""
        return self._running.is_alive

    @property
    def job_linger(self) -> float:
        """Seconds for which jobs that copy go on after their last object, and others are not idle after their last
        request: none, and 13 with `quirks="ais"`. What is set holds at once, also for jobs that run."""
        return self._running.state.jobs.lingers

    @job_linger.setter
    def job_linger(self, seconds: float) -> None:
        self._running.call(lambda: setattr(self._running.state.jobs, "lingers", seconds))

    def maintain(self, target: str) -> None:
        """Put a target into maintenance: the map says so, and its objects move to the others.

        Each of these methods that changes the map begins a rebalance, the job `g1`, `g2` and so on, and returns; while
        objects are on their way all of them can be read and written. `settle` waits for it.

        Raises:
            KeyError: there is no such target.
        """
        self._running.call(lambda: self._running.state.roster.maintain(target))

    def restore(self, target: str) -> None:
        """Take a target back from maintenance; its objects return.

        Raises:
            KeyError: there is no such target.
        """
        self._running.call(lambda: self._running.state.roster.restore(target))

    def add_target(self) -> ClusterNode:
        """A target more, in `targets` too; the objects that it owns move to it.

        Raises:
            OSError: there is no port for it.
        """
        added = self._running.perform(self._running.state.roster.add)
        from .seen import Seen

        node = ClusterNode(added.id, added.last_member.origin, Seen(self._running.state.log, node=added.id))
        self.targets = Targets([*self.targets, node], self.targets.seen)
        return node

    def stop_target(self, target: str) -> None:
        """End a target as SIGTERM does: it leaves the map and finishes the requests that are under way. What it holds
        is away with it, until it is started again: to have its objects moved first, use `decommission_target`.

        Raises:
            KeyError: there is no such target, or it does not run.
        """
        self._running.perform(lambda: self._running.state.roster.stop(target))

    def kill_target(self, target: str) -> None:
        """End a target as SIGKILL does: its connections break, and after `dead_after` seconds the map has it no more.
        What it holds is away with it, until it is started again.

        Raises:
            KeyError: there is no such target, or it does not run.
        """
        self._running.perform(lambda: self._running.state.roster.kill(target))

    def start_target(self, target: str) -> None:
        """Start a target that was stopped or killed, with all that it held. Of an object that was written meanwhile
        the newer content stays.

        Raises:
            KeyError: there is no such target, or it runs.
        """
        self._running.perform(lambda: self._running.state.roster.start(target))

    def decommission_target(self, target: str) -> None:
        """Let a target go for good: its objects move to the others, and then it leaves the map and ends.

        Raises:
            KeyError: there is no such target, or it does not run.
            ValueError: it is the last one.
        """
        self._running.call(lambda: self._running.state.roster.decommission(target))

    def settle(self, timeout: float = 60.0) -> None:
        """Wait until no objects are on their way.

        Raises:
            TimeoutError: they still are; a target that was killed and has not left the map yet keeps them so.
        """
        deadline = time.monotonic() + timeout
        moves = self._running.state.moves
        while self._running.call(lambda: moves.is_active):
            if time.monotonic() > deadline:
                raise TimeoutError(f"objects are still on their way after {timeout:g} seconds")
            time.sleep(_LOOK)

    def attach(self, alias: str, endpoint: str) -> None:
        """Attach another cluster, local or AIS: its buckets are buckets here, with `@alias` as their namespace.

        Their objects are fetched when they are asked for, kept as copies from then on, and written through.

        Raises:
            ValueError: no alias, or no address of a cluster.
            OSError: nobody answers there.
        """
        from .backend import check_cluster

        self._running.perform(lambda: self._running.state.backends.reach(alias, check_cluster(alias, endpoint)))

    def detach(self, alias: str) -> None:
        """Let a cluster be unknown again; what is here of its buckets stays.

        Raises:
            KeyError: there is none of that name.
        """
        self._running.call(lambda: self._running.state.backends.forget(alias))

    def lose(self, target: str, mountpath: str | None = None) -> None:
        """Let a target lose all that it holds, or all on one of its mountpaths, as when a disk is replaced.

        What there are copies or slices of elsewhere is still there, and comes back when it is read.

        Raises:
            KeyError: there is no such target or mountpath.
        """
        paths = self._running.state.nodes[target].mountpaths.paths
        if mountpath is not None and mountpath not in paths:
            raise KeyError(mountpath)
        self._running.perform(lambda: self._running.state.companions.lose(target, mountpath))

    def load(
        self, folder: str | os.PathLike[str] | Load, *, bucket: str = "", progress: Progress | None = None
    ) -> Loaded:
        """Put the files of a folder into a bucket, named by their paths within it; there they replace what has their
        names. The bucket is made if there is none, and has the folder's name unless another one is given.

        Raises:
            ValueError: a name that no bucket or object can have, or something that is neither file nor folder.
            OSError: there is no such folder, a file cannot be read, or the cluster refused; what was put stays.
        """
        from .loading import Load, Loader

        found = folder if isinstance(folder, Load) else Load.of(folder, bucket)
        return Loader(self, found).run(progress)

    def take_down(self, node: str) -> None:
        """Let a node drop its connections and refuse new ones, as one that was killed does; the map still has it.

        What the nodes tell one another goes on, since here they share a process.

        Raises:
            KeyError: there is no such node.
        """
        self._running.perform(self._running.state.nodes[node].go_down)

    def bring_up(self, node: str) -> None:
        """Let a node that is down listen again, with all that it held.

        Raises:
            KeyError: there is no such node.
        """
        self._running.perform(self._running.state.nodes[node].come_up)

    def close(self) -> None:
        """Stop it; its thread and sockets are gone then. A second time does nothing."""
        self._running.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *exc: object) -> None:
        self.close()

    def __repr__(self) -> str:
        state = "" if self.is_running else ", closed"
        return f"LocalCluster({self.endpoint}, targets={len(self.targets)}{state})"


def _check_address(host: str, port: int, allow_remote: bool) -> None:
    if not 0 <= port < 1 << 16:
        raise ValueError(f"a port is 0 to 65535, not {port}")
    try:
        address = ip_address(host)
    except ValueError:
        raise ValueError(f"a host must be a loopback or other IP address of this machine, not {host!r}") from None
    if not address.is_loopback and not allow_remote:
        raise ValueError(
            f"a local cluster listens on loopback addresses only, not on {host!r}, unless other machines may ask "
            "(allow_remote=True, --allow-remote)"
        )


def _check_ids(targets: int | None, node_ids: Sequence[str] | None, proxy_id: str | None) -> None:
    if node_ids is None:
        if targets is not None and targets < 1:
            raise ValueError("a cluster needs at least one target")
        return
    known = {*node_ids} | ({proxy_id} if proxy_id else set())
    if not node_ids or len(known) != len(node_ids) + bool(proxy_id):
        raise ValueError("node ids must be given, and differ")
