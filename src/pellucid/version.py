"""The version of Pellucid."""

__version__ = "0.1.0"
