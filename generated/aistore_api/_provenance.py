# Written by codegen.py; do not edit.
"""What this package was made from."""

GENERATOR = "openapi-python-client 0.29.1"
INPUTS_SHA256 = "3461c1855ced2bfff73012d4c46c6f30478a8aa962428a336b8fb8dd3bd76968"
