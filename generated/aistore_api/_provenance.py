# Written by codegen.py; do not edit.
"""What this package was made from."""

GENERATOR = "openapi-python-client 0.29.1"
INPUTS_SHA256 = "f8996cf574893fdbb2ec998948999f16ebbbb2c9339eb652dce1ea6b9ee8581f"
