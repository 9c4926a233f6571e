"""The page as a user sees it: what is shown, and what can be pressed."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Final, TypeVar

from attrs import frozen

from aistore_hl.local import LocalCluster
from tests.ui.browser import complaints, origins

if TYPE_CHECKING:
    from selenium.webdriver import Chrome
    from selenium.webdriver.remote.webelement import WebElement

T = TypeVar("T")

_PATIENCE: Final = 15
"""Seconds for what takes a second at most."""


@frozen
class Page:
    """The page of one cluster in a browser."""

    driver: Chrome
    cluster: LocalCluster

    @property
    def url(self) -> str:
        """Its address, without the secret."""
        return f"{self.cluster.control.url}/ui"

    def open(self) -> None:
        """Open it with the secret, and wait for the cluster to be shown."""
        self.driver.get(f"{self.url}#secret={self.cluster.control.secret}")
        self.until(lambda: "Connected" in self.text("#link"))

    def forget(self) -> None:
        """Forget what the browser has logged so far."""
        complaints(self.driver)
        origins(self.driver)

    def complaints(self) -> list[str]:
        """What the console says since, but for answers that were refused on purpose."""
        return [each for each in complaints(self.driver) if "the server responded with a status of 5" not in each]

    def origins(self) -> set[str]:
        """Whom the page has asked since."""
        return origins(self.driver)

    def until(self, wanted: Callable[[], T]) -> T:
        """Wait until something is so."""
        from selenium.common.exceptions import NoSuchElementException, StaleElementReferenceException
        from selenium.webdriver.support.ui import WebDriverWait

        passing = (NoSuchElementException, StaleElementReferenceException)
        return WebDriverWait(self.driver, _PATIENCE, 0.05, ignored_exceptions=passing).until(lambda _: wanted())

    def find(self, selector: str) -> WebElement:
        """The first element, once it is shown."""
        found = self.until(lambda: [each for each in self.all(selector) if each.is_displayed()])
        return found[0]

    def all(self, selector: str) -> list[WebElement]:
        """All elements that are there now."""
        return self.driver.find_elements("css selector", selector)

    def text(self, selector: str) -> str:
        """The text of an element, also where it is not shown."""
        return str(self.driver.find_element("css selector", selector).get_property("textContent"))

    def press(self, selector: str) -> None:
        """Click on it, once it is shown and can be."""
        element = self.find(selector)
        self.until(element.is_enabled)
        element.click()

    def choose(self, selector: str, value: str) -> None:
        """Choose an option, once it is there."""
        options = self.until(lambda: [o for o in self.all(f"{selector} option") if o.get_property("value") == value])
        options[0].click()

    def type(self, *keys: str) -> None:
        """Press keys, wherever the focus is."""
        from selenium.webdriver import ActionChains

        ActionChains(self.driver).send_keys(*keys).perform()

    @property
    def focus(self) -> str:
        """The name of what has the focus."""
        return self.driver.switch_to.active_element.get_attribute("aria-label") or ""

    def names(self) -> list[str]:
        """The objects that are listed."""
        script = "return [...document.querySelectorAll('#entries td:first-child')].map(each => each.textContent)"
        return list(self.driver.execute_script(script))

    def measure(self, script: str) -> object:
        """The value of an expression in the page."""
        return self.driver.execute_script(f"return {script}")
