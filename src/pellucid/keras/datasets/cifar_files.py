"""The files of CIFAR-10 and CIFAR-100: a tar archive of pickled batches."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

import numpy as np

from pellucid.keras.datasets.sources import read_pickle
from pellucid.keras.utils.get_file import cache_folder, get_file

if TYPE_CHECKING:
    from pathlib import Path


def cifar_folder(name: str, origin: str, file_hash: str) -> Path:
    """The extracted folder `name`: the user's, an older Keras's, or the downloaded one."""
    from pathlib import Path

    given = os.environ.get("PELLUCID_DATASETS")
    places = [Path(given).expanduser() / name] if given else []
    places.append(cache_folder() / "datasets" / name)  # where Keras 2 extracted it
    for place in places:
        if place.is_dir():
            return place
    return Path(get_file(f"{name}-target", origin=origin, extract=True, file_hash=file_hash)) / name


def read_batch(path: Path, label_key: str, label_dtype: type) -> tuple[np.ndarray, np.ndarray]:
    """Images (N, 32, 32, 3) and labels (N, 1) of one pickled batch; stored channel by channel."""
    with open(path, "rb") as file:
        batch = read_pickle(file, encoding="bytes")
    x = np.asarray(batch[b"data"], np.uint8).reshape(-1, 3, 32, 32).transpose(0, 2, 3, 1)
    return x, np.array(batch[label_key.encode()], label_dtype).reshape(-1, 1)
