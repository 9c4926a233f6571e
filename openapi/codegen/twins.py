"""Async source -> sync twin: edits single tokens, so that layout and comments survive."""

from __future__ import annotations

import io
import keyword
import re
import tokenize
from collections.abc import Iterator, Mapping, Sequence
from itertools import accumulate
from token import COMMENT, NAME, NUMBER, OP, STRING, tok_name
from tokenize import TokenInfo
from typing import Final

from attrs import define, field, frozen

from openapi.codegen.duplicates import without_duplicates
from openapi.codegen.errors import Problem

_ASYNC_STATEMENTS: Final = frozenset(("def", "for", "with"))
_LEFT_OVER: Final = re.compile(r"Async[A-Z]\w*|async_\w+|asyncio")
_TEXT_TOKENS: Final = (COMMENT, STRING)
_OPENING: Final = ("FSTRING_START", "TSTRING_START")
_CLOSING: Final = ("FSTRING_END", "TSTRING_END")
_WORDS: Final = re.compile(r"(?<=`)await\b|\bawait(?=\s+[\w.]+\()|\basync (?:def|for|with)\b")
"""Code in text; "they await an answer" is English."""
_LEFT_OVER_IN_TEXT: Final = re.compile(rf"\b(?:{_LEFT_OVER.pattern})\b")


@frozen
class Twin:
    """What became of one source."""

    text: str
    used: frozenset[str]
    """Names of the table that the source has."""
    problems: tuple[Problem, ...]


def convert(source: str, path: str, renames: Mapping[str, str]) -> Twin:
    """The sync form of an async module.

    `renames` maps identifiers, also dotted ones; they are replaced in code, comments and strings alike.
    """
    converter = _Converter(source, path, renames)
    text = converter.run()
    return Twin(without_duplicates(text), frozenset(converter.used), tuple(converter.problems))


