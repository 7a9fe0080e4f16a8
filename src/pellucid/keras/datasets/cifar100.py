"""CIFAR-100: 60,000 colour pictures of 32x32 in a hundred classes, or twenty groups."""

from __future__ import annotations

from typing import Literal

import numpy as np

from pellucid.keras.datasets.cifar_files import cifar_folder, read_batch
from pellucid.keras.datasets.sources import Split

ORIGIN = "https://www.cs.toronto.edu/~kriz/cifar-100-python.tar.gz"
FILE_HASH = "85cd44d02ba6437773c5bbd22e183051d648de2e7d6b014e1ef29b855ba677a7"


def load_data(label_mode: Literal["fine", "coarse"] = "fine") -> Split:
    """Pictures of a hundred kinds of things, 500 of each for training and 100 for testing.

    Args:
        label_mode: `"fine"` for the 100 classes, `"coarse"` for their 20 groups.

    Returns:
        `(x_train, y_train), (x_test, y_test)`: uint8 images (50000, 32, 32, 3) and
        (10000, 32, 32, 3), values 0 to 255, and int64 labels (N, 1).

    Raises:
        ValueError: another `label_mode`.
        ConnectionError: the archive is not here and cannot be downloaded.

    Example:
        >>> (x_train, y_train), _ = tf.keras.datasets.cifar100.load_data(label_mode="coarse")

    Reference: A. Krizhevsky, Learning Multiple Layers of Features from Tiny Images, 2009.
    """
    if label_mode not in ("fine", "coarse"):
        raise ValueError(
            "keras.datasets.cifar100.load_data [label_mode]: expected 'fine' or 'coarse', "
            f"received {label_mode!r}."
        )
    folder = cifar_folder("cifar-100-python", ORIGIN, FILE_HASH)
    key = f"{label_mode}_labels"
    return read_batch(folder / "train", key, np.int64), read_batch(folder / "test", key, np.int64)
