"""Groups of commands that are loaded when they are called: help and completion read a table instead."""

from __future__ import annotations

from collections.abc import Mapping
from importlib import import_module
from typing import TYPE_CHECKING, Any, Final

import click

if TYPE_CHECKING:
    from click.shell_completion import CompletionItem

_HELP: Final = {"help_option_names": ["-h", "--help"]}


@click.pass_context
def _help(context: click.Context) -> None:
    """Without a command: what there is."""
    if context.invoked_subcommand is None:
        click.echo(context.get_help())


class LazyGroup(click.Group):
    """A group that is given names, each with where its command is and what it does in a line.

    `list jobs` in the table is the command `jobs` of a group `list`, which has to be in `groups`.
    """

    def __init__(
        self, *, table: Mapping[str, tuple[str, str]], groups: Mapping[str, str], above: str = "", **settings: Any
    ) -> None:
        super().__init__(invoke_without_command=True, callback=_help, context_settings=_HELP, **settings)
        self._table = table
        self._groups = groups
        self._above = above

    def list_commands(self, ctx: click.Context) -> list[str]:
        return sorted(self._lines())

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        words = f"{self._above}{cmd_name}"
        if words in self._groups:
            about = self._groups[words]
            return LazyGroup(table=self._table, groups=self._groups, above=f"{words} ", name=cmd_name, help=about)
        if words not in self._table:
            return None
        module, _, name = self._table[words][0].partition(":")
        command = getattr(import_module(f".{module}", __package__), name)
        assert isinstance(command, click.Command)
        return command

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """As click does it, without loading them."""
        with formatter.section("Commands"):
            formatter.write_dl(sorted(self._lines().items()))

    def shell_complete(self, ctx: click.Context, incomplete: str) -> list[CompletionItem]:
        """As click does it, without loading them."""
        from click.shell_completion import CompletionItem

        found = [CompletionItem(name, help=line) for name, line in self._lines().items() if name.startswith(incomplete)]
        return [*found, *click.Command.shell_complete(self, ctx, incomplete)]

    def _lines(self) -> dict[str, str]:
        """What stands directly below this group: name and line."""
        every = {**{words: line for words, (_, line) in self._table.items()}, **self._groups}
        below = {
            words.removeprefix(self._above): line for words, line in every.items() if words.startswith(self._above)
        }
        return {name: line for name, line in below.items() if " " not in name}
