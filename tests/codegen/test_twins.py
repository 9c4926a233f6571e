"""What the converter makes of async code: tables of before and after."""

from __future__ import annotations

from textwrap import dedent

import pytest

from openapi.codegen.renames import LANGUAGE, NAMES
from openapi.codegen.twins import convert

TABLE = {**LANGUAGE, **NAMES}


def sync(source: str) -> str:
    twin = convert(source, "source.py", TABLE)
    assert () == twin.problems
    compile(twin.text, "twin.py", "exec")
    return twin.text


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("async def f() -> None: ...", "def f() -> None: ..."),
        ("    x = await y", "    x = y"),
        ("async   with   a as b: ...", "with   a as b: ..."),
        ("async for a in b: ...", "for a in b: ..."),
        ("x = [c async for c in d if await c]", "x = [c for c in d if c]"),
        ("x = b''.join([c async for c in await d()])", "x = b''.join([c for c in d()])"),
        ("return await f(await g())", "return f(g())"),
        ("await f()", "f()"),
        ("x = {await k: await v}", "x = {k: v}"),
        ("x = await (await f()).read()", "x = f().read()"),
        ("x = (await f()).status", "x = f().status"),
        ("x = (await f(a, b=[1, 2])[0].c).d", "x = f(a, b=[1, 2])[0].c.d"),
        ("x = not (await f()).ok", "x = not f().ok"),
        ("x = y[(await f()).i]", "x = y[f().i]"),
        ("x = -(await f())", "x = -f()"),
        ("if(await f()): ...", "if(f()): ..."),
        ("x = (await f() or g()).h", "x = (f() or g()).h"),
        ("x = (await f() + 1)", "x = (f() + 1)"),
        ("x = (await f(), 1)", "x = (f(), 1)"),
        ("x = (await f() if a else b).c", "x = (f() if a else b).c"),
        ("x = g(await f())", "x = g(f())"),
        ("x = g[0](await f())", "x = g[0](f())"),
        ("async def __aenter__(self): ...", "def __enter__(self): ..."),
        ("async def __aexit__(self): ...", "def __exit__(self): ..."),
        ("def __aiter__(self): ...", "def __iter__(self): ..."),
        ("async def __anext__(self): raise StopAsyncIteration", "def __next__(self): raise StopIteration"),
        ("x = await anext(aiter(y))", "x = next(iter(y))"),
        ("await body.aclose()", "body.close()"),
        ("x: AsyncIterator[bytes]", "x: Iterator[bytes]"),
        (
            "async with AsyncExitStack() as s: await s.enter_async_context(x)",
            "with ExitStack() as s: s.enter_context(x)",
        ),
        ("class AsyncBucket: ...", "class Bucket: ..."),
        ("x: AsyncBucket | None", "x: Bucket | None"),
        ("x = AsyncBucketList", None),
        ("await async_sleep(1)", "sleep(1)"),
        ("from .._wire.aio import AsyncEngine", "from .._wire.blocking import Engine"),
        ("import a._wire.aio", "import a._wire.blocking"),
        ("x = aio", "x = aio"),
        ("x = asynchronous", "x = asynchronous"),
        ("awaited = 1", "awaited = 1"),
        ("x = f'{AsyncBucket.name}: {y}'", "x = f'{Bucket.name}: {y}'"),
        ('x = "AsyncBucket"', 'x = "Bucket"'),
        ("x = 1  # as AsyncBucket says", "x = 1  # as Bucket says"),
    ],
)
def test_one_line(before: str, after: str | None) -> None:
    """Only tokens that differ are touched."""
    source = _runnable(before)

    if after is None:
        assert convert(source, "source.py", TABLE).problems
    else:
        assert _runnable(after).replace("async def", "def") == sync(source)


def _runnable(line: str) -> str:
    """The line in a function, where `await` and `return` are allowed."""
    return f"async def wrapper(self):\n    {line.strip()}\n"


