# Written by codegen.py; do not edit.
"""What this package was made from."""

GENERATOR = "openapi-python-client 0.29.1"
INPUTS_SHA256 = "c4d96449b94de2738f3a1e0efc0acc1b75eac6dcbf510ac3bc3df7bf832a6d10"
