"""A list of parts of many recordings becomes one tar: it asks audio_splitter.py for those of each recording.

    AIS_TARGET_URL= AIS_ENDPOINT=http://localhost:8080 python examples/etl/audio_consolidator.py

The object that it is given is the list, a line of JSON for each part, those of a recording one after the other:
`{"audio": "ais://speech/day-1.wav", "id": "a-1", "from_time": 0.5, "to_time": 2}`.
SPLITTER is the name of the other ETL.
"""

import io
import json
import os
import tarfile
from collections import deque
from collections.abc import Iterable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from itertools import groupby
from typing import Any, BinaryIO

from aistore_hl import Client
from aistore_hl.etlserver import HTTPMultiThreadedServer

AHEAD = 8
"""Recordings that are asked for at a time; no more than their parts are in memory."""


class AudioConsolidator(HTTPMultiThreadedServer):
    """The list is read as it comes, and the tar goes as it grows."""

    def setup(self) -> None:
        self.client = Client()  # the cluster is in AIS_ENDPOINT
        self.splitter = os.environ.get("SPLITTER", "audio-splitter")

    def transform_stream(self, reader: BinaryIO, path: str, etl_args: str) -> Iterator[bytes]:
        grown = io.BytesIO()
        lines = map(json.loads, reader)
        with tarfile.open(fileobj=grown, mode="w|") as tar, ThreadPoolExecutor(AHEAD) as workers:
            for parts in ahead(workers, self.split, groupby(lines, key=lambda line: line["audio"])):
                with tarfile.open(fileobj=io.BytesIO(parts)) as some:
                    for member in some:
                        tar.addfile(member, some.extractfile(member))
                yield taken(grown)
        yield taken(grown)

    def split(self, audio: str, lines: list[Any]) -> bytes:
        """The tar with the parts of one recording."""
        arguments = "\n".join(json.dumps(line) for line in lines)
        with self.client.object(audio).get(etl=self.splitter, etl_args=arguments) as parts:
            return parts.read_all()

    def get_mime_type(self) -> str:
        return "application/x-tar"


def ahead(workers: ThreadPoolExecutor, do: Any, groups: Iterable[tuple[str, Iterable[Any]]]) -> Iterator[bytes]:
    """What is made of each group, in their order, some of them ahead."""
    waiting: deque[Future[bytes]] = deque()
    for audio, lines in groups:
        waiting.append(workers.submit(do, audio, list(lines)))
        if len(waiting) == AHEAD:
            yield waiting.popleft().result()
    while waiting:
        yield waiting.popleft().result()


def taken(grown: io.BytesIO) -> bytes:
    """What has been written since it was last asked."""
    content = grown.getvalue()
    grown.seek(0)
    grown.truncate()
    return content


if __name__ == "__main__":
    AudioConsolidator().start()
