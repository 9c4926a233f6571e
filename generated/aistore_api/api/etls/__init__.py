# Written by codegen.py from openapi/; do not edit.
"""Contains endpoint functions for accessing the API"""
