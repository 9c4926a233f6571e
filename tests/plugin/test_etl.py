"""The fixture that starts transformers."""

from __future__ import annotations

from .conftest import Pytest

TESTS = """
    import pathlib
    import pytest
    from aistore_hl.etlserver import HTTPMultiThreadedServer

    class Upper(HTTPMultiThreadedServer):
        def transform(self, data, path, etl_args):
            return data.upper()

    def backwards(data):
        return data[::-1]

    @pytest.fixture(scope="module")
    def etl(ais_etl):
        return ais_etl(Upper)

    def test_class(etl, ais_etl, ais_bucket):
        ais_bucket.object("o").put(b"content")
        assert b"CONTENT" == ais_bucket.object("o").get(etl=etl).read_all()
        assert etl is ais_etl(Upper)

    def test_function(ais_etl, ais_bucket, ais_client):
        ais_bucket.object("o").put(b"content")
        etl = ais_etl(backwards, communication="hpull")
        assert b"tnetnoc" == ais_bucket.object("o").get(etl=etl).read_all()
        assert 2 == len(ais_client.cluster().list_etls())

    def test_file_that_does_not_start(ais_etl, tmp_path):
        from aistore_hl.errors import EtlNotStarted
        path = tmp_path / "fails.py"
        path.write_text(
            "from aistore_hl.etlserver import HTTPMultiThreadedServer\\n"
            "class Fails(HTTPMultiThreadedServer):\\n"
            "    def setup(self): raise SystemExit('oh no')\\n"
            "    def transform(self, data, path, etl_args): return data\\n"
        )
        with pytest.raises(EtlNotStarted, match="oh no"):
            ais_etl(f"{path}:Fails")
"""


def test_a_transformer_is_started_once(run_pytest: Pytest) -> None:
    """A class, a function or a file; again it is the same one, and one that fails says why."""
    run = run_pytest(TESTS, ini="ais_targets = 1")

    assert (0, {"passed": 3}) == (run.code, run.outcomes), run.shown
