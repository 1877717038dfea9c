"""What can go wrong: the one error that stops a run, and the trouble with one address that does not."""

from __future__ import annotations


class FetchError(ValueError):
    """Nothing can be fetched at all: unusable inputs, settings or folder; the message says what to do."""


class Trouble(Exception):
    """One address could not be fetched: the outcome for the log, why, and whether asking again later may help."""

    def __init__(self, outcome: str, message: str, again: bool = False) -> None:
        super().__init__(message)
        self.outcome, self.message, self.again = outcome, message, again
