"""Models in HDF5: our own files, and configs as Keras 2 wrote them."""

from __future__ import annotations

import json

import numpy as np
import pytest

import pellucid as tf
from pellucid.keras.saving import legacy_config

keras = tf.keras
L = keras.layers
h5py = pytest.importorskip("h5py")


def branched():
    i = keras.Input((6,), name="i")
    a = L.Dense(4, activation="relu", name="a")(i)
    b = L.BatchNormalization(name="b")(a)
    return keras.Model(i, L.Add(name="sum")([a, b]), name="m")


def sequential():
    return keras.Sequential([keras.Input((5, 3)), L.GRU(4, name="g"), L.Dense(2, name="d")])


@pytest.mark.parametrize("make", [branched, sequential])
def test_round_trip(make, tmp_path):
    model, path = make(), str(tmp_path / "model.h5")
    model.compile("adam", "mse", metrics=["mae"])
    x = np.random.default_rng(0).normal(size=(8, *model.input_shape[1:])).astype("float32")
    y = np.zeros((8, *model.output_shape[1:]), "float32")
    model.fit(x, y, verbose=0)
    model.save(path)
    copy = keras.models.load_model(path)
    np.testing.assert_array_equal(copy.predict(x, verbose=0), model.predict(x, verbose=0))
    assert copy.optimizer.iterations.numpy() == 1
    for loaded in (copy, model):
        loaded.fit(x, y, verbose=0)
    for mine, other in zip(copy.get_weights(), model.get_weights(), strict=True):
        np.testing.assert_allclose(mine, other, rtol=1e-5, atol=1e-6)
    assert keras.models.load_model(path, compile=False).optimizer is None


def test_weights_by_order_and_by_name(tmp_path):
    path = str(tmp_path / "model.h5")
    model = branched()
    model.save(path)
    other = branched()
    other.load_weights(path)
    for mine, wanted in zip(other.get_weights(), model.get_weights(), strict=True):
        np.testing.assert_array_equal(mine, wanted)
    part = keras.Sequential([keras.Input((6,)), L.Dense(9, name="new"), L.Dense(2, name="z")])
    with pytest.raises(ValueError, match="mismatch"):
        part.load_weights(path)
    named = keras.Sequential([keras.Input((6,)), L.Dense(4, name="a"), L.Dense(2, name="z")])
    named.load_weights(path, by_name=True)
    np.testing.assert_array_equal(named.get_weights()[0], model.get_weights()[0])


def test_a_file_of_keras_2(tmp_path):
    """A file put together by hand, with names and arguments of that time."""
    path = str(tmp_path / "old.hdf5")
    kernel = np.arange(6.0, dtype="float32").reshape(3, 2)
    config = {"units": 2, "use_bias": False, "activation": "linear", "name": "dense_1"}
    layers = [
        {
            "class_name": "InputLayer",
            "name": "input_1",
            "config": {"batch_input_shape": [None, 3], "dtype": "float32", "name": "input_1"},
            "inbound_nodes": [],
        },
        {
            "class_name": "Dense",
            "name": "dense_1",
            "config": config,
            "inbound_nodes": [[["input_1", 0, 0, {}]]],
        },
    ]
    graph = {
        "name": "model_1",
        "layers": layers,
        "input_layers": [["input_1", 0, 0]],
        "output_layers": [["dense_1", 0, 0]],
    }
    training = {
        "optimizer_config": {"class_name": "SGD", "config": {"lr": 0.25, "decay": 0.0}},
        "loss": "mean_squared_error",
        "metrics": ["accuracy"],
        "loss_weights": None,
    }
    with h5py.File(path, "w") as file:
        file.attrs["keras_version"] = "2.0.5"
        file.attrs["model_config"] = json.dumps({"class_name": "Model", "config": graph})
        file.attrs["training_config"] = json.dumps(training)
        group = file.create_group("model_weights")
        group.attrs["layer_names"] = [b"input_1", b"dense_1"]
        group.create_group("input_1").attrs["weight_names"] = []
        inner = group.create_group("dense_1")
        inner.attrs["weight_names"] = [b"dense_1/kernel:0"]
        inner.create_dataset("dense_1/kernel:0", data=kernel)
    model = keras.models.load_model(path)
    np.testing.assert_array_equal(model(np.eye(3, dtype="float32")), kernel)
    assert model.optimizer.learning_rate.numpy() == 0.25


def test_gru_of_keras_2_resets_before():
    model = legacy_config.model_from(
        {
            "class_name": "Sequential",
            "config": [
                {
                    "class_name": "GRU",
                    "config": {"units": 2, "batch_input_shape": [None, 3, 4], "implementation": 0},
                }
            ],
        }
    )
    assert model.layers[0].reset_after is False


def test_errors(tmp_path):
    with pytest.raises(ValueError, match="File not found"):
        keras.models.load_model(str(tmp_path / "no.h5"))
    wrong = tmp_path / "wrong.h5"
    wrong.write_bytes(b"no")
    with pytest.raises(ValueError, match="Not an HDF5 file"):
        keras.models.load_model(str(wrong))
    with h5py.File(tmp_path / "empty.h5", "w"):
        pass
    with pytest.raises(ValueError, match="No model config"):
        keras.models.load_model(str(tmp_path / "empty.h5"))
