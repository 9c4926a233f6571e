"""A tiny model is trained from a folder of images in a bucket, and taken up again in the middle of an epoch.

AIS_ENDPOINT=http://localhost:8080 python examples/training/image_folder.py

Needs torch: pip install "aistore-hl[torch]"
"""

from itertools import islice

import torch
from torch import nn
from torch.utils.data import DataLoader

from aistore_hl import Bucket, Client
from aistore_hl.torch import IterDataset, MapDataset, Sample, Source

CLASSES = ("dark", "light")
SIDE = 8
"""Pixels of an image, each way."""


def fill(bucket: Bucket, count: int) -> None:
    """Images of one byte a pixel, in a folder for each class: `train/dark/0000.gray`."""
    generator = torch.Generator().manual_seed(0)
    for number in range(count):
        label = number % len(CLASSES)
        pixels = torch.randint(0, 128, (SIDE, SIDE), generator=generator) + 128 * label
        name = f"train/{CLASSES[label]}/{number:04}.gray"
        bucket.object(name).put(bytes(pixels.flatten().tolist()))


def decode(sample: Sample) -> tuple[torch.Tensor, int]:
    """An image and its label, which is the folder that it is in."""
    label = CLASSES.index(sample.name.split("/")[1])
    return torch.frombuffer(bytearray(sample.data), dtype=torch.uint8).float() / 255, label


def main() -> None:
    """Train, check, resume."""
    torch.manual_seed(0)
    with Client() as client:
        bucket = client.bucket("example-image-folder").create(exist_ok=True)
        fill(bucket, 200)
        images = Source(bucket, "train/", suffixes=(".gray",))

        # A batch is fetched at once; nothing is listed before the loader asks how many there are.
        model = nn.Sequential(nn.Linear(SIDE * SIDE, 16), nn.ReLU(), nn.Linear(16, len(CLASSES)))
        optimizer = torch.optim.SGD(model.parameters(), lr=0.5)
        loader = DataLoader(MapDataset(images, transform=decode), batch_size=20, shuffle=True)
        for epoch in range(3):
            for pixels, labels in loader:
                optimizer.zero_grad()
                loss = nn.functional.cross_entropy(model(pixels), labels)
                loss.backward()
                optimizer.step()
            print(f"epoch {epoch}: loss {loss.item():.3f}")

        right = sum((model(pixels).argmax(1) == labels).sum().item() for pixels, labels in loader)
        print(f"{right} of 200 right")
        assert right > 190

        # The same images in an order of the epoch's own, and a checkpoint in the middle of it.
        stream = IterDataset(images, transform=decode, shuffle=True, seed=1)
        whole = [label for _, label in stream]
        begun = [label for _, label in islice(stream, 70)]
        state = stream.state_dict()

        resumed = IterDataset(images, transform=decode, shuffle=True, seed=1)
        resumed.load_state_dict(state)
        assert begun + [label for _, label in resumed] == whole
        bucket.delete()


if __name__ == "__main__":
    main()
