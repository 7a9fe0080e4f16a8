"""CIFAR-10: 60,000 colour pictures of 32x32 in ten classes."""

from __future__ import annotations

import numpy as np

from pellucid.keras.datasets.cifar_files import cifar_folder, read_batch
from pellucid.keras.datasets.sources import Split, given_npz

ORIGIN = "https://www.cs.toronto.edu/~kriz/cifar-10-python.tar.gz"
FILE_HASH = "6d958be074577803d12ecdefd02955f39262c83c16fe9348329d7fe0b5c001ce"


def load_data() -> Split:
    """Airplane, automobile, bird, cat, deer, dog, frog, horse, ship, truck (0 to 9).

    A `cifar10.npz` with the keys of mnist.npz in the folder `PELLUCID_DATASETS` is taken instead
    of the download.

    Returns:
        `(x_train, y_train), (x_test, y_test)`: uint8 images (50000, 32, 32, 3) and
        (10000, 32, 32, 3), values 0 to 255, and uint8 labels (N, 1).

    Raises:
        ConnectionError: the archive is not here and cannot be downloaded.

    Example:
        >>> (x_train, y_train), (x_test, y_test) = tf.keras.datasets.cifar10.load_data()

    Reference: A. Krizhevsky, Learning Multiple Layers of Features from Tiny Images, 2009.
    """
    given = given_npz("cifar10")
    if given is not None:
        (x_train, y_train), (x_test, y_test) = given
        return (x_train, y_train.reshape(-1, 1)), (x_test, y_test.reshape(-1, 1))
    folder = cifar_folder("cifar-10-batches-py", ORIGIN, FILE_HASH)
    batches = [read_batch(folder / f"data_batch_{i}", "labels", np.uint8) for i in range(1, 6)]
    x_train = np.concatenate([x for x, _ in batches])
    y_train = np.concatenate([y for _, y in batches])
    return (x_train, y_train), read_batch(folder / "test_batch", "labels", np.uint8)
