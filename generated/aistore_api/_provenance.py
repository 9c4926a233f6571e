# Written by codegen.py; do not edit.
"""What this package was made from."""

GENERATOR = "openapi-python-client 0.29.1"
INPUTS_SHA256 = "ec13b84ec2e1a827ff5e3d8f47ed51891ca02d253f8c479f64454d5fca92287a"
