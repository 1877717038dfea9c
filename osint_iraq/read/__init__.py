"""Files and folders of saved reports to the articles table."""

from osint_iraq.read.articles import ReadResult, read, read_each
from osint_iraq.read.faults import InputError, Problem

__all__ = ["InputError", "Problem", "ReadResult", "read", "read_each"]
