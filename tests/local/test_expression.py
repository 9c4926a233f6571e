"""Regular expressions of a request: Go's syntax and words, and never more time than a name is long."""

from __future__ import annotations

import subprocess
import sys
from typing import Final

import pytest

from aistore_hl.local.archive.expression import BadExpression, expression

REFUSED: Final = {
    # recorded with Go 1.26
    "(": "missing closing ): `(`",
    ")": "unexpected ): `)`",
    "*a": "missing argument to repetition operator: `*`",
    "a**": "invalid nested repetition operator: `**`",
    "a++": "invalid nested repetition operator: `++`",
    "[b-a]": "invalid character class range: `b-a`",
    "[a": "missing closing ]: `[a`",
    r"(a)\1": r"invalid escape sequence: `\1`",
    r"(?P<a>a)\k<a>": r"invalid escape sequence: `\k`",
    r"a\Z": r"invalid escape sequence: `\Z`",
    r"a\C": r"invalid escape sequence: `\C`",
    "a\\": "trailing backslash at end of expression: ``",
    "a{1001}": "invalid repeat count: `{1001}`",
    "((a{100}){100}){100}": "invalid repeat count: `{100}`",
    "a(?=b)": "invalid or unsupported Perl syntax: `(?=`",
    "a(?!b)": "invalid or unsupported Perl syntax: `(?!`",
    "(?<=a)b": "invalid named capture: `(?<=a)b`",
    "(?<!a)b>c": "invalid named capture: `(?<!a)b>`",
    "(?P<a b>c)": "invalid named capture: `(?P<a b>`",
    "(?P=a)": "invalid or unsupported Perl syntax: `(?P`",
    "(?>a)": "invalid or unsupported Perl syntax: `(?>`",
    r"\p{Foo}": r"invalid character class range: `\p{Foo}`",
    "\udcff": "invalid UTF-8: `\udcff`",
}


@pytest.mark.parametrize(("pattern", "words"), REFUSED.items(), ids=map(ascii, REFUSED))
def test_what_go_refuses_is_refused_in_its_words(pattern: str, words: str) -> None:
    """Look-around and what refers back to a group among it, with which no bound could be kept."""
    with pytest.raises(BadExpression) as caught:
        expression(pattern)

    assert f"error parsing regexp: {words}" == str(caught.value)


@pytest.mark.parametrize(
    ("pattern", "found", "missed"),
    [
        ("b", "abc", "ac"),
        (r"^a.*\.(jpg|png)$", "a/1.png", "a/1.png2"),
        (r"a\z", "ba", "ab"),
        ("a$", "ba", "a\n"),
        ("(?i)É", "é", "e"),
        (r"\pL{3}", "äöü", "äö1"),
        (r"[[:digit:]]{2}", "a12", "a1"),
        (r"(?<n>a)(?P<m>b)", "ab", "ba"),
        (r"\Qa.b\C\E", r"a.b\C", r"axb\C"),
        (r"\\C", r"\C", "C"),
        ("^.{3}$", "a\udcffb", "a\udcff"),
        ("a{,2}", "a{,2}", "aa"),
        (r"\x{e9}", "é", "e"),
        ("(?s)a.b", "a\nb", "ab"),
    ],
)
def test_patterns_mean_what_they_mean_to_go(pattern: str, found: str, missed: str) -> None:
    """Where Python means something else by them, too."""
    is_found = expression(pattern)

    assert (True, False) == (is_found(found), is_found(missed))


def test_one_that_would_take_too_much_is_too_large() -> None:
    """Go takes this one; here it would hold up all others while it is made."""
    with pytest.raises(BadExpression, match="too large"):
        expression(r"\pL{1000}")


_HOSTILE: Final = """
import io, tarfile
from aistore_hl import Client
from aistore_hl.errors import ObjectNotFound
from aistore_hl.local import LocalCluster
file = io.BytesIO()
with tarfile.open(fileobj=file, mode="w") as archive:
    archive.addfile(tarfile.TarInfo("a" * 60 + "!"))
with LocalCluster() as cluster, Client(cluster.endpoint) as client:
    shard = client.bucket("b").create().object("s.tar")
    shard.put(file.getvalue())
    for pattern in ["(a+)+$", "(a|aa)+$", "(a*)*b", "(.*.*.*.*.*.*.*.*)*=$"]:
        try:
            shard.get_members(pattern, mode="regexp")
        except ObjectNotFound:
            print(pattern)
"""


def test_no_pattern_keeps_a_node_from_its_other_work() -> None:
    """A program of its own, with a deadline: one that tried every way would never end, and let no other thread run."""
    done = subprocess.run([sys.executable, "-c", _HOSTILE], capture_output=True, text=True, timeout=30, check=False)

    assert (["(a+)+$", "(a|aa)+$", "(a*)*b", "(.*.*.*.*.*.*.*.*)*=$"], "") == (done.stdout.split(), done.stderr)


_WITHOUT: Final = """
import sys
sys.modules["re2"] = None
from aistore_hl.local.answers import Refusal
from aistore_hl.local.archive.expression import expression
try:
    expression("a")
except Refusal as exc:
    print(exc.status, exc.message)
"""


def test_missing_library_names_the_extra() -> None:
    """With the status of what the local cluster does not do."""
    done = subprocess.run([sys.executable, "-c", _WITHOUT], capture_output=True, text=True, check=True)

    assert done.stdout.startswith("501 ")
    assert "aistore-hl[re2]" in done.stdout
