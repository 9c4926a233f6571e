# Written by codegen.py; do not edit.
"""What this package was made from."""

GENERATOR = "openapi-python-client 0.29.1"
INPUTS_SHA256 = "f968e7feddae31bae100a51785cce1a45518a109611b9e0abd89fc454c370754"
