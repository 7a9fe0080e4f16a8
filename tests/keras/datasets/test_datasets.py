"""Every data set, from small files of its own layout; the expected numbers are Keras's answers."""

from __future__ import annotations

import gzip
import io
import json
import pickle
import tarfile
from pathlib import Path

import numpy as np
import pytest

from pellucid.keras import datasets
from pellucid.keras.datasets import cifar_files, fashion_mnist, sources

DOCUMENTS = [[1, 2, 3, 4, 5], [6, 7], [8, 9, 10], [2, 2, 30], [5], []]


def objects(documents: list[list[int]]) -> np.ndarray:
    array = np.empty(len(documents), object)
    array[:] = documents
    return array


def lists(documents: np.ndarray) -> list[list[int]]:
    assert documents.dtype == object
    return [list(document) for document in documents]


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder of the user's own, and no way to the network."""
    monkeypatch.setenv("PELLUCID_DATASETS", str(tmp_path))
    monkeypatch.setattr(sources, "BASE_URL", "http://127.0.0.1:9/")
    monkeypatch.setattr(fashion_mnist, "BASE_URL", "http://127.0.0.1:9/")
    return tmp_path


def images(shape: tuple[int, ...]) -> dict[str, np.ndarray]:
    pixels = np.arange(np.prod(shape), dtype=np.int64).reshape(shape).astype(np.uint8)
    labels = np.arange(shape[0], dtype=np.uint8)
    return {"x_train": pixels, "y_train": labels, "x_test": pixels[:1], "y_test": labels[:1]}


altered = pytest.mark.filterwarnings("ignore:.*is not the usual file")


@altered
@pytest.mark.parametrize("name", ["mnist", "fashion_mnist"])
def test_grey_images_from_the_users_folder(folder: Path, name: str):
    arrays = images((3, 28, 28))
    np.savez(folder / f"{name}.npz", **arrays)
    (x_train, y_train), (x_test, y_test) = getattr(datasets, name).load_data()
    for received, key in zip((x_train, y_train, x_test, y_test), arrays):
        np.testing.assert_array_equal(received, arrays[key])


