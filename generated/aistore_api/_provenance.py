# Written by codegen.py; do not edit.
"""What this package was made from."""

GENERATOR = "openapi-python-client 0.29.1"
INPUTS_SHA256 = "7f7ce59311079e2cce7eeb63f2fe1b2159f7472fddff4c68b0518a16f0e1e017"
