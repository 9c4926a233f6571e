"""`aisx demo`: the main job from end to end, two faults included, in a few seconds."""

from __future__ import annotations

import os
import secrets
import sys
import threading
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from datetime import datetime
from pathlib import Path
from typing import Final

import click
from attrs import frozen
from click.core import ParameterSource

from aistore_hl import Bucket, Client, LocalCluster, errors
from aistore_hl.local.relay import Relay
from aistore_hl.types import ClusterMap

from .dataset import DatasetSteps, small
from .files import File, Selection, largest
from .page import write_page
from .screen import Screen
from .signals import terminable
from .steps import Steps
from .story import Dataset, Row, Story
from .words import counted, in_bytes

_PREFIX: Final = "aisx-demo-"


@frozen
class _Connected:
    """A cluster, and the step that reaching it was."""

    client: Client
    cluster_map: ClusterMap
    row: Row
    is_local: bool


@click.command()
@click.argument(
    "folder", metavar="[DIR]", required=False, type=click.Path(exists=True, file_okay=False, path_type=Path)
)
@click.option("--endpoint", metavar="URL", help="Do it on this AIS, in a bucket of its own, instead of on a local one.")
@click.option(
    "--report",
    metavar="FILE",
    default="aisx-demo.html",
    show_default=True,
    type=click.Path(dir_okay=False, path_type=Path),
    help="The page that it writes.",
)
@click.option("--targets", default=3, show_default=True, type=click.IntRange(1, 64), help="Targets of the local one.")
@click.option("--keep", is_flag=True, help="Leave the bucket there; a local cluster runs on until Ctrl-C.")
@click.pass_context
def demo(
    context: click.Context, folder: Path | None, endpoint: str | None, report: Path, targets: int, keep: bool
) -> None:
    """Store the files of DIR in a cluster and read them back, through a cut connection and past a silent target.

    Then many small ones at once, and out of the archive that a job of the cluster makes of them.

    Without DIR: the standard library of this Python. The bucket is removed afterwards.
    """
    if endpoint is not None and context.get_parameter_source("targets") is ParameterSource.COMMANDLINE:
        raise click.UsageError("--targets is about the local cluster: leave out either it or --endpoint")
    if not os.access(report.absolute().parent, os.W_OK):
        raise click.UsageError(f"cannot write to {report.absolute().parent}: name another file by --report")
    selection = Selection.of_standard_library() if folder is None else Selection.of_folder(folder)
    if not selection.files or largest(selection.files).size < 2:
        raise click.UsageError(f"nothing to store in {selection.folder}: name a folder with files in it")
    screen = Screen(sys.stdout, sys.stderr)
    with terminable(), ExitStack() as stack:
        stack.callback(screen.clear)
        connected = _connect(stack, endpoint, targets)
        _introduce(selection, screen)
        bucket = connected.client.bucket(_PREFIX + secrets.token_hex(4))
        if not keep:
            stack.enter_context(_removed(bucket))
        story = _tell(connected, bucket, selection, screen, keep=keep)
        write_page(story, report)
        _conclude(story, report, screen)
        if keep:
            _stay(story, screen)


def _introduce(selection: Selection, screen: Screen) -> None:
    count = counted(len(selection.files), "file")
    screen.title(f"{count}, {in_bytes(selection.size)}: {selection.title}")
    if selection.left_out:
        screen.say(f"    left out: {selection.left_out}")
    screen.say()


def _connect(stack: ExitStack, endpoint: str | None, targets: int) -> _Connected:
    """Reach the cluster at the endpoint, or start one."""
    began = time.monotonic()
    is_local = endpoint is None
    if endpoint is not None:
        step, code = "connect", f'client = Client("{endpoint}")'
    else:
        cluster = stack.enter_context(LocalCluster(targets))
        endpoint = cluster.endpoint
        step, code = "start", f"cluster = LocalCluster(targets={targets})\nclient = Client(cluster.endpoint)"
    client = stack.enter_context(Client(endpoint))
    found = client.cluster().get_info()
    nodes = f"{counted(len(found.proxies), 'proxy', 'proxies')}, {counted(len(found.targets), 'target')}"
    row = Row(step, f"{client.endpoint}: {nodes}", code, time.monotonic() - began)
    return _Connected(client, found, row, is_local)


def _tell(connected: _Connected, bucket: Bucket, selection: Selection, screen: Screen, *, keep: bool) -> Story:
    """Do all steps, showing each as it is over."""
    began = datetime.now().astimezone()
    rows: list[Row] = []

    def over(row: Row) -> None:
        rows.append(row)
        screen.step(row)

    over(connected.row)
    steps = Steps(connected.client, bucket, selection.files, screen.progress)
    over(steps.store())
    row, landed = steps.list(connected.cluster_map)
    over(row)
    over(steps.read())
    with Relay(connected.client.endpoint, connected.cluster_map) as relay:
        row, cut = steps.read_cut(relay, largest(steps.files))
        over(row)
        node, files = _another(landed, cut.file)
        row, silence = steps.read_silent(relay, largest(files), node)
        over(row)
    over(steps.call_raw())
    over(steps.read_async())
    dataset = _dataset(connected.client, steps, over)
    if not keep:
        over(steps.remove())
    return Story(
        selection=selection,
        endpoint=connected.client.endpoint,
        bucket=str(bucket.ref),
        is_local=connected.is_local,
        began=began,
        rows=tuple(rows),
        samples=tuple(steps.samples),
        landed=landed,
        cut=cut,
        silence=silence,
        dataset=dataset,
    )


def _dataset(client: Client, steps: Steps, over: Callable[[Row], None]) -> Dataset | None:
    """The small files as a dataset, in a bucket that is there only for that; `None` where no file is small."""
    files = small(steps.files)
    if not files:
        return None
    bucket = client.bucket(f"{steps.bucket.name}-many")
    with _removed(bucket):
        dataset = DatasetSteps(steps, bucket, files)
        return dataset.told(over)


def _another(landed: Mapping[str, Sequence[File]], file: File) -> tuple[str, Sequence[File]]:
    """A target that holds something, if possible not the one that holds `file`."""
    holding = [(node, files) for node, files in landed.items() if files]
    return next((each for each in holding if file not in each[1]), holding[0])


def _conclude(story: Story, report: Path, screen: Screen) -> None:
    screen.table(story.rows)
    screen.landed(story.landed)
    screen.say()
    screen.title(f"{story.verdict} The page: {report.absolute()}")


def _stay(story: Story, screen: Screen) -> None:
    """Say what is still there; a local cluster ends with the process, so wait."""
    if not story.is_local:
        screen.say(f"{story.bucket} is still there")
        return
    try:
        screen.say(f"{story.bucket} is still there, until Ctrl-C:\nexport AIS_ENDPOINT={story.endpoint}")
        threading.Event().wait()
    except KeyboardInterrupt:
        screen.say("ended; what it held is gone")


@contextmanager
def _removed(bucket: Bucket) -> Iterator[None]:
    """Whatever happens within, the bucket is gone afterwards, or it is said that it is not."""
    try:
        yield
    finally:
        try:
            bucket.delete(missing_ok=True, timeout=10)
        except errors.AisError as exc:
            click.echo(f"aisx: {bucket.ref} could not be removed: {exc}", err=True)
