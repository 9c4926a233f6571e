# Written by codegen.py; do not edit.
"""What this package was made from."""

GENERATOR = "openapi-python-client 0.29.1"
INPUTS_SHA256 = "79531f5453b2cebe9a10c3dcd29d2a094dcd7bee78306946e7fb195a45b6f27c"
