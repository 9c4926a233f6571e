"""The table of operations, against the specification."""

from __future__ import annotations

import pkgutil
from collections import Counter

import pytest
from aistore_api import api

from aistore_hl.local import routes
from aistore_hl.local.routes import PROXY, TARGET, Route

_SLICE = {
    "health": {"get_health", "get_cluster_info"},
    "cluster": {
        "get_smap", "get_snode", "get_cluster_config", "get_cluster_stats", "get_cluster_sysinfo",
        "get_cluster_mountpaths", "get_backends", "get_remote_clusters", "get_target_ips", "get_bmd",
    },
    "buckets": {
        "list_buckets", "create_bucket", "destroy_bucket", "evict_bucket", "head_bucket", "set_bucket_props",
        "reset_bucket_props", "list_objects",
    },
    "objects": {
        "get_object", "head_object", "put_object", "delete_object", "update_object_metadata", "rename_object",
        "copy_object",
    },
    "jobs": {
        "start_job", "stop_job", "get_job_status", "list_job_statuses", "get_job_snapshots", "list_running_jobs",
    },
}  # fmt: skip


@pytest.mark.parametrize("group", _SLICE)
def test_the_slice_is_built(group: str) -> None:
    """Every operation has a row with a handler."""
    built = {route.operation for route in (*PROXY, *TARGET) if route.handler is not None}

    assert _SLICE[group] - built == set()


def test_every_operation_of_the_specification_has_a_row() -> None:
    """Built, or refused with 501 and its name."""
    folders = [f"{api.__path__[0]}/{group.name}" for group in pkgutil.iter_modules(api.__path__)]
    specified = {module.name for module in pkgutil.iter_modules(folders)}
    rows = {name for route in (*PROXY, *TARGET) for name in (route.operation, *route.also, *route.but)}

    assert specified
    assert set() == specified - rows


@pytest.mark.parametrize("table", [PROXY, TARGET], ids=["proxy", "target"])
def test_no_two_rows_are_selected_by_the_same(table: tuple[Route, ...]) -> None:
    """Else the later one would hide the earlier."""
    selectors = Counter((route.method, route.path, route.what, route.action, route.query) for route in table)

    assert [] == [selector for selector, count in selectors.items() if count > 1]


@pytest.mark.parametrize(
    ("elements", "method", "path"),
    [
        ([b"v1", b"objects", b"b", b"a/b"], "GET", routes.OBJECT),
        ([b"v1", b"objects", b"b"], "GET", routes.OBJECT),
        ([b"v1", b"objects", b"b"], "POST", routes.OBJECTS),
        ([b"v1", b"objects", b"b", b""], "POST", routes.OBJECTS),
        ([b"v1", b"buckets"], "GET", routes.BUCKETS),
        ([b"v1", b"buckets", b""], "GET", routes.BUCKETS),
        ([b"v1", b"buckets", b"b", b"x"], "GET", routes.BUCKET),
        ([b"v1", b"cluster", b"x"], "GET", routes.CLUSTER),
        ([b"v2", b"cluster"], "GET", "/v2"),
        ([b""], "GET", "/"),
    ],
)
def test_paths(elements: list[bytes], method: str, path: str) -> None:
    """An object's path without a name is an object's all the same: it is refused as too short."""
    assert path == routes.path_of(elements, method)
