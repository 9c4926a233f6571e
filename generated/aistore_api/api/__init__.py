# Written by codegen.py from openapi/; do not edit.
"""Contains methods for accessing the API"""
