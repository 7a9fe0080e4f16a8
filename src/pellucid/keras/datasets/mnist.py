"""MNIST: 70,000 handwritten digits of 28x28."""

from __future__ import annotations

from pellucid.keras.datasets.sources import Split, fetch, read_npz

FILE_HASH = "731c5ac602752760c8e48fbffcf8c3b850d9dc2a2aedcf2cc48468fc17b673d1"


def load_data(path: str = "mnist.npz") -> Split:
    """The handwritten digits 0 to 9, 60,000 for training and 10,000 for testing.

    Args:
        path: name of the local file, below `~/.keras/datasets`.

    Returns:
        `(x_train, y_train), (x_test, y_test)`: uint8 images (N, 28, 28), values 0 to 255, and
        uint8 labels (N,).

    Raises:
        ConnectionError: the file is not here and cannot be downloaded.

    Example:
        >>> (x_train, y_train), (x_test, y_test) = tf.keras.datasets.mnist.load_data()

    Reference: Y. LeCun, C. Cortes, C. Burges, The MNIST database of handwritten digits
    (CC BY-SA 3.0).
    """
    file = fetch(path, "mnist.npz", FILE_HASH)
    x_train, y_train, x_test, y_test = read_npz(file, "x_train", "y_train", "x_test", "y_test")
    return (x_train, y_train), (x_test, y_test)
