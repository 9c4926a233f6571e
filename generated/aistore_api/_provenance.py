# Written by codegen.py; do not edit.
"""What this package was made from."""

GENERATOR = "openapi-python-client 0.29.1"
INPUTS_SHA256 = "0d92aa510d2c5183e8483e4caa343d113881bee80be5c83f5b5725c936ce0866"
