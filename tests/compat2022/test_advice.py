"""What is spelled otherwise today says what to write instead, and what is not says nothing."""

from __future__ import annotations

import warnings
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

import pytest

from aistore_hl.compat2022 import Bucket, Client, Object
from aistore_hl.errors import AisError

OLD: dict[str, tuple[Callable[[Client, Bucket, Object], object], str]] = {
    "bucket(ns=)": (lambda client, bucket, stored: client.bucket("b", ns="#ns"), "bucket(namespace='@uuid#name')"),
    "Bucket.head": (lambda client, bucket, stored: bucket.head(), "aistore_hl.Bucket.head().<property>"),
    "list_objects": (lambda client, bucket, stored: bucket.list_objects(), "list_page(...).entries"),
    "list_objects_iter": (lambda client, bucket, stored: bucket.list_objects_iter(), "list_objects(), and iterate"),
    "list_all_objects": (lambda client, bucket, stored: bucket.list_all_objects(), "list_objects().to_list()"),
    "evict(keep_md=)": (lambda client, bucket, stored: bucket.evict(keep_md=True), "evict(keep_metadata=True)"),
    "rename": (lambda client, bucket, stored: client.bucket("none").rename(to_bck="x"), "rename(name)"),
    "copy": (lambda client, bucket, stored: client.bucket("none").copy("x"), "copy_to(bucket, prepend=...)"),
    "Object.head": (lambda client, bucket, stored: stored.head(), "aistore_hl.Object.head().<property>"),
    "raw": (lambda client, bucket, stored: stored.get().raw().read(), "Object.open('rb')"),
    "archpath": (lambda client, bucket, stored: stored.get("member"), "get_member(...)"),
    "content_length": (lambda client, bucket, stored: closed(stored, "content_length"), "Reader.length"),
    "e_tag": (lambda client, bucket, stored: closed(stored, "e_tag"), "Reader.props.checksum.value"),
    "e_tag_type": (lambda client, bucket, stored: closed(stored, "e_tag_type"), "Reader.props.checksum.type"),
    "xact_start": (lambda client, bucket, stored: client.xaction().xact_start("lru"), "job(kind=...).start(...)"),
    "xact_status": (lambda client, bucket, stored: client.xaction().xact_status("none"), "job(id, kind=...).status()"),
    "init_code": (lambda client, bucket, stored: client.etl().init_code(len, "no"), "etl(name).init_function(code"),
    "init_spec": (lambda client, bucket, stored: client.etl().init_spec("", "no"), "etl(name).init_spec(spec"),
    "etl().list": (lambda client, bucket, stored: client.etl().list(), "cluster().list_etls()"),
    "etl().view": (lambda client, bucket, stored: client.etl().view("no-such-etl"), "etl(name).view()"),
    "etl().start": (lambda client, bucket, stored: client.etl().start("no-such-etl"), "etl(name).start()"),
    "etl().stop": (lambda client, bucket, stored: client.etl().stop("no-such-etl"), "etl(name).stop()"),
    "etl().delete": (lambda client, bucket, stored: client.etl().delete("no-such-etl"), "etl(name).delete()"),
    "get(etl_id=)": (lambda client, bucket, stored: stored.get(etl_id="no-such-etl"), "get(etl=name)"),
    "transform": (lambda client, bucket, stored: bucket.transform("no-such-etl", "to"), "transform(etl, bucket"),
    "wait_for_xaction_finished": (
        lambda client, bucket, stored: client.xaction().wait_for_xaction_finished("", "lru"),
        "job(id, kind=...).wait(timeout=...)",
    ),
}


def closed(stored: Object, name: str) -> object:
    """What an open object says, which is then closed."""
    stream = stored.get()
    try:
        return getattr(stream, name)
    finally:
        stream.close()


@pytest.mark.parametrize(("call", "advice"), OLD.values(), ids=OLD)
def test_what_is_spelled_otherwise_says_so(
    old: Client, old_bucket: Bucket, path: Path, call: Callable[..., object], advice: str
) -> None:
    """Once, with what to write, at the line that has the old spelling; also where the call then fails."""
    stored = old_bucket.object("o")
    stored.put(path)
    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always")
        with suppress(AisError):
            call(old, old_bucket, stored)

    (warning,) = caught
    assert DeprecationWarning is warning.category
    assert advice in str(warning.message)
    assert __file__ == warning.filename


def test_what_is_spelled_as_it_was_says_nothing(old: Client, old_bucket: Bucket, path: Path) -> None:
    """Most of a program needs no change but the import, and then none at all."""
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        assert old.cluster().is_aistore_running()
        old.cluster().get_info()
        old.cluster().list_buckets(provider="ais")
        old_bucket.object("o").put(str(path))
        assert b"what the file holds" == old_bucket.object("o").get().read_all()
        old_bucket.object("o").delete()
