"""Pages that are written from sources, without importing them."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import pytest

from openapi.codegen import reference
from openapi.codegen.bundle import Bundle

SPEC = Bundle(
    {
        "tags": [{"name": "objects"}, {"name": "idle"}],
        "paths": {
            "/v1/objects/{bucket}#action=rename": {
                "post": {
                    "operationId": "rename_object",
                    "tags": ["objects"],
                    "x-retry": "once",
                    "x-source": "ais/tgtobj.go",
                    "parameters": [
                        {"name": "bucket", "in": "path"},
                        {"name": "provider", "in": "query"},
                        {"name": "Range", "in": "header"},
                    ],
                    "responses": {"307": {}, "200": {}, "default": {}},
                }
            }
        },
        "components": {"schemas": {}},
    },
    {},
)

INIT = '''
"""The package."""
from typing import TYPE_CHECKING
if TYPE_CHECKING:
    from . import errors
    from ._core.things import Thing as Thing, make
    from ._core.named import Cup
    from ._core.values import LIMIT
__all__ = ["Cup", "LIMIT", "Thing", "errors", "make"]
'''
THINGS = '''
class Thing(Base):
    """One thing.

    It is `held`.

    Raises:
        ValueError: never,
            or seldom.
    """

    size: int = 1
    """Bytes."""
    _hidden: int = 2

    def __init__(self, name: str, *rest: int, size: int = 0, mode="a") -> None: ...
    def __len__(self) -> int: ...
    @property
    def name(self) -> str:
        """What it is called."""
    @classmethod
    def of(cls, text: str) -> Thing:
        """From text."""
    async def read(self, first: int, /, second: dict[str, str], *, a_long_argument: str = "of some length") -> bytes:
        """Bytes."""
    def _private(self) -> None: ...

def make(*, size: int | None = None) -> Thing:
    """A new one."""
'''
NAMED = '''
class Named(Generic[Name]):
    """What all have that are named."""

    def __init__(self, name: Name) -> None: ...
    @property
    def name(self) -> Name:
        """Its own."""
    def fill(self) -> None:
        """Somehow."""

class Cup(Named[str], Base):
    """A cup."""

    def fill(self) -> None:
        """To the brim."""
'''
FILES = {
    "aistore_hl/__init__.py": INIT,
    "aistore_hl/_core/named.py": NAMED,
    "aistore_hl/_core/things.py": THINGS,
    "aistore_hl/_core/values.py": 'LIMIT: int = 3\n"""How many."""\n',
    "aistore_hl/errors.py": '"""All errors."""\nfrom ._core.errors import Bad\n__all__ = ["Bad"]\n',
    "aistore_hl/torch/__init__.py": '"""Datasets.\n\nOf torch."""\nfrom .policy import SKIP\n__all__ = ["SKIP"]\n',
    "aistore_hl/torch/policy.py": 'SKIP: int = 1\n"""Left out."""\n',
    "aistore_hl/_core/errors.py": '"""The tree.\n\nBad\n└── Worse\n"""\n'
    'class Bad(Exception):\n    """Went | wrong."""\n'
    '_CLASSES: dict[tuple[int, str], type[Bad]] = {(404, "ErrX"): Bad, (500, ""): Bad}\n',
    "aistore_hl/_core/config.py": "class Settings:\n"
    '    endpoint: str = setting(NOTHING, env="AIS_ENDPOINT", doc="Where it is.")\n'
    '    size: int = setting(64, read=int, argument="pool_size", doc="How many.")\n'
    '    wait: float = setting(Waits().connect, doc="How long.")\n'
    "class Waits:\n    connect: float = field(default=3.5)\n",
}


@pytest.fixture
def pages(tmp_path: Path) -> Mapping[str, str]:
    for name, text in FILES.items():
        file = tmp_path / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text, "utf-8")
    tree, problems = reference.write(tmp_path, SPEC, {})
    assert [] == problems
    return {path.removeprefix("docs/reference/"): content.decode() for path, content in tree.files.items()}


def test_there_is_a_page_for_every_public_name_and_an_index(pages: Mapping[str, str]) -> None:
    """Of `__all__`, and nothing else."""
    tables = {"README.md", "errors.md", "operations.md", "settings.md", "torch.md"}
    names = {"names/Cup.md", "names/LIMIT.md", "names/Thing.md", "names/errors.md", "names/make.md"}

    assert tables | names == pages.keys()
    assert "- [`Thing`](names/Thing.md): One thing.\n" in pages["README.md"]
    assert all(text.startswith("<!-- Written by codegen.py; do not edit. -->\n# ") for text in pages.values())


@pytest.mark.parametrize(
    "part",
    [
        '```python\nclass Thing(name: str, *rest: int, size: int = 0, mode="a")\n```\n\nOne thing.\n',
        "It is `held`.\n\n**Raises**\n\n- `ValueError`: never,\n  or seldom.\n",
        "Bases: `Base`.\n\nWorks with `len()`.\n",
        "## Attributes\n\n- `size`: `int` - Bytes.\n- `name`: `str` - What it is called.\n",
        "## `of`\n\n```python\n@classmethod\ndef of(text: str) -> Thing\n```\n\nFrom text.\n",
        "async def read(\n    first: int,\n    /,\n    second: dict[str, str],\n    *,\n"
        '    a_long_argument: str = "of some length",\n) -> bytes\n',
    ],
    ids=["constructor", "sections", "bases", "attributes", "classmethod", "long signature"],
)
def test_a_page_of_a_class_tells(pages: Mapping[str, str], part: str) -> None:
    """How it is made, what it has and what it can do."""
    assert part in pages["names/Thing.md"]


def test_what_is_private_is_not_told(pages: Mapping[str, str]) -> None:
    """Names that begin with an underscore."""
    assert "_hidden" not in pages["names/Thing.md"]
    assert "_private" not in pages["names/Thing.md"]


def test_functions_values_and_modules_have_pages_too(pages: Mapping[str, str]) -> None:
    """A module's page has a section for each of its public names."""
    assert "```python\ndef make(*, size: int | None = None) -> Thing\n```\n\nA new one.\n" in pages["names/make.md"]
    assert "```python\nLIMIT: int = 3\n```\n\nHow many.\n" in pages["names/LIMIT.md"]
    assert "All errors.\n\n## `aistore_hl.errors.Bad`\n" in pages["names/errors.md"]


