"""Bytes to text: which encoding, and what was done to a text before it was saved."""
