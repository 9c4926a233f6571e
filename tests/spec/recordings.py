"""Recorded exchanges with a real AIS 5.0, as values."""

from __future__ import annotations

import base64
import json
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any, Final, TypeAlias
from urllib.parse import parse_qsl, urlsplit

from attrs import field, frozen

Json: TypeAlias = Any
"""A value of a JSON document, as it was on the wire."""

FOLDER: Final = Path(__file__).parents[1] / "data" / "wire"

FILES: Final = (
    "01-health-cluster-daemon",
    "02-buckets",
    "02r-remote-ais",
    "03-list-objects",
    "04-objects",
    "04b-direct-target",
    "04c-archive",
    "05-multi-object",
    "06-jobs",
    "07-multipart-native",
    "08-get-batch",
    "10-etl",
    "10b-etl-live",
    "11-s3",
    "12-easy-urls",
)


def _fields(headers: Mapping[str, Any]) -> dict[str, list[str]]:
    return {name.lower(): value if isinstance(value, list) else [value] for name, value in headers.items()}


def _pairs(query: Any) -> tuple[tuple[str, str], ...]:
    pairs = query.items() if isinstance(query, dict) else query
    return tuple((str(name), str(value)) for name, value in pairs)


@frozen
class Request:
    """What was sent. `path` is percent-encoded, `query` is decoded, names of headers are in lower case."""

    method: str
    path: str
    query: tuple[tuple[str, str], ...] = field(default=(), converter=_pairs)
    headers: dict[str, list[str]] = field(factory=dict, converter=_fields)
    body: Json = None

    def header(self, name: str) -> str:
        """The first field of that name, or an empty string."""
        return self.headers.get(name.lower(), [""])[0]


@frozen
class Answer:
    """What came back; status 0 is nothing at all."""

    status: int
    headers: dict[str, list[str]] = field(factory=dict, converter=_fields)
    body: Json = None

    def header(self, name: str) -> str:
        """The first field of that name, or an empty string."""
        return self.headers.get(name.lower(), [""])[0]

    @property
    def media_type(self) -> str:
        """Of the body, without parameters; empty where it is not said."""
        return self.header("content-type").partition(";")[0].strip().lower()


@frozen
class Leg:
    """One hop: where the request went, and the answer."""

    method: str
    url: str
    answer: Answer

    @property
    def path(self) -> str:
        """Percent-encoded."""
        return urlsplit(self.url).path

    @property
    def query(self) -> tuple[tuple[str, str], ...]:
        """Decoded."""
        return tuple(parse_qsl(urlsplit(self.url).query, keep_blank_values=True))


@frozen
class Record:
    """One exchange."""

    file: str
    id: str
    node: str
    request: Request
    answer: Answer
    legs: tuple[Leg, ...] = ()

    @property
    def answers(self) -> tuple[Answer, ...]:
        """Every answer on the way, the last one included."""
        return tuple(leg.answer for leg in self.legs) or (self.answer,)


def text_of(body: Json) -> str | None:
    """A body that was recorded as text; `None` if it was not."""
    return body["text"] if isinstance(body, dict) and set(body) == {"text"} else None


def document_of(body: Json) -> Json:
    """A JSON body as what it means; also one that was recorded as bytes, since it has some that are not UTF-8."""
    if isinstance(body, dict) and set(body) == {"base64"}:
        return json.loads(base64.b64decode(body["base64"]).decode("utf-8", "replace"))
    return body


def size_of(body: Json) -> int | None:
    """Bytes of a body; `None` of JSON, which was recorded as what it means."""
    if body is None:
        return 0
    if (text := text_of(body)) is not None:
        return len(text.encode("utf-8", "surrogateescape"))
    if isinstance(body, dict) and set(body) == {"base64"}:
        return len(base64.b64decode(body["base64"]))
    if isinstance(body, dict) and set(body) in ({"size", "sha256"}, {"size", "text"}):
        return int(body["size"])
    return None


@cache
def read(file: str) -> tuple[Record, ...]:
    """All records of one file, in the order in which they were made."""
    with (FOLDER / f"{file}.jsonl").open(encoding="utf-8") as lines:
        return tuple(_record(file, json.loads(line)) for line in lines)


def read_all() -> tuple[Record, ...]:
    """All records of all files."""
    return tuple(record for file in FILES for record in read(file))


def _record(file: str, raw: Json) -> Record:
    sent = raw["request"]
    return Record(
        file=file,
        id=raw["id"],
        node=raw["cluster"],
        request=Request(sent["method"], sent["url_path"], sent["query"], sent["headers"], sent["body"]),
        answer=_answer(raw["response"]),
        legs=tuple(Leg(leg["method"], leg["url"], _answer(leg["response"])) for leg in raw["legs"]),
    )


def _answer(raw: Json) -> Answer:
    return Answer(raw["status"], raw["headers"], raw["body"])
