"""Every endpoint of the specification, typed: the generated calls, through the client's own session.

AIS_ENDPOINT=http://localhost:8080 python examples/raw_calls.py
"""

from aistore_api.api.buckets import create_bucket, destroy_bucket
from aistore_api.api.cluster import get_smap
from aistore_api.api.objects import get_object, put_object
from aistore_api.models import CreateBucketAction, DestroyBucketAction

from aistore_hl import Client

BUCKET = "example-raw-calls"

with Client() as client:
    smap = client.raw.send(get_smap.call())
    print("cluster", smap.uuid, "has", len(smap.tmap.additional_properties), "targets")

    # The same redirects, retries and errors as everywhere.
    client.raw.send(create_bucket.call(BUCKET, body=CreateBucketAction()))
    client.raw.send(put_object.call(BUCKET, "o", body=b"hello"))
    assert client.raw.send(get_object.call(BUCKET, "o")) == b"hello"

    # Status and header fields, or the body as a stream.
    print(client.raw.answer(get_object.call(BUCKET, "o")).headers)
    with client.raw.open(get_object.call(BUCKET, "o")) as response:
        print(response.status, response.read())

    client.raw.send(destroy_bucket.call(BUCKET, body=DestroyBucketAction()))
