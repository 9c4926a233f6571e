# Written by codegen.py; do not edit.
"""What this package was made from."""

GENERATOR = "openapi-python-client 0.29.1"
INPUTS_SHA256 = "034e6e82d1792670407a083dc11dc5ee4643260f5799f0fc59bb7e6d3a3feb3d"
