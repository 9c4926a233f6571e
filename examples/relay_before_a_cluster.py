"""The faults of the local cluster on any cluster: a relay stands between, and every leg passes through it.

AIS_ENDPOINT=http://localhost:8080 python examples/relay_before_a_cluster.py
"""

from aistore_hl import Client, Timeouts
from aistore_hl.local.relay import Relay

with Client() as client, Relay(client.endpoint, client.cluster().get_info()) as relay:
    with Client(relay.endpoint, timeout=Timeouts(first_byte=0.2)) as relayed:
        bucket = relayed.bucket("example-relay").create(exist_ok=True)
        bucket.object("o").put(b"x" * 100_000)

        relay.faults.once("GET object", side="target", status=503)
        relay.faults.once("GET object", side="target", delay=1.0)
        with bucket.object("o").get() as reader:
            assert len(reader.read_all()) == 100_000

    asked = [each.node for each in relay.seen.arrivals("GET") if each.side == "target"]
    print("refused once, silent once, then answered by", asked)
    assert len(asked) == 3
    client.bucket("example-relay").delete()
