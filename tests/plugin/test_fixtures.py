"""The fixtures of the pytest plugin, on a local cluster."""

from __future__ import annotations

import pytest

from .conftest import Pytest

EVERY = """
    import pytest
    from aistore_hl import Client, LocalCluster, errors

    names = []

    @pytest.mark.parametrize("number", range(2))
    def test_a_bucket_is_fresh(ais_bucket, number):
        assert [] == list(ais_bucket.list_objects())
        ais_bucket.object("o").put(b"content")
        names.append(ais_bucket.name)

    def test_a_bucket_is_removed(ais_client):
        assert [False, False] == [ais_client.bucket(name).exists() for name in names]
        assert 2 == len(set(names))

    def test_a_bucket_may_be_removed_by_the_test(ais_bucket):
        ais_bucket.delete()

    def test_the_cluster_is_a_local_one(ais_cluster, ais_endpoint):
        assert isinstance(ais_cluster, LocalCluster)
        assert 3 == len(ais_cluster.targets)
        assert ais_cluster.endpoint == ais_endpoint
        with Client(ais_endpoint) as client:
            assert client.cluster().is_aistore_running()

    @pytest.mark.parametrize("number", range(2))
    def test_a_fault_strikes(ais_bucket, ais_faults, number):
        assert not ais_faults.is_armed  # the one before is forgotten
        ais_bucket.object("o").put(b"content")
        fault = ais_faults.once("GET object", status=404, tcode="ErrNotFound")
        with pytest.raises(errors.ObjectNotFound):
            ais_bucket.object("o").get()
        assert 1 == fault.hits
        ais_faults.once("* *", times=1000, reset=True)  # also for the removal of the bucket, if it were not forgotten

    def test_no_fault_is_left(ais_bucket):
        ais_bucket.object("o").put(b"content")
"""


def test_each_does_what_it_says(run_pytest: Pytest) -> None:
    """A bucket is fresh and removed, faults are forgotten after their test, and nothing warns."""
    run = run_pytest(EVERY)

    assert (0, {"passed": 8}) == (run.code, run.outcomes), run.shown


def test_workers_have_a_cluster_each(run_pytest: Pytest) -> None:
    """With pytest-xdist."""
    tests = """
        import os, pathlib

        import pytest

        @pytest.mark.parametrize("number", range(4))
        def test_tell(ais_bucket, ais_cluster, number):
            pathlib.Path(os.environ["PYTEST_XDIST_WORKER"]).write_text(ais_cluster.endpoint)
    """
    run = run_pytest(tests, "-n", "2", "--dist", "load")

    assert (0, {"passed": 4}) == (run.code, run.outcomes), run.shown


ASYNC = """
    import pytest

    {mark}
    async def test_async(ais_async_client, ais_bucket, ais_faults):
        ais_faults.once("GET object", side="target", cut=500)
        async with ais_async_client as client:
            stored = client.bucket(ais_bucket.name).object("o")
            await stored.put(b"x" * 1000)
            async with await stored.get() as reader:
                assert 1000 == len(await reader.read_all())
"""


def test_async_tests_open_a_client_in_their_own_loop(run_pytest: Pytest) -> None:
    """With anyio's plugin here; the fixture is an ordinary one, so that any does."""
    mark = '@pytest.mark.anyio\n    @pytest.mark.parametrize("anyio_backend", ["asyncio"])'
    run = run_pytest(ASYNC.format(mark=mark))

    assert (0, {"passed": 1}) == (run.code, run.outcomes), run.shown


def test_async_tests_need_no_plugin(run_pytest: Pytest) -> None:
    """A client that nobody opens is nothing."""
    tests = """
        import asyncio

        def test_run(ais_async_client):
            async def run():
                async with ais_async_client as client:
                    return await client.cluster().is_aistore_running()
            assert asyncio.run(run())

        def test_not_opened(ais_async_client):
            pass
    """
    run = run_pytest(tests)

    assert (0, {"passed": 2}) == (run.code, run.outcomes), run.shown


def test_targets_are_a_setting(run_pytest: Pytest) -> None:
    """`ais_targets` in the ini file."""
    run = run_pytest("def test_one(ais_cluster): assert 1 == len(ais_cluster.targets)", ini="ais_targets = 1")

    assert (0, {"passed": 1}) == (run.code, run.outcomes), run.shown


def test_targets_that_are_no_number_are_told(run_pytest: Pytest) -> None:
    """With the name of the setting."""
    run = run_pytest("def test_one(ais_cluster): pass", ini="ais_targets = many")

    assert {"error": 1} == run.outcomes
    assert "ais_targets must be a number, not 'many'" in run.shown


@pytest.mark.parametrize("name", ["ais_bucket", "ais_faults"])
def test_the_plugin_can_be_left_out(run_pytest: Pytest, name: str) -> None:
    """By `-p no:aistore-hl`: then there are no such fixtures."""
    run = run_pytest(f"def test_one({name}): pass", "-p", "no:aistore-hl")

    assert f"fixture '{name}' not found" in run.shown
