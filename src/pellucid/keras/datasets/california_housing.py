"""California housing: 20,640 districts of the 1990 census, 8 features, the median house value."""

from __future__ import annotations

from typing import Literal

from pellucid.keras.datasets.sources import Split, fetch, read_npz, split_rows

FILE_HASH = "1a2e3a52e0398de6463aebe6f4a8da34fb21fbb6b934cf88c3425e766f2a1a6f"
SMALL_ROWS = 600


def load_data(
    version: Literal["large", "small"] = "large",
    path: str = "california_housing.npz",
    test_split: float = 0.2,
    seed: int = 113,
) -> Split:
    """House values of California's districts.

    Eight features of each district: its place, the age of its houses, rooms, bedrooms, people,
    households, and income.

    Args:
        version: `"large"` (20,640 rows) or `"small"` (the first 600).
        path: name of the local file, below `~/.keras/datasets`.
        test_split: share of the rows that is kept for testing, 0 <= test_split < 1.
        seed: of the shuffle that precedes the split.

    Returns:
        `(x_train, y_train), (x_test, y_test)`: features (N, 8), and values (N,) in dollars.

    Raises:
        ValueError: another `version`, or `test_split` is no share.
        ConnectionError: the file is not here and cannot be downloaded.

    Example:
        >>> (x_train, y_train), _ = tf.keras.datasets.california_housing.load_data(version="small")

    Reference: R. Pace, R. Barry, Sparse spatial autoregressions, 1997.
    """
    if version not in ("small", "large"):
        raise ValueError(
            "keras.datasets.california_housing.load_data [version]: expected 'small' or 'large', "
            f"received {version!r}."
        )
    x, y = read_npz(fetch(path, "california_housing.npz", FILE_HASH), "x", "y")
    rows = SMALL_ROWS if version == "small" else len(x)
    return split_rows(x[:rows], y[:rows], test_split, seed)
