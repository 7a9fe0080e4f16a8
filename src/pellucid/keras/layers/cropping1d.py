"""Cropping1D: shorter sequences."""

from __future__ import annotations

from typing import Any

from pellucid.keras.layers.cropping import Cropping


class Cropping1D(Cropping):
    """A sequence without its first and last steps.

    Args:
        cropping: an int for both ends, or (before, after).

    Shapes: (batch, steps, channels) to (batch, steps - before - after, channels).
    Example: `keras.layers.Cropping1D(1)(tf.ones((1, 5, 3))).shape` gives `(1, 3, 3)`.
    """

    def __init__(self, cropping: Any = (1, 1), **kwargs: Any) -> None:
        if not hasattr(cropping, "__index__"):
            cropping = [cropping]
        super().__init__(1, cropping, "channels_last", **kwargs)

    @property
    def cropping(self) -> Any:
        """(before, after)."""
        return self.pairs[0]

    def get_config(self) -> dict[str, Any]:
        """The constructor's arguments."""
        config = super().get_config()
        del config["data_format"]
        return config
