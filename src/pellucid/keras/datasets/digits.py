"""Optical Recognition of Handwritten Digits: 1,797 real images of 8x8, shipped with the package."""

from __future__ import annotations

from pellucid.keras.datasets.sources import Split, read_npz


def load_data() -> Split:
    """The digits 0 to 9 as written by 13 people, each image 8x8 with 17 grey levels.

    The split is fixed: 360 images, drawn once at random with every digit in its share, are for
    testing, the other 1,437 for training; both parts are shuffled. Each writer is in both, so the
    test accuracy speaks of new digits, not of new people. Needs no network.

    Returns:
        `(x_train, y_train), (x_test, y_test)`: uint8 images of shape (1437, 8, 8) and (360, 8, 8),
        values 0 (paper) to 16 (ink), and uint8 labels of shape (1437,) and (360,).

    Example:
        >>> from pellucid.keras.datasets import digits
        >>> (x_train, y_train), (x_test, y_test) = digits.load_data()
        >>> x_train.shape, x_test.shape
        ((1437, 8, 8), (360, 8, 8))

    Reference: E. Alpaydin and C. Kaynak, Optical Recognition of Handwritten Digits, UCI Machine
    Learning Repository, https://doi.org/10.24432/C50P49 (CC BY 4.0; see NOTICE in this folder).
    """
    from pathlib import Path

    path = Path(__file__).with_name("digits.npz")
    x_train, y_train, x_test, y_test = read_npz(path, "x_train", "y_train", "x_test", "y_test")
    return (x_train, y_train), (x_test, y_test)
