# Written by codegen.py; do not edit.
"""What this package was made from."""

GENERATOR = "openapi-python-client 0.29.1"
INPUTS_SHA256 = "12b5a2f1f39b26ef4336f4a6a40fc7f2749ecd12bbad50ea2783340b0f5e8dd9"