def test_layout_and_comments_survive() -> None:
    """Blank lines, breaks, spaces and remarks stay where they are."""
    before = dedent('''\
        """One bucket."""

        class AsyncBucket:   # a handle

            async def head(
                self,
                *,   # nothing else
                timeout: float = 1.0,
            ) -> None:
                """Its properties.

                Raises:
                    BucketNotFound: there is none.
                """
                # first this,
                await (
                    self.session
                )


                x =  {  "a" : 1  }   # odd spacing
        ''')

    expected = before.replace("AsyncBucket", "Bucket").replace("async def", "def").replace("await (", "(")
    assert expected == sync(before)


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("x: AsyncIterable[bytes] | Iterable[bytes]", "x: Iterable[bytes]"),
        ("x: Iterable[bytes] | str | AsyncIterable[bytes] | None", "x: Iterable[bytes] | str | None"),
        ("x: Iterable[bytes] | AsyncIterable[str]", "x: Iterable[bytes] | Iterable[str]"),
        ("isinstance(x, (Iterable, AsyncIterable))", "isinstance(x, Iterable)"),
        ("isinstance(x, (str, AsyncIterable, Iterable))", "isinstance(x, (str, Iterable))"),
        ("isinstance(x, AsyncIterable | Iterable)", "isinstance(x, Iterable)"),
        ("x: list[AsyncBucket | Bucket] | list[AsyncBucket]", "x: list[Bucket] | list[Bucket]"),
        ("x = (Iterable, AsyncIterable)", "x = (Iterable, Iterable)"),
    ],
)
def test_what_has_become_the_same_is_said_once(before: str, after: str) -> None:
    """In unions and in tests of classes; a tuple of values stays as long as it was."""
    assert f"{after}\n" == sync(f"{before}\n")


def test_columns_are_counted_in_characters() -> None:
    """Text beyond ASCII in front of a token does not shift the edit."""
    before = 'async def f():\n    x = "äöü €"; await g(); y: AsyncIterable[str] | Iterable[str] = "ü"\n'

    assert 'def f():\n    x = "äöü €"; g(); y: Iterable[str] = "ü"\n' == sync(before)


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        ('"""What AsyncUnknown does."""', "source.py:1: a string says 'AsyncUnknown'; "),
        ('class A:\n    """Use `async with`."""', "source.py:2: a string says 'async with'; "),
        ('x = "call await f()"', "source.py:1: a string says 'await'; "),
        ('"""Then `await` it."""', "source.py:1: a string says 'await'; "),
        ("x = f'{y} AsyncUnknown'", "says 'AsyncUnknown'; "),
        ("x = 1  # as in AsyncUnknown", "source.py:1: a comment says 'AsyncUnknown'; "),
        ("x = AsyncUnknown()", "source.py:1: AsyncUnknown has no sync name; "),
        ("async_unknown()", "source.py:1: async_unknown has no sync name; "),
        ("\n\nimport asyncio", "source.py:3: asyncio has no sync name; "),
    ],
)
def test_what_would_tell_of_the_wrong_flavour_is_refused_with_its_line(source: str, expected: str) -> None:
    """Strings, docstrings, comments and names alike."""
    problems = convert(source + "\n", "source.py", TABLE).problems

    assert [expected in str(problem) for problem in problems] == [True]


@pytest.mark.parametrize("text", ["sync and async alike", "they await an answer", "AsyncBucket.head()", "Asynchronous"])
def test_ordinary_words_are_allowed(text: str) -> None:
    """A docstring may speak of both flavours, and names in the table are renamed in it."""
    assert () == convert(f'"""{text}."""\n', "source.py", TABLE).problems


def test_what_a_source_uses_of_the_table_is_told() -> None:
    """In code and in text; so that a name that no source has can be found."""
    twin = convert('"""Of AsyncJob."""\nx: AsyncBucket\nfrom _wire.aio import y\n', "source.py", TABLE)

    assert {"AsyncBucket", "AsyncJob", "_wire.aio"} == twin.used


def test_the_table_is_sorted() -> None:
    """One line for each name, easy to find and to merge."""
    assert sorted(NAMES) == list(NAMES)
    assert sorted(LANGUAGE) == list(LANGUAGE)
    assert not NAMES.keys() & LANGUAGE.keys()
