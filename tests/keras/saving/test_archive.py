"""`.keras` archives and `.weights.h5` files: contents, round trips, half-written files."""

from __future__ import annotations

import json
import os
import zipfile

import numpy as np
import pytest

import pellucid as tf

keras = tf.keras
L = keras.layers


def trained():
    model = keras.Sequential(
        [keras.Input((4, 4, 1)), L.Conv2D(2, 3), L.BatchNormalization(), L.Flatten(), L.Dense(3)]
    )
    model.compile("adam", "mse", metrics=["mae"])
    rng = np.random.default_rng(0)
    x, y = rng.normal(size=(8, 4, 4, 1)).astype("float32"), rng.normal(size=(8, 3))
    model.fit(x, y, epochs=2, batch_size=4, verbose=0)
    return model, x, y


def test_round_trip_with_optimizer(tmp_path):
    model, x, y = trained()
    path = tmp_path / "model.keras"
    model.save(path)
    with zipfile.ZipFile(path) as archive:
        assert archive.namelist() == ["metadata.json", "config.json", "model.weights.h5"]
        assert json.loads(archive.read("metadata.json"))["keras_version"].startswith("3.")
    copy = keras.models.load_model(path)
    np.testing.assert_array_equal(copy(x), model(x))
    assert int(copy.optimizer.iterations) == 4
    for a, b in zip(copy.optimizer.variables, model.optimizer.variables):
        np.testing.assert_array_equal(a, b)
    # training goes on as if nothing had happened
    first = model.fit(x, y, epochs=1, shuffle=False, verbose=0).history["loss"]
    second = copy.fit(x, y, epochs=1, shuffle=False, verbose=0).history["loss"]
    np.testing.assert_allclose(first, second, rtol=1e-5)
    assert not keras.models.load_model(path, compile=False).compiled
    model.save(path, include_optimizer=False)
    assert keras.models.load_model(path).optimizer is None
    assert model.optimizer is not None


def test_weights_file_has_the_groups_of_keras(tmp_path):
    import h5py

    model, x, _ = trained()
    path = tmp_path / "m.weights.h5"
    model.save_weights(path)
    with h5py.File(path) as file:
        assert sorted(file) == ["layers", "optimizer", "vars"]
        assert sorted(file["layers"]) == ["batch_normalization", "conv2d", "dense", "flatten"]
        assert file["layers/conv2d/vars/0"].shape == (3, 3, 1, 2)
        assert file["layers/dense/vars"].attrs["name"] == model.layers[-1].name
    clone = keras.models.clone_model(model)
    clone.load_weights(path)
    np.testing.assert_array_equal(clone(x), model(x))


class Block(L.Layer):
    def __init__(self, **kwargs):
        super().__init__(**kwargs)
        self.hidden = [L.Dense(2), L.ReLU(), L.Dense(2)]
        self._last = L.Dense(1)

    def call(self, x):
        for layer in self.hidden:
            x = layer(x)
        return self._last(x)


@keras.saving.register_keras_serializable("test_archive")
class Own(keras.Model):
    def __init__(self, count=2, **kwargs):
        super().__init__(**kwargs)
        self.count = count
        self.blocks = {"one": Block(), "two": Block()}
        self.start = L.Dense(3)

    def call(self, x):
        x = self.start(x)
        return self.blocks["one"](x) + self.blocks["two"](x)


def test_subclassed_model_with_containers(tmp_path):
    import h5py

    model, x = Own(count=7), np.ones((2, 5), "float32")
    expected = model(x)
    model.save(tmp_path / "own.keras")
    copy = keras.models.load_model(tmp_path / "own.keras")
    assert copy.count == 7
    np.testing.assert_array_equal(copy(x), expected)
    model.save_weights(tmp_path / "own.weights.h5")
    with h5py.File(tmp_path / "own.weights.h5") as file:
        assert sorted(file["blocks"]) == ["block", "block_1"]
        assert sorted(file["blocks/block/hidden"]) == ["dense", "dense_1", "re_lu"]
        assert "blocks/block/_last/vars/0" in file
        assert "layers/dense/vars/0" in file


def test_bfloat16_weights(tmp_path):
    model = keras.Sequential([keras.Input((2,)), L.Dense(2, dtype="bfloat16")])
    model.save(tmp_path / "b.keras")
    copy = keras.models.load_model(tmp_path / "b.keras")
    assert copy.weights[0].dtype == tf.bfloat16
    np.testing.assert_array_equal(copy.get_weights()[0], model.get_weights()[0])


def test_failed_save_leaves_the_old_file(tmp_path, monkeypatch):
    model, _, _ = trained()
    path = tmp_path / "m.keras"
    model.save(path)
    before = path.read_bytes()

    def fail(store):
        raise OSError("disk full")

    monkeypatch.setattr(model.layers[-1], "save_own_variables", fail, raising=False)
    with pytest.raises(OSError, match="disk full"):
        model.save(path)
    assert path.read_bytes() == before
    assert os.listdir(tmp_path) == ["m.keras"]


def test_errors(tmp_path):
    model, _, _ = trained()
    with pytest.raises(ValueError, match=r"ends in `.keras`"):
        model.save(tmp_path / "m.bad")
    with pytest.raises(ValueError, match=r"must end in `.weights.h5`"):
        model.save_weights(tmp_path / "m.h5")
    with pytest.raises(ValueError, match="File not found"):
        keras.models.load_model(tmp_path / "none.keras")
    (tmp_path / "cut.keras").write_bytes(b"PK")
    with pytest.raises(ValueError, match=r"Not a `.keras` zip file"):
        keras.models.load_model(tmp_path / "cut.keras")
    with pytest.raises(ValueError, match="not yet been built"):
        keras.Sequential([L.Dense(1)]).save(tmp_path / "u.keras")
    model.save(tmp_path / "m.keras")
    with pytest.raises(FileExistsError):
        model.save(tmp_path / "m.keras", overwrite=False)
    other = keras.Sequential([keras.Input((4, 4, 1)), L.Conv2D(3, 3), L.Flatten(), L.Dense(3)])
    with pytest.raises(ValueError, match="differs in shape"):
        other.load_weights(tmp_path / "m.keras")
    with pytest.warns(UserWarning, match="Weights left alone"):
        other.load_weights(tmp_path / "m.keras", skip_mismatch=True)


def test_lambda_needs_trust(tmp_path):
    model = keras.Sequential([keras.Input((2,)), L.Lambda(lambda x: x * 3)])
    model.save(tmp_path / "l.keras")
    with pytest.raises(ValueError, match="safe_mode=False"):
        keras.models.load_model(tmp_path / "l.keras")
    copy = keras.models.load_model(tmp_path / "l.keras", safe_mode=False)
    np.testing.assert_array_equal(copy(np.ones((1, 2), "float32")), [[3, 3]])
