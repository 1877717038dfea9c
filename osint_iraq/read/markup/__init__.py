"""Saved web pages: the lines of their report, and what their markup says of it."""
