"""The page in a real browser: what a user does with it, and what it never does."""

from __future__ import annotations

import struct
import zlib
from pathlib import Path

import pytest

from aistore_hl import Client
from aistore_hl.local import LocalCluster
from tests.ui.browser import prefer, resize
from tests.ui.page import Page

pytestmark = pytest.mark.ui

HOSTILE = [
    "<img src=x onerror=document.title='owned'>",
    "'\"><script>document.title='owned'</script>",
    "javascript:alert(1)",
    "a/b%2e%2e/%00#?&=+ ;",
    "\u202egnp.exe",
    "  blanks and ünï 💥",
]


def png(width: int, height: int) -> bytes:
    """A picture in one colour."""
    rows = (b"\0" + b"\x20\x80\xc0" * width) * height
    parts = ((b"IHDR", struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)), (b"IDAT", zlib.compress(rows)))
    chunks = (
        struct.pack(">I", len(c)) + n + c + struct.pack(">I", zlib.crc32(n + c)) for n, c in (*parts, (b"IEND", b""))
    )
    return b"\x89PNG\r\n\x1a\n" + b"".join(chunks)


def readable(name: str) -> str:
    """A name as the page writes it: what turns the order of letters round is written out."""
    return name.replace("\u202e", "⟨202e⟩")


def put(cluster: LocalCluster, bucket: str, **objects: bytes) -> None:
    with Client(cluster.endpoint) as client:
        made = client.bucket(bucket).create(exist_ok=True)
        for name, content in objects.items():
            made.object(name).put(content)


def get(cluster: LocalCluster, bucket: str, name: str) -> bytes:
    with Client(cluster.endpoint) as client:
        return client.bucket(bucket).object(name).get().read_all()


def preview(page: Page, name: str) -> str:
    """Open a preview; what it shows."""
    page.press(f'[aria-label="Preview {name}"]')
    page.until(lambda: page.all("#body > *"))
    return page.text("#body")


def close(page: Page) -> None:
    page.press("#close")
    page.until(lambda: not page.all("#preview[open]"))


def relist(page: Page, count: int) -> None:
    """List until so many names are shown: others have put them, before the page knew of the bucket or after."""

    def is_listed() -> bool:
        if len(page.names()) != count and page.find("#reload").is_enabled():
            page.press("#reload")
        return len(page.names()) == count

    page.until(is_listed)


def order(page: Page, kind: str, match: str = "GET object", times: str = "1") -> None:
    """Order a fault by the form."""
    for selector, value in (("#match", match), ("#times", times)):
        field = page.find(selector)
        field.clear()
        field.send_keys(value)
    page.choose("#kind", kind)
    count = len(page.all("#orders li"))
    page.press("#order .go")
    page.until(lambda: len(page.all("#orders li")) == count + 1)


def test_a_day_with_the_page(page: Page, tmp_path: Path) -> None:
    """Make a bucket, upload, list, preview, delete, order a fault and withdraw it: nothing in the console, and nobody
    else is asked."""
    page.press("#make")
    page.find("#ask-value").send_keys("photos")
    page.press("#ask-yes")
    page.until(lambda: page.find("#bucket").get_property("value") == "photos")
    (tmp_path / "note.txt").write_text("hello, page\n")
    (tmp_path / "large.bin").write_bytes(bytes(range(256)) * 12_000)
    page.driver.find_element("id", "files").send_keys(f"{tmp_path / 'note.txt'}\n{tmp_path / 'large.bin'}")
    page.until(lambda: page.names() == ["large.bin", "note.txt"])
    assert bytes(range(256)) * 12_000 == get(page.cluster, "photos", "large.bin")

    assert "hello, page\n" == preview(page, "note.txt")
    close(page)
    order(page, "unavailable", times="")
    assert "a fault on order" in preview(page, "note.txt")
    close(page)
    page.until(lambda: "1 struck" in page.text("#orders"))
    page.press("#orders button")
    page.until(lambda: not page.all("#orders li"))
    assert [] == page.cluster.faults.orders()
    assert "hello, page\n" == preview(page, "note.txt")
    close(page)

    page.press('[aria-label="Delete note.txt"]')
    page.press("#ask-no")
    assert ["large.bin", "note.txt"] == page.names()
    page.press('[aria-label="Delete note.txt"]')
    page.press("#ask-yes")
    page.until(lambda: page.names() == ["large.bin"])
    with Client(page.cluster.endpoint) as client:
        assert ["large.bin"] == [entry.name for entry in client.bucket("photos").list_objects()]
    assert [] == page.complaints()
    assert {page.cluster.control.url} == page.origins()


