"""What the nodes tell about themselves and their cluster, and the jobs that can be started and stopped."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING, Any

from .answers import Answer, Refusal, as_json, as_text, as_text_json, bad_request
from .backend.registry import check_cluster
from .config import cluster_config
from .jobs import Arguments, Query
from .startable import start

if TYPE_CHECKING:
    from .node import Node
    from .request import NodeRequest


def _uptime_fields(node: Node) -> list[tuple[bytes, bytes]]:
    uptime = b"%d" % (time.monotonic_ns() - node.state.started)
    return [(b"Ais-Cluster-Uptime", uptime), (b"Ais-Node-Uptime", uptime)]


async def health(node: Node, request: NodeRequest) -> Answer:
    """Nothing but that it answers; a proxy adds for how long it has been up, a target does not."""
    return Answer(200, _uptime_fields(node) if node.side == "proxy" else [])


def _bad_info(node: Node, message: str) -> Refusal:
    return Refusal(400, message, fields=tuple(_uptime_fields(node)))


def info_document(node: Node) -> dict[str, Any]:
    """The versions of what the nodes keep in common."""
    members = node.state.membership
    primary = members.proxy
    return {
        "smap": {
            "Primary": {"pub_url": primary.origin, "control_url": primary.origin, "id": primary.id},
            "uuid": members.uuid,
            "version": str(members.version),
        },
        "bmd": {"uuid": members.uuid, "version": str(node.state.buckets.version)},
        "rmd": {"version": "0"},
        "config": {"version": "1"},
        "etlmd": {"version": "0"},
        "flags": 6,
    }


async def cluster_info(node: Node, request: NodeRequest) -> Answer:
    """The versions of what the nodes keep in common."""
    if "prr" in request.query:
        raise _bad_info(node, 'invalid query: "prr" cannot be combined with "cii" or "cii-apr"')
    if "cii" in request.query and "cii-apr" in request.query:
        raise _bad_info(node, 'invalid query: "cii-apr" implies ("cii" + "apr"); they must not be combined')
    answer = as_json(info_document(node))
    answer.fields += _uptime_fields(node)
    return answer


async def smap(node: Node, request: NodeRequest) -> Answer:
    """The cluster map."""
    return as_json(node.state.membership.document())


async def bmd(node: Node, request: NodeRequest) -> Answer:
    """All buckets with their properties."""
    return as_json(node.state.buckets.document(node.state.membership.uuid))


async def snode(node: Node, request: NodeRequest) -> Answer:
    """The node that was asked, as the map has it."""
    return as_json(node.member.document())


async def config(node: Node, request: NodeRequest) -> Answer:
    """The cluster's configuration."""
    members = node.state.membership
    return as_json(cluster_config(uuid=members.uuid, primary=members.proxy.origin, updated=members.created))


async def daemon_config(node: Node, request: NodeRequest) -> Answer:
    """The configuration with the node's own part, most of which means nothing in memory."""
    members = node.state.membership
    shared = cluster_config(uuid=members.uuid, primary=members.proxy.origin, updated=members.created)
    port = str(node.member.port)
    own = {
        "fspaths": dict.fromkeys(node.mountpaths.paths if node.side == "target" else (), ""),
        "confdir": "",
        "log_dir": "",
        "test_fspaths": {"root": "", "count": 0, "instance": 0},
        "host_net": {
            "hostname": node.member.host,
            "hostname_intra_control": "",
            "hostname_intra_data": "",
            "port": port,
            "port_intra_control": port,
            "port_intra_data": port,
        },
    }
    return as_json(own | shared)


async def mountpaths(node: Node, request: NodeRequest) -> Answer:
    """The mountpaths of the target that was asked."""
    return as_json(node.mountpaths.document())


async def cluster_mountpaths(node: Node, request: NodeRequest) -> Answer:
    """The mountpaths of every target."""
    return as_json({"targets": {each.id: each.mountpaths.document() for each in node.peers()}})


async def backends(node: Node, request: NodeRequest) -> Answer:
    """Those that have a folder."""
    return as_json(list(node.state.backends.providers))


async def remote_clusters(node: Node, request: NodeRequest) -> Answer:
    """Those that are attached; a proxy without any says null, a target that there are none."""
    told = node.state.backends.document()
    if node.side == "target":
        told["a"] = told["a"] or []
    return as_json(told)


def _check_what(request: NodeRequest) -> None:
    what = request.query.get("what", "")
    if what != "remote":
        raise bad_request(f"unexpected query [what={what}]")


