"""The picture of the page in docs: `python -m tests.ui.screenshot`, with the group `ui` and a browser installed."""

from __future__ import annotations

import base64
import itertools
import sys
import tempfile
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Final

from aistore_hl import Client, LocalCluster, RetryPolicy
from tests.local.http import ask
from tests.ui.browser import browsing, prefer, resize

if TYPE_CHECKING:
    from selenium.webdriver import Chrome

PICTURE: Final = Path("docs/images/ui.webp")
_WIDTH, _HEIGHT = 1400, 960
_SECONDS: Final = 25
"""How long the cluster works before the picture is taken, so that the charts show something."""


@contextmanager
def busy(cluster: LocalCluster) -> Iterator[None]:
    """Within, somebody reads and writes, now more and now less."""
    ends = threading.Event()

    def work() -> None:
        with Client(cluster.endpoint, retry=RetryPolicy(attempts=8)) as client:
            bucket = client.bucket("training")
            for number in itertools.count():
                if ends.wait(0.02 + 0.13 * (number % 60 > 40)):
                    return
                object = bucket.object(f"shards/{number % 40:05}.tar")
                if number % 3:
                    object.get().read_all()
                else:
                    object.put(bytes(20_000 * (1 + number % 17)))

    worker = threading.Thread(target=work)
    worker.start()
    try:
        yield
    finally:
        ends.set()
        worker.join()


def fill(cluster: LocalCluster) -> None:
    """Buckets and objects such as people have."""
    with Client(cluster.endpoint) as client:
        for name in ("checkpoints", "logs"):
            client.bucket(name).create()
        bucket = client.bucket("training").create()
        bucket.object("README.md").put(b"# Shards\n\nOne tar file for each 1,000 samples.\n" * 40)
        bucket.object("labels/train.jsonl").put(b'{"id": 1, "label": "owl"}\n' * 3000)
        for number in range(40):
            bucket.object(f"shards/{number:05}.tar").put(bytes(40_000 * (1 + number % 9)))
        for number in range(180):
            bucket.object(f"validation/{number:05}.tar").put(bytes(9_000 * (1 + number % 7)))
    for kind in ("lru", "cleanup-store"):
        ask(cluster.endpoint, "PUT", "/v1/cluster", {"action": "start", "value": {"kind": kind}})


def take(driver: Chrome, cluster: LocalCluster, path: Path) -> None:
    """Open the page, let it live for a while, and save what it shows."""
    from selenium.webdriver.support.ui import Select, WebDriverWait

    resize(driver, _WIDTH, _HEIGHT)
    prefer(driver, "light")
    control = cluster.control
    driver.get(f"{control.url}/ui#secret={control.secret}")
    wait = WebDriverWait(driver, _SECONDS * 3)
    wait.until(lambda page: len(page.find_element("id", "bucket").find_elements("tag name", "option")) == 3)
    Select(driver.find_element("id", "bucket")).select_by_value("training")
    control.faults.once("GET object", "unavailable", side="target", node=cluster.targets[1].id, times=5)
    control.faults.once("PUT object", "lost answer", times=3, after=20)
    control.faults.once("GET object", "delay", side="proxy", times=None, after=100_000)
    wait.until(
        lambda page: len(page.find_element("css selector", "polyline").get_attribute("points").split()) >= _SECONDS
    )
    driver.execute_script("document.activeElement.blur()")
    # A third of what PNG takes, and as sharp.
    shot = driver.execute_cdp_cmd("Page.captureScreenshot", {"format": "webp", "quality": 90})
    path.parent.mkdir(exist_ok=True)
    path.write_bytes(base64.b64decode(shot["data"]))


def main() -> None:
    """Take it."""
    path = Path(sys.argv[1]) if len(sys.argv) > 1 else PICTURE
    with tempfile.TemporaryDirectory() as profile, LocalCluster(node_ids=["t1", "t2", "t3"], proxy_id="p1") as cluster:
        fill(cluster)
        with busy(cluster), browsing(Path(profile)) as driver:
            take(driver, cluster, path)


if __name__ == "__main__":
    main()
