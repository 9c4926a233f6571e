"""ETL: names, messages that start one, and what is read of the answers."""

from __future__ import annotations

import base64
import json
from typing import Any

import pytest

from aistore_hl._core.errors import InvalidETL, InvalidName, ProtocolError
from aistore_hl._core.etl import (
    EtlDetails,
    EtlInfo,
    FailedObject,
    Pipeline,
    Stages,
    Start,
    Transform,
    check_etl_name,
    communication_of,
    duration,
    names_of,
    seconds_of,
    text_of,
)


class Stage(Stages):
    """One stage of a pipeline."""

    def __init__(self, name: str) -> None:
        self._name = name

    @property
    def etl_names(self) -> tuple[str, ...]:
        return (self._name,)


@pytest.mark.parametrize("name", ["abcdef", "a" * 32, "etl-01", "0-0-0-0"])
def test_names_that_can_be(name: str) -> None:
    """Small letters, digits and dashes."""
    assert name == check_etl_name(name)


@pytest.mark.parametrize("name", ["", "abcde", "a" * 33, "Abcdef", "abc_def", "-abcdef", "abcdef-", "abcdéf", "a b cd"])
def test_names_that_cannot_be(name: str) -> None:
    """Refused by AIS, or by the Kubernetes that names pods after them."""
    with pytest.raises(InvalidName, match="not a name of an ETL"):
        check_etl_name(name)


def test_a_name_is_a_text() -> None:
    """And nothing else."""
    with pytest.raises(TypeError, match="must be str, not int"):
        check_etl_name(5)  # type: ignore[arg-type]


@pytest.mark.parametrize("text", ["hpush", "hpush://", "hpull", "hpull://", "ws", "ws://"])
def test_communications_go_with_and_without_slashes(text: str) -> None:
    """As AIS writes them, and as people do."""
    assert text.removesuffix("://") == communication_of(text)


@pytest.mark.parametrize(("text", "why"), [("hrev://", "no more in AIS"), ("grpc", "no such communication")])
def test_other_communications_are_refused_with_the_reason(text: str, why: str) -> None:
    """The one of 2022 by its name."""
    with pytest.raises(InvalidETL, match=why):
        communication_of(text)


@pytest.mark.parametrize(
    ("arguments", "text"), [(None, None), ("", ""), ("a b", "a b"), ({"k": 1}, '{"k":1}'), ({"n": "é"}, '{"n":"é"}')]
)
def test_arguments_are_a_text_or_json(arguments: Any, text: str | None) -> None:
    """A text as it is."""
    assert text == text_of(arguments)


@pytest.mark.parametrize("arguments", [{"x": object()}, {"x": float("nan")}])
def test_arguments_that_are_no_json_are_refused(arguments: Any) -> None:
    """Before they are sent."""
    with pytest.raises(InvalidETL, match="cannot be written as JSON"):
        text_of(arguments)


@pytest.mark.parametrize(
    ("arguments", "why"),
    [("\ud800", "in UTF-8"), ({"k": "\ud800"}, "in UTF-8"), ("a" * 57_345, "57,345 bytes"), ("é" * 9_558, "57,348 ")],
    ids=["half a character", "half a character in JSON", "long", "long when it is encoded"],
)
def test_arguments_that_no_url_can_have_are_refused(arguments: Any, why: str) -> None:
    """Where AIS, or a transformer, would break the connection."""
    with pytest.raises(InvalidETL, match=why):
        text_of(arguments)


@pytest.mark.parametrize("etl", [None, ["first-1", "second"], 5])
def test_what_is_no_etl_is_refused(etl: Any) -> None:
    """Nor a list of some: they are put together by >>."""
    with pytest.raises(TypeError, match="an ETL, its name, or several as `a >> b`"):
        Transform.of(etl)


