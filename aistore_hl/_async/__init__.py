"""The clients, async: the source that `_sync` is written from."""
