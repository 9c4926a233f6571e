"""The page about the local cluster: from its table of routes, and the list of differences."""

from __future__ import annotations

from pathlib import Path

import pytest

from openapi.codegen import differences, local_page
from openapi.codegen.bundle import Bundle
from openapi.codegen.errors import Refused

OPERATIONS = ("get_a", "get_a_packed", "get_a_tar", "get_b", "get_c")
SPEC = Bundle(
    {
        "tags": [{"name": "things"}, {"name": "idle"}],
        "paths": {f"/{name}": {"get": {"operationId": name, "tags": ["things"]}} for name in OPERATIONS},
        "components": {"schemas": {}},
    },
    {},
)
ROUTES = """
from types import SimpleNamespace

def route(operation, handler, also=(), but=()):
    return SimpleNamespace(operation=operation, handler=handler, also=also, but=but)

PROXY = (route("get_a", print, ("get_a_packed",), ("get_a_tar",)), route("get_b", None), route("get_c", None))
TARGET = (route("get_a", None), route("get_a", print), route("get_c", None, ("get_b",)))
"""
LIST = """
recorded: 20
not_built: {one: 3, two: 1}
not_compared: {two: [raw]}
differences:
  - {what: a, ais: done, local: 501, why: not built, records: {one: [x, y], two: [z]}}
  - {what: b, ais: 200, local: 404, why: better, quirk: worse}
"""


def project(root: Path, routes: str = ROUTES, listed: str = LIST) -> Path:
    package = {"aistore_hl/__init__.py": "", "aistore_hl/local/__init__.py": "", "aistore_hl/local/routes.py": routes}
    for name, text in {**package, differences.PLACE: listed}.items():
        (root / name).parent.mkdir(parents=True, exist_ok=True)
        (root / name).write_text(text)
    return root


def test_operations_are_told_by_node(tmp_path: Path) -> None:
    """Answered, refused with 501 and the name in it, or not for that node."""
    text, problems, _ = local_page.page(project(tmp_path), SPEC)

    assert [] == problems
    assert text.endswith(
        "### things\n\n| Operation | Proxy | Target |\n|---|---|---|\n"
        "| `get_a` | yes | yes |\n"
        "| `get_a_packed` | yes |  |\n"
        "| `get_a_tar` | 501 `get_a_tar` |  |\n"
        "| `get_b` | 501 `get_b` | 501 `get_c` |\n"
        "| `get_c` | 501 `get_c` | 501 `get_c` |\n"
    )


def test_differences_are_told_and_counted(tmp_path: Path) -> None:
    """20 recorded, of which 4 are not built, 3 otherwise and 1 elsewhere."""
    text, _, _ = local_page.page(project(tmp_path), SPEC)

    assert "the 20 exchanges that were recorded on AIS 5.0.\n12 are answered as recorded, 4 with 501" in text
    assert "3 are answered otherwise, as the last column counts them, and 1 are compared elsewhere." in text
    assert "| a | done | 501 | not built |  | 3 |\n| b | 200 | 404 | better | `worse` |  |\n" in text


def test_quirks_make_more_alike(tmp_path: Path) -> None:
    """What a row with a quirk counts."""
    listed = LIST.replace("why: not built,", "why: not built, quirk: strange,")
    text, _, _ = local_page.page(project(tmp_path, listed=listed), SPEC)

    assert "12 are answered as recorded" in text
    assert "Then 15 are answered as recorded." in text


def test_an_operation_without_a_row_is_a_problem(tmp_path: Path) -> None:
    """It would be told as one that is for no node."""
    routes = ROUTES.replace('("get_a_packed",)', "()")

    _, problems, _ = local_page.page(project(tmp_path, routes), SPEC)

    assert ["get_a_packed has no row"] == [problem.what for problem in problems]


def test_a_table_that_cannot_be_imported_is_a_problem(tmp_path: Path) -> None:
    """The page stays as it is, and the rest is written."""
    text, problems, _ = local_page.page(project(tmp_path, "PROXY = nothing"), SPEC)

    assert "" == text
    assert ["cannot be imported: NameError: name 'nothing' is not defined"] == [problem.what for problem in problems]


@pytest.mark.parametrize(
    "listed",
    ["", "recorded: 1", LIST.replace("what: b, ", ""), LIST.replace("why: better", "why: better, who: us")],
    ids=["empty", "part", "cell missing", "cell too many"],
)
def test_a_list_of_another_form_is_refused(tmp_path: Path, listed: str) -> None:
    """Rather than told in part."""
    with pytest.raises(Refused, match="has another form"):
        local_page.page(project(tmp_path, listed=listed), SPEC)


def test_a_project_without_a_local_cluster_has_no_page(tmp_path: Path) -> None:
    """The specification alone can be generated from."""
    assert ("", [], {}) == local_page.page(tmp_path, SPEC)
