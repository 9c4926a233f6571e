"""A browser of the system without a window, for the tests of the page and for its picture."""

from __future__ import annotations

import json
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final
from urllib.parse import urlsplit

if TYPE_CHECKING:
    from selenium.webdriver import Chrome

_NAMES: Final = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
_FLAGS: Final = (
    "--headless=new",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--disable-dev-shm-usage",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--disable-default-apps",
    "--no-first-run",
    "--window-size=1400,1000",
)


class Missing(Exception):
    """What is not installed on this machine."""


@contextmanager
def browsing(profile: Path) -> Iterator[Chrome]:
    """A browser with a new profile.

    Raises:
        Missing: there is none here, or nothing to drive it with.
    """
    binary = next(filter(None, map(shutil.which, _NAMES)), None)
    chromedriver = shutil.which("chromedriver")
    if binary is None or chromedriver is None:
        raise Missing(f"no {'chromedriver' if binary else 'browser'} is installed (Debian: chromium chromium-driver)")
    try:
        from selenium import webdriver
    except ImportError as exc:
        raise Missing("selenium is not installed (pip install --group ui)") from exc
    options = webdriver.ChromeOptions()
    options.binary_location = binary
    for flag in (*_FLAGS, f"--user-data-dir={profile}"):
        options.add_argument(flag)
    options.set_capability("goog:loggingPrefs", {"browser": "ALL", "performance": "ALL"})
    driver = webdriver.Chrome(options=options, service=webdriver.ChromeService(chromedriver))
    try:
        yield driver
    finally:
        driver.quit()


def resize(driver: Chrome, width: int, height: int) -> None:
    """Show pages in an area of that size; windows cannot be as narrow as a phone."""
    size = {"width": width, "height": height, "deviceScaleFactor": 1, "mobile": False}
    driver.execute_cdp_cmd("Emulation.setDeviceMetricsOverride", size)


def prefer(driver: Chrome, scheme: str) -> None:
    """`light` or `dark`, as a user has it in the settings of the system."""
    features = [{"name": "prefers-color-scheme", "value": scheme}]
    driver.execute_cdp_cmd("Emulation.setEmulatedMedia", {"features": features})


def complaints(driver: Chrome) -> list[str]:
    """What was written to the console since the last call: errors, refusals of the policy, warnings."""
    return [f"{entry['level']} {entry['message']}" for entry in driver.get_log("browser")]


def origins(driver: Chrome) -> set[str]:
    """Whom the page has asked since the last call."""
    sent = (json.loads(entry["message"])["message"] for entry in driver.get_log("performance"))
    return {_origin(event) for event in sent if event["method"] == "Network.requestWillBeSent"} - {""}


def _origin(event: dict[str, Any]) -> str:
    parts = urlsplit(event["params"]["request"]["url"].removeprefix("blob:"))
    return f"{parts.scheme}://{parts.netloc}" if parts.scheme != "data" else ""
