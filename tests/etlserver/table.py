"""How a request is answered, by where its content comes from, where it goes, how it is transformed and what fails."""

from __future__ import annotations

from urllib.parse import quote

from attrs import field, frozen

from tests.etlserver import transformers
from tests.etlserver.cluster import SECRET

WHOLE = ("whole", "coroutine")
PIECES = ("pieces", "coroutine pieces")
ALL = (*WHOLE, *PIECES)
BROKEN = 0
"""The connection ends before the answer does."""

DATA = b"content"
LONG = b"0123456789" * 500
NUMBERS = bytes(transformers.NUMBERS)


@frozen
class Row:
    """One line of the table. In texts `{tag}` is a name of its own, and `{own}`, `{peer}`, `{stranger}` are nodes."""

    id: str
    method: str
    target: str
    status: int
    answer: bytes | None = None
    """None: whatever it is."""
    body: bytes | None = None
    chunked: bool = False
    length: int | None = None
    """A Content-Length that is a lie."""
    node_url: str | None = None
    headers: dict[str, str] = field(factory=dict)
    """Some of the answer's."""
    puts: tuple[tuple[str, str, bytes | None, str | None], ...] = ()
    """All that arrives at nodes: node, target, body, Ais-Node-Url."""
    gets: tuple[tuple[str, str], ...] = ()
    shapes: tuple[str, ...] = ALL
    env: str = "on"


def put(
    id: str,
    args: str,
    status: int,
    answer: bytes | None = None,
    *,
    fqn: str | None = None,
    name: str = "b/{tag}",
    query: str = "",
    **more: object,
) -> Row:
    """A push: content as the body, unless a file is named."""
    items = [f"etl_args={quote(args, safe='{}')}"] if args else []
    items += [f"etl_fqn={quote(quote(fqn, safe='{}'), safe='{}')}"] if fqn is not None else []
    items += [query] if query else []
    target = f"/{name}" + (f"?{'&'.join(items)}" if items else "")
    body = more.pop("body", None if fqn is not None else DATA)
    return Row(id, "PUT", target, status, answer, body, **more)  # type: ignore[arg-type]


def pull(
    id: str,
    args: str,
    status: int,
    answer: bytes | None = None,
    *,
    name: str = "{tag}",
    query: str = "",
    **more: object,
) -> Row:
    """A pull: the path is the name of an object with its bucket, encoded."""
    items = [f"etl_args={quote(args, safe='')}"] if args else []
    items += [query] if query else []
    target = f"/ais%2F@%23%2Fb%2F{name}" + (f"?{'&'.join(items)}" if items else "")
    return Row(id, "GET", target, status, answer, **more)  # type: ignore[arg-type]


FINAL = "http://{peer}/ais%2F@%23%2Fto%2F{tag}?owt=3&uuid=job"
AT_FINAL = f"{SECRET}/ais%2F@%23%2Fto%2F{{tag}}?owt=3&uuid=job"
OWN = "http://{own}/ais%2F@%23%2Fto%2F{tag}?owt=3"
LOST = "http://{stranger}/ais%2F@%23%2Fto%2F{tag}?owt=3"
STAGE = "http://{peer}"
FILE = "{root}/b/o"


def final(name: str) -> str:
    """A final target that does what the name says."""
    return f"http://{{peer}}/ais%2F@%23%2Fto%2F{name}?owt=3"


def at_final(name: str) -> str:
    """What it then gets."""
    return f"{SECRET}/ais%2F@%23%2Fto%2F{name}?owt=3"


def fetched(name: str = "{tag}", query: str = "") -> tuple[tuple[str, str], ...]:
    """What the target beside the transformer is asked for."""
    return (("own", f"{SECRET}/ais%2F@%23%2Fb%2F{name}{query}"),)


def stored(body: bytes = DATA, target: str = AT_FINAL, node: str = "peer") -> tuple[tuple[str, str, bytes, None], ...]:
    """What a final target gets."""
    return ((node, target, body, None),)


def staged(
    args: str = "", body: bytes = DATA, rest: str | None = None, name: str = "b/{tag}"
) -> tuple[tuple[str, str, bytes, str | None], ...]:
    """What another stage gets."""
    return (("peer", f"/{name}" + (f"?etl_args={args}" if args else ""), body, rest),)


