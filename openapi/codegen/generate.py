"""The specification -> `generated/aistore_api`: runs the generator, adds the hand-written modules and the headers."""

from __future__ import annotations

import copy
import hashlib
import json
import shutil
import tempfile
from pathlib import Path
from typing import Final

from openapi.codegen import facts
from openapi.codegen.bundle import Bundle, Json
from openapi.codegen.errors import Problem, Refused
from openapi.codegen.media import MediaTypes
from openapi.codegen.tools import PINS, run, tidy
from openapi.codegen.tree import Tree

PACKAGE: Final = "generated/aistore_api"
_STOCK_RUNTIME: Final = ("client.py", "errors.py", "types.py")
"""Modules of the generator that `templates/runtime` takes the place of."""
_LEAKS: Final = b"UntrustedString object"
"""What a template of an older generator renders to, with exit status 0."""


def generate(root: Path, bundle: Bundle) -> Tree:
    """The generated package of the project at `root`.

    Raises:
        Refused: the generator failed, or warned.
    """
    spec = root / "openapi"
    templates = spec / "templates"
    with tempfile.TemporaryDirectory() as folder:
        scratch = Path(folder)
        package = scratch / "package"
        _run_generator(scratch, package, bundle, spec)
        runtime = sorted((templates / "runtime").glob("*.py"))
        for name in _STOCK_RUNTIME:
            (package / name).unlink()
        tidy(package)
        files = _with_headers(package, "openapi/")
    for file in runtime:
        header = f"# Copied by codegen.py from openapi/templates/runtime/{file.name}; do not edit.\n"
        files[file.name] = header.encode() + _text(file)
    files["py.typed"] = b""
    files["_provenance.py"] = _provenance(spec)
    return Tree({f"{PACKAGE}/{path}": content for path, content in files.items()}, (PACKAGE,))


def for_generator(bundle: Bundle, media: MediaTypes) -> Json:
    """The document without what the generator would make too much of.

    Answers other than 2xx carry no value: they would only widen the union of results. Parameters with one value are
    written into the target by our template. A header that is sent once for each item is one text to the generator,
    which has no lists there. Of the two kinds of request bodies ours needs to know only which it is.
    """
    document = copy.deepcopy(bundle.document)
    changed = Bundle(document, bundle.origins)
    for operation in changed.operations():
        body = operation.body
        answers = body["responses"]
        body["responses"] = {status: node for status, node in answers.items() if status.startswith("2")}
        parameters = [changed.resolve(node) for node in body.get("parameters", [])]
        body["parameters"] = [_plain(node) for node in parameters if not facts.is_constant(node)]
    return document


def _plain(parameter: Json) -> Json:
    if parameter["in"] == "header" and parameter.get("x-repeated"):
        return {**parameter, "schema": {"type": "string"}}
    return parameter


def _run_generator(scratch: Path, package: Path, bundle: Bundle, spec: Path) -> None:
    media = MediaTypes.load(spec / "codegen.yaml")
    templates = scratch / "templates"
    shutil.copytree(spec / "templates", templates, ignore=shutil.ignore_patterns("runtime", "*.sha256"))
    table = ascii(facts.of_all(bundle, media))
    (templates / "_operations.jinja").write_text(f"{{% set OPERATIONS = {table} %}}\n", "utf-8")
    document = scratch / "spec.json"
    document.write_text(json.dumps(for_generator(bundle, media)), "utf-8")
    source, target = ("--path", document), ("--output-path", package)
    settings = ("--config", spec / "codegen.yaml", "--custom-template-path", templates, "--meta", "none")
    run(["openapi_python_client", "generate", *source, *target, *settings, "--fail-on-warning"], cwd=scratch)


def _with_headers(package: Path, source: str) -> dict[str, bytes]:
    files = {}
    header = f"# Written by codegen.py from {source}; do not edit.\n".encode()
    for file in sorted(package.rglob("*.py")):
        path, content = file.relative_to(package).as_posix(), _text(file)
        if _LEAKS in content:
            remedy = "compare the templates with those of the pinned version"
            raise Refused([Problem("openapi/templates", f"{path} has an unrendered value in it", remedy)])
        compile(content, path, "exec")
        files[path] = header + content
    return files


def _provenance(spec: Path) -> bytes:
    digest = inputs_digest(spec)
    return (
        "# Written by codegen.py; do not edit.\n"
        '"""What this package was made from."""\n\n'
        f'GENERATOR = "openapi-python-client {PINS["openapi-python-client"]}"\n'
        f'INPUTS_SHA256 = "{digest}"\n'
    ).encode()


def inputs_digest(spec: Path) -> str:
    """SHA-256 over specification, templates and settings: tells without a generator whether the package is old."""
    digest = hashlib.sha256()
    inputs = [*spec.glob("*.yaml"), *spec.glob("paths/*.yaml"), *spec.glob("schemas/*.yaml")]
    inputs += [file for file in (spec / "templates").rglob("*") if file.suffix in (".jinja", ".py")]
    for file in sorted(inputs):
        content = _text(file)
        digest.update(f"{file.relative_to(spec).as_posix()}\0{len(content)}\0".encode() + content)
    return digest.hexdigest()


def _text(file: Path) -> bytes:
    return file.read_bytes().replace(b"\r\n", b"\n")
