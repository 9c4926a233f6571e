"""Clients in more than one process: nobody gets the answer that another one asked for."""

from __future__ import annotations

import pickle

import pytest

from aistore_hl import AsyncClient, Client, LocalCluster

from .processes import run


@pytest.mark.parametrize("flavour", ["threads", "tasks"])
def test_parent_and_child_use_one_client_at_the_same_time(endpoint: str, flavour: str) -> None:
    """640 reads and writes in either process, after the client had connections and half an answer: 0 wrong."""
    with Client(endpoint) as client:
        client.bucket("fork").delete(missing_ok=True)

    assert {"before": 0, "parent": 0, "child": 0} == run("fork", endpoint, flavour)


@pytest.mark.parametrize("case", ["while_locked", "own_cluster"])
def test_a_child_does_not_wait_for_threads_that_it_does_not_have(case: str) -> None:
    """Neither for whoever reads the cluster map, nor for the cluster that its parent runs."""
    assert {"child": 0, "parent": True} == run("fork_midway", case)


@pytest.mark.parametrize("method", ["spawn", "fork", "forkserver"])
def test_clients_and_handles_work_in_other_processes(endpoint: str, method: str) -> None:
    """Client, bucket and object of both flavours go through pickle, and lead to the same object there."""
    assert {"right": [True] * 6, "here": True} == run("handed_over", endpoint, method)


def test_a_reader_cannot_be_pickled(local: LocalCluster) -> None:
    """It is a conversation under way; the error says what can be handed over instead."""
    with Client(local.endpoint) as client:
        client.bucket("b").create().object("o").put(b"content")
        with client.object("ais://b/o").get() as reader, pytest.raises(TypeError, match=r"Reader.*pickle.*Object"):
            pickle.dumps(reader)


@pytest.mark.anyio
async def test_an_async_reader_cannot_be_pickled(local: LocalCluster) -> None:
    """As its twin."""
    async with AsyncClient(local.endpoint) as client:
        await (await client.bucket("b").create()).object("o").put(b"content")
        async with await client.object("ais://b/o").get() as reader:
            with pytest.raises(TypeError, match=r"Reader.*pickle.*Object"):
                pickle.dumps(reader)