def test_names_are_text(page: Page) -> None:
    """Whatever names, metadata and contents hold, nothing of it runs, and each object can be previewed and deleted."""
    with Client(page.cluster.endpoint) as client:
        bucket = client.bucket("b").create()
        for name in HOSTILE:
            bucket.object(name).put(
                f"<script>document.title='owned'</script>{name}".encode(), metadata={"k": "<img onerror=x>"}
            )
    relist(page, len(HOSTILE))
    names = sorted(HOSTILE, key=str.encode)
    assert [readable(name) for name in names] == page.names()

    for name in names:
        index = page.names().index(readable(name))
        page.all("#entries td:first-child button")[index].click()
        page.until(lambda: page.all("#body pre"))
        assert f"<script>document.title='owned'</script>{name}" == page.text("#body")
        assert "k=<img onerror=x>" in page.text("#props")
        close(page)
        page.all("#entries td:last-child button")[index].click()
        assert f"b/{readable(name)}" == page.text("#ask-text")
        left = len(page.names()) - 1
        page.press("#ask-yes")
        page.until(lambda left=left: len(page.names()) == left)
    assert [] == page.names()
    assert "AIS, local" == page.driver.title
    assert [] == page.all("main img, main script, dialog script")
    assert [] == page.complaints()


def test_a_name_that_is_no_text_can_be_used(page: Page) -> None:
    """Its bytes are kept where it is asked for, and replaced where it is shown."""
    from tests.local.http import ask, follow

    ask(page.cluster.endpoint, "POST", "/v1/buckets/b", {"action": "create-bck"})
    follow(page.cluster.endpoint, "PUT", "/v1/objects/b/%FF%FE", b"odd")
    relist(page, 1)
    assert ["\ufffd\ufffd"] == page.names()
    page.press("#entries td:first-child button")
    page.until(lambda: page.text("#body") == "odd")
    close(page)
    page.press("#entries td:last-child button")
    page.press("#ask-yes")
    page.until(lambda: page.names() == [])


def test_previews_are_bounded(page: Page) -> None:
    """Text by its first 64 KiB, a picture as one, all else as 4 KiB of hex, whatever the size and the name."""
    put(page.cluster, "b", text=b"line\n" * 40_000, picture=png(40, 30), bytes=bytes(range(256)) * 40_000, empty=b"")
    put(page.cluster, "b", **{"page.html": b"<h1>hello</h1>", "drawing.svg": b"<svg onload=alert(1)></svg>"})
    relist(page, 6)
    shown = {}
    for name in page.names():
        page.press(f'[aria-label="Preview {name}"]')
        page.until(lambda: page.all("#body > *"))
        shown[name] = (page.text("#shown"), len(page.text("#body")))
        if name == "picture":
            assert [40, 30] == page.measure("[...document.images].map(i => [i.naturalWidth, i.naturalHeight])[0]")
        close(page)

    assert ("Text, the first 64.0 KiB of 195 KiB", 65536) == shown["text"]
    assert "PNG, 40 × 30, all" in shown["picture"][0]
    assert "Bytes, the first 4.0 KiB of 9.8 MiB" == shown["bytes"][0]
    assert shown["bytes"][1] < 25_000
    assert ("Empty", 0) == shown["empty"]
    assert ("Text, all 14 B", 14) == shown["page.html"]
    assert shown["drawing.svg"][0].startswith("Text")
    assert [] == page.complaints()


def test_listings_are_paged(page: Page) -> None:
    """A hundred names at a time, in order, with a prefix; whatever there is, no more rows are held."""
    names = [f"{number:05}" for number in range(250)]
    put(page.cluster, "b", **dict.fromkeys(names, b"x"))
    page.choose("#bucket", "b")
    page.press("#reload")
    page.until(lambda: page.names() == names[:100])
    page.press("#next")
    page.until(lambda: page.names() == names[100:200])
    page.press("#next")
    page.until(lambda: page.names() == names[200:])
    assert not page.find("#next").is_enabled()
    page.press("#previous")
    page.until(lambda: page.names() == names[100:200])
    page.find("#prefix").send_keys("0024")
    page.until(lambda: page.names() == names[240:])
    assert "1 to 10" == page.text("#where")


