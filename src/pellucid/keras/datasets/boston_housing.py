"""Boston housing: 506 districts, 13 features, the median house value."""

from __future__ import annotations

from pellucid.keras.datasets.sources import Split, fetch, read_npz, split_rows

FILE_HASH = "f553886a1f8d56431e820c5b82552d9d95cfcb96d1e678153f8839538947dff5"


def load_data(path: str = "boston_housing.npz", test_split: float = 0.2, seed: int = 113) -> Split:
    """House values of Boston's suburbs in the late 1970s.

    The set has an ethical problem: one feature, `B`, is built on the share of Black inhabitants.
    It is here so that old programs run; `california_housing` is the better choice.

    Args:
        path: name of the local file, below `~/.keras/datasets`.
        test_split: share of the rows that is kept for testing, 0 <= test_split < 1.
        seed: of the shuffle that precedes the split.

    Returns:
        `(x_train, y_train), (x_test, y_test)`: float64 features (N, 13), and float64 values (N,)
        in thousands of dollars.

    Raises:
        ValueError: `test_split` is no share.
        ConnectionError: the file is not here and cannot be downloaded.

    Example:
        >>> (x_train, y_train), (x_test, y_test) = tf.keras.datasets.boston_housing.load_data()

    Reference: D. Harrison, D. Rubinfeld, Hedonic prices and the demand for clean air, 1978.
    """
    x, y = read_npz(fetch(path, "boston_housing.npz", FILE_HASH), "x", "y")
    return split_rows(x, y, test_split, seed)
