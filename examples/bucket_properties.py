"""How a bucket is set up, and how that is changed.

AIS_ENDPOINT=http://localhost:8080 python examples/bucket_properties.py
"""

from aistore_hl import Client

with Client() as client:
    bucket = client.bucket("example-bucket-properties").create(props={"checksum": {"type": "md5"}}, exist_ok=True)
    checksum = bucket.object("o").put(b"hello").checksum
    print(checksum)

    # Nested as AIS has them; a name that AIS does not have is a ValueError, not a silent nothing.
    bucket.set_props({"checksum": {"type": "sha256"}, "versioning": {"enabled": False}})
    print(bucket.head())
    bucket.reset_props()

    print(client.cluster().list_buckets())
    bucket.delete()
