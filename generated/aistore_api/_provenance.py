# Written by codegen.py; do not edit.
"""What this package was made from."""

GENERATOR = "openapi-python-client 0.29.1"
INPUTS_SHA256 = "078671bdec9cdc771f52b51ceb2a7e5afd37a63b82bc9222970bfbc5c306501d"
