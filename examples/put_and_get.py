"""Put bytes and a file, get them back, delete them.

    AIS_ENDPOINT=http://localhost:8080 python examples/put_and_get.py

Without a cluster: `aisx serve` in another terminal prints the line to paste here, or write `Client.local()`.
"""

from pathlib import Path

from aistore_hl import Client

with Client() as client:
    bucket = client.bucket("example-put-and-get").create(exist_ok=True)

    bucket.object("greeting").put(b"hello")
    props = bucket.object("this/file").put(Path(__file__))
    print("stored", props.size, "bytes with checksum", props.checksum)

    with bucket.object("greeting").get() as reader:
        print(reader.read_all(), "of", reader.props.size, "bytes")

    # A URL names an object, too.
    with client.object("ais://example-put-and-get/this/file").get() as reader:
        assert reader.read_all() == Path(__file__).read_bytes()

    bucket.object("greeting").delete()
    bucket.object("greeting").delete(missing_ok=True)
    bucket.delete()
