"""Carrying out what a request asks for: for tasks, and written from it for threads."""