def test_fashion_mnist_reads_its_four_idx_files(folder: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(fashion_mnist, "FILES", dict.fromkeys(fashion_mnist.FILES))
    (folder / "fashion-mnist").mkdir()
    x = np.arange(2 * 28 * 28).reshape(2, 28, 28).astype(np.uint8)
    header = bytes([0, 0, 8, 3, 0, 0, 0, 2, 0, 0, 0, 28, 0, 0, 0, 28])
    labels = bytes([0, 0, 8, 1, 0, 0, 0, 2, 7, 9])
    for name in fashion_mnist.FILES:
        content = labels if "labels" in name else header + x.tobytes()
        (folder / "fashion-mnist" / name).write_bytes(gzip.compress(content))
    (x_train, y_train), (x_test, y_test) = datasets.fashion_mnist.load_data()
    np.testing.assert_array_equal(x_train, x)
    np.testing.assert_array_equal(x_test, x)
    assert y_train.tolist() == y_test.tolist() == [7, 9]
    assert y_train.dtype == np.uint8


def cifar_archive(path: Path, name: str, batches: dict[str, dict]) -> None:
    with tarfile.open(path, "w:gz") as tar:
        for batch, content in batches.items():
            data = pickle.dumps(content, protocol=2)
            info = tarfile.TarInfo(f"{name}/{batch}")
            info.size = len(data)
            tar.addfile(info, io.BytesIO(data))


@altered
def test_cifar10_from_its_archive(folder: Path, monkeypatch: pytest.MonkeyPatch, tmp_path: Path):
    monkeypatch.setenv("KERAS_HOME", str(tmp_path / "home"))
    data = np.arange(3072).astype(np.uint8)[None]
    batches = {f"data_batch_{i}": {b"data": data + i, b"labels": [i]} for i in range(1, 6)}
    batches["test_batch"] = {b"data": data, b"labels": [9]}
    cifar_archive(folder / "cifar-10-python.tar.gz", "cifar-10-batches-py", batches)
    (x_train, y_train), (x_test, y_test) = datasets.cifar10.load_data()
    assert x_train.shape == (5, 32, 32, 3)
    assert y_train.tolist() == [[1], [2], [3], [4], [5]]
    assert y_train.dtype == y_test.dtype == np.uint8
    # Stored channel by channel: pixel (0, 1) of channel 2 is byte 2 * 1024 + 1.
    assert x_test[0, 0, 1, 2] == (2 * 1024 + 1) % 256
    assert (tmp_path / "home/datasets/cifar-10-batches-py-target/cifar-10-batches-py").is_dir()


def test_cifar10_from_an_npz_file(folder: Path):
    np.savez(folder / "cifar10.npz", **images((2, 32, 32, 3)))
    (x_train, y_train), _ = datasets.cifar10.load_data()
    assert x_train.shape == (2, 32, 32, 3)
    assert y_train.tolist() == [[0], [1]]


@pytest.mark.parametrize(("mode", "label"), [("fine", 77), ("coarse", 7)])
def test_cifar100_from_its_folder(folder: Path, mode: str, label: int):
    place = folder / "cifar-100-python"
    place.mkdir()
    batch = {
        b"data": np.zeros((1, 3072), np.uint8),
        b"fine_labels": [77],
        b"coarse_labels": [7],
    }
    for name in ("train", "test"):
        (place / name).write_bytes(pickle.dumps(batch, protocol=2))
    (x_train, y_train), (_, y_test) = datasets.cifar100.load_data(label_mode=mode)
    assert x_train.shape == (1, 32, 32, 3)
    assert y_train.tolist() == y_test.tolist() == [[label]]
    with pytest.raises(ValueError, match="received 'both'"):
        datasets.cifar100.load_data(label_mode="both")


def test_a_pickle_that_names_code_is_refused(tmp_path: Path):
    (tmp_path / "batch").write_bytes(pickle.dumps({b"data": print}))
    with pytest.raises(pickle.UnpicklingError, match="print"):
        cifar_files.read_batch(tmp_path / "batch", "labels", np.uint8)


def test_a_pickle_of_python_2_is_read():
    text = (
        b"cnumpy.core.multiarray\n_reconstruct\n(cnumpy\nndarray\n(I0\ntS'b'\ntR(I1\n(I3\nt"
        b"cnumpy\ndtype\n(S'u1'\nI0\nI1\ntR(I3\nS'|'\nNNNI-1\nI-1\nI0\ntbI00\n"
        b"S'\\x01\\x02\\x03'\ntb."
    )
    np.testing.assert_array_equal(sources.read_pickle(io.BytesIO(text), "bytes"), [1, 2, 3])


@pytest.fixture
def imdb_file(folder: Path) -> None:
    np.savez(
        folder / "imdb.npz",
        x_train=objects(DOCUMENTS),
        y_train=np.array([0, 1, 0, 1, 0, 1]),
        x_test=objects(DOCUMENTS[:3]),
        y_test=np.array([1, 0, 1]),
    )


IMDB = [
    ({}, [[1, 9, 10], [1, 4, 5, 6, 7, 8], [1, 5, 5, 2], [1, 11, 12, 13], [1, 8], [1]]),
    (
        {"num_words": 8},
        [[1, 2, 2], [1, 4, 5, 6, 7, 2], [1, 5, 5, 2], [1, 2, 2, 2], [1, 2], [1]],
    ),
    (
        {"skip_top": 5},
        [[2, 9, 10], [2, 2, 5, 6, 7, 8], [2, 5, 5, 2], [2, 11, 12, 13], [2, 8], [2]],
    ),
    ({"oov_char": None, "num_words": 8}, [[1], [1, 4, 5, 6, 7], [1, 5, 5], [1], [1], [1]]),
    ({"index_from": 0}, [[1, 6, 7], [1, 1, 2, 3, 4, 5], [1, 2, 2, 2], [1, 8, 9, 10], [1, 5], [1]]),
    ({"maxlen": 4, "num_words": 8, "skip_top": 4}, [[2, 2, 2], [2, 2], [2]]),
    ({"seed": 1}, [[1, 11, 12, 13], [1, 9, 10], [1, 8], [1, 4, 5, 6, 7, 8], [1, 5, 5, 2], [1]]),
]


@altered
@pytest.mark.usefixtures("imdb_file")
@pytest.mark.parametrize(("options", "expected"), IMDB)
def test_imdb(options: dict, expected: list):
    (x_train, _), _ = datasets.imdb.load_data(**options)
    assert lists(x_train) == expected


@altered
@pytest.mark.usefixtures("imdb_file")
def test_imdb_labels_and_arguments():
    (_, y_train), (x_test, y_test) = datasets.imdb.load_data()
    assert y_train.tolist() == [1, 0, 1, 0, 0, 1]
    assert lists(x_test) == [[1, 9, 10], [1, 4, 5, 6, 7, 8], [1, 11, 12, 13]]
    assert y_test.tolist() == [0, 1, 1]
    with pytest.raises(ValueError, match="fewer than 1 words"):
        datasets.imdb.load_data(maxlen=1)
    with pytest.raises(TypeError, match="'words'"):
        datasets.imdb.load_data(words=3)
    with pytest.warns(FutureWarning, match="now num_words"):
        (old, _), _ = datasets.imdb.load_data(nb_words=8)
    assert lists(old)[0] == [1, 2, 2]


@altered
def test_reuters(folder: Path):
    np.savez(folder / "reuters.npz", x=objects(DOCUMENTS), y=np.arange(6))
    (x_train, y_train), (x_test, y_test) = datasets.reuters.load_data()
    assert lists(x_train) == [[1, 9, 10], [1, 4, 5, 6, 7, 8], [1, 5, 5, 2], [1, 11, 12, 13]]
    assert lists(x_test) == [[1, 8], [1]]
    assert (y_train.tolist(), y_test.tolist()) == ([1, 0, 3, 2], [4, 5])
    (x_train, y_train), (_, y_test) = datasets.reuters.load_data(test_split=0.5, seed=3)
    assert lists(x_train) == [[1, 5, 5, 2], [1], [1, 8]]
    assert (y_train.tolist(), y_test.tolist()) == ([3, 5, 4], [1, 0, 2])
    with pytest.raises(ValueError, match="received 1"):
        datasets.reuters.load_data(test_split=1)


@altered
@pytest.mark.parametrize("name", ["imdb", "reuters"])
def test_word_index(folder: Path, name: str):
    (folder / f"{name}_word_index.json").write_text(json.dumps({"the": 1, "café": 2}))
    assert getattr(datasets, name).get_word_index() == {"the": 1, "café": 2}


def test_reuters_label_names():
    names = datasets.reuters.get_label_names()
    assert len(set(names)) == 46
    assert names[:4] == ("cocoa", "grain", "veg-oil", "earn")
    assert names[-1] == "lead"


@altered
def test_boston_housing_shuffles_as_keras_does(folder: Path):
    np.savez(folder / "boston_housing.npz", x=np.arange(20.0).reshape(10, 2), y=np.arange(10.0))
    (x_train, y_train), (_, y_test) = datasets.boston_housing.load_data()
    assert y_train.tolist() == [9, 3, 6, 1, 0, 7, 4, 8]
    assert y_test.tolist() == [2, 5]
    assert x_train[0].tolist() == [18, 19]
    (_, y_train), _ = datasets.boston_housing.load_data(test_split=0.25, seed=1)
    assert y_train.tolist() == [2, 9, 6, 4, 0, 3, 1]
    for share in (-0.1, 1.0):
        with pytest.raises(ValueError, match="0 <= test_split < 1"):
            datasets.boston_housing.load_data(test_split=share)


@altered
def test_california_housing_versions(folder: Path):
    np.savez(folder / "california_housing.npz", x=np.zeros((800, 8)), y=np.arange(800.0))
    (x_train, y_train), (x_test, _) = datasets.california_housing.load_data()
    assert (len(x_train), len(x_test)) == (640, 160)
    assert y_train[:4].tolist() == [707, 321, 537, 655]
    (_, y_train), (_, y_test) = datasets.california_housing.load_data(version="small")
    assert y_train[:4].tolist() == [568, 505, 59, 71]
    assert (len(y_train), len(y_test)) == (480, 120)
    with pytest.raises(ValueError, match="received 'medium'"):
        datasets.california_housing.load_data(version="medium")


def test_a_file_of_the_users_that_differs_is_named_in_a_warning(folder: Path):
    np.savez(folder / "mnist.npz", **images((1, 28, 28)))
    with pytest.warns(UserWarning, match=r"mnist\.npz is not the usual file"):
        datasets.mnist.load_data()


@altered
def test_a_file_of_another_layout_is_refused(folder: Path):
    np.savez(folder / "mnist.npz", images=np.zeros(3))
    with pytest.raises(ValueError, match=r"lacks the array 'x_train'.*received images"):
        datasets.mnist.load_data()
    (folder / "mnist.npz").write_bytes(b"half a file")
    with pytest.raises(ValueError, match=r"mnist\.npz is damaged"):
        datasets.mnist.load_data()


def test_without_a_network_the_error_names_file_url_and_folder(folder: Path):
    with pytest.raises(ConnectionError) as caught:
        datasets.mnist.load_data()
    text = str(caught.value)
    for part in ("mnist.npz", "http://127.0.0.1:9/mnist.npz", str(folder)):
        assert part in text


def test_digits_come_with_the_package():
    (x_train, y_train), (x_test, y_test) = datasets.digits.load_data()
    assert x_train.shape == (1437, 8, 8)
    assert x_test.shape == (360, 8, 8)
    assert x_train.dtype == x_test.dtype == y_train.dtype == y_test.dtype == np.uint8
    assert (x_train.min(), x_train.max()) == (0, 16)
    assert np.bincount(y_train).tolist() == [142, 145, 142, 146, 145, 146, 145, 143, 139, 144]
    assert np.bincount(y_test).tolist() == [36, 37, 35, 37, 36, 36, 36, 36, 35, 36]


def test_digits_split_every_image_once():
    path = Path(datasets.digits.__file__).with_name("digits.npz")
    x_train, train, test = sources.read_npz(path, "x_train", "train_rows", "test_rows")
    assert sorted([*train, *test]) == list(range(1797))
    # The first image of the UCI file is a zero; its sum is known from there.
    first = int(np.flatnonzero(np.concatenate([train, test]) == 0)[0])
    everything = np.concatenate([x_train, sources.read_npz(path, "x_test")[0]])
    assert everything[first][0].tolist() == [0, 0, 5, 13, 9, 1, 0, 0]
    assert int(everything.sum()) == 561718
