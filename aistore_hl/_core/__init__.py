"""Decisions without I/O: what to ask, whom, again or not, and what an answer means."""
