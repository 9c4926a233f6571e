"""What a node has counted, what its machine has, and both together as its status."""

from __future__ import annotations

import os
import resource
import time
from typing import TYPE_CHECKING, Any

from .answers import Answer, as_json, not_built
from .control import info_document

if TYPE_CHECKING:
    from .node import Node
    from .request import NodeRequest


def _counted(node: Node) -> dict[str, Any]:
    uptime = time.monotonic_ns() - node.state.started
    return {
        "snode": node.member.document(),
        "tracker": {**dict(sorted(node.counters.items())), "up.ns.time": uptime},
        "capacity": {
            "mountpaths": None,
            "cs_err": "",
            "total_used": "0",
            "total_avail": "0",
            "pct_max": 0,
            "pct_avg": 0,
            "pct_min": 0,
        },
    }


async def node_stats(node: Node, request: NodeRequest) -> Answer:
    """What the node that was asked has counted."""
    if "application/msgpack" in request.headers.get("accept", ""):
        raise not_built("get_daemon_node_stats_msgpack")
    return as_json(_counted(node))


async def cluster_stats(node: Node, request: NodeRequest) -> Answer:
    """What every node has counted."""
    return as_json({"proxy": _counted(node), "target": {each.id: _counted(each) for each in node.peers()}})


def _sysinfo() -> dict[str, Any]:
    """Of the machine and of this process, which all nodes share; what the system does not tell is 0."""
    page = os.sysconf("SC_PAGE_SIZE")
    total, free = (page * max(0, os.sysconf(name)) for name in ("SC_PHYS_PAGES", "SC_AVPHYS_PAGES"))
    usage = resource.getrusage(resource.RUSAGE_SELF)
    resident = usage.ru_maxrss * 1024
    one, five, fifteen = os.getloadavg()
    user, system = round(usage.ru_utime * 1000), round(usage.ru_stime * 1000)
    return {
        "mem_used": resident,
        "mem_avail": free,
        "pct_mem_used": 100 * resident / total if total else 0.0,
        "pct_cpu_used": 0.0,
        "load_avg": {"One": one, "Five": five, "Fifteen": fifteen},
        "cpu_util": 0,
        "mem": {
            "Total": total,
            "Used": total - free,
            "Free": free,
            "BuffCache": 0,
            "ActualFree": free,
            "ActualUsed": total - free,
            "SwapTotal": 0,
            "SwapFree": 0,
            "SwapUsed": 0,
        },
        "proc": {
            "CPU": {"User": user, "System": system, "Total": user + system, "LastTime": 0, "Percent": 0.0},
            "Mem": {"Size": resident, "Resident": resident, "Share": 0},
        },
    }


def space(node: Node) -> tuple[int, int]:
    """Bytes of content at a target, and bytes that there is room for: as much as the machine has memory."""
    return node.state.store.size(node.id), os.sysconf("SC_PAGE_SIZE") * max(0, os.sysconf("SC_PHYS_PAGES"))


def _target_sysinfo(node: Node) -> dict[str, Any]:
    """A target adds the space that it has: here, memory."""
    info = _sysinfo()
    used, total = space(node)
    percent = 100 * used // total if total else 0
    return {**info, "fs_used": str(used), "fs_capacity": str(total), "pct_fs_used": percent}


async def sysinfo(node: Node, request: NodeRequest) -> Answer:
    """Of the machine and the process."""
    return as_json(_sysinfo() if node.side == "proxy" else _target_sysinfo(node))


async def cluster_sysinfo(node: Node, request: NodeRequest) -> Answer:
    """Of every target; of a single proxy AIS tells nothing here."""
    return as_json({"proxy": {}, "target": {each.id: _target_sysinfo(each) for each in node.peers()}})


async def node_status(node: Node, request: NodeRequest) -> Answer:
    """Who it is, what it has counted, what it knows of the cluster, and its machine."""
    if "application/msgpack" in request.headers.get("accept", ""):
        raise not_built("get_daemon_node_status_msgpack")
    version = str(node.state.membership.version)
    who = {"status": "", "deployment": "dev", "ais_version": "5.0.", "build_time": "", "k8s_pod_name": ""}
    known = {"cluster": info_document(node), "sys_info": _sysinfo(), "smap_version": version}
    return as_json(who | _counted(node) | known)
