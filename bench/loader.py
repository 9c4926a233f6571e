"""Samples a second out of a DataLoader: our datasets and NVIDIA's, side by side, interleaved, best round.

    python bench/loader.py [--endpoint URL] [--objects 2000] [--size 4096] [--batch 32] [--rounds 3] [--workers 0 2 4]
        [--write PAGE]

Without `--endpoint` on a local cluster in a process of its own. Every round reads every object and compares the bytes
that came with what was stored. Needs torch: `tox -e torch` makes an environment that has all of it.
"""

from __future__ import annotations

import argparse
import os
import secrets
import sys
import time
import warnings
from collections.abc import Callable, Iterable
from contextlib import ExitStack
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parent))

import page
import torch
from aistore.pytorch import AISIterDataset, AISMapDataset
from aistore.pytorch.batch_iter_dataset import AISBatchIterDataset
from aistore.sdk import Client as OfficialClient
from torch.utils.data import DataLoader

from aistore_hl import Bucket, Client, LocalCluster
from aistore_hl.torch import BatchDataset, IterDataset, MapDataset

PAIRS = {
    "map": ("our map", "aistore map"),
    "batch": ("our batch", "aistore batch"),
    "iter": ("our iter", "aistore iter"),
}


_PREFACE = """# Measured: datasets of PyTorch

{source}
Samples a second out of a `DataLoader`, torch {torch}: {objects:,} objects of {size:,} bytes, batches of {batch}.
Every epoch makes its loader anew, and with workers starts them: with so few samples that is most of what they take.
What came is compared in number and bytes with what was stored.

"""


def as_is(batch: Any) -> Any:
    """Samples as the dataset made them: what torch does to them afterwards is the same for all."""
    return batch


def loaders(bucket: Bucket, endpoint: str, batch: int, workers: int) -> dict[str, Callable[[], Iterable[Any]]]:
    """A loader of each kind, made anew for each round, as an epoch of a training does."""
    official = OfficialClient(endpoint)
    theirs = official.bucket(bucket.name)
    many = {"num_workers": workers, "collate_fn": as_is}
    return {
        "our map": lambda: DataLoader(MapDataset(bucket), batch_size=batch, **many),
        "our batch": lambda: DataLoader(BatchDataset(bucket, batch), batch_size=None, **many),
        "our iter": lambda: DataLoader(IterDataset(bucket), batch_size=batch, **many),
        "aistore map": lambda: DataLoader(AISMapDataset(ais_source_list=[theirs]), batch_size=batch, **many),
        "aistore batch": lambda: DataLoader(
            AISBatchIterDataset([theirs], official, max_batch_size=batch), batch_size=batch, **many
        ),
        "aistore iter": lambda: DataLoader(AISIterDataset(ais_source_list=[theirs]), batch_size=batch, **many),
    }


def epoch(loader: Iterable[Any]) -> tuple[int, int]:
    """Samples and bytes of an epoch."""
    samples = [sample for batch in loader for sample in batch]
    return len(samples), sum(len(data) for _, data in samples)


def main() -> None:
    """Print samples a second of each, and the ratios."""
    parser = argparse.ArgumentParser(description="samples a second out of a DataLoader")
    parser.add_argument("--endpoint")
    parser.add_argument("--objects", type=int, default=2000)
    parser.add_argument("--size", type=int, default=4096)
    parser.add_argument("--batch", type=int, default=32)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--workers", type=int, nargs="+", default=[0, 2, 4])
    parser.add_argument("--write", type=Path, help="a page in docs to write")
    given = parser.parse_args()
    warnings.filterwarnings("ignore", message="This DataLoader will create")
    with ExitStack() as stack:
        endpoint = given.endpoint or stack.enter_context(LocalCluster.process()).endpoint
        client = stack.enter_context(Client(endpoint))
        bucket = client.bucket(f"bench-loader-{secrets.token_hex(4)}").create()
        stack.callback(bucket.delete)
        for number in range(given.objects):
            bucket.object(f"train/{number:08}").put(os.urandom(given.size))
        rows = []
        for workers in given.workers:
            best = measured(bucket, endpoint, given, workers)
            for kind, (ours, theirs) in PAIRS.items():
                row = (
                    str(workers),
                    kind,
                    f"{best[ours]:,.0f}",
                    f"{best[theirs]:,.0f}",
                    f"{best[ours] / best[theirs]:.1f}",
                )
                rows.append(row)
                print(*row, flush=True)
    if given.write:
        where = page.AIS if given.endpoint else "a local cluster"
        source = page.source("loader.py", where, f"best of {given.rounds} rounds, interleaved")
        told = {"torch": torch.__version__, "objects": given.objects, "size": given.size, "batch": given.batch}
        head = ("workers", "dataset", "aistore-hl, samples/s", "aistore 2.0.0, samples/s", "times as many")
        given.write.write_text(_PREFACE.format(source=source, **told) + page.table(head, rows))


def measured(bucket: Bucket, endpoint: str, given: argparse.Namespace, workers: int) -> dict[str, float]:
    """Samples a second of each loader, in its best round."""
    makers = loaders(bucket, endpoint, given.batch, workers)
    best = dict.fromkeys(makers, 0.0)
    for _ in range(given.rounds):
        for name, make in makers.items():
            began = time.perf_counter()
            found = epoch(make())
            took = time.perf_counter() - began
            if found != (given.objects, given.objects * given.size):
                raise SystemExit(f"{name}: {found[0]:,} samples of {found[1]:,} bytes")
            best[name] = max(best[name], given.objects / took)
    return best


if __name__ == "__main__":
    main()
