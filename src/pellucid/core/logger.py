"""`tf.get_logger`: the logger to which this library writes, by TensorFlow's name."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import logging


def get_logger() -> logging.Logger:
    """The logger named `tensorflow`; warnings and above are shown.

    Example:
        >>> tf.get_logger().setLevel("ERROR")
    """
    import logging

    return logging.getLogger("tensorflow")
