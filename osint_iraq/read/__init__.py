"""Files and folders of saved reports to the articles table."""

from osint_iraq.read.articles import ReadResult, read
from osint_iraq.read.faults import InputError

__all__ = ["InputError", "ReadResult", "read"]
