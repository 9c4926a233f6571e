"""A browser, and the page of a cluster in it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

import pytest

from aistore_hl.local import LocalCluster
from tests.ui.browser import Missing, browsing, prefer, resize
from tests.ui.page import Page

if TYPE_CHECKING:
    from selenium.webdriver import Chrome


@pytest.fixture(scope="session")
def chrome(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Chrome]:
    """One browser for all tests: each begins with a page of another cluster, and so of another origin."""
    try:
        with browsing(tmp_path_factory.mktemp("profile")) as driver:
            yield driver
    except Missing as exc:
        # Once, and not for every test: without a browser there is nothing to be said about the page.
        pytest.exit(f"the page cannot be tested: {exc}", returncode=1)


@pytest.fixture
def cluster() -> Iterator[LocalCluster]:
    with LocalCluster(targets=3) as cluster:
        yield cluster


@pytest.fixture
def page(chrome: Chrome, cluster: LocalCluster) -> Page:
    """The page of the cluster, open."""
    resize(chrome, 1400, 960)
    prefer(chrome, "light")
    found = Page(chrome, cluster)
    found.forget()
    found.open()
    return found