def test_packages_that_have_names_of_their_own_have_pages(pages: Mapping[str, str]) -> None:
    """Each on one page, beside those of the package itself."""
    assert "# `aistore_hl.torch`\n\nDatasets.\n\nOf torch.\n\n## `aistore_hl.torch.SKIP`\n" in pages["torch.md"]
    assert pages["README.md"].endswith("Packages beside it:\n\n- [`aistore_hl.torch`](torch.md): Datasets.\n")


@pytest.mark.parametrize("package", ["aistore_hl", "aistore_hl/torch"])
def test_public_name_without_a_definition_is_told(tmp_path: Path, package: str) -> None:
    """Its page would be without it."""
    (tmp_path / package).mkdir(parents=True)
    (tmp_path / package / "__init__.py").write_text('"""X."""\n__all__ = ["Lost"]\n')

    _, problems = reference.write(tmp_path, SPEC, {})

    assert ["public name Lost is not defined in our files"] == [problem.what for problem in problems]


def test_the_table_of_operations_has_a_row_for_each(pages: Mapping[str, str]) -> None:
    """Under its tag; tags without operations are left out."""
    row = (
        "| `rename_object` | POST `/v1/objects/{bucket}#action=rename` | yes | once "
        "| `provider`, `Range` (header) | 200 307 | ais/tgtobj.go |\n"
    )
    assert row in pages["operations.md"]
    assert "## objects\n" in pages["operations.md"]
    assert "idle" not in pages["operations.md"]


def test_the_table_of_errors_has_the_tree_and_the_answers(pages: Mapping[str, str]) -> None:
    """A `|` in a text does not break the table."""
    assert "```text\nBad\n└── Worse\n```\n" in pages["errors.md"]
    assert "| `Bad` | `Exception` | Went \\| wrong. |\n" in pages["errors.md"]
    assert "| 404 | `ErrX` | `Bad` |\n| 500 |  | `Bad` |\n" in pages["errors.md"]


def test_the_table_of_settings_has_argument_variable_and_default(pages: Mapping[str, str]) -> None:
    """A setting that has no default shows none."""
    assert "| `endpoint` | `AIS_ENDPOINT` |  | Where it is. |\n" in pages["settings.md"]
    assert "| `pool_size` |  | `64` | How many. |\n" in pages["settings.md"]


def test_a_default_that_is_another_value_s_is_told_as_its_number(pages: Mapping[str, str]) -> None:
    """Nobody has to look up what `Waits().connect` is."""
    assert "| `wait` |  | `3.5` | How long. |\n" in pages["settings.md"]


def test_files_of_the_same_run_are_read_before_they_are_written(tmp_path: Path) -> None:
    """The page of a sync class is that of the twin which is written now, not of the one on the disk."""
    (tmp_path / "aistore_hl").mkdir()
    (tmp_path / "aistore_hl/__init__.py").write_text('from ._sync import Thing\n__all__ = ["Thing"]\n')

    tree, _ = reference.write(tmp_path, SPEC, {"aistore_hl/_sync.py": b'class Thing:\n    """New."""\n'})

    assert b"\nNew.\n" in tree.files["docs/reference/names/Thing.md"]


def test_a_public_name_without_a_definition_is_a_problem(tmp_path: Path) -> None:
    """It would have no page."""
    (tmp_path / "aistore_hl").mkdir()
    (tmp_path / "aistore_hl/__init__.py").write_text('__all__ = ["Lost"]\n')

    _, problems = reference.write(tmp_path, SPEC, {})

    assert ["aistore_hl/__init__.py: public name Lost is not defined in our files"] == [
        str(problem).partition("; ")[0] for problem in problems
    ]


def test_what_a_generic_class_gives_is_shown_where_it_arrives(pages: Mapping[str, str]) -> None:
    """With the type that it has there; the class itself, which users never meet, is not named."""
    page = pages["names/Cup.md"]

    assert "- `name`: `str` - Its own." in page
    assert "class Cup(name: str)" in page
    assert 1 == page.count("## `fill`")
    assert "To the brim." in page
    assert "Bases: `Base`." in page
    assert "Named" not in page
