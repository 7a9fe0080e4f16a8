"""Fashion-MNIST: 70,000 pictures of clothes, 28x28, in ten classes."""

from __future__ import annotations

import os

import numpy as np

from pellucid.keras.datasets.sources import BASE_URL, Split, given_npz
from pellucid.keras.utils.get_file import get_file

# Upstream's md5 sums, in the order x_train, y_train, x_test, y_test.
FILES = {
    "train-images-idx3-ubyte.gz": "8d4fb7e6c68d591d4c3dfef9ec88bf0d",
    "train-labels-idx1-ubyte.gz": "25c81989df183df01b3e8a0aad5dffbe",
    "t10k-images-idx3-ubyte.gz": "bef4ecab320f06d8554ea6380940ec79",
    "t10k-labels-idx1-ubyte.gz": "bb300cfdad3c16e7a12a480ee83cd310",
}


def load_data() -> Split:
    """T-shirt, trouser, pullover, dress, coat, sandal, shirt, sneaker, bag, ankle boot (0 to 9).

    Four .gz files are kept in `~/.keras/datasets/fashion-mnist`; a `fashion_mnist.npz` with the
    keys of mnist.npz in the folder `PELLUCID_DATASETS` is taken instead.

    Returns:
        `(x_train, y_train), (x_test, y_test)`: uint8 images (60000, 28, 28) and (10000, 28, 28),
        values 0 to 255, and uint8 labels.

    Raises:
        ConnectionError: a file is not here and cannot be downloaded.

    Example:
        >>> (x_train, y_train), (x_test, y_test) = tf.keras.datasets.fashion_mnist.load_data()

    Reference: H. Xiao, K. Rasul, R. Vollgraf, arXiv:1708.07747 (MIT licence).
    """
    given = given_npz("fashion_mnist")
    if given is not None:
        return given
    folder = os.path.join("datasets", "fashion-mnist")
    x_train, y_train, x_test, y_test = (
        read_idx(get_file(name, origin=BASE_URL + name, file_hash=md5, cache_subdir=folder))
        for name, md5 in FILES.items()
    )
    return (x_train, y_train), (x_test, y_test)


def read_idx(path: str) -> np.ndarray:
    """The images or labels of a gzipped IDX file."""
    import gzip

    with gzip.open(path, "rb") as file:
        content = file.read()
    rank = content[3]
    shape = np.frombuffer(content, ">i4", count=rank, offset=4)
    return np.frombuffer(content, np.uint8, offset=4 + 4 * rank).reshape(shape).copy()