REPLY = [
    put("push", "", 200, DATA, headers={"content-type": "text/x-test"}),
    put("push-upper", "upper", 200, b"CONTENT"),
    put("push-empty-body", "", 200, b"", body=b""),
    put("push-long", "", 200, LONG, body=LONG),
    put("push-chunked", "", 200, LONG, body=LONG, chunked=True),
    put("push-chunked-empty", "", 200, b"", body=b"", chunked=True),
    put("push-path", "show", 200, b"b/dir/{tag}|show|content", name="b/dir/{tag}"),
    put("push-path-encoded", "show", 200, "b/a b+é%|show|content".encode(), name="b/a%20b+%C3%A9%25"),
    put("push-args", 'show:{"k": 1}&=', 200, b'b/{tag}|show:{"k": 1}&=|content'),
    put("push-args-plus", "", 200, b"CONTENT", query="etl_args=+upper+"),
    put("push-latest", "", 200, DATA, query="latest-ver=true"),
    put("push-empty-output", "empty", 200, b""),
    put("push-view", "view", 200, DATA, shapes=WHOLE),
    put("push-raises", "raise", 500),
    put("push-panics", "panic", 500),
    put("push-numbers", "numbers", 200, NUMBERS),
    put("push-buffer-again", "reuse", 200, LONG, body=LONG, shapes=PIECES),
    put("push-mislabelled", "", 500, shapes=("mislabelled",)),
    put("push-exits", "exit", 500, shapes=WHOLE),
    put("push-nothing", "nothing", 500, shapes=WHOLE),
    put("push-text", "text", 500, shapes=WHOLE),
    put("push-text-midway", "text", BROKEN, shapes=PIECES),
    put("push-fails-midway", "midway", BROKEN, body=LONG, shapes=PIECES),
    put("push-unread", "unread", 200, b"unread", body=LONG, shapes=PIECES),
    put("push-short", "", 400, length=100, shapes=WHOLE),
    put("push-short-pieces", "", BROKEN, body=LONG, length=9000, shapes=PIECES),
    put("push-short-swallowed", "swallow", BROKEN, body=LONG, length=9000, shapes=PIECES),
    put("push-too-long", "", 413, body=LONG * 3, shapes=WHOLE),
    put("push-too-long-chunked", "", 413, body=LONG * 3, chunked=True, shapes=WHOLE),
    put("push-long-pieces", "", 200, LONG * 3, body=LONG * 3, shapes=PIECES),
    put("file", "upper", 200, b"FILE OF O", fqn=FILE),
    put("file-body-ignored", "", 200, b"file of o", fqn=FILE, body=b"other"),
    put("file-encoded", "", 200, b"file of %ob", fqn="{root}/b/%ob x"),
    put("file-empty", "", 200, b"", fqn="{root}/b/empty"),
    put("file-missing", "", 404, fqn="{root}/b/none"),
    put("file-outside", "", 403, fqn="{outside}/secret"),
    put("file-off", "", 403, fqn=FILE, env="off", shapes=("whole",)),
    put("file-raises", "raise", 500, fqn=FILE),
    put("file-by-path", "show", 200, b"b/{tag}|show|{root}/b/o", fqn=FILE, env="fqn", shapes=("whole",)),
    put("file-by-path-missing", "show", 404, fqn="{root}/none", env="fqn", shapes=("whole",)),
    put("file-by-path-hidden", "open", 500, fqn=FILE, env="fqn", shapes=("whole",)),
    put("body-by-path", "show", 200, b"b/{tag}|show|content", env="fqn", shapes=("whole",)),
    pull("pull", "", 200, b"content of {tag}", gets=fetched()),
    pull("pull-upper", "upper", 200, gets=fetched()),
    pull("pull-path", "show", 200, b"ais/@#/b/{tag}|show|content of {tag}", gets=fetched()),
    pull("pull-latest", "", 200, query="latest-ver=true", gets=fetched(query="?latest-ver=true")),
    pull("pull-file", "", 200, b"file of o", query="etl_fqn={root}%252Fb%252Fo"),
    pull(
        "pull-file-latest",
        "",
        200,
        b"content of {tag}",
        query="etl_fqn={root}%252Fb%252Fo&latest-ver=true",
        gets=fetched(query="?latest-ver=true"),
    ),
    pull(
        "pull-file-off",
        "",
        200,
        b"content of {tag}",
        query="etl_fqn={root}%252Fb%252Fo",
        gets=fetched(),
        env="off",
        shapes=("whole",),
    ),
    pull("pull-file-outside", "", 403, query="etl_fqn={outside}%252Fsecret"),
    pull("pull-missing", "", 404, name="missing-{tag}", gets=fetched("missing-{tag}")),
    pull("pull-short", "", 502, name="short-{tag}", gets=fetched("short-{tag}"), shapes=WHOLE),
    pull("pull-short-pieces", "", BROKEN, name="short-long-{tag}", gets=fetched("short-long-{tag}"), shapes=PIECES),
    pull(
        "pull-short-swallowed",
        "swallow",
        BROKEN,
        name="short-long-{tag}",
        gets=fetched("short-long-{tag}"),
        shapes=PIECES,
    ),
    pull("pull-packed", "", 502, name="packed-{tag}", gets=fetched("packed-{tag}")),
    pull("pull-moved", "", 502, name="moved-{tag}", gets=fetched("moved-{tag}")),
    pull("pull-raises", "raise", 500, shapes=WHOLE, gets=fetched()),
]