def test_stages_are_put_together() -> None:
    """In their order, by name or as handles."""
    both = Stage("first-1") >> Stage("second") >> "third-3"

    assert Pipeline(("first-1", "second", "third-3")) == both
    assert str(both) == "first-1 >> second >> third-3"
    assert names_of(both) == both.etl_names
    assert names_of("single") == ("single",)


def test_what_has_no_names_is_no_stage() -> None:
    """Whoever is one says which."""
    with pytest.raises(NotImplementedError):
        _ = Stages().etl_names


def test_a_transform_has_one_etl_and_the_rest() -> None:
    """As the parameters of a request have them."""
    how = Transform.of(Pipeline(("first-1", "second", "third-3")), {"k": 1})

    assert (how.etl, how.pipeline_text, how.arguments) == ("first-1", "second,third-3", '{"k":1}')
    assert str(how) == "first-1 >> second >> third-3"
    assert Transform("single") == Transform.of("single")


@pytest.mark.parametrize(("seconds", "text"), [(300.0, "300s"), (45, "45s"), (1.5, "1.5s"), (0.25, "250ms")])
def test_lengths_of_time_are_written_as_go_reads_them(seconds: float, text: str) -> None:
    """In seconds, or what is less in milliseconds."""
    assert text == duration(seconds)


@pytest.mark.parametrize(("text", "seconds"), [("5m", 300), ("1h30m", 5400), ("1.5s", 1.5), ("250ms", 0.25)])
def test_lengths_of_time_are_read_as_go_writes_them(text: str, seconds: float) -> None:
    """In pod specifications."""
    assert seconds == seconds_of(text)


@pytest.mark.parametrize("text", ["", "5", "m", "5 m", "-5m", "5d"])
def test_what_is_no_length_of_time_is_refused(text: str) -> None:
    """Before AIS does."""
    with pytest.raises(InvalidETL, match="not a length of time"):
        seconds_of(text)


@pytest.mark.parametrize("seconds", [0, -1.0, float("inf"), float("nan")])
def test_a_time_out_is_more_than_nothing(seconds: float) -> None:
    """And an end."""
    with pytest.raises(ValueError, match="more than 0 seconds"):
        duration(seconds)


@pytest.mark.parametrize("seconds", ["5m", None, True])
def test_a_time_out_is_a_number(seconds: Any) -> None:
    """Not a text, as others write them."""
    with pytest.raises(TypeError, match=f"a number of seconds, such as 300.0, not {seconds!r}"):
        duration(seconds)


def test_the_message_of_an_image() -> None:
    """As it was recorded."""
    start = Start(communication="hpush://", init_timeout=30, object_timeout=3, env={"X": "1"})

    assert start.of_image("up-push", "img:1", ["run"]).to_dict() == {
        "name": "up-push",
        "communication": "hpush://",
        "init_timeout": "30s",
        "obj_timeout": "3s",
        "runtime": {"image": "img:1", "command": ["run"], "env": [{"name": "X", "value": "1"}]},
    }


def test_the_message_with_all_that_can_be_said() -> None:
    """And the shortest."""
    start = Start(communication="ws", direct_put=True, resources={"limits": {"memory": "1Gi"}})
    sent = start.of_image("up-sock", "img:1", ()).to_dict()

    assert sent["support_direct_put"]
    assert sent["resources"] == {"limits": {"memory": "1Gi"}}
    assert sent["runtime"] == {"image": "img:1"}


def test_the_message_of_a_pod_specification() -> None:
    """In base64."""
    sent = Start().of_pod("pod-etl", "kind: Pod\n").to_dict()

    assert base64.b64decode(sent["spec"]) == b"kind: Pod\n"
    assert "runtime" not in sent


