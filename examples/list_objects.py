"""Listings: sorted, in bounded memory, whole or by folder, from anywhere.

AIS_ENDPOINT=http://localhost:8080 python examples/list_objects.py
"""

from aistore_hl import Client

with Client() as client:
    bucket = client.bucket("example-list-objects").create(exist_ok=True)
    for name in ("a.txt", "photos/cat.jpg", "photos/dog.jpg", "photos/2026/may.jpg", "z.txt"):
        bucket.object(name).put(name.encode())

    # Pages are fetched as the loop needs them.
    for entry in bucket.list_objects(props=("name", "size", "checksum", "location")):
        print(f"{entry.name:20} {entry.size:3} {entry.checksum} {entry.location}")

    assert [entry.name for entry in bucket.list_objects(prefix="photos/d")] == ["photos/dog.jpg"]
    assert [entry.name for entry in bucket.list_objects(start_after="photos/cat.jpg")] == ["photos/dog.jpg", "z.txt"]

    # What lies directly below a prefix; directories end in a slash.
    for entry in bucket.list_objects(prefix="photos/", recursive=False):
        print("directory" if entry.is_dir else "object   ", entry.name)

    # A page by hand: its token continues the listing, also in another process.
    page = bucket.list_page(page_size=2)
    rest = bucket.list_page(page_size=100, token=page.token)
    assert len(page.entries) + len(rest.entries) == 5

    bucket.delete()