async def attach_cluster(node: Node, request: NodeRequest) -> Answer:
    """Another cluster, whose buckets are buckets here from now on."""
    _check_what(request)
    alias, url = request.headers.get("ais-remote-ais-alias", ""), request.headers.get("ais-remote-ais-url", "")
    try:
        check_cluster(alias, url)
    except ValueError as exc:
        text = f"{node.label}: failed to attach remote cluster [alias {alias} => {url}], err: {exc}"
        raise bad_request(text, "ErrFailedTo") from exc
    await node.state.backends.attach(alias, url)
    return Answer()


async def detach_cluster(node: Node, request: NodeRequest) -> Answer:
    """No cluster of that name any more; what is here of its buckets stays."""
    _check_what(request)
    node.state.backends.detach(request.headers.get("ais-remote-ais-alias", ""))
    return Answer()


async def target_ips(node: Node, request: NodeRequest) -> Answer:
    """The addresses of all targets, on all three networks."""
    hosts = (each.host for each in node.state.membership.targets.values())
    return as_text(",".join(host for host in hosts for _ in range(3)))


async def software_version(node: Node, request: NodeRequest) -> Answer:
    """The AIS whose answers these are."""
    return as_text("5.0.")


async def no_certificate(node: Node, request: NodeRequest) -> Answer:
    """404: there is no TLS here."""
    raise Refusal(404, "no TLS certificate loaders configured")


async def reverse(node: Node, request: NodeRequest) -> Answer:
    """What another node tells about itself, asked through the proxy."""
    if request.elements[2:3] != [b"daemon"]:
        shown = f"{request.method} {request.shown_path}"
        raise bad_request(f"invalid request URI: '{shown}' from {request.shown_client}")
    name = request.headers.get("ais-node-id", "")
    if not name:
        raise Refusal(400, "missing node ID", path="/v1/daemon")
    peer = node.state.nodes.get(name)
    if peer is None:
        message = f"{node.label}: cannot forward request to node {name} not present in Smap"
        raise Refusal(404, message, "errNodeNotFound", path="/v1/daemon")
    return await peer.answer(request.at("/v1/daemon"))


async def unknown_cluster_what(node: Node, request: NodeRequest) -> Answer:
    """400."""
    raise bad_request(f"unexpected query [what={request.query.get('what', '')}]")


async def unknown_daemon_what(node: Node, request: NodeRequest) -> Answer:
    """400."""
    what = request.query.get("what", "")
    raise bad_request(f"invalid '/v1/daemon' request: unrecognized 'what={what}' query")


async def start_job(node: Node, request: NodeRequest) -> Answer:
    """Start a job; the answer is its id."""
    message = await request.message()
    return as_text(start(node, Arguments.of(message.value, "start"), message.name).id)


async def stop_job(node: Node, request: NodeRequest) -> Answer:
    """Stop jobs, by id or kind."""
    node.state.jobs.stop(Arguments.of((await request.message()).value, "stop"))
    return Answer()


async def unknown_cluster_action(node: Node, request: NodeRequest) -> Answer:
    """400."""
    raise bad_request(f'invalid action "{(await request.message()).action}"')


async def job_status(node: Node, request: NodeRequest) -> Answer:
    """The state of one job: that of the id, or the latest of the kind."""
    query = await _job_query(node, request)
    return as_text_json(node.state.jobs.status(query, node.label).status())


async def job_statuses(node: Node, request: NodeRequest) -> Answer:
    """The states of all jobs that are asked about; null when there are none."""
    document = await request.query_body()
    query = Query.of(document)
    # Unlike for snapshots, a kind that nobody knows selects nothing here. Source: recorded on AIS 5.0
    is_unknown = bool(document.get("kind")) and not query.kind
    found = [] if is_unknown else [job.status() for job in node.state.jobs.statuses(query)]
    return as_text_json(found or None)


async def job_snapshots(node: Node, request: NodeRequest) -> Answer:
    """What every target tells about the jobs that are asked about."""
    query = Query.of(await request.query_body())
    if query.bucket is not None and node.state.buckets.get(query.bucket) is None:
        raise Refusal(404, f'"x-{query.kind}-{query.bucket}" not found')
    return as_json(node.state.jobs.snapshots(query, node.state.membership.targets))


async def running_jobs(node: Node, request: NodeRequest) -> Answer:
    """`kind[id]` of the jobs that run."""
    query = Query.of({**await request.query_body(), "show_active": True})
    return as_json([f"{job.kind.name}[{job.id}]" for job in node.state.jobs.select(query)])


async def _job_query(node: Node, request: NodeRequest) -> Query:
    query = Query.of(await request.query_body())
    if query.bucket is not None:
        node.state.buckets.find(query.bucket, node.label)
    return query
