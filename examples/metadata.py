"""What is known of an object: size, version, checksum, times, and metadata of your own.

AIS_ENDPOINT=http://localhost:8080 python examples/metadata.py
"""

from aistore_hl import Client, errors

with Client() as client:
    bucket = client.bucket("example-metadata").create(exist_ok=True)
    photo = bucket.object("cat.jpg")
    photo.put(b"not really a photo", metadata={"camera": "x100", "place": "Bern"})

    photo.merge_metadata({"place": "Thun", "stars": "5"})
    assert photo.head().custom == {"camera": "x100", "place": "Thun", "stars": "5"}

    photo.replace_metadata({"stars": "4"})
    props = photo.head()
    print(props.size, "bytes, version", props.version, props.checksum, "last used", props.atime, dict(props.custom))

    # Over 2,048 bytes AIS would drop all of it without an error: so it is refused before anything is sent.
    try:
        photo.merge_metadata({"story": "x" * 2_048})
    except errors.InvalidMetadata as exc:
        print(exc)

    # Both survive a copy.
    copy = photo.copy_to(bucket.object("copies/cat.jpg"))
    assert copy.head().custom == {"stars": "4"}
    renamed = copy.rename("copies/dog.jpg")
    assert renamed.exists()
    assert not copy.exists()

    bucket.delete()
