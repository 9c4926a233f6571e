"""A dataset of many small objects becomes a few shards, which are read back as WebDataset has them.

AIS_ENDPOINT=http://localhost:8080 python examples/dataset_to_shards.py

Many small objects cost a request each, in every epoch; a shard costs one for thousands of samples.
`aistore_hl.torch.ShardDataset` reads them in a DataLoader, and the package webdataset does after
`aistore_hl.torch.register_webdataset()`. Here they are read without either, so that this runs without torch.
"""

import json
import tarfile

from aistore_hl import Client
from aistore_hl.torch import ShardWriter

with Client() as client:
    raw = client.bucket("example-raw").create(exist_ok=True)
    shards = client.bucket("example-shards").create(exist_ok=True)

    # A dataset as it often is: a file of content and a file of labels, by the same name.
    for number in range(100):
        raw.object(f"train/{number:04}.txt").put(f"text number {number}".encode())
        raw.object(f"train/{number:04}.json").put(json.dumps({"label": number % 10}).encode())

    with ShardWriter(shards, "train-%04d.tar", max_samples=30) as writer:
        for entry in raw.list_objects("train/"):
            key, _, kind = entry.name.rpartition(".")
            if kind == "txt":
                text = raw.object(entry.name).get().read_all()
                labels = json.loads(raw.object(f"{key}.json").get().read_all())
                writer.write({"__key__": key, "txt": text, "cls": labels["label"]})
    print(f"{len(writer.shards)} shards:", *writer.shards)

    # What a shard is: a tar archive, whose files are samples by the part of their name before the first dot.
    labels_seen = []
    for name in writer.shards:
        with shards.object(name).open("rb") as file, tarfile.open(fileobj=file, mode="r|") as tar:
            for member in tar:
                if member.name.endswith(".cls"):
                    content = tar.extractfile(member)
                    assert content is not None
                    labels_seen.append(int(content.read()))
    assert labels_seen == [number % 10 for number in range(100)]

    print({entry.name: entry.size for entry in shards.list_objects()})
    raw.delete()
    shards.delete()
