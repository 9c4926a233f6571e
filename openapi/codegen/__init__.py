"""What `codegen.py` is made of: one noun per module."""
