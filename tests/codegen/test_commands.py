"""The page about the command line, read from decorators."""

from __future__ import annotations

from pathlib import Path

import pytest

from openapi.codegen import commands
from openapi.codegen.errors import Refused
from openapi.codegen.source import Sources

FILES = {
    "command.py": """
COMMANDS: Final = {"copy": ("copy:copy", "Copy."), "jobs stop": ("copy:stop", "Stop.")}
""",
    "copy.py": """
@click.command()
@click.argument("folder", metavar="[DIR]")
@click.option("--times", "-n", default=3, show_default=True, type=click.IntRange(1, 9), help="How | often.")
@click.option("--port", default=0, type=int, help="Where.")
@click.option("--to", metavar="URL", help="Whither.")
@click.option("--keep", is_flag=True, help="Remove nothing.")
@click.option("--name")
@click.option("--pair", "pairs", multiple=True, type=click.FloatRange(min=0.5))
@click.option("--most", type=click.IntRange(max=5))
@options.ENDPOINT
@click.pass_context
def copy(folder, times, port, to, keep, name, pairs, most, endpoint):
    '''Copy all of it.

    \b
    one
    two

    Done.
    '''

@click.command()
@click.argument("job", metavar="JOB")
def stop(job):
    '''Stop it.'''
""",
    "options.py": "ENDPOINT: Final = click.option('--endpoint', metavar='URL', help='Which.')",
    "failure.py": "OTHER: Final = 1\nCODES = {0: 'done', OTHER: 'refused'}\n",
}


def page(root: Path, **changed: str) -> str:
    folder = root / "aistore_hl/cli"
    folder.mkdir(parents=True)
    for name, text in FILES.items():
        (folder / name).write_text(changed.get(name.removesuffix(".py"), text))
    return commands.page(Sources(root, {}))


@pytest.mark.parametrize(
    "part",
    [
        "## `aisx copy`\n\n```text\naisx copy [OPTIONS] [DIR]\n```\n\nCopy all of it.\n",
        "Copy all of it.\n\n```text\none\ntwo\n```\n\nDone.\n",
        "## `aisx jobs stop`\n\n```text\naisx jobs stop [OPTIONS] JOB\n```\n\nStop it.\n\n## What",
        "| `--endpoint URL` |  | Which. |\n",
        "| `--pair NUMBER` |  | 0.5 or more. |\n",
        "| `--most INTEGER` |  | At most 5. |\n",
        "| `--times, -n INTEGER` | `3` | How \\| often. 1 to 9. |\n",
        "| `--port INTEGER` |  | Where. |\n",
        "| `--to URL` |  | Whither. |\n",
        "| `--keep` |  | Remove nothing. |\n",
        "| `--name TEXT` |  |  |\n",
        "| 0 | done |\n| 1 | refused |\n",
    ],
    ids=[
        "usage",
        "block",
        "group",
        "shared",
        "least",
        "most",
        "range",
        "default that is not shown",
        "metavar",
        "flag",
        "text",
        "codes",
    ],
)
def test_the_page_tells(tmp_path: Path, part: str) -> None:
    """How a command is called, what each option takes, and what is returned."""
    assert part in page(tmp_path)


@pytest.mark.parametrize(
    ("changed", "what"),
    [
        ({"copy": "@shared_options\ndef copy(): ...\n"}, "decorator shared_options of a command is not known here"),
        ({"options": ""}, "decorator options.ENDPOINT of a command is not known here"),
        ({"command": "x = 1\n"}, "has no table COMMANDS"),
        ({"copy": "@click.option('--a', help=TEXT)\ndef copy(): ...\n"}, "help=TEXT"),
        ({"copy": ""}, "command copy is not a function of ours"),
        ({"failure": ""}, "has no table CODES"),
    ],
    ids=["decorator", "option", "table", "value", "command", "codes"],
)
def test_what_cannot_be_read_is_refused(tmp_path: Path, changed: dict[str, str], what: str) -> None:
    """Else an option would be left out of the page, and nobody would see it."""
    with pytest.raises(Refused, match=what):
        page(tmp_path, **changed)


def test_a_project_without_commands_has_no_page(tmp_path: Path) -> None:
    """The specification alone can be generated from."""
    assert "" == commands.page(Sources(tmp_path, {}))