DIRECT = [
    put("put", "", 204, b"", node_url=FINAL, headers={"ais-direct-put-length": "7"}, puts=stored()),
    put("put-args", "upper", 204, b"", node_url=FINAL, puts=stored(b"CONTENT", AT_FINAL + "&etl_args=upper")),
    put("put-file", "", 204, b"", fqn=FILE, node_url=FINAL, puts=stored(b"file of o")),
    pull("put-pull", "", 204, b"", node_url=FINAL, gets=fetched(), puts=stored(b"content of {tag}")),
    put("put-chunked", "", 204, b"", body=LONG, chunked=True, node_url=FINAL, puts=stored(LONG)),
    put(
        "put-numbers",
        "numbers",
        204,
        b"",
        node_url=FINAL,
        headers={"ais-direct-put-length": "12"},
        puts=stored(NUMBERS, AT_FINAL + "&etl_args=numbers"),
    ),
    put("put-own", "", 204, b"", node_url=OWN, puts=stored(node="own", target=at_final("{tag}"))),
    put(
        "put-empty",
        "empty",
        204,
        b"",
        node_url=OWN,
        headers={"ais-direct-put-length": "0"},
        puts=stored(b"", at_final("{tag}") + "&etl_args=empty", "own"),
    ),
    put("put-unlisted", "", 200, DATA, node_url=LOST),
    pull("put-unlisted-pull", "", 200, b"content of {tag}", node_url=LOST, gets=fetched()),
    put("put-off", "", 200, DATA, node_url=FINAL, env="off", shapes=("whole",)),
    put(
        "put-file-by-path",
        "show",
        204,
        b"",
        fqn=FILE,
        node_url=OWN,
        env="fqn",
        shapes=("whole",),
        puts=stored(b"b/{tag}|show|{root}/b/o", at_final("{tag}") + "&etl_args=show", "own"),
    ),
    put("put-raises", "raise", 500, node_url=FINAL),
    put(
        "put-midway",
        "midway",
        500,
        body=LONG,
        node_url=FINAL,
        shapes=PIECES,
        puts=(("peer", AT_FINAL + "&etl_args=midway", None, None),),
    ),
    put("put-short", "", 400, length=100, node_url=FINAL, shapes=WHOLE),
    put(
        "put-short-pieces",
        "",
        400,
        body=LONG,
        length=9000,
        node_url=FINAL,
        shapes=PIECES,
        puts=(("peer", AT_FINAL, None, None),),
    ),
    pull("put-pull-missing", "", 404, name="missing-{tag}", node_url=FINAL, gets=fetched("missing-{tag}")),
    pull("put-pull-short", "", 502, name="short-{tag}", node_url=FINAL, gets=fetched("short-{tag}"), shapes=WHOLE),
    put(
        "put-delivered",
        "",
        204,
        b"",
        node_url=final("delivered-{tag}"),
        headers={"ais-direct-put-length": "42"},
        puts=stored(DATA, at_final("delivered-{tag}")),
    ),
    *(
        put(
            f"put-answers-{code}",
            "",
            told,
            node_url=final(f"status-{code}-{{tag}}"),
            puts=stored(DATA, at_final(f"status-{code}-{{tag}}")),
        )
        for code, told in (
            (404, 404),
            (409, 409),
            (500, 500),
            (503, 503),
            (507, 507),
            (201, 502),
            (302, 502),
            (307, 502),
        )
    ),
    put(
        "put-reset-once",
        "",
        204,
        b"",
        node_url=final("reset-once-{tag}"),
        shapes=WHOLE,
        puts=stored(DATA, at_final("reset-once-{tag}")) * 2,
    ),
    put(
        "put-reset-once-file",
        "",
        204,
        b"",
        fqn=FILE,
        node_url=final("reset-once-{tag}"),
        puts=stored(b"file of o", at_final("reset-once-{tag}")) * 2,
    ),
    pull(
        "put-reset-once-pull",
        "",
        204,
        b"",
        node_url=final("reset-once-{tag}"),
        shapes=PIECES,
        gets=fetched() * 2,
        puts=stored(b"content of {tag}", at_final("reset-once-{tag}")) * 2,
    ),
    put(
        "put-reset-once-stream",
        "",
        503,
        node_url=final("reset-once-{tag}"),
        shapes=PIECES,
        headers={"ais-etl-retry-reason": "direct-put-transient"},
        puts=stored(DATA, at_final("reset-once-{tag}")),
    ),
    put(
        "put-reset-always",
        "",
        502,
        node_url=final("reset-always-{tag}"),
        shapes=WHOLE,
        puts=stored(DATA, at_final("reset-always-{tag}")) * 3,
    ),
    put(
        "put-busy-once",
        "",
        204,
        b"",
        node_url=final("busy-once-{tag}"),
        shapes=WHOLE,
        puts=stored(DATA, at_final("busy-once-{tag}")) * 2,
    ),
    put("put-refused", "", 502, node_url="http://127.0.0.1:9/ais%2F@%23%2Fto%2F{tag}"),
]
