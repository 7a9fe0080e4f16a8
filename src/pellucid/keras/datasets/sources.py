"""Where the data sets come from, and how their files are read.

BASE_URL        the folder that Keras downloads most of them from
fetch           one file of that folder, through `get_file`
given_npz       `<name>.npz` in the user's own folder, in the layout of mnist.npz
read_npz        arrays of an .npz file, lists of word indices included
read_pickle     a pickle that may hold plain values and NumPy arrays, nothing else
split_rows      the seeded shuffle and split of the regression sets
"""

from __future__ import annotations

import codecs
import os
import pickle
from typing import IO, TYPE_CHECKING, Any

import numpy as np
from numpy.lib import format as npy_format

from pellucid.keras.utils.get_file import get_file

if TYPE_CHECKING:
    import zipfile

BASE_URL = "https://storage.googleapis.com/tensorflow/tf-keras-datasets/"

Split = tuple[tuple[np.ndarray, np.ndarray], tuple[np.ndarray, np.ndarray]]


def fetch(path: str, url: str, file_hash: str) -> str:
    """The local path of `BASE_URL + url`; a `path` with folders in it lies below `datasets/`."""
    folder, name = os.path.split(path)
    return get_file(
        name,
        origin=BASE_URL + url,
        file_hash=file_hash,
        cache_subdir=folder if os.path.isabs(folder) else os.path.join("datasets", folder),
    )


def given_npz(name: str) -> Split | None:
    """The images in `$PELLUCID_DATASETS/<name>.npz` (keys of mnist.npz), if that file is there."""
    from pathlib import Path

    root = os.environ.get("PELLUCID_DATASETS")
    path = Path(root or ".").expanduser() / f"{name}.npz"
    if not root or not path.is_file():
        return None
    x_train, y_train, x_test, y_test = read_npz(path, "x_train", "y_train", "x_test", "y_test")
    return (x_train, y_train), (x_test, y_test)


def read_npz(path: str | os.PathLike[str], *keys: str) -> tuple[np.ndarray, ...]:
    """The named arrays of an .npz file; object arrays may hold lists of numbers only."""
    import zipfile

    try:
        with zipfile.ZipFile(path) as archive:
            names = archive.namelist()
            missing = [key for key in keys if f"{key}.npy" not in names]
            if missing:
                raise ValueError(
                    f"keras.datasets: {path} lacks the array {missing[0]!r}. "
                    f"Expected {', '.join(keys)}, "
                    f"received {', '.join(name.removesuffix('.npy') for name in names)}."
                )
            return tuple(read_member(archive, f"{key}.npy") for key in keys)
    except (zipfile.BadZipFile, EOFError) as error:
        raise ValueError(
            f"keras.datasets: {path} is damaged ({error}). "
            "Fix: remove it, and it is downloaded again."
        ) from error


def read_member(archive: zipfile.ZipFile, name: str) -> np.ndarray:
    """One array of an .npz file."""
    with archive.open(name) as file:
        version = npy_format.read_magic(file)
        read_header = (
            npy_format.read_array_header_1_0
            if version == (1, 0)
            else npy_format.read_array_header_2_0
        )
        dtype = read_header(file)[2]
        if dtype.hasobject:
            return read_pickle(file)
    with archive.open(name) as file:
        return npy_format.read_array(file, allow_pickle=False)


def read_pickle(file: IO[bytes], encoding: str = "ASCII") -> Any:
    """Unpickles plain values and NumPy arrays; anything that could run code is refused."""
    return ArrayUnpickler(file, encoding=encoding).load()


class ArrayUnpickler(pickle.Unpickler):
    """Knows the three names that a pickled NumPy array consists of."""

    def find_class(self, module: str, name: str) -> Any:
        if (module, name) == ("_codecs", "encode"):
            return codecs.encode
        if module.split(".")[0] == "numpy":
            if name == "_reconstruct":
                return np.empty(0).__reduce__()[0]
            if name in ("ndarray", "dtype"):
                return getattr(np, name)
        raise pickle.UnpicklingError(
            "keras.datasets: a data file may hold numbers and lists only, "
            f"received {module}.{name}."
        )


def split_rows(x: np.ndarray, y: np.ndarray, test_split: float, seed: int | None) -> Split:
    """Shuffles rows by `seed` and keeps the last share `test_split` for testing, as Keras does."""
    check_split(test_split)
    order = np.arange(len(x))
    np.random.RandomState(seed).shuffle(order)
    x, y = np.array(x)[order], np.array(y)[order]
    cut = int(len(x) * (1 - test_split))
    return (x[:cut], y[:cut]), (x[cut:], y[cut:])


def check_split(test_split: float) -> None:
    """`test_split` is a share: at least 0, below 1."""
    if not 0 <= test_split < 1:
        raise ValueError(
            "keras.datasets load_data [test_split]: expected 0 <= test_split < 1, "
            f"received {test_split}."
        )
