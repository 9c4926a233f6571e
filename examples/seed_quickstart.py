"""The quick start that AIStore's users know, line by line in its own spelling.

    AIS_ENDPOINT=http://localhost:8080 python examples/seed_quickstart.py

Makes and destroys the bucket `my-ais-bucket`. The lines for cloud buckets end as they do on a cluster without backends.
"""

from pathlib import Path
from tempfile import TemporaryDirectory

from aistore_hl import Client, errors

client = Client()

# Check if AIS is deployed and running
assert client.cluster().is_aistore_running()

# Get cluster information
print(client.cluster().get_info())

# Create a bucket named "my-ais-bucket"
client.bucket("my-ais-bucket").create()

# The provider can be named; "ais" is what it is without.
assert client.bucket("my-ais-bucket", provider="ais") == client.bucket("my-ais-bucket")

# Head bucket
print(client.bucket("my-ais-bucket").head())

# List buckets
assert client.bucket("my-ais-bucket") in client.cluster().list_buckets()

# Put Object
with TemporaryDirectory() as folder:
    path = Path(folder, "object")
    path.write_bytes(b"what the file holds")
    client.bucket("my-ais-bucket").object("my-new-object").put(str(path))

# Head object
print(client.bucket("my-ais-bucket").object("my-new-object").head())

# Get object
assert client.bucket("my-ais-bucket").object("my-new-object").get().read_all() == b"what the file holds"

# List objects in the bucket
assert [entry.name for entry in client.bucket("my-ais-bucket").list_objects()] == ["my-new-object"]

# Head AWS bucket
try:
    client.bucket("my-aws-bucket", provider="aws").head()
except errors.StatusError as exc:
    print("head aws:", exc.status, exc.tcode)

# Evict GCP bucket
try:
    client.bucket("my-gcp-bucket", provider="gcp").evict()
except errors.StatusError as exc:
    print("evict gcp:", exc.status, exc.tcode)

# Get object from Azure bucket
try:
    client.bucket("my-azure-bucket", provider="azure").object("filename.ext").get()
except errors.StatusError as exc:
    print("get azure:", exc.status, exc.tcode)

# List objects in AWS bucket
try:
    print(list(client.bucket("my-aws-bucket", provider="aws").list_objects()))
except errors.StatusError as exc:
    print("list aws:", exc.status, exc.tcode)

# Delete bucket named "my-ais-bucket"
client.bucket("my-ais-bucket").delete()
client.close()
