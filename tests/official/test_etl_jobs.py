"""Jobs with transformers of both makes: results that are put directly or not, failures, and longer pipelines."""

from __future__ import annotations

from tests.official.etl_pairs import NAMES, SERVERS, Scene, expected, matrix, other_make

LARGE = bytes(range(97, 123)) * 120_000
"""3 MB, which is more than anybody reads or sends at once."""


@matrix("hpush", "hpull", "ws", is_long=True)
def test_transformer_puts_results_where_they_belong(scene: Scene, client: str, server: str, way: str) -> None:
    """Those of the other target, which sees the request."""
    driver, etl, bucket, to = scene.driver(client), scene.etl(server, way), scene.bucket(filled=True), scene.bucket()
    scene.cluster.seen.clear()
    driver.transform(bucket, to, [etl])

    assert 0 < scene.put_by_transformers() < len(NAMES)
    assert expected() == scene.contents(to)


@matrix("hpush", "hpull", is_long=True)
def test_results_arrive_without_direct_put(scene: Scene, client: str, server: str, way: str) -> None:
    """Also at the end of a pipeline. Ours answer them then; NVIDIA's put them all the same, whatever they are told."""
    driver, etl = scene.driver(client), scene.etl(server, way, direct_put=False)
    last = scene.etl(other_make(server), "hpush", direct_put=False)
    bucket, to, through = scene.bucket(filled=True), scene.bucket(), scene.bucket()
    scene.cluster.seen.clear()
    driver.transform(bucket, to, [etl])
    by_itself = scene.put_by_transformers()
    scene.cluster.seen.clear()
    driver.transform(bucket, through, [etl, last])
    at_the_end = scene.put_by_transformers()

    assert (server.startswith("theirs"), server.startswith("ours")) == (by_itself > 0, at_the_end > 0)
    assert expected() == scene.contents(to) == scene.contents(through)


@matrix("hpush", "hpull", "ws", is_long=True)
def test_job_goes_on_after_a_failure(scene: Scene, client: str, server: str, way: str) -> None:
    """The object that failed is named with its cause, and the others are there."""
    driver, etl, bucket, to = scene.driver(client), scene.etl(server, way), scene.bucket(filled=True), scene.bucket()
    scene.ours.client.bucket(bucket).object("bad").put(b"fail")
    failed = driver.failures(bucket, to, etl)

    assert ["bad"] == list(failed)
    assert failed["bad"]
    assert expected() == scene.contents(to)


@matrix("hpush", "hpull", "ws", is_long=True)
def test_large_object_is_whole(scene: Scene, client: str, server: str, way: str) -> None:
    """Inline, and by a job."""
    driver, etl, bucket, to = scene.driver(client), scene.etl(server, way), scene.bucket(), scene.bucket()
    scene.ours.client.bucket(bucket).put_many({"one": LARGE, "two": LARGE, "three": LARGE})
    driver.transform(bucket, to, [etl])

    assert LARGE.upper() == driver.get(bucket, "one", [etl])
    assert dict.fromkeys(["one", "two", "three"], LARGE.upper()) == scene.contents(to)


@matrix("hpull", is_long=True)
def test_what_fetches_is_the_first_stage_of_a_pipeline(scene: Scene, client: str, server: str, way: str) -> None:
    """In a job; whoever reads inline is refused that by AIS."""
    driver, first, second = scene.driver(client), scene.etl(server, way), scene.etl(other_make(server), "hpush")
    bucket, to = scene.bucket(filled=True), scene.bucket()
    driver.transform(bucket, to, [first, second])

    assert expected() == scene.contents(to)


@matrix("hpush", "hpull", "ws", is_long=True)
def test_six_stages_of_both_makes_make_a_pipeline(scene: Scene, client: str, server: str, way: str) -> None:
    """It is the first, and all others follow it."""
    driver, first = scene.driver(client), scene.etl(server, way)
    stages = [first, *(scene.etl(each, "hpush") for each in SERVERS if each != server)]
    bucket, to = scene.bucket(filled=True), scene.bucket()
    driver.transform(bucket, to, stages)

    assert expected() == scene.contents(to)
    if way == "hpush":
        assert b"TEXT OF TEXTS/07.TXT++++++" == driver.get(bucket, NAMES[7], stages, "+")
