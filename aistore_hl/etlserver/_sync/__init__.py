# Written by codegen.py from aistore_hl/etlserver/_async/__init__.py; do not edit.
"""Carrying out what a request asks for: for tasks, and written from it for threads."""
