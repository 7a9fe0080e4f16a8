"""The Keras version whose behaviour and file formats this package has."""

from __future__ import annotations

__version__ = "3.15.0"


def version() -> str:
    """The version as text, e.g. '3.15.0'."""
    return __version__
