"""set_random_seed: one seed for Python, NumPy, TensorFlow ops and Keras."""

from __future__ import annotations

import numpy as np

import pellucid as tf
from pellucid.keras.random import reset_global_generator


def set_random_seed(seed: int) -> None:
    """Make a program repeatable: seeds `random`, `numpy.random`, `tf.random` and Keras.

    Args:
        seed: int in [0, 2**32).

    Raises:
        ValueError: for other things.
    """
    import random as python_random

    if not isinstance(seed, int):
        raise ValueError(
            "Expected `seed` argument to be an integer. "
            f"Received: seed={seed} (of type {type(seed)})"
        )
    python_random.seed(seed)
    np.random.seed(seed)
    tf.random.set_seed(seed)
    reset_global_generator()
