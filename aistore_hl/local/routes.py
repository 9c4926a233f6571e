"""What a node answers: one row for each operation, those that are not built among them. Others are refused with 400."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Iterable, Mapping
from typing import TYPE_CHECKING, Final, TypeAlias

from attrs import define, field, frozen

from . import (
    appends,
    blobs,
    catalog,
    control,
    copying,
    easy,
    groups,
    inventories,
    promotion,
    proxy,
    redundancy,
    s3,
    shards,
    statistics,
    summaries,
    target,
    uploads,
)
from .answers import Answer, bad_request, method_not_allowed, not_built, options
from .archive import adding, job, members
from .batch import handlers
from .etl import handlers as etls
from .etl import inline, objects, offline

if TYPE_CHECKING:
    from .node import Node
    from .request import NodeRequest

Handler: TypeAlias = "Callable[[Node, NodeRequest], Awaitable[Answer]]"


@frozen
class Route:
    """One operation: its name in the specification, what selects it, and what answers it."""

    operation: str
    method: str
    """`*` for any."""
    path: str
    handler: Handler | None = None
    """`None`: not built, 501."""
    what: str = ""
    """Value of the query parameter `what`."""
    action: str = ""
    """The action in the control message."""
    query: str = ""
    """A query parameter that makes it another operation."""
    also: tuple[str, ...] = ()
    """Operations that differ from it in less than this table looks at: a media type, a field of the message."""
    but: tuple[str, ...] = ()
    """Operations of that kind which the handler refuses with 501 and their name."""


HEALTH: Final = "/v1/health"
CLUSTER: Final = "/v1/cluster"
ATTACH: Final = "/v1/cluster/attach"
DETACH: Final = "/v1/cluster/detach"
DAEMON: Final = "/v1/daemon"
REVERSE: Final = "/v1/reverse"
ETL: Final = "/v1/etl"
BUCKETS: Final = "/v1/buckets"
BUCKET: Final = "/v1/buckets/{bucket}"
OBJECTS: Final = "/v1/objects/{bucket}"
OBJECT: Final = "/v1/objects/{bucket}/{object}"
S3: Final = "/s3"


def _daemon(role: str) -> Iterable[Route]:
    built: dict[str, Handler | None] = {
        "smap": control.smap,
        "bmd": control.bmd,
        "snode": control.snode,
        "config": control.daemon_config,
        "node_stats": statistics.node_stats,
        "node_status": statistics.node_status,
        "sysinfo": statistics.sysinfo,
        "software_version": control.software_version,
        "tls_certificate": control.no_certificate,
        "smapvote": None,
        "metrics": None,
        "log": None,
    }
    if role == "target":
        built |= {"mountpaths": control.mountpaths, "remote": control.remote_clusters, "disk": None}
    also = {
        "disk": ("get_daemon_disk_msgpack",),
        "log": ("get_daemon_log_archive",),
    }
    but = {
        "node_stats": ("get_daemon_node_stats_msgpack",),
        "node_status": ("get_daemon_node_status_msgpack",),
    }
    for what, handler in built.items():
        names = (also.get(what, ()), but.get(what, ()))
        yield Route(f"get_daemon_{what}", "GET", DAEMON, handler, what=what, also=names[0], but=names[1])
    yield Route("get_daemon", "GET", DAEMON, control.unknown_daemon_what)
    yield Route("change_daemon", "PUT", DAEMON)
    yield Route("change_daemon", "POST", DAEMON)


def _health() -> Iterable[Route]:
    yield Route("get_health", "*", HEALTH, control.health, also=("head_health",))
    yield Route("get_cluster_info", "*", HEALTH, control.cluster_info, query="cii")
    yield Route("get_primary_cluster_info", "*", HEALTH, control.cluster_info, query="cii-apr")


def _not_built(
    method: str, path: str, *, query: Mapping[str, str] | None = None, action: Mapping[str, str] | None = None
) -> Iterable[Route]:
    for parameter, operation in (query or {}).items():
        yield Route(operation, method, path, query=parameter)
    for name, operation in (action or {}).items():
        yield Route(operation, method, path, action=name)


def _cluster() -> Iterable[Route]:
    whats: dict[str, tuple[str, Handler | None]] = {
        "smap": ("get_smap", control.smap),
        "snode": ("get_snode", control.snode),
        "bmd": ("get_bmd", control.bmd),
        "cluster_config": ("get_cluster_config", control.config),
        "node_stats": ("get_cluster_stats", statistics.cluster_stats),
        "sysinfo": ("get_cluster_sysinfo", statistics.cluster_sysinfo),
        "mountpaths": ("get_cluster_mountpaths", control.cluster_mountpaths),
        "backends": ("get_backends", control.backends),
        "remote": ("get_remote_clusters", control.remote_clusters),
        "target_ips": ("get_target_ips", control.target_ips),
        "status": ("get_job_status", control.job_status),
        "status_all": ("list_job_statuses", control.job_statuses),
        "qryxstats": ("get_job_snapshots", control.job_snapshots),
        "running_all": ("list_running_jobs", control.running_jobs),
        "smapvote": ("get_cluster_metadata", None),
    }
    for what, (operation, handler) in whats.items():
        yield Route(operation, "GET", CLUSTER, handler, what=what)
    yield Route("get_cluster", "GET", CLUSTER, control.unknown_cluster_what)
    yield Route("start_job", "PUT", CLUSTER, control.start_job, action="start")
    yield Route("stop_job", "PUT", CLUSTER, control.stop_job, action="stop")
    yield Route("change_cluster", "PUT", CLUSTER, control.unknown_cluster_action)
    yield Route("attach_cluster", "PUT", ATTACH, control.attach_cluster)
    yield Route("detach_cluster", "PUT", DETACH, control.detach_cluster)
    yield Route("join_cluster", "POST", CLUSTER)
    yield Route("leave_cluster", "DELETE", CLUSTER)
    yield from (Route(name.replace("-", "_"), "PUT", CLUSTER, action=name) for name in _ADMINISTRATION)


_ADMINISTRATION: Final = (
    "set-config", "reset-config", "rotate-logs", "reset-stats", "clear-lcache", "reload-creds", "start-maintenance",
    "stop-maintenance", "decommission-node", "shutdown-node", "shutdown", "decommission",
)  # fmt: skip


def _summaries() -> Iterable[Route]:
    """Each of them begins with one request and ends with another, which differ in an id."""
    begun: tuple[tuple[str, str, str, str, Handler], ...] = (
        ("start_buckets_summary", "get_buckets_summary", BUCKETS, "summary-bck", summaries.summarize_buckets),
        ("start_bucket_summary", "get_bucket_summary", BUCKET, "summary-bck", summaries.summarize_bucket),
        ("start_shard_summary", "get_shard_summary", BUCKET, "summary-shard", shards.summarize_shards),
    )
    for operation, again, path, action, handler in begun:
        yield Route(operation, "GET", path, handler, action=action, also=(again,))
    also, parameter = ("head_prefix_summary",), "bsumm_remote"
    yield Route("head_bucket_summary", "HEAD", BUCKET, summaries.head_bucket_summary, query=parameter, also=also)


def _buckets_at_proxy() -> Iterable[Route]:
    yield Route("list_buckets", "GET", BUCKETS, catalog.list_buckets, action="list")
    yield Route("get_buckets", "GET", BUCKETS, catalog.unknown_bucket_action)
    yield Route("post_bucket", "POST", BUCKETS, catalog.create_bucket)
    yield Route("head_bucket", "HEAD", BUCKETS, catalog.head_bucket)
    yield Route("create_bucket", "POST", BUCKET, catalog.create_bucket, action="create-bck")
    yield Route("rename_bucket", "POST", BUCKET, copying.rename_bucket, action="move-bck")
    yield Route("copy_bucket", "POST", BUCKET, copying.copy_bucket, action="copy-bck")
    yield Route("copy_objects", "POST", BUCKET, copying.copy_objects, action="copy-listrange")
    yield Route("prefetch_objects", "POST", BUCKET, groups.prefetch_objects, action="prefetch-listrange")
    yield Route("mirror_bucket", "POST", BUCKET, redundancy.mirror_bucket, action="make-n-copies")
    yield Route("erasure_code_bucket", "POST", BUCKET, redundancy.erasure_code_bucket, action="ec-encode")
    yield Route("rechunk_bucket", "POST", BUCKET, redundancy.rechunk_bucket, action="rechunk")
    yield Route("create_inventory", "POST", BUCKET, inventories.create_inventory, action="create-inventory")
    yield Route("index_shards", "POST", BUCKET, shards.index_shards, action="index-shard")
    yield Route("transform_bucket", "POST", BUCKET, offline.transform_bucket, action="etl-bck")
    yield Route("transform_objects", "POST", BUCKET, offline.transform_objects, action="etl-listrange")
    yield Route("post_bucket", "POST", BUCKET, catalog.unknown_bucket_action)
    yield Route("destroy_bucket", "DELETE", BUCKET, catalog.destroy_bucket, action="destroy-bck")
    yield Route("evict_bucket", "DELETE", BUCKET, catalog.evict_bucket, action="evict-remote-bck")
    yield Route("delete_objects", "DELETE", BUCKET, groups.delete_objects, action="delete-listrange")
    yield Route("evict_objects", "DELETE", BUCKET, groups.evict_objects, action="evict-listrange")
    yield Route("destroy_inventory", "DELETE", BUCKET, inventories.destroy_inventory, action="destroy-inventory")
    yield Route("delete_bucket", "DELETE", BUCKET, catalog.unknown_bucket_action)
    yield Route("head_bucket", "HEAD", BUCKET, catalog.head_bucket)
    yield Route("set_bucket_props", "PATCH", BUCKET, redundancy.set_props, action="set-bprops")
    yield Route("reset_bucket_props", "PATCH", BUCKET, catalog.reset_props, action="reset-bprops")
    yield Route("patch_bucket", "PATCH", BUCKET, catalog.unknown_bucket_action)
    yield Route("list_objects", "GET", BUCKET, catalog.list_objects, action="list", also=("list_objects_msgpack",))
    yield Route("get_bucket", "GET", BUCKET, catalog.unknown_bucket_action)
    yield Route("put_bucket", "PUT", BUCKET, catalog.unknown_bucket_action)
    yield from _summaries()
    yield Route("show_inventories", "GET", BUCKET, inventories.show_inventories, action="show-inventory")
    yield Route("archive_objects", "PUT", BUCKET, job.archive_objects, action="archive")


_BATCHES: Final = ("stream_batch", "get_bucket_batch", "stream_bucket_batch")
_REPLACES: Final = ("replace_with_archive",)
_ARCHIVES: Final = {"archpath": "get_archive_member", "archregx": "get_archive_members"}


def _objects_at_proxy() -> Iterable[Route]:
    yield Route("get_object", "GET", OBJECT, proxy.redirect_object)
    yield Route("head_object", "HEAD", OBJECT, proxy.redirect_object, also=("head_object_props",))
    yield Route("put_object", "PUT", OBJECT, proxy.redirect_object, also=("copy_object",))
    yield Route("delete_object", "DELETE", OBJECT, proxy.redirect_object, also=("evict_object",))
    yield Route("update_object_metadata", "PATCH", OBJECT, proxy.redirect_object, also=("replace_object_metadata",))
    yield Route("rename_object", "POST", OBJECT, proxy.rename_object, action="rename-obj")
    yield Route("check_object_lock", "POST", OBJECT, proxy.redirect_object, action="check-lock")
    yield Route("post_object", "POST", OBJECT, proxy.unknown_object_action)
    yield Route("download_blob", "POST", OBJECTS, blobs.redirect_blob, action="blob-download")
    yield Route("promote_files", "POST", OBJECTS, promotion.promote_files, action="promote")
    yield Route("post_objects", "POST", OBJECTS, proxy.unknown_object_action)
    yield from (Route(name, "GET", OBJECT, members.redirect_members, query=query) for query, name in _ARCHIVES.items())
    yield Route("append_object", "PUT", OBJECT, appends.redirect_append, query="append_type", also=("flush_object",))
    yield Route("append_to_archive", "PUT", OBJECT, proxy.redirect_object, query="archpath", also=_REPLACES)
    yield Route("put_part", "PUT", OBJECT, proxy.redirect_upload, query="uploadId")
    yield Route("abort_upload", "DELETE", OBJECT, proxy.redirect_object, query="uploadId")
    yield Route("create_upload", "POST", OBJECT, proxy.redirect_upload, action="mpt-upload")
    yield Route("complete_upload", "POST", OBJECT, proxy.redirect_upload, action="mpt-complete")
    yield Route("post_object", "POST", OBJECT, proxy.redirect_upload, action="mpt-abort")


def _objects_at_target() -> Iterable[Route]:
    yield Route("download_blob", "POST", OBJECTS, blobs.download_blob, action="blob-download")
    yield Route("post_objects", "POST", OBJECTS, proxy.unknown_object_action)
    yield Route("get_object", "GET", OBJECT, target.get_object)
    yield Route("transform_object", "GET", OBJECT, inline.transform_object, query="etl_name")
    yield Route("get_etl_object", "GET", ETL, objects.get_etl_object)
    yield Route("head_etl_object", "HEAD", ETL, objects.head_etl_object)
    yield Route("put_etl_object", "PUT", ETL, objects.put_etl_object)
    yield Route("head_object", "HEAD", OBJECT, target.head_object, also=("head_object_props",))
    yield Route("put_object", "PUT", OBJECT, target.put_object)
    yield Route("copy_object", "PUT", OBJECT, inline.copy_object, query="object_to", also=("transform_object_to",))
    yield Route("delete_object", "DELETE", OBJECT, target.delete_object, also=("evict_object",))
    yield Route("update_object_metadata", "PATCH", OBJECT, target.patch_object, also=("replace_object_metadata",))
    yield Route("rename_object", "POST", OBJECT, target.post_object, also=("check_object_lock",))
    yield from (Route(name, "GET", OBJECT, members.get_members, query=query) for query, name in _ARCHIVES.items())
    yield Route("append_object", "PUT", OBJECT, appends.append_object, query="append_type", also=("flush_object",))
    yield Route("append_to_archive", "PUT", OBJECT, adding.add_member, query="archpath", also=_REPLACES)
    yield Route("put_part", "PUT", OBJECT, uploads.put_part, query="uploadId")
    yield Route("abort_upload", "DELETE", OBJECT, uploads.abort_upload, query="uploadId")
    yield Route("create_upload", "POST", OBJECT, uploads.create_upload, action="mpt-upload")
    yield Route("complete_upload", "POST", OBJECT, uploads.complete_upload, action="mpt-complete")
    yield Route("get_batch", "GET", handlers.PATH, handlers.get_batch, also=_BATCHES)
    yield Route("list_parts", "GET", S3, s3.list_parts, query="uploadId")
    yield Route("s3", "*", S3)


def _buckets_at_target() -> Iterable[Route]:
    yield Route("list_buckets", "GET", BUCKETS, catalog.list_buckets_at_target, action="list")
    yield Route("list_objects_msgpack", "GET", BUCKET, catalog.list_own_objects, action="list")
    yield Route("head_bucket_at_target", "HEAD", BUCKET, catalog.head_bucket_at_target)
    for method in ("POST", "DELETE"):
        yield Route("change_bucket", method, BUCKET, catalog.needs_proxy)


_ELSEWHERE: Final = {
    "/v1/download": "download",
    "/v1/sort": "dsort",
    "/v1/tokens": "authn",
    "/metrics": "get_metrics",
}
"""Resources of AIS of which nothing is built."""
_EASY: Final = (
    "easy_list_buckets", "easy_list_objects", "easy_head_bucket", "easy_get_object", "easy_head_object",
    "easy_put_object", "easy_delete_object",
)  # fmt: skip


def _elsewhere() -> Iterable[Route]:
    """What goes through the proxy to another node, and what nothing is built of."""
    reversed_ones = ("get_node_snode", "get_node_config", "get_node_mountpaths")
    yield Route("get_node", "GET", REVERSE, control.reverse, also=reversed_ones)
    yield Route("change_node", "*", REVERSE)
    yield Route("get_batch", "GET", handlers.PATH, handlers.redirect_batch, also=_BATCHES)
    yield Route("list_parts", "GET", S3, s3.list_parts_at_proxy, query="uploadId")
    yield from (Route("s3", method, S3) for method in ("GET", "*"))
    yield from (Route("easy_url", "*", path, easy.easy_url, also=_EASY) for path in easy.PREFIXES)
    whats = ("list_etls", "get_etl_logs", "get_etl_logs_of_target", "get_etl_health", "get_etl_metrics")
    yield Route("get_etl", "GET", ETL, etls.get_etl, also=whats)
    yield Route("init_etl", "PUT", ETL, etls.init_etl)
    yield Route("start_etl", "POST", ETL, etls.post_etl, also=("stop_etl",))
    yield Route("delete_etl", "DELETE", ETL, etls.delete_etl)
    yield from (Route(operation, "*", path) for path, operation in _ELSEWHERE.items())


PROXY: Final = (*_health(), *_cluster(), *_daemon("proxy"), *_buckets_at_proxy(), *_objects_at_proxy(), *_elsewhere())
TARGET: Final = (
    *_health(),
    *_daemon("target"),
    *_buckets_at_target(),
    *_objects_at_target(),
    *(Route("easy_url", "*", path, easy.easy_url_at_target) for path in easy.PREFIXES),
)

# AIS's own lists. They are not complete: PATCH of objects and PUT of buckets work. Source: recorded on AIS 5.0
_ALLOWED_AT_PROXY: Final = {
    CLUSTER: "DELETE, GET, POST, PUT",
    DAEMON: "GET, POST, PUT",
    BUCKETS: "DELETE, GET, HEAD, PATCH, POST",
    BUCKET: "DELETE, GET, HEAD, PATCH, POST",
    OBJECTS: "DELETE, GET, HEAD, POST, PUT",
    OBJECT: "DELETE, GET, HEAD, POST, PUT",
    ETL: "DELETE, GET, POST, PUT",
    handlers.PATH: "GET",
}
_ALLOWED_AT_TARGET: Final = {
    **_ALLOWED_AT_PROXY,
    BUCKETS: "DELETE, GET, HEAD, POST",
    BUCKET: "DELETE, GET, HEAD, POST",
    ETL: "GET, HEAD, PUT",
}


@define
class _Choice:
    """The operations of one method of one path."""

    by_query: dict[str, Route] = field(factory=dict)
    by_what: dict[str, Route] = field(factory=dict)
    by_action: dict[str, Route] = field(factory=dict)
    otherwise: Route | None = None

    def add(self, route: Route) -> None:
        if route.query:
            self.by_query[route.query] = route
        elif route.what:
            self.by_what[route.what] = route
        elif route.action:
            self.by_action[route.action] = route
        else:
            self.otherwise = route

    async def route(self, request: NodeRequest) -> Route | None:
        if self.by_query:
            for parameter in request.query:
                if parameter in self.by_query:
                    return self.by_query[parameter]
        if self.by_what:
            return self.by_what.get(request.query.get("what", ""), self.otherwise)
        if self.by_action:
            return self.by_action.get((await request.message()).action, self.otherwise)
        return self.otherwise


class Table:
    """The routes of one kind of node."""

    def __init__(self, routes: Iterable[Route], allowed: Mapping[str, str]) -> None:
        self._choices: dict[str, dict[str, _Choice]] = {}
        self._allowed = allowed
        for route in routes:
            methods = self._choices.setdefault(route.path, {})
            methods.setdefault(route.method, _Choice()).add(route)

    async def answer(self, node: Node, request: NodeRequest) -> Answer:
        """The answer to a request.

        Raises:
            Refusal: what the node refuses.
        """
        path = path_of(request.elements, request.method)
        methods = self._choices.get(path)
        if methods is None:
            shown = f"{request.method} {request.shown_path}"
            raise bad_request(f"invalid request URI: '{shown}' from {request.shown_client}")
        choice = methods.get(request.method) or methods.get("*")
        if choice is None:
            return self._other_method(path, request.method)
        route = await choice.route(request)
        if route is None or route.handler is None:
            raise not_built(route.operation if route else f"{request.method} {path}")
        return await route.handler(node, request)

    def _other_method(self, path: str, method: str) -> Answer:
        allowed = self._allowed.get(path, "")
        if method == "OPTIONS":
            return options(allowed)
        return method_not_allowed(allowed if method in _METHODS else "")


_METHODS: Final = frozenset(("GET", "HEAD", "PUT", "POST", "PATCH", "DELETE"))


def path_of(elements: list[bytes], method: str) -> str:
    """Which path of the table a request's path is. An object's without a name counts as an object's: it is refused."""
    if len(elements) < 2 or elements[0] != b"v1":
        return "/" + elements[0].decode("latin-1")
    resource = elements[1]
    named = len(elements) > 2 and bool(elements[2])
    if resource == b"objects":
        return OBJECTS if method == "POST" and (len(elements) < 4 or not elements[3]) else OBJECT
    if resource == b"buckets":
        return BUCKET if named else BUCKETS
    if resource == b"cluster" and method == "PUT" and named and elements[2] in (b"attach", b"detach"):
        return ATTACH if elements[2] == b"attach" else DETACH
    return "/v1/" + resource.decode("latin-1")


AT_PROXY: Final = Table(PROXY, _ALLOWED_AT_PROXY)
AT_TARGET: Final = Table(TARGET, _ALLOWED_AT_TARGET)
