"""The public face: sorted, loaded on first use, and every name, setting, error and command has its place in docs."""

from __future__ import annotations

import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import attrs
import click
import pytest

import aistore_hl
from aistore_hl import errors, types
from aistore_hl.cli.command import aisx
from aistore_hl.cli.failure import CODES
from aistore_hl.local import Control, told
from aistore_hl.local.effect import Effect
from aistore_hl.local.kinds import KINDS
from aistore_hl.local.remote import RemoteFaults

MODULES = (aistore_hl, errors, types)


@pytest.fixture(scope="module")
def reference(root: Path) -> dict[str, str]:
    """The pages of the reference, by their path within it."""
    folder = root / "docs/reference"
    return {page.relative_to(folder).as_posix(): page.read_text() for page in folder.rglob("*.md")}


def headed(reference: dict[str, str], name: str) -> bool:
    """Whether a page has a heading with that full name."""
    heading = re.compile(rf"^#+ `{re.escape(name)}`$", re.MULTILINE)
    return any(heading.search(text) for text in reference.values())


@pytest.mark.parametrize("module", MODULES, ids=lambda module: module.__name__)
def test_names_are_sorted_and_there(module: object) -> None:
    """`__all__` is sorted, and each of its names is an attribute."""
    names = module.__all__

    assert sorted(names) == list(names)
    assert [] == [name for name in names if not hasattr(module, name)]


def test_the_package_shows_its_names_only() -> None:
    """`dir()` of a fresh package is `__all__`: nothing public hides, nothing private shows."""
    command = [sys.executable, "-c", "import aistore_hl as a; print(sorted(a.__all__) == sorted(dir(a)))"]
    done = subprocess.run(command, check=True, capture_output=True, text=True, timeout=50)

    assert "True" == done.stdout.strip()


def test_another_name_is_an_attribute_error() -> None:
    """Loading on first use does not turn a misspelt name into something else."""
    with pytest.raises(AttributeError, match="Clint"):
        aistore_hl.Clint  # noqa: B018


def test_every_page_is_in_the_index(reference: dict[str, str]) -> None:
    """Those of the commands and of the local cluster among them."""
    assert {"aisx.md", "local.md"} <= reference.keys()
    assert [] == [page for page in reference if page != "README.md" and f"]({page})" not in reference["README.md"]]


@pytest.mark.parametrize("module", MODULES, ids=lambda module: module.__name__)
def test_every_public_name_is_documented(reference: dict[str, str], module: object) -> None:
    """Each name of `__all__` has a heading of its own in docs/reference."""
    names = [f"{module.__name__}.{name}" for name in module.__all__]

    assert [] == [name for name in names if not headed(reference, name)]


def test_every_public_method_is_documented(reference: dict[str, str]) -> None:
    """Public methods and properties of the clients and their handles are named in the reference."""
    classes = [getattr(aistore_hl, name) for name in aistore_hl.__all__ if name[0].isupper()]
    words = {f"{cls.__name__}.{name}": name for cls in classes for name in vars(cls) if not name.startswith("_")}
    text = "\n".join(reference.values())

    assert [] == [full for full, name in words.items() if not re.search(rf"\b{name}\b", text)]


def test_every_error_is_public() -> None:
    """Whatever is raised can be imported from `aistore_hl.errors`."""

    def below(cls: type) -> Iterator[type]:
        for sub in cls.__subclasses__():
            yield sub
            yield from below(sub)

    ours = {cls.__name__ for cls in below(errors.AisError) if cls.__module__.startswith("aistore_hl.")}

    assert set() == {name for name in ours if not name.startswith("_")} - set(errors.__all__)


def test_every_setting_is_documented(reference: dict[str, str]) -> None:
    """Each field of `Settings` that has a variable is in the reference, with it."""
    variables = {field.name: field.metadata.get("env") for field in attrs.fields(aistore_hl.Settings)}
    text = "\n".join(reference.values())

    assert any(variables.values())
    assert [] == [name for name, variable in variables.items() if variable and f"`{variable}`" not in text]


def commands(command: click.Command, path: str) -> Iterator[tuple[str, click.Command]]:
    """Every command of the command line that does something, by its full words."""
    if isinstance(command, click.Group):
        context = click.Context(command)
        for name in command.list_commands(context):
            below = command.get_command(context, name)
            assert below is not None
            yield from commands(below, f"{path} {name}")
    else:
        yield path, command


def test_every_command_is_documented(reference: dict[str, str]) -> None:
    """Each command has a heading, and a row for each of its options."""
    found = list(commands(aisx, "aisx"))
    options = [option for _, command in found for parameter in command.params for option in parameter.opts[:1]]

    assert [] == [words for words, _ in found if not headed(reference, words)]
    assert [] == [option for option in options if option[0] == "-" and f"| `{option}" not in reference["aisx.md"]]


def test_every_fault_is_documented(reference: dict[str, str]) -> None:
    """Each kind, each part of an effect, each field of what the control port tells,
    and each method of its client."""
    page = reference["faults.md"]
    parts = [field.name for field in attrs.fields(Effect)]
    values = [value for value in vars(told).values() if attrs.has(value) and value.__module__ == told.__name__]
    told_fields = [field.name for value in values for field in attrs.fields(value)]
    methods = [name for cls in (Control, RemoteFaults) for name in vars(cls) if not name.startswith("_")]

    assert [] == [name for name in (*KINDS, *parts, *told_fields) if f"| `{name}` |" not in page]
    assert [] == [name for name in methods if f"`{name}`" not in page]


def test_every_exit_code_is_documented(reference: dict[str, str]) -> None:
    """With the words of `aisx --help`."""
    assert [] == [code for code, text in CODES.items() if f"| {code} | {text} |" not in reference["aisx.md"]]
