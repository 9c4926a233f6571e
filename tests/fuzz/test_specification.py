"""What schemathesis makes of the specification, sent to the local cluster: in order or not, never an error of ours."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import Any

import pytest
import schemathesis
from hypothesis import HealthCheck, Phase, given, seed, settings
from hypothesis import strategies as st
from schemathesis import Case, GenerationMode

from openapi.codegen import bundle
from tests.abuse.conftest import Victim
from tests.fuzz.conftest import IMAGE
from tests.local.http import ask

ETL = "there-too"

NAMES = {"bucket": "b", "object": "there", "etl": ETL, "etl_name": ETL}
"""What is there: without it nearly every request would end with 404."""

RECORDED = {("PUT", 500)}
"""A body that is not what its checksum announces. Source: recorded on AIS 5.0"""

SEEDS = (1, 2)


@cache
def operations() -> dict[str, Any]:
    """The operations of the specification, by name."""
    read = bundle.read(Path(__file__).parents[2] / "openapi")
    schema = schemathesis.openapi.from_dict(read.document)
    found = [result.ok() for result in schema.get_all_operations()]
    return {operation.definition.raw["operationId"]: operation for operation in found}


# Without a parameter there is nothing that could be wrong.
NOTHING_TO_GET_WRONG = {"get_metrics", "list_etls"}


def renew(victim: Victim) -> None:
    """Put back what was there."""
    victim.renew()
    if ask(victim.endpoint, "GET", f"/v1/etl/{ETL}").status != 200:
        ask(victim.endpoint, "DELETE", f"/v1/etl/{ETL}")
        assert 200 == ask(victim.endpoint, "PUT", "/v1/etl", {"name": ETL, "runtime": {"image": IMAGE}}).status


def name_what_is_there(case: Case) -> None:
    """Wherever a name is asked for."""
    for asked in (case.path_parameters, case.query):
        if isinstance(asked, dict):
            asked.update({key: NAMES[key] for key in NAMES.keys() & asked.keys()})
    arguments = case.body.get("value") if isinstance(case.body, dict) else None
    if isinstance(arguments, dict) and str(case.body.get("action")).startswith("etl-"):
        arguments["id"] = ETL


def check(victim: Victim, name: str, mode: GenerationMode, number: int, count: int) -> None:
    """Send `count` requests of one operation."""

    @seed(number)
    @settings(
        max_examples=count,
        deadline=None,
        database=None,
        suppress_health_check=list(HealthCheck),
        phases=[Phase.generate],
    )
    @given(case=operations()[name].as_strategy(generation_mode=mode), is_there=st.booleans())
    def send(case: Case, is_there: bool) -> None:
        if is_there:
            name_what_is_there(case)
        answer = case.call(base_url=victim.endpoint, timeout=10)
        status = answer.status_code
        assert status < 500 or status == 501 or (case.method, status) in RECORDED, (answer.request.url, answer.content)

    send()
    assert victim.is_alive


@pytest.mark.parametrize("mode", [GenerationMode.POSITIVE, GenerationMode.NEGATIVE], ids=lambda mode: mode.value)
@pytest.mark.parametrize("name", operations())
def test_an_operation_is_answered(victim: Victim, name: str, mode: GenerationMode) -> None:
    """A few requests of each kind; as many as hypothesis finds under `stress`."""
    if mode is GenerationMode.POSITIVE or name not in NOTHING_TO_GET_WRONG:
        renew(victim)
        check(victim, name, mode, SEEDS[0], 3)


@pytest.mark.stress
@pytest.mark.parametrize("number", SEEDS)
@pytest.mark.parametrize("mode", [GenerationMode.POSITIVE, GenerationMode.NEGATIVE], ids=lambda mode: mode.value)
def test_all_operations_are_answered(victim: Victim, mode: GenerationMode, number: int) -> None:
    """100 requests of each, and the memory of the cluster stays flat."""
    renew(victim)
    before = victim.memory
    for name in operations():
        if mode is GenerationMode.POSITIVE or name not in NOTHING_TO_GET_WRONG:
            check(victim, name, mode, number, 100)
            renew(victim)

    assert victim.memory - before <= 64 << 20