def test_a_file_that_is_dropped_is_uploaded(page: Page) -> None:
    """Into the folder that the prefix names; without any bucket into one that is made for it."""
    drop = (
        "const data = new DataTransfer(); data.items.add(new File(['dropped'], 'a.txt'));"
        "document.querySelector('#drop').dispatchEvent(new DragEvent('drop', {bubbles: true, dataTransfer: data}))"
    )
    page.driver.execute_script(drop)
    page.until(lambda: page.names() == ["a.txt"])
    page.find("#prefix").send_keys("in/")
    page.until(lambda: page.names() == [])
    page.driver.execute_script(drop)
    page.until(lambda: page.names() == ["in/a.txt"])

    assert b"dropped" == get(page.cluster, "uploads", "in/a.txt")


def test_an_upload_that_fails_says_why(page: Page, tmp_path: Path) -> None:
    """With the cluster's words, until it is dismissed; the next one works."""
    put(page.cluster, "b")
    page.choose("#bucket", "b")
    order(page, "full", "PUT object")
    (tmp_path / "f").write_bytes(bytes(3_000_000))
    page.driver.find_element("id", "files").send_keys(str(tmp_path / "f"))
    page.until(lambda: "f: a fault on order" in page.text("#transfers"))
    page.press("#transfers button")
    page.driver.find_element("id", "files").send_keys(str(tmp_path / "f"))
    page.until(lambda: page.names() == ["f"])

    assert "" == page.text("#transfers")


def test_nodes_go_down_and_into_maintenance(page: Page) -> None:
    """By their buttons; the page says so, and stays."""
    target = page.cluster.targets[0].id
    page.press(f'[aria-label="Take down {target}"]')
    page.until(lambda: page.find(f'[aria-label="Bring up {target}"]'))
    assert not next(node for node in page.cluster.control.state().nodes if node.id == target).is_up
    page.press(f'[aria-label="Take down {page.cluster.proxy.id}"]')
    page.until(lambda: page.find(f'[aria-label="Bring up {page.cluster.proxy.id}"]'))
    page.press(f'[aria-label="Bring up {page.cluster.proxy.id}"]')
    page.press(f'[aria-label="Bring up {target}"]')
    page.press(f'[aria-label="Maintain {target}"]')
    page.until(lambda: page.find(f'[aria-label="Restore {target}"]'))

    assert 4 == page.cluster.smap["tmap"][target]["flags"]


def test_nodes_show_what_passes_and_what_they_hold(page: Page) -> None:
    """Bytes a second as a line and in words, room, and jobs."""
    from tests.local.http import ask

    put(page.cluster, "b", o=bytes(3 << 20))
    ask(page.cluster.endpoint, "PUT", "/v1/cluster", {"action": "start", "value": {"kind": "lru"}})
    page.until(lambda: "3.0 MiB used" in page.text("#cards"))
    page.until(lambda: ["lru", "done"] == [cell.text for cell in page.all("#job-lines td")][::3])
    heights = (
        "[...document.querySelectorAll('polyline.in')].map(line => new Set(line.getAttribute('points').split(' ')"
        ".map(point => point.split(',')[1])).size)"
    )
    page.until(lambda: max(list(page.driver.execute_script(f"return {heights}"))) > 1)

    labels = [chart.get_attribute("aria-label") for chart in page.all("#cards svg")]
    assert [node.id for node in page.cluster.control.state().nodes] == [
        text.split(" at ")[1].split(";")[0] for text in labels
    ]


def test_requests_are_shown_as_they_come(page: Page) -> None:
    """Newest first, with status and bytes, filtered, and held while it is paused."""
    put(page.cluster, "b", o=bytes(2048))
    lines = (
        "return [...document.querySelectorAll('#lines tr')].map(row => [...row.cells].map(cell => cell.textContent))"
    )

    def rows() -> list[list[str]]:
        return list(page.driver.execute_script(lines))

    page.until(lambda: any(row[2:5] == ["PUT", "200", "2.0 KiB"] for row in rows()))
    assert sorted((row[0] for row in rows()), reverse=True) == [row[0] for row in rows()]
    page.choose("#by-method", "PUT")
    page.choose("#by-status", "3")
    assert {("PUT", "307")} == {(row[2], row[3]) for row in rows()}
    assert "Live, filtered" == page.text("#flow")
    page.choose("#by-status", "")
    page.press("#pause")
    before = rows()
    put(page.cluster, "b", later=b"x")
    target = page.cluster.control.log()[-1].number
    page.until(lambda: page.measure("performance.getEntriesByType('resource').at(-1).startTime"))
    assert before == rows()
    page.press("#pause")
    page.until(lambda: any("/later" in row[-1] for row in rows()))
    assert target


