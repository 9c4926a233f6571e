# Written by codegen.py; do not edit.
"""What this package was made from."""

GENERATOR = "openapi-python-client 0.29.1"
INPUTS_SHA256 = "a3d8290531ba7f2f621fea9c22bcfceccf1d0a881c301f7fba1392380a49cbc1"
