"""Preprocessing under the names of Keras 2."""

from pellucid.keras.preprocessing import sequence as sequence

__all__ = ["sequence"]
