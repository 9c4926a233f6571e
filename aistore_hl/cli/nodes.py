"""`aisx nodes`: the nodes of a local cluster, and what becomes of its targets."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

import click

from . import options
from .address import ParamType
from .output import Output

if TYPE_CHECKING:
    from click.shell_completion import CompletionItem

    from aistore_hl.local.told import NodeState

_COLUMNS = ("node", "side", "state", "address", "requests")


class Target(ParamType):
    """The id of a target, which a shell completes."""

    name = "target"

    def shell_complete(self, ctx: click.Context, param: click.Parameter, incomplete: str) -> list[CompletionItem]:
        """Those of the cluster that begin so; none where no cluster answers."""
        from click.shell_completion import CompletionItem

        try:
            found = options.reach(ctx.params.get("control"), ctx.params.get("secret")).state().nodes
        except (click.ClickException, OSError):
            return []  # who presses Tab is not told about errors: the command will say what is wrong
        return [CompletionItem(node.id) for node in found if node.side == "target" and node.id.startswith(incomplete)]


@click.command("list")
@options.JSON
@options.CONTROL
@options.SECRET
def list_nodes(as_json: bool, control: str | None, secret: str | None) -> None:
    """List the nodes of a local cluster: which are up, in the map, in maintenance."""
    _show(options.reach(control, secret).state().nodes, as_json=as_json)


@click.command()
@options.JSON
@options.CONTROL
@options.SECRET
def add(as_json: bool, control: str | None, secret: str | None) -> None:
    """Add a target. Objects move to it in the background; `aisx jobs list` shows the rebalance."""
    _show([options.reach(control, secret).add_target()], as_json=as_json)


@click.command()
@click.argument("target", type=Target())
@options.JSON
@options.CONTROL
@options.SECRET
def kill(target: str, as_json: bool, control: str | None, secret: str | None) -> None:
    """Let a target die, as SIGKILL does; what it holds is away until `aisx nodes start`."""
    _change(options.reach(control, secret).kill_target, target, as_json=as_json)


@click.command()
@click.argument("target", type=Target())
@options.JSON
@options.CONTROL
@options.SECRET
def stop(target: str, as_json: bool, control: str | None, secret: str | None) -> None:
    """End a target, as SIGTERM does; what it holds is away until `aisx nodes start`."""
    _change(options.reach(control, secret).stop_target, target, as_json=as_json)


@click.command()
@click.argument("target", type=Target())
@options.JSON
@options.CONTROL
@options.SECRET
def start(target: str, as_json: bool, control: str | None, secret: str | None) -> None:
    """Start a target that was killed or stopped, with all that it held."""
    _change(options.reach(control, secret).start_target, target, as_json=as_json)


@click.command()
@click.argument("target", type=Target())
@options.JSON
@options.CONTROL
@options.SECRET
def maintain(target: str, as_json: bool, control: str | None, secret: str | None) -> None:
    """Put a target into maintenance: its objects move to the others."""
    _change(options.reach(control, secret).maintain, target, as_json=as_json)


@click.command()
@click.argument("target", type=Target())
@options.JSON
@options.CONTROL
@options.SECRET
def restore(target: str, as_json: bool, control: str | None, secret: str | None) -> None:
    """Take a target back from maintenance: its objects return."""
    _change(options.reach(control, secret).restore, target, as_json=as_json)


@click.command()
@click.argument("target", type=Target())
@options.JSON
@options.CONTROL
@options.SECRET
def decommission(target: str, as_json: bool, control: str | None, secret: str | None) -> None:
    """Let a target go for good, once its objects are with the others."""
    _change(options.reach(control, secret).decommission_target, target, as_json=as_json)


def _change(change: Callable[[str], NodeState], target: str, *, as_json: bool) -> None:
    """Do something to a target, and show what it is then."""
    try:
        _show([change(target)], as_json=as_json)
    except KeyError as exc:
        raise click.ClickException(f"there is no target {target!r} for that; `aisx nodes list` has them") from exc
    except ValueError as exc:
        raise click.ClickException(str(exc)) from exc


def _show(nodes: list[NodeState], *, as_json: bool) -> None:
    output = Output(as_json=as_json)
    if as_json:
        for node in nodes:
            output.document({
                "id": node.id, "side": node.side, "origin": node.origin, "is_up": node.is_up, "in_map": node.in_map,
                "in_maintenance": node.in_maintenance, "requests": node.requests,
            })  # fmt: skip
        return
    rows = [(node.id, node.side, _state(node), node.origin, str(node.requests)) for node in nodes]
    output.table(_COLUMNS, rows, right=("requests",))


def _state(node: NodeState) -> str:
    if not node.is_up:
        return "down" if node.in_map else "away"
    return "maintenance" if node.in_maintenance else "up"
