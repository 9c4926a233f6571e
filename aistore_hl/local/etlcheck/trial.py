"""What is at hand while a transformer is tried, and what its answers are worth."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Final, Literal, TypeAlias
from urllib.parse import quote

from attrs import define, field, frozen

from .exchange import Ask, Line, Reply
from .nodes import Heard, Node, Say

Verdict: TypeAlias = Literal["ok", "note", "wrong", "untried"]
"""As AIS wants it; as AIS can live with it; not so; not looked at."""

BUCKET: Final = "etl-check"
SECRET: Final = f"/v1/etl/_object/{BUCKET}/checked"
"""Path of AIS_TARGET_URL."""


@frozen
class Finding:
    """What came of one thing that was tried."""

    way: str
    """How AIS would come to ask so: `push`, `pull`, `ws`, ..."""
    tried: str
    verdict: Verdict
    answer: str
    means: str
    """What AIS makes of the answer."""


@frozen
class Judgement:
    """A verdict, and what AIS makes of it."""

    verdict: Verdict
    means: str


@define(eq=False)
class Trial:
    """One transformer, the nodes around it, and what it is given."""

    host: str
    port: int
    sample: bytes
    """Content of an object that it can transform."""
    large: bytes
    seconds: float
    """For one request: what AIS gives an object."""
    arguments: str
    folder: Path
    """Files that it may read are in `mounted` there."""
    is_ours: bool
    """Whether it was started here, so that it knows the nodes."""
    target: Node
    """The target beside it."""
    other: Node
    """Another target of the cluster."""
    stage: Node
    """The next transformer of a pipeline."""
    stranger: Node
    """A node that it was not told of."""
    result: bytes | None = field(init=False, default=None)
    """What it makes of the sample; `None`: not known, or another thing each time."""
    objects: dict[str, Say] = field(init=False, factory=dict)
    """What the target has, by the last element of the path."""

    @property
    def has_target(self) -> bool:
        """Whether the transformer was seen to have been told of the target here."""
        return self.is_ours or bool(self.target.heard)

    def line(self, seconds: float | None = None) -> Line:
        """A connection of its own."""
        return Line(self.host, self.port, seconds or self.seconds)

    async def ask(self, ask: Ask) -> Reply:
        """The answer to one request, on a connection of its own."""
        async with self.line() as line:
            return await line.ask(ask)

    def push(
        self,
        body: bytes = b"",
        *,
        name: str = "object",
        query: str = "",
        nodes: Sequence[str] = (),
        is_chunked: bool = False,
        missing: int = 0,
    ) -> Ask:
        """The request by which an object is given to it, and the nodes that the result goes to."""
        pairs = [query] if query else []
        if self.arguments:
            pairs.insert(0, f"etl_args={quote(self.arguments, safe='')}")
        target = f"/{BUCKET}/{name}" + (f"?{'&'.join(pairs)}" if pairs else "")
        fields = [("Ais-Node-Url", ",".join(nodes))] if nodes else []
        return Ask("PUT", target, body, fields, is_chunked=is_chunked, missing=missing)

    def uname(self, name: str) -> str:
        """An object as an element of a path."""
        return quote(f"ais/@#/{BUCKET}/{name}", safe="$&+=:@")

    def final(self, node: Node, name: str) -> str:
        """Where a result is put."""
        return f"{node.origin}/{self.uname(name)}?owt=3&uuid=etl-check"

    def stored(self, heard: Heard) -> Say:
        """What a target answers: an object that it has, or that it has stored one."""
        if heard.method != "GET":
            return Say(200)
        name = heard.target.partition("?")[0].rpartition("%2F")[2]
        return self.objects.get(name, Say(404, b'{"status":404,"message":"object does not exist"}'))

    def file(self, name: str, content: bytes | None = None, *, folder: str = "mounted") -> str:
        """The `etl_fqn` of a file, which is written if there is content."""
        path = self.folder / folder / name
        if content is not None:
            path.write_bytes(content)
        return f"etl_fqn={quote(quote(str(path), safe='$&+=:@'), safe='')}"

    def judge(self, reply: Reply, *, content: bytes | None = None) -> Judgement:
        """Of an answer that has to be what is made of the sample, or other `content`."""
        if reply.error:
            return Judgement("wrong", "the object fails, and a job that does not go on over errors ends")
        if reply.status >= 400:
            return Judgement("wrong", f"the object fails: status {reply.status}, `ETL error: {_words(reply)}`")
        if reply.status == 204:
            return Judgement("wrong", "204 says that the result is stored elsewhere: the object is left out")
        if reply.status not in (200, 202):
            return Judgement("wrong", f"a status that AIS does not expect; it stores the {len(reply.content)} bytes")
        wanted = self.result if content is None else content
        if wanted and not reply.content:
            return Judgement("wrong", "an empty object is stored")
        if wanted is not None and wanted != reply.content:
            return Judgement("wrong", "other content than that of the same object by its body is stored")
        if reply.framing == "until close":
            return Judgement("note", "taken; where the content breaks off, AIS cannot see that it did")
        return Judgement("ok", "read, or stored")


def refused(reply: Reply, means: str) -> Judgement:
    """Of an answer that has to be a refusal."""
    if reply.status >= 400:
        return Judgement("ok", "the object fails, and is named with the reason")
    if reply.error:
        return Judgement("ok", "the object fails: the answer breaks off")
    return Judgement("wrong", means)


def _words(reply: Reply) -> str:
    text = " ".join(reply.content[:200].decode("utf-8", "replace").split())
    return text[:80]
