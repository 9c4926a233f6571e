# Written by codegen.py from aistore_hl/_async/__init__.py; do not edit.
"""The clients, async: the source that `_sync` is written from."""