@define
class _Converter:
    source: str
    path: str
    renames: Mapping[str, str]
    used: set[str] = field(factory=set)
    problems: list[Problem] = field(factory=list)
    _tokens: list[TokenInfo] = field(init=False)
    _starts: list[int] = field(init=False)
    _edits: list[tuple[int, int, str]] = field(factory=list)
    _in_text: re.Pattern[str] = field(init=False)
    _dotted: dict[str, list[str]] = field(init=False)

    def __attrs_post_init__(self) -> None:
        # Not splitlines(): it also splits at form feeds and the like, where tokenize does not.
        self._starts = [0, *accumulate(len(line) for line in io.StringIO(self.source))]
        self._tokens = list(self._read_tokens())
        names = sorted(self.renames, key=len, reverse=True)
        self._in_text = re.compile(rf"(?<!\w)(?:{'|'.join(map(re.escape, names))})(?!\w)")
        self._dotted = {name: name.split(".") for name in self.renames if "." in name}

    def run(self) -> str:
        for index, token in enumerate(self._tokens):
            if token.type in _TEXT_TOKENS:
                self._text(token)
            elif token.type == NAME:
                self._name(index, token)
        return _edited(self.source, self._edits)

    def _read_tokens(self) -> Iterator[TokenInfo]:
        """Tokens with f-strings in one piece, as Python 3.11 has them: later ones must write the same."""
        opened: list[TokenInfo] = []
        for token in tokenize.generate_tokens(io.StringIO(self.source).readline):
            name = tok_name[token.type]
            if name in _OPENING:
                opened.append(token)
            elif name in _CLOSING:
                first = opened.pop()
                text = self.source[self._at(first.start) : self._at(token.end)]
                whole = TokenInfo(STRING, text, first.start, token.end, first.line)
                if not opened:
                    yield whole
            elif not opened:
                yield token

    def _name(self, index: int, token: TokenInfo) -> None:
        following = self._tokens[index + 1]
        if token.string == "await":
            self._drop_parentheses(index)
            self._edit(self._at(token.start), self._at(following.start), "")
        elif token.string == "async" and following.string in _ASYNC_STATEMENTS:
            self._edit(self._at(token.start), self._at(following.start), "")
        elif dotted := self._dotted_name(index):
            last = self._tokens[index + 2 * len(self._dotted[dotted]) - 2]
            self._edit(self._at(token.start), self._at(last.end), self._renamed(dotted))
        elif token.string in self.renames:
            self._edit(self._at(token.start), self._at(token.end), self._renamed(token.string))
        elif _LEFT_OVER.fullmatch(token.string):
            self._refuse(
                token, f"{token.string} has no sync name", "add it to openapi/codegen/renames.py, or move it out"
            )

    def _text(self, token: TokenInfo) -> None:
        """Renames in a string or a comment, and refuses what would then tell of the wrong flavour."""
        text = self._in_text.sub(lambda match: self._renamed(match.group()), token.string)
        if text != token.string:
            self._edit(self._at(token.start), self._at(token.end), text)
        for match in (*_LEFT_OVER_IN_TEXT.finditer(text), *_WORDS.finditer(text)):
            what = "comment" if token.type == COMMENT else "string"
            self._refuse(token, f"a {what} says {match.group()!r}", "say it so that it is true of both flavours")

    def _renamed(self, name: str) -> str:
        self.used.add(name)
        return self.renames[name]

    def _dotted_name(self, index: int) -> str | None:
        for name, words in self._dotted.items():
            found = [token.string for token in self._tokens[index : index + 2 * len(words) - 1]]
            if found == ".".join(words).replace(".", " . ").split():
                return name
        return None

    def _drop_parentheses(self, index: int) -> None:
        """`(await x.y()).z` -> `x.y().z`: without the keyword they only disturb."""
        opening = index - 1
        if opening < 0 or self._tokens[opening].string != "(" or self._calls(opening):
            return
        closing = self._closing(opening)
        start = self._at(self._tokens[opening].start)
        glued = start > 0 and (self.source[start - 1].isalnum() or self.source[start - 1] == "_")
        if glued or not _is_primary(self._tokens[index + 1 : closing]):
            return
        self._edit(start, start + 1, "")
        end = self._at(self._tokens[closing].start)
        self._edit(end, end + 1, "")

    def _calls(self, opening: int) -> bool:
        """Whether a parenthesis belongs to a call or a definition, not to a group."""
        before = self._tokens[opening - 1] if opening else None
        if before is None:
            return False
        if before.type == NAME:
            return not keyword.iskeyword(before.string)
        return before.type == STRING or before.string in (")", "]", "}")

    def _closing(self, opening: int) -> int:
        depth = 0
        for index in range(opening, len(self._tokens)):
            token = self._tokens[index]
            if token.type == OP:
                depth += (token.string in "([{") - (token.string in ")]}")
            if not depth:
                return index
        raise AssertionError("tokenize refuses what is not closed")

    def _at(self, position: tuple[int, int]) -> int:
        row, column = position
        return self._starts[row - 1] + column

    def _edit(self, start: int, end: int, text: str) -> None:
        self._edits.append((start, end, text))

    def _refuse(self, token: TokenInfo, what: str, remedy: str) -> None:
        self.problems.append(Problem(f"{self.path}:{token.start[0]}", what, remedy))


def _is_primary(tokens: Sequence[TokenInfo]) -> bool:
    """Whether tokens are a name with attributes, calls and subscripts: what binds as tightly as parentheses do."""
    depth = 0
    for token in tokens:
        if token.type == OP and token.string in "([{":
            depth += 1
        elif token.type == OP and token.string in ")]}":
            depth -= 1
        elif not depth and not _is_part_of_primary(token):
            return False
    return bool(tokens)


def _is_part_of_primary(token: TokenInfo) -> bool:
    if token.type == NAME:
        return not keyword.iskeyword(token.string)
    return token.type in (NUMBER, STRING) or token.string == "."


def _edited(source: str, edits: Sequence[tuple[int, int, str]]) -> str:
    text = source
    for start, end, replacement in sorted(edits, reverse=True):
        text = text[:start] + replacement + text[end:]
    return text
