"""The pages for readers: links lead somewhere, decisions and changes have their form, design.md draws what is there."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest

LINK = re.compile(r"(?<!!)\[[^\]\n]+\]\(([^)\s]+)\)")
FENCE = re.compile(r"^```.*?^```", re.MULTILINE | re.DOTALL)
FRAGMENT = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*\.(?:breaking|added|changed|fixed|removed)\.md")
DECISION = re.compile(r"(\d{4})-[a-z0-9]+(?:-[a-z0-9]+)*\.md")
SECTIONS = ("## Question", "## Answer", "## Also weighed", "## Evidence", "## What follows")


def anchors(page: Path) -> set[str]:
    """The anchors of a page's headings, as they are commonly derived."""
    headings = re.findall(r"^#+ (.+)$", FENCE.sub("", page.read_text()), re.MULTILINE)
    return {re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-") for heading in headings}


def broken_links(page: Path) -> Iterator[str]:
    for link in LINK.findall(FENCE.sub("", page.read_text())):
        if link.startswith(("http://", "https://", "mailto:")):
            continue
        path, _, anchor = link.partition("#")
        target = (page.parent / path) if path else page
        if not target.exists() or (anchor and anchor not in anchors(target)):
            yield f"{page.name}: {link}"


def test_links_lead_somewhere(pages: list[Path]) -> None:
    """Every relative link names a file, and its anchor a heading there."""
    assert [] == [link for page in pages for link in broken_links(page)]


def decisions(root: Path) -> list[Path]:
    return sorted((root / "docs/decisions").glob("*.md"))


def test_decisions_are_numbered_without_gaps(root: Path) -> None:
    """0001, 0002, ... each once: a record that is superseded stays."""
    names = [DECISION.fullmatch(page.name) for page in decisions(root)]

    assert list(range(1, len(names) + 1)) == [int(name[1]) if name else 0 for name in names]


def test_decisions_fit_on_a_page(root: Path) -> None:
    """At most 60 lines."""
    assert [] == [page.name for page in decisions(root) if len(page.read_text().splitlines()) > 60]


def test_decisions_have_their_parts(root: Path) -> None:
    """Status, question, answer, what else was weighed, evidence, what follows, in this order."""
    form = re.compile(r"# \d{4} .+\n\nStatus: (?:accepted|superseded by \d{4})\b.*" + ".*".join(SECTIONS), re.DOTALL)

    assert [] == [page.name for page in decisions(root) if not form.match(page.read_text())]


def test_changes_are_fragments(root: Path) -> None:
    """Each open change is one to three sentences in a file that says its kind."""
    fragments = [path for path in (root / "changes").iterdir() if path.name != "README.md"]

    assert fragments
    assert [] == [path.name for path in fragments if not FRAGMENT.fullmatch(path.name)]
    assert [] == [path.name for path in fragments if not 1 <= sentences(path.read_text()) <= 3]


def sentences(text: str) -> int:
    """How many sentences a text has; full stops inside names in backticks do not count."""
    return len(re.findall(r"[.!?](?=\s|$)", re.sub(r"`[^`]*`", "x", text.strip())))


def test_the_changelog_names_the_released_version(root: Path) -> None:
    """The newest heading of the changelog is not ahead of the version of the package."""
    version = re.search(r'__version__ = "(.+)"', (root / "aistore_hl/__init__.py").read_text())
    heading = re.search(r"^## (\S+)", (root / "CHANGELOG.md").read_text(), re.MULTILINE)

    assert version
    assert heading is None or heading[1] <= version[1]


def drawn(root: Path) -> dict[str, set[str]]:
    """The tree in docs/design.md: every folder that is drawn with content, and the names in it."""
    section = (root / "docs/design.md").read_text().partition("## The tree")[2]
    block = section.partition("```\n")[2].partition("```")[0]
    content: dict[str, set[str]] = {}
    path: list[str] = []
    for line in block.splitlines():
        name = line.split()[0]
        depth = (len(line) - len(line.lstrip())) // 2
        del path[depth:]
        content.setdefault("".join(path), set()).add(name)
        if name.endswith("/"):
            path.append(name)
    return content


def standing(folder: Path) -> set[str]:
    """The modules and folders of a folder."""
    hidden = ("__pycache__", "__init__.py")
    entries = [entry for entry in folder.iterdir() if entry.name not in hidden]
    folders = {f"{entry.name}/" for entry in entries if entry.is_dir()}
    return folders | {entry.name for entry in entries if entry.suffix == ".py"}


@pytest.mark.parametrize("folder", ["aistore_hl/", "aistore_hl/_core/", "aistore_hl/_wire/", "aistore_hl/_async/"])
def test_the_packages_are_drawn(root: Path, folder: str) -> None:
    """design.md draws the content of every layer, not only its name."""
    assert folder in drawn(root)


def test_the_tree_is_drawn_as_it_stands(root: Path) -> None:
    """A folder that design.md draws with content has exactly that content."""
    differences = {folder: names ^ standing(root / folder) for folder, names in drawn(root).items() if folder}

    assert {} == {folder: names for folder, names in differences.items() if names}
