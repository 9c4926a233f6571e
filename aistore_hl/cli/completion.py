"""What a shell completes: commands and options, which click knows, and buckets and names, which the cluster knows."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING, Final

import click
from click.shell_completion import BashComplete, CompletionItem, add_completion_class, get_completion_class

from aistore_hl import errors

if TYPE_CHECKING:
    from aistore_hl import Client

_PATIENCE: Final = 1.0
"""Seconds for the whole of it: who presses Tab waits."""

_MOST: Final = 200
"""More are not shown: one page, and nobody reads further."""

_VARIABLE: Final = "_AISX_COMPLETE"

_BASH: Final = """\
%(complete_func)s() {
    local IFS=$'\\n'
    COMPREPLY=($(COMP_LINE="$COMP_LINE" COMP_POINT="$COMP_POINT" COMP_WORDBREAKS="$COMP_WORDBREAKS" \\
        %(complete_var)s=bash_complete "$1" 2>/dev/null))
    if [[ ${COMPREPLY[0]} == '<files>' ]]; then
        COMPREPLY=()
        compopt -o default -o filenames
    elif [[ ${#COMPREPLY[@]} == 1 && ${COMPREPLY[0]} == *[/:] ]]; then
        compopt -o nospace
    fi
}
complete -o nosort -F %(complete_func)s %(prog_name)s
"""


@click.command()
@click.argument("shell", metavar="[bash|zsh|fish]", type=click.Choice(["bash", "zsh", "fish"]))
def completion(shell: str) -> None:
    """Print what makes a shell complete commands, options, buckets and names.

    \b
    bash   eval "$(aisx completion bash)"          in ~/.bashrc
    zsh    eval "$(aisx completion zsh)"           in ~/.zshrc, after compinit
    fish   aisx completion fish | source           in ~/.config/fish/config.fish

    Names are asked of the cluster that --endpoint or AIS_ENDPOINT names, one page, for a second at most.
    """
    register()
    kind = get_completion_class(shell)
    assert kind is not None
    click.echo(kind(click.get_current_context().find_root().command, {}, "aisx", _VARIABLE).source(), nl=False)


class Bash(BashComplete):
    """bash cuts words at colons and equals signs: here the line itself is looked at, and what is handed back is cut.

    Quotes and spaces survive, too.
    """

    source_template = _BASH

    def source(self) -> str:
        return self.source_template % self.source_vars()

    def complete(self) -> str:
        # bash counts characters. Source: MB_STRLEN in pcomplete.c (bash 5.2)
        line = os.environ["COMP_LINE"][: int(os.environ["COMP_POINT"])]
        args, incomplete, typed = split_line(line)
        found = self.get_completions(args, incomplete)
        if any(item.type == "file" for item in found) and len(found) == 1:
            return "<files>"
        breaks = os.environ.get("COMP_WORDBREAKS", ":=")
        return "\n".join(cut(item.value, typed, breaks) for item in found if item.type == "plain")


def register() -> None:
    """Make click use our bash."""
    add_completion_class(Bash, "bash")


def split_line(line: str) -> tuple[list[str], str, str]:
    """The words of a line but the first and the last; the last, as it is meant; and as it is typed."""
    words: list[str] = []
    word, begin, quote = "", None, ""
    at = 0
    while at < len(line):
        char = line[at]
        if not quote and char.isspace():
            if begin is not None:
                words.append(word)
            word, begin = "", None
        else:
            begin = at if begin is None else begin
            if char == "\\" and quote != "'":
                at += 1
                word += line[at : at + 1]
            elif char == quote:
                quote = ""
            elif not quote and char in "'\"":
                quote = char
            else:
                word += char
        at += 1
    return words[1:], word, "" if begin is None else line[begin:]


def cut(value: str, typed: str, breaks: str) -> str:
    """What bash puts in place of the word that it sees: what follows the last of its break characters in `typed`.

    Within quotes bash cuts nowhere, and quotes itself.
    """
    if typed[:1] in ("'", '"'):
        return value
    last = max((typed.rfind(each) for each in breaks if each in ":="), default=-1)
    return _quoted(value)[last + 1 :]


def _quoted(value: str) -> str:
    return "".join(char if char.isalnum() or char in "/:._-+@%,=#~^" else f"\\{char}" for char in value)


def buckets(endpoint: str | None, incomplete: str) -> list[CompletionItem]:
    """Addresses of buckets that begin so."""
    provider, _, _ = incomplete.partition("://")
    try:
        with connect(endpoint) as client:
            found = client.cluster().list_buckets(provider if "://" in incomplete else "ais")
    except (errors.AisError, OSError):
        return []  # who presses Tab is not told about errors: the command will say what is wrong
    names = (f"{bucket.ref}" for bucket in found)
    return [CompletionItem(name) for name in names if name.startswith(incomplete)][:_MOST]


def addresses(endpoint: str | None, incomplete: str) -> list[CompletionItem]:
    """Addresses that begin so: buckets first, then what is directly below a prefix."""
    rest = incomplete.partition("://")[2]
    count = 4 if rest[:1] in ("@", "#") else 3
    *start, name = parts = incomplete.split("/", count)
    if not rest or len(parts) <= count:
        return [CompletionItem(f"{item.value}/") for item in buckets(endpoint, incomplete)]
    try:
        with connect(endpoint) as client:
            bucket = client.bucket("/".join(start))
            page = bucket.list_page(name, props=("name",), recursive=False, page_size=_MOST)
    except (errors.AisError, OSError):
        return []
    names = (entry.name for entry in page.entries[:_MOST])
    return [CompletionItem(f"{bucket.ref}/{name}") for name in names if name.isprintable()]


def connect(endpoint: str | None) -> Client:
    """A client that is not patient: somebody waits for the names."""
    from aistore_hl import Client, RetryPolicy

    return Client(endpoint, retry=RetryPolicy(attempts=1), timeout=_PATIENCE)
