"""Two hundred generated templates mean the same names to a real AIS and to us.

With AIS_TEST_RECORD=1 what the cluster did becomes `tests/data/templates.json`, which the short run compares with.
"""

from __future__ import annotations

import asyncio
import itertools
import json
import os
import random
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

import pytest
from aistore_api import models
from aistore_api.api.groups import delete_objects

from aistore_hl import AsyncBucket, AsyncJob
from aistore_hl.errors import BadRequest, InvalidTemplate, JobFailed
from aistore_hl.types import Template

COUNT = 200
DATA = Path(__file__).parent.parent / "data/templates.json"


def generated(dice: random.Random) -> Iterator[str]:
    """Templates of a few names each, and some that are none."""
    seen = set()
    while len(seen) < COUNT:
        text = dice.choice(["", "a", "dir/x", "s-", "é"])
        at = dice.random() < 0.3
        for _ in range(dice.randint(1, 2)):
            first = dice.randint(0, 12)
            last = first + dice.randint(-1, 4)
            step = dice.choice(["", "", "..1", "..2", "..3", "..0"])
            width = dice.randint(0, 3)
            if at:
                text += f"@{min(last, 4):0{width}d}" if last >= 0 else "@"
            else:
                text += f"{{{first:0{width}d}..{last:0{dice.choice([width, 0])}d}{step}}}"
            text += dice.choice(["", ".tar", "-", "_b", "{", "%"]) if dice.random() < 0.8 else "-z"
        if text not in seen:
            seen.add(text)
            yield text


def neighbours(text: str) -> set[str]:
    """Names near those of the template: other numbers of digits, other steps."""
    found = Template.parse(text)
    if found.is_prefix:
        return {text, text + "x"}
    wider = []
    for each in found.ranges:
        numbers = range(max(each.start - 1, 0), each.end + 2)
        wider.append([f"{number:0{digits}d}{each.gap}" for number in numbers for digits in (1, 2, 3)])
    names = {found.prefix + "".join(parts) for parts in itertools.islice(itertools.product(*wider), 60)}
    return names | set(found)


@pytest.mark.cluster
@pytest.mark.timeout(600)
async def test_names_are_those_of_a_real_cluster(abucket: AsyncBucket) -> None:
    """What the cluster deletes by a template, of its names and their neighbours, is what the client expands it to."""
    cases = []
    for text in generated(random.Random(5)):
        cases.append(await deleted(abucket, text))
    if os.environ.get("AIS_TEST_RECORD"):
        DATA.write_text("[\n" + ",\n".join(json.dumps(case, ensure_ascii=False) for case in cases) + "\n]\n", "utf-8")

    for case in cases:
        assert case == expanded(case["template"], case["names"])


def expanded(text: str, seen: object) -> dict[str, object]:
    """What the client makes of a template."""
    try:
        found = Template.parse(text)
    except InvalidTemplate:
        return {"template": text, "refused": True, "names": None}
    return {"template": text, "refused": False, "names": None if found.is_prefix else sorted(found)}


async def deleted(bucket: AsyncBucket, text: str) -> dict[str, object]:
    """What the cluster makes of it."""
    if text.count("%") == 1 and "@" not in text and "}" not in text:
        raise AssertionError("it would count for ever")
    try:
        around = neighbours(text)
    except InvalidTemplate:
        around = set()
    await asyncio.gather(*(bucket.object(name).put(b"") for name in around if not name.endswith("/")))
    value = models.ObjectSelection(template=text)
    call = delete_objects.call(bucket.name, body=models.DeleteObjectsAction(value=value))
    try:
        id = await bucket._session.send(call)
    except BadRequest:
        return {"template": text, "refused": True, "names": None}
    await over(bucket, id)
    left = {entry.name for entry in await bucket.list_objects().to_list()}
    gone = around - left
    if left:
        await (await bucket.objects(left).delete()).wait(timeout=60)
    is_prefix = Template.parse(text).is_prefix
    return {"template": text, "refused": False, "names": None if is_prefix and gone == around else sorted(gone)}


async def over(bucket: AsyncBucket, id: str) -> None:
    """Wait for the job, whatever it reports: names that are not there are errors."""
    with suppress(JobFailed):
        await AsyncJob(bucket._session, id=id, kind="delete-listrange").wait(timeout=60)
