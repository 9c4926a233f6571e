"""What can go wrong is one tree, whose members are also the built-in errors that they mean.

AIS_ENDPOINT=http://localhost:8080 python examples/errors_and_timeouts.py
"""

from aistore_hl import Client, RetryPolicy, Timeouts, errors

with Client(timeout=Timeouts(connect=1.0, first_byte=5.0), retry=RetryPolicy(attempts=3, total=10.0)) as client:
    bucket = client.bucket("example-errors").create(exist_ok=True)

    try:
        bucket.object("nothing").get()
    except FileNotFoundError as exc:  # errors.ObjectNotFound
        print(type(exc).__name__, exc)

    try:
        bucket.create()
    except FileExistsError as exc:  # errors.BucketAlreadyExists
        print(type(exc).__name__, exc)

    try:
        bucket.object("../secret")
    except errors.InvalidName as exc:  # nothing was sent
        print(type(exc).__name__, exc)

    # For one call: seconds for all of it, retries included.
    print(bucket.object("nothing").exists(timeout=2.0))
    bucket.delete()

try:
    Client("http://127.0.0.1:1").cluster().list_buckets()
except ConnectionError as exc:  # errors.ConnectFailed, at once
    print(type(exc).__name__, exc)
