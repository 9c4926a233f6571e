"""Many files become one document, or an error that says which of them is wrong."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import pytest

from openapi.codegen.bundle import read
from openapi.codegen.errors import Refused

ROOT = "openapi: 3.1.0\ninfo: {title: t, version: '1'}\n"


def spec(folder: Path, files: Mapping[str, str]) -> Path:
    for name, text in {"openapi.yaml": ROOT, **files}.items():
        file = folder / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text, "utf-8")
    return folder


def test_the_keys_of_all_files_are_united_in_the_order_of_their_names(tmp_path: Path) -> None:
    """What one file describes is not lost beside another one."""
    folder = spec(tmp_path, {"paths/b.yaml": "/b: {}", "paths/a.yaml": "/a: {}", "schemas/s.yaml": "S: {type: string}"})

    bundle = read(folder)

    assert ["/a", "/b"] == list(bundle.document["paths"])
    assert {"S": {"type": "string"}} == bundle.schemas()
    assert "paths/b.yaml" == bundle.origins["paths", "/b"]


def test_the_root_may_hold_paths_and_schemas_of_its_own(tmp_path: Path) -> None:
    """They are united with those of the files."""
    root = ROOT + "paths: {/root: {}}\ncomponents: {schemas: {R: {}}}\n"
    folder = spec(tmp_path, {"openapi.yaml": root, "paths/a.yaml": "/a: {}"})

    bundle = read(folder)

    assert ["/root", "/a"] == list(bundle.document["paths"])
    assert ["R"] == list(bundle.schemas())


@pytest.mark.parametrize("kind", ["paths", "schemas"])
def test_a_key_in_two_files_is_refused_with_both_names(tmp_path: Path, kind: str) -> None:
    """Neither of the two wins silently."""
    folder = spec(tmp_path, {f"{kind}/a.yaml": "Twice: {}", f"{kind}/b.yaml": "Twice: {}\nOther: {}"})

    with pytest.raises(Refused) as caught:
        read(folder)

    assert [f"{kind}/b.yaml: 'Twice' is already in {kind}/a.yaml; keep one of the two"] == [
        str(problem) for problem in caught.value.problems
    ]


def test_a_key_twice_in_one_file_is_refused_with_its_line(tmp_path: Path) -> None:
    """YAML would keep the last one."""
    folder = spec(tmp_path, {"paths/a.yaml": "/a: {}\n/a: {get: {}}\n"})

    with pytest.raises(Refused, match=r'^paths/a\.yaml: a key stands twice: found duplicate key "/a".*\(line 2\)'):
        read(folder)


@pytest.mark.parametrize("text", ["a: [", "- a", "\t"], ids=["broken", "list", "tab"])
def test_a_file_that_is_not_a_mapping_is_refused_by_name(tmp_path: Path, text: str) -> None:
    """The message says which file it is."""
    folder = spec(tmp_path, {"schemas/bad.yaml": text})

    with pytest.raises(Refused, match=r"^schemas/bad\.yaml: "):
        read(folder)


def test_anchors_are_copies_and_numbers_as_keys_are_text(tmp_path: Path) -> None:
    """A change made to one place must not show in another one."""
    folder = spec(tmp_path, {"paths/a.yaml": "/a: {get: &get {responses: {200: {}}}}\n/b: {get: *get}\n"})

    paths = read(folder).document["paths"]
    paths["/a"]["get"]["changed"] = True

    assert {"get": {"responses": {"200": {}}}} == paths["/b"]


@pytest.mark.parametrize(
    ("ref", "expected"),
    [
        ("#/components/schemas/Name", {"type": "string"}),
        ("#/components/schemas/Alias", {"type": "string"}),
        ("#/paths/~1a~1{b}", {}),
    ],
    ids=["direct", "chain", "escaped"],
)
def test_a_reference_is_followed_to_its_end(tmp_path: Path, ref: str, expected: object) -> None:
    """Also through other references, and with `/` in a key."""
    schemas = "Name: {type: string}\nAlias: {$ref: '#/components/schemas/Name'}\n"
    bundle = read(spec(tmp_path, {"schemas/s.yaml": schemas, "paths/a.yaml": "/a/{b}: {}"}))

    assert expected == bundle.resolve({"$ref": ref})


@pytest.mark.parametrize("ref", ["#/components/schemas/No", "other.yaml#/X", "#/components/schemas/Loop"])
def test_a_reference_that_ends_nowhere_is_an_error(tmp_path: Path, ref: str) -> None:
    """Missing, in another file, or in a circle."""
    loop = "Loop: {$ref: '#/components/schemas/Loop'}\n"
    bundle = read(spec(tmp_path, {"schemas/s.yaml": loop}))

    with pytest.raises(KeyError):
        bundle.resolve({"$ref": ref})