def test_a_lost_answer_is_no_answer(page: Page) -> None:
    """The log says `none` where a node ended the connection without one."""
    put(page.cluster, "b", o=b"x")
    relist(page, 1)
    order(page, "reset")
    assert "hung up" in preview(page, "o") or "instead of answering" in page.text("#body")
    close(page)
    page.choose("#by-status", "-")
    page.until(lambda: len(page.all("#lines tr")) == 1)


def test_the_secret_leaves_the_address(page: Page) -> None:
    """Neither the address nor the history keeps it; a reload needs no new one, another tab does."""
    assert page.url == page.driver.current_url
    page.driver.refresh()
    page.until(lambda: "Connected" in page.text("#link"))


def test_without_the_secret_there_is_a_form(page: Page) -> None:
    """A wrong one is refused in words, the right one opens the page."""
    page.driver.execute_script("sessionStorage.clear()")
    page.driver.refresh()
    page.find("#secret").send_keys("wrong\n")
    page.until(lambda: "not the cluster's secret" in page.text("#refused"))
    assert not page.find("#door").find_element("css selector", "button").get_attribute("disabled")
    page.find("#secret").send_keys(f"{page.cluster.control.secret}\n")
    page.until(lambda: "Connected" in page.text("#link"))
    assert page.find("#objects").is_displayed()


def test_a_cluster_that_is_gone_is_told(page: Page) -> None:
    """In an alert, while what was shown stays."""
    put(page.cluster, "b", o=b"x")
    relist(page, 1)
    page.cluster.close()
    page.until(lambda: "The cluster is gone" in page.text("#gone") and page.find("#gone"))

    assert "Not connected" == page.text("#link b")
    assert ["o"] == page.names()


def test_it_comes_back_with_the_cluster(page: Page) -> None:
    """After a break it goes on by itself, and says so."""
    put(page.cluster, "b", o=b"x")
    relist(page, 1)
    link = {"latency": 0, "downloadThroughput": -1, "uploadThroughput": -1}
    page.driver.execute_cdp_cmd("Network.enable", {})
    page.driver.execute_cdp_cmd("Network.emulateNetworkConditions", {"offline": True, **link})
    page.find("#gone")
    page.driver.execute_cdp_cmd("Network.emulateNetworkConditions", {"offline": False, **link})
    page.until(lambda: "answers again" in page.text("#toasts"))

    assert not page.driver.find_element("id", "gone").is_displayed()
    assert "Connected" == page.text("#link b")


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [360, 800, 1400])
def test_it_fits(page: Page, width: int, scheme: str) -> None:
    """From a phone to a desk nothing sticks out sideways, in light and dark, also with names of 1,000 characters."""
    put(page.cluster, "b" * 60, **{"n" * 1000: b"x", "o": b"y"})
    resize(page.driver, width, 900)
    prefer(page.driver, scheme)
    relist(page, 2)
    assert page.measure("document.documentElement.scrollWidth <= innerWidth")
    page.all("#entries td:first-child button")[0].click()
    page.until(lambda: page.all("#body pre"))
    assert page.measure("document.querySelector('#preview').getBoundingClientRect().right <= innerWidth")
    assert page.find("#close").is_displayed()
    close(page)


def test_every_control_has_a_name(page: Page) -> None:
    """For those who do not see the page: buttons, fields and pictures say what they are."""
    put(page.cluster, "b", o=b"x")
    order(page, "reset")
    relist(page, 1)
    tree = page.driver.execute_cdp_cmd("Accessibility.getFullAXTree", {})["nodes"]
    wanted = ("button", "textbox", "searchbox", "combobox", "img", "image", "meter", "table", "dialog", "list")
    found = [(node["role"]["value"], node.get("name", {}).get("value", "")) for node in tree if not node["ignored"]]

    assert [] == [role for role, name in found if role in wanted[:-1] and not name]
    assert {"button", "combobox", "searchbox", "table"} <= {role for role, _ in found}


def test_it_works_by_the_keyboard(page: Page) -> None:
    """Tab reaches the objects, Enter opens a preview, Escape closes it, and the focus is where it was."""
    from selenium.webdriver.common.keys import Keys

    put(page.cluster, "b", o=b"by key")
    relist(page, 1)
    page.find("#prefix").click()
    for _ in range(6):
        if page.focus != "Preview o":
            page.type(Keys.TAB)
    assert "Preview o" == page.focus
    page.type(Keys.ENTER)
    page.until(lambda: page.text("#body") == "by key")
    page.type(Keys.ESCAPE)
    page.until(lambda: not page.all("#preview[open]"))

    assert "Preview o" == page.focus
