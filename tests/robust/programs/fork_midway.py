"""A fork while another thread is reading the cluster map, and one of a client that has a cluster of its own."""

from __future__ import annotations

import os
import sys
import threading

from aistore_hl import Client, errors
from tests.faults.endpoints import Answer, Endpoint, Request, serving, smap, store
from tests.robust.processes import say


def while_locked() -> None:
    """The lock is held by a thread that the child does not have."""
    reading, go_on = threading.Event(), threading.Event()
    maps: list[Request] = []

    def answer(endpoint: Endpoint, request: Request) -> Answer:
        if request.path == "/v1/cluster":
            maps.append(request)
            if len(maps) == 1:
                reading.set()
                go_on.wait(20)
            return smap(endpoint, target.origin)
        return 301, {"Location": target.origin + request.path + "?pid=p&utm=1"}, b""

    with serving(store) as target, serving(answer) as endpoint, Client(endpoint.origin, timeout=15) as client:
        found: list[bytes] = []
        thread = threading.Thread(target=lambda: found.append(client.object("ais://b/o").get().read_all()))
        thread.start()
        assert reading.wait(10)
        child = os.fork()
        if not child:
            os._exit(0 if client.object("ais://b/o").get(timeout=5).read_all() == b"" else 1)
        _, status = os.waitpid(child, 0)
        go_on.set()
        thread.join()
    say({"child": os.waitstatus_to_exitcode(status), "parent": found == [b""]})


def own_cluster() -> None:
    """The cluster belongs to the parent: the child may use it and close its client, and it runs on."""
    client = Client.local()
    client.bucket("b").create().object("o").put(b"content")
    child = os.fork()
    if not child:
        right = client.object("ais://b/o").get().read_all() == b"content"
        client.close()
        os._exit(0 if right else 1)
    _, status = os.waitpid(child, 0)
    after = client.object("ais://b/o").get().read_all() == b"content"
    client.close()
    try:
        client.object("ais://b/o").head()
        ended = False
    except errors.ClientClosed:
        ended = True
    say({"child": os.waitstatus_to_exitcode(status), "parent": after and ended})


if __name__ == "__main__":
    {"while_locked": while_locked, "own_cluster": own_cluster}[sys.argv[1]]()
