"""The rows of the table whose results go to another stage, or whose list of nodes is malformed."""

from __future__ import annotations

from tests.etlserver.table import FILE, FINAL, LOST, PIECES, STAGE, WHOLE, fetched, pull, put, staged

STAGES = [
    put("stage", "", 200, b"staged content", node_url=STAGE, puts=staged()),
    put("stage-args", "upper", 200, b"staged CONTENT", node_url=STAGE, puts=staged("upper", b"CONTENT")),
    put("stage-args-quoted", '{"k": 1}', 200, b"staged content", node_url=STAGE, puts=staged("%7B%22k%22%3A%201%7D")),
    put("stage-slash", "", 200, b"staged content", node_url=STAGE + "/", puts=staged()),
    put("stage-file", "", 200, b"staged file of o", fqn=FILE, node_url=STAGE, puts=staged(body=b"file of o")),
    pull(
        "stage-pull",
        "",
        200,
        b"staged content of {tag}",
        node_url=STAGE,
        gets=fetched(),
        puts=staged(body=b"content of {tag}", name="ais%2F@%23%2Fb%2F{tag}"),
    ),
    put("stage-rest", "", 200, b"staged content", node_url=f"{STAGE},{FINAL}", puts=staged(rest=FINAL)),
    put(
        "stage-rest-spaces",
        "",
        200,
        b"staged content",
        node_url=f" {STAGE} , {STAGE} ,  {FINAL}",
        puts=staged(rest=f"{STAGE},{FINAL}"),
    ),
    put("stage-rest-unlisted", "", 200, b"staged content", node_url=f"{STAGE},{LOST}", puts=staged(rest=LOST)),
    put(
        "stage-off",
        "",
        200,
        b"staged content",
        node_url=f"{STAGE},{FINAL}",
        env="off",
        shapes=("whole",),
        puts=staged(rest=FINAL),
    ),
    put("stage-empty-output", "empty", 200, b"staged ", node_url=STAGE, puts=staged("empty", b"")),
    put(
        "stage-answers-nothing",
        "",
        200,
        b"",
        name="b/nothing-{tag}",
        node_url=STAGE,
        puts=staged(name="b/nothing-{tag}"),
    ),
    put(
        "stage-answers-chunks",
        "",
        200,
        b"of a stage",
        name="b/chunked-{tag}",
        node_url=STAGE,
        puts=staged(name="b/chunked-{tag}"),
    ),
    put(
        "stage-delivered",
        "",
        204,
        b"",
        name="b/delivered-{tag}",
        node_url=f"{STAGE},{FINAL}",
        headers={"ais-direct-put-length": "42"},
        puts=staged(rest=FINAL, name="b/delivered-{tag}"),
    ),
    *(
        put(
            f"stage-answers-{code}",
            "",
            told,
            name=f"b/status-{code}-{{tag}}",
            node_url=STAGE,
            puts=staged(name=f"b/status-{code}-{{tag}}"),
        )
        for code, told in ((400, 400), (404, 404), (500, 500), (202, 502), (302, 502))
    ),
    put(
        "stage-reset-once",
        "",
        200,
        b"staged content",
        name="b/reset-once-{tag}",
        node_url=STAGE,
        shapes=WHOLE,
        puts=staged(name="b/reset-once-{tag}") * 2,
    ),
    put(
        "stage-busy-stream",
        "",
        503,
        name="b/busy-once-{tag}",
        node_url=STAGE,
        shapes=PIECES,
        headers={"ais-etl-retry-reason": "direct-put-transient"},
        puts=staged(name="b/busy-once-{tag}"),
    ),
    put("stage-refused", "", 502, node_url="http://127.0.0.1:9"),
    put("stage-unlisted", "", 403, node_url="http://{stranger}"),
    put("stage-unlisted-rest", "", 403, node_url=f"http://{{stranger}},{FINAL}"),
    put("stage-raises", "raise", 500, node_url=STAGE),
]

MALFORMED = [
    put(f"malformed-{index}", "", 400, node_url=value, shapes=("whole",))
    for index, value in enumerate(
        (
            ",",
            "http://{peer},",
            ",http://{peer}",
            "http://{peer},,http://{peer}",
            "{peer}",
            "//{peer}",
            "ftp://{peer}/x",
            "http://user:word@{peer}/x",
            "http://{peer}/x#y",
            "http://{peer}/a b",
            "http://{peer}/..",
            "http://{peer}/%2e%2e%2fx",
            "http://{peer}/a/%2E/b",
            "http://{peer}/%zz",
            "http://{peer}/%00",
            "http://127.0.0.1:0/x",
            "http://127.0.0.1:99999/x",
            "http://:80/x",
            "http:///x",
            "http://[::1/x",
            "http://{peer}\\@{stranger}/x",
            "http://{peer}/x?a=%z",
            "http://{peer}/x,http://{peer}",
            f"{FINAL},{FINAL}",
            "http://{peer}/x;{stranger}|",
            "http://{peer}:1/x",
        )
    )
]
