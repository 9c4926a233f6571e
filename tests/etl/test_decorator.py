"""What threads have and tasks cannot: a decorator that starts an ETL."""

from __future__ import annotations

from collections.abc import Callable

from aistore_hl import Client, LocalCluster
from aistore_hl.etlserver import HTTPMultiThreadedServer


def test_a_class_is_started_by_a_decorator(stage: LocalCluster, bucket_name: Callable[[], str]) -> None:
    """When the class is there, so is the ETL."""
    with Client(stage.endpoint) as client, client.etl("decorated-etl") as etl:

        @etl.init_class(dependencies=[], env={"GREETING": "good day"})
        class Greeting(HTTPMultiThreadedServer):
            def setup(self) -> None:
                import os

                self.greeting = os.environ["GREETING"].encode()

            def transform(self, data: bytes, path: str, etl_args: str) -> bytes:
                return self.greeting + b", " + data

        bucket = client.bucket(bucket_name()).create()
        bucket.object("name").put(b"AIS")
        with bucket.object("name").get(etl=etl) as reader:
            content = reader.read_all()
        bucket.delete()

    assert b"good day, AIS" == content
    assert issubclass(Greeting, HTTPMultiThreadedServer)
