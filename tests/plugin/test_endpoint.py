"""The same tests on a cluster that was running before."""

from __future__ import annotations

import pytest

from aistore_hl.local import LocalCluster

from .conftest import Pytest

TESTS = """
    import pytest
    from aistore_hl import errors

    def test_bucket(ais_bucket, ais_cluster, ais_endpoint):
        ais_bucket.object("o").put(b"content")
        assert b"content" == ais_bucket.object("o").get().read_all()
        assert ais_cluster.endpoint == ais_endpoint

    @pytest.mark.parametrize("number", range(2))
    def test_fault(ais_bucket, ais_faults, ais_endpoint, ais_cluster, number):
        assert ais_cluster.endpoint != ais_endpoint
        ais_bucket.object("o").put(b"content")
        fault = ais_faults.once("GET object", side="target", status=404, tcode="ErrNotFound")
        with pytest.raises(errors.ObjectNotFound):
            ais_bucket.object("o").get()
        assert 1 == fault.hits
        ais_faults.once("* *", times=1000, reset=True)
"""


@pytest.fixture(params=["option", "ini", "variable"])
def how(request: pytest.FixtureRequest, local: LocalCluster) -> tuple[list[str], str, dict[str, str]]:
    """Arguments, ini file and environment that name the cluster; what counts less names nobody."""
    nobody, named = "http://127.0.0.1:1", local.endpoint
    if request.param == "option":
        return ["--ais-endpoint", named], f"ais_endpoint = {nobody}", {"AIS_TEST_ENDPOINT": nobody}
    if request.param == "ini":
        return [], f"ais_endpoint = {named}", {"AIS_TEST_ENDPOINT": nobody}
    return [], "", {"AIS_TEST_ENDPOINT": named, "AIS_ENDPOINT": nobody}


def test_tests_run_on_the_cluster_that_is_named(
    run_pytest: Pytest, local: LocalCluster, how: tuple[list[str], str, dict[str, str]]
) -> None:
    """By option, else ini file, else AIS_TEST_ENDPOINT; it is as before afterwards, and faults come from a relay."""
    arguments, ini, settings = how
    run = run_pytest(TESTS, *arguments, ini=ini, **settings)

    assert (0, {"passed": 3}) == (run.code, run.outcomes), run.shown
    assert f"AIStore: {local.endpoint}" in run.shown
    assert 3 == len([each for each in local.seen.arrivals("POST") if each.path.startswith("/v1/buckets/ais-test-")])
    assert not list(local._running.state.buckets)


def test_ais_endpoint_is_never_read(run_pytest: Pytest) -> None:
    """It names the cluster that somebody works with, and tests destroy buckets."""
    tests = "def test_local(ais_cluster): assert 3 == len(ais_cluster.targets)"
    run = run_pytest(tests, AIS_ENDPOINT="http://127.0.0.1:1")

    assert (0, {"passed": 1}) == (run.code, run.outcomes), run.shown
    assert "AIStore:" not in run.shown


def test_faults_that_would_strike_nobody_are_refused(run_pytest: Pytest, local: LocalCluster) -> None:
    """The address is chosen before a test can ask for them in passing."""
    tests = "def test_late(ais_client, request): request.getfixturevalue('ais_faults')"
    run = run_pytest(tests, "--ais-endpoint", local.endpoint)

    assert {"failed": 1} == run.outcomes
    assert "ask for ais_faults as an argument" in run.shown


def test_a_cluster_that_is_not_there_is_told(run_pytest: Pytest) -> None:
    """Once for each test, without waiting."""
    run = run_pytest("def test_bucket(ais_bucket): pass", "--ais-endpoint", "http://127.0.0.1:1")

    assert {"error": 1} == run.outcomes
    assert "ConnectFailed" in run.shown
