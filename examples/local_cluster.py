"""A cluster for tests and for trying things out: no container, no account, gone when it is closed.

python examples/local_cluster.py
"""

from aistore_hl import Client, LocalCluster

with LocalCluster(targets=3) as cluster, Client(cluster.endpoint) as client:
    print(client.cluster().get_info())
    bucket = client.bucket("b").create()
    bucket.object("o").put(b"x" * 1_000_000)

    # The content went to one target; the proxy only said which.
    assert cluster.proxy.seen.body_bytes("PUT") == 0
    assert cluster.targets.seen.body_bytes("PUT") == 1_000_000
    owner = client.cluster().get_info().owner(bucket.object("o").ref.uname)
    print("o is on", owner.id, "at", owner.public)

    # Something that goes wrong, once: the connection ends half way through the next GET.
    fault = cluster.faults.once("GET object", side="target", cut=500_000)
    with bucket.object("o").get() as reader:
        assert sum(map(len, reader)) == 1_000_000
    assert fault.hits == 1
    print("cut once, and resumed with", cluster.targets.seen.arrivals("GET")[-1].header("range"))

# Or in one line, for a program of its own.
with Client.local() as client:
    print(client.bucket("b").create().exists())
