# Written by codegen.py; do not edit.
"""What this package was made from."""

GENERATOR = "openapi-python-client 0.29.1"
INPUTS_SHA256 = "efe645150cf5b361f5e3a87ab3bcb7a79b795891e0cb9976aa9e3edd8f1893fd"
