"""`aisx etl top`: what the transformers of the cluster are doing."""

from __future__ import annotations

import sys
import threading
import time
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, Final

import click
from attrs import frozen

from aistore_hl import errors

from . import options
from .output import Output
from .signals import terminable
from .words import in_bytes

if TYPE_CHECKING:
    from aistore_hl import Client
    from aistore_hl.types import EtlInfo, EtlUsage

_COLUMNS: Final = ("etl", "stage", "target", "health", "cpu", "memory", "objects", "in", "out", "objects/s")
_RIGHT: Final = ("cpu", "memory", "objects", "in", "out", "objects/s")
_CLEAR: Final = "\x1b[H\x1b[2J"


@frozen
class _Look:
    """One ETL at one moment."""

    info: EtlInfo
    health: Mapping[str, str]
    usage: Mapping[str, EtlUsage] | None
    """`None`: the cluster does not know."""
    time: float


@click.command()
@click.option(
    "--interval",
    metavar="SECONDS",
    default=2.0,
    show_default=True,
    type=click.FloatRange(0.1),
    help="Between two looks.",
)
@click.option("--once", is_flag=True, help="Look once, as where there is no terminal.")
@options.JSON
@options.ENDPOINT
def top(interval: float, once: bool, as_json: bool, endpoint: str | None) -> None:
    """Show CPU, memory and objects of every ETL, beside each target, again and again until Ctrl-C.

    Objects and bytes are those that were read; a job has its own, in `aisx jobs show`.
    """
    output = Output(as_json=as_json)
    with options.connect(endpoint) as client, terminable():
        looks = _looks(client)
        if once or not output.is_terminal:
            _show(looks, {}, output)
            return
        before: dict[str, _Look] = {}
        never = threading.Event()
        try:
            while True:
                sys.stdout.write(_CLEAR)
                _show(looks, before, output)
                sys.stdout.flush()
                never.wait(interval)
                before, looks = {look.info.name: look for look in looks}, _looks(client)
        except KeyboardInterrupt:
            return  # which is how it is meant to end


def _looks(client: Client) -> list[_Look]:
    found = sorted(client.cluster().list_etls(), key=lambda info: info.name)
    return [_look(client, info) for info in found]


def _look(client: Client, info: EtlInfo) -> _Look:
    etl = client.etl(info.name)
    if not info.is_running:
        return _Look(info, {}, {}, time.monotonic())
    try:
        health = etl.health()
        return _Look(info, health, _usage(client, info.name), time.monotonic())
    except errors.EtlNotFound:
        return _Look(info, {}, {}, time.monotonic())  # it was stopped since it was listed


def _usage(client: Client, name: str) -> dict[str, EtlUsage] | None:
    try:
        return client.etl(name).metrics()
    except errors.EtlNotFound:
        raise
    except errors.StatusError:
        return None  # a Kubernetes without a metrics server


def _show(looks: list[_Look], before: Mapping[str, _Look], output: Output) -> None:
    if output.as_json:
        for look in looks:
            output.document(_document(look))
        return
    rows = [row for look in looks for row in _rows(look, before.get(look.info.name), output)]
    output.table(_COLUMNS, rows, right=_RIGHT)


def _rows(look: _Look, before: _Look | None, output: Output) -> list[tuple[str, ...]]:
    """The ETL as a whole, and beside each target."""
    info, usage = look.info, look.usage
    cpu = memory = "-"
    if usage:
        cpu = f"{sum(each.cpu for each in usage.values()):.2f}"
        memory = _size(sum(each.memory for each in usage.values()), output)
    rate = "-"
    if before is not None and look.time > before.time:
        rate = f"{max(info.objects - before.info.objects, 0) / (look.time - before.time):.1f}"
    good = sum(state == "Running" for state in look.health.values())
    health = f"{good}/{len(look.health)}" if look.health else "-"
    sizes = (_size(info.bytes_in, output), _size(info.bytes_out, output))
    rows: list[tuple[str, ...]] = [(info.name, info.stage, "-", health, cpu, memory, str(info.objects), *sizes, rate)]
    for target, state in sorted(look.health.items()):
        mine = (usage or {}).get(target)
        used = ("-", "-") if mine is None else (f"{mine.cpu:.2f}", _size(mine.memory, output))
        rows.append((info.name, "", target, state, *used, "", "", "", ""))
    return rows


def _size(size: int, output: Output) -> str:
    """For eyes, unless a program reads it."""
    return in_bytes(size) if output.is_terminal else str(size)


def _document(look: _Look) -> dict[str, Any]:
    usage = look.usage or {}
    return {
        "etl": look.info.name,
        "stage": look.info.stage,
        "objects": look.info.objects,
        "bytes_in": look.info.bytes_in,
        "bytes_out": look.info.bytes_out,
        "targets": {
            target: {
                "health": state,
                "cpu": usage[target].cpu if target in usage else None,
                "memory": usage[target].memory if target in usage else None,
            }
            for target, state in sorted(look.health.items())
        },
    }