@pytest.mark.parametrize(
    ("wrong", "why"),
    [
        ({"communication": "ws"}, "direct_put"),
        ({"communication": "hrev"}, "no more in AIS"),
        ({"resources": {"cpu": {}}}, "there is no 'cpu'"),
        ({"resources": {"limits": {"cpu": "lots"}}}, "limits of 'cpu': 'lots' is no amount"),
        ({"resources": {"requests": {"memory": "-1Gi"}}}, "'-1Gi' is no amount"),
        ({"resources": {"requests": {"memory": "1GB"}}}, "'1GB' is no amount"),
        ({"resources": {"requests": {"": "1"}}}, "requests of '': '1'"),
    ],
)
def test_what_ais_would_refuse_is_refused(wrong: dict[str, Any], why: str) -> None:
    """Before it is sent."""
    with pytest.raises(InvalidETL, match=why):
        Start(**wrong)


@pytest.mark.parametrize("amount", ["1", "500m", "0.5", ".5", "1.", "1Gi", "128974848", "12e6", "1E3", "100k"])
def test_amounts_are_as_kubernetes_has_them(amount: str) -> None:
    """With a unit, an exponent, or without."""
    assert amount == Start(resources={"limits": {"memory": amount}}).resources["limits"]["memory"]


def test_a_resource_is_a_text() -> None:
    """As Kubernetes has them."""
    with pytest.raises(TypeError, match="limits of cpu must be str, not int"):
        Start(resources={"limits": {"cpu": 1}})  # type: ignore[dict-item]


def test_there_must_be_an_image() -> None:
    """AIS says so too."""
    with pytest.raises(InvalidETL, match="no image"):
        Start().of_image("up-push", "", ())


def test_an_image_and_its_command_are_texts() -> None:
    """Which word is none is said."""
    with pytest.raises(TypeError, match="the image of an ETL must be str, not int"):
        Start().of_image("up-push", 1, ())  # type: ignore[arg-type]
    with pytest.raises(TypeError, match="word 1 of the command must be str, not int"):
        Start().of_image("up-push", "img:1", ["--port", 8000])  # type: ignore[list-item]


def test_a_variable_has_a_name_and_a_text() -> None:
    """Or Kubernetes would refuse the pod."""
    with pytest.raises(InvalidETL, match="not a name of a variable: '1 X'"):
        Start(env={"1 X": "1"}).of_image("up-push", "img:1", ())
    with pytest.raises(TypeError, match="the value of X must be str, not int"):
        Start(env={"X": 1}).of_image("up-push", "img:1", ())  # type: ignore[dict-item]
    with pytest.raises(InvalidETL, match="the value of X has a zero byte"):
        Start(env={"X": "a\0b"}).of_image("up-push", "img:1", ())


def test_an_entry_of_the_list() -> None:
    """As it was recorded."""
    text = '{"id":"up-push","stage":"Running","xaction_id":"etl-Vw6wnvuy1","obj_count":3,"in_bytes":1,"out_bytes":2}'
    found = EtlInfo.from_document(json.loads(text))

    assert found == EtlInfo("up-push", "Running", "etl-Vw6wnvuy1", 3, 1, 2)
    assert found.is_running
    assert not EtlInfo.from_document({"id": "up-push", "stage": "Aborted"}).is_running


def test_details() -> None:
    """As they were recorded."""
    found = EtlDetails.from_document(
        {
            "init_msg": {
                "name": "up-push",
                "communication": "hpull://",
                "init_timeout": "30s",
                "runtime": {"image": "img:1", "command": ["run"]},
            },
            "obj_errors": [{"obj_name": "ais://b/broken", "msg": "ETL error: no", "ecode": 500}],
        }
    )

    assert (found.name, found.communication, found.image, found.command) == ("up-push", "hpull", "img:1", ("run",))
    assert found.errors == (FailedObject("ais://b/broken", "ETL error: no", 500),)


@pytest.mark.parametrize("document", [{}, {"init_msg": None}, {"init_msg": {"name": "x"}, "obj_errors": [{}]}])
def test_details_of_another_form_are_refused(document: dict[str, Any]) -> None:
    """And so is an entry of the list."""
    with pytest.raises(ProtocolError):
        EtlDetails.from_document(document)
    with pytest.raises(ProtocolError):
        EtlInfo.from_document(document)
