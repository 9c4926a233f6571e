"""Templates of names, against what AIS's server makes of them."""

from __future__ import annotations

import json
from itertools import islice
from pathlib import Path

import pytest

from aistore_hl._core.errors import InvalidTemplate
from aistore_hl._core.templates import Template

RECORDED = json.loads((Path(__file__).parent.parent / "data/templates.json").read_text(encoding="utf-8"))


def test_names_are_those_that_a_cluster_made() -> None:
    """Two hundred generated templates, as AIS 5.0 took them; what it refused is refused."""
    assert 200 <= len(RECORDED)
    for case in RECORDED:
        text = case["template"]
        if case["refused"]:
            with pytest.raises(InvalidTemplate):
                Template.parse(text)
            continue
        found = Template.parse(text)
        assert (text, case["names"]) == (text, None if found.is_prefix else sorted(found))


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("o{02..03}", ["o02", "o03"]),
        ("o{1..3}.bin", ["o1.bin", "o2.bin", "o3.bin"]),
        ("{08..12..2}", ["08", "10", "12"]),
        ("a{0..1}b{08..10..2}c", ["a0b08c", "a0b10c", "a1b08c", "a1b10c"]),
        ("a{1..100..50}", ["a1", "a51"]),
        ("a{001..10..9}", ["a01", "a10"]),
        ("a{+1..2}", ["a1", "a2"]),
        ("a{5..5}", ["a5"]),
        ("a{1..2}}", ["a1}", "a2}"]),
        ("a{1..2}@3", ["a1@3", "a2@3"]),
        ("a@1", ["a0", "a1"]),
        ("a@02-b@1", ["a00-b0", "a00-b1", "a01-b0", "a01-b1", "a02-b0", "a02-b1"]),
        ("dir/f@01-02.txt", ["dir/f00-02.txt", "dir/f01-02.txt"]),
        ("@0%d", ["0%d"]),
    ],
)
def test_a_template_stands_for_names(text: str, names: list[str]) -> None:
    """In order, the last range fastest; it says how many before they are made."""
    template = Template.parse(text)

    assert names == list(template)
    assert (len(names), False) == (template.count, template.is_prefix)


@pytest.mark.parametrize(
    ("text", "prefix"),
    [
        ("", ""),
        ("*", ""),
        ("dir/", "dir/"),
        ("dir/*", "dir/"),
        ("dir/**", "dir/*"),
        ("o{05..06", "o{05..06"),
        ("o05..06}", "o05..06}"),
        ("%d%d", "%d%d"),
        ("100%%", "100%%"),
    ],
)
def test_a_template_without_ranges_is_a_prefix(text: str, prefix: str) -> None:
    """One that is never closed, too; an empty one is a prefix of everything."""
    template = Template.parse(text)

    assert (prefix, True, 0, []) == (template.prefix, template.is_prefix, template.count, list(template))


@pytest.mark.parametrize(
    ("text", "tcode"),
    [
        ("o{05..01}", "errTemplateInvalid"),
        ("o{-2..-1}", "errTemplateInvalid"),
        ("o{1..2..0}", "errTemplateInvalid"),
        ("o{1..2..-1}", "errTemplateInvalid"),
        ("o{1}", "errTemplateInvalid"),
        ("o{1,2}", "errTemplateInvalid"),
        ("o{}", "errTemplateInvalid"),
        ("o{1..2..3..4}", "errTemplateInvalid"),
        ("o}{", "errTemplateInvalid"),
        ("o{1..2}{3..4", "errTemplateInvalid"),
        ("o{{1..2}}", "NumError"),
        ("o{a..c}", "NumError"),
        ("o{ 1..2}", "NumError"),
        ("o{1_0..20}", "NumError"),
        ("o{1..9223372036854775808}", "NumError"),
        ("o{1.." + "9" * 5000 + "}", "NumError"),
        ("o{0.." + "0" * 25 + "9" * 23 + "}", "NumError"),
        ("o{-" + "0" * 25 + "9" * 23 + "..1}", "NumError"),
        ("o{0..9223372036854775807}", ""),
        ("o{0..4294967296}{0..4294967296}", ""),
        ("o@", "NumError"),
        ("o@x", "NumError"),
        ("o@1@", "NumError"),
        ("o%", "errTemplateInvalid"),
        ("o%x", "errTemplateInvalid"),
        ("o%0d", "errTemplateInvalid"),
        ("o%6d", "errTemplateInvalid"),
        ("o%06xd", "errTemplateInvalid"),
        ("o%0-1d", "errTemplateInvalid"),
    ],
)
def test_what_ais_refuses_is_refused(text: str, tcode: str) -> None:
    """With its name of the error."""
    with pytest.raises(InvalidTemplate) as caught:
        Template.parse(text)

    assert tcode == caught.value.tcode


@pytest.mark.parametrize(("text", "first"), [("o%d", ["o0", "o1"]), ("o%04d.tar", ["o0000.tar", "o0001.tar"])])
def test_numbers_without_an_end(text: str, first: list[str]) -> None:
    """They are made as they are asked for."""
    template = Template.parse(text)

    assert first == list(islice(template, 2))
    assert (1 << 63) - 1 == template.count


def test_template_is_text() -> None:
    """A list of names is none."""
    with pytest.raises(TypeError, match="must be str, not list"):
        Template.parse(["a"])  # type: ignore[arg-type]


def test_zeros_before_a_number_do_not_count() -> None:
    """However many: Python alone would refuse to read 5,000 digits."""
    assert [f"{0:05000}", f"{1:05000}"] == list(Template.parse("{" + "0" * 5000 + ".." + "0" * 4999 + "1}"))
