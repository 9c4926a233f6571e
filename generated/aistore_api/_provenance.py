# Written by codegen.py; do not edit.
"""What this package was made from."""

GENERATOR = "openapi-python-client 0.29.1"
INPUTS_SHA256 = "8981bfdf3647d996e73573d7c55d80b343bc165c2128084b0df4149f87a83f33"
