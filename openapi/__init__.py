"""The specification, and what turns it into code. Not installed: only `codegen.py` imports it."""
