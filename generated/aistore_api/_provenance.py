# Written by codegen.py; do not edit.
"""What this package was made from."""

GENERATOR = "openapi-python-client 0.29.1"
INPUTS_SHA256 = "3cf3dc86a3248f0d3d4045adfd387118161e5b0e5e7a8ab553b9750a6c8a1d3f"
