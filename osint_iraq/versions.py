"""Which version of a package is installed, for what is written beside results."""

from __future__ import annotations

from importlib.metadata import PackageNotFoundError, version

__all__ = ["installed_version"]


def installed_version(name: str) -> str | None:
    """The version of the installed package `name`; None where it is not installed.

    >>> installed_version("no-such-package") is None
    True
    """
    try:
        return version(name)
    except PackageNotFoundError:
        return None
