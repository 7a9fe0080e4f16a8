"""Configs: the plain-data forms, custom objects, what is refused."""

from __future__ import annotations

import json

import numpy as np
import pytest

import pellucid as tf

keras = tf.keras
saving = keras.saving


@pytest.mark.parametrize(
    "value",
    [None, 1, 2.5, "text", True, [1, [2]], (1, 2), {"a": (1,)}, slice(1, None, 2), ..., b"bytes"],
)
def test_plain_values(value):
    data = json.loads(json.dumps(saving.serialize_keras_object(value)))
    assert saving.deserialize_keras_object(data) == value


def test_arrays_and_tensors():
    for value in (np.arange(3), tf.constant([[1.5]])):
        again = saving.deserialize_keras_object(saving.serialize_keras_object(value))
        assert type(again) is type(value)
        np.testing.assert_array_equal(again, value)


def test_objects_have_keras_names():
    data = saving.serialize_keras_object(keras.layers.Dense(2, name="d"))
    assert (data["module"], data["class_name"]) == ("keras.layers", "Dense")
    assert data["registered_name"] is None
    assert data["config"]["kernel_initializer"]["module"] == "keras.initializers"
    assert saving.serialize_keras_object(keras.optimizers.Adam())["module"] == "keras.optimizers"
    # the names of older versions are found too
    for module in ("tensorflow.keras.layers", "keras.src.layers.core.dense", None):
        layer = saving.deserialize_keras_object({**data, "module": module})
        assert layer.name == "d"
    old = {"class_name": "Dense", "config": {"units": 2, "name": "old"}}
    assert keras.layers.deserialize(old).name == "old"


def test_custom_objects():
    class Half(keras.layers.Layer):
        def call(self, x):
            return x / 2

    data = json.loads(json.dumps(saving.serialize_keras_object(Half(name="h"))))
    with pytest.raises(TypeError, match="Could not locate class 'Half'"):
        saving.deserialize_keras_object(data)
    assert isinstance(saving.deserialize_keras_object(data, custom_objects={"Half": Half}), Half)
    with saving.custom_object_scope({"Half": Half}):
        assert isinstance(saving.deserialize_keras_object(data), Half)

    @saving.register_keras_serializable("pack")
    def double(x):
        return x * 2

    assert saving.get_registered_name(double) == "pack>double"
    layer = keras.layers.Activation(double)
    copy = keras.layers.deserialize(keras.layers.serialize(layer))
    np.testing.assert_array_equal(copy(np.ones(1, "float32")), [2])
    keras.utils.get_custom_objects().pop("pack>double")


def test_functions_without_a_home_are_refused():
    data = {"module": "os", "class_name": "function", "config": "nothing_there"}
    with pytest.raises(TypeError, match="Could not locate function"):
        saving.deserialize_keras_object(data)
    with pytest.raises(TypeError, match="Could not locate class"):
        saving.deserialize_keras_object({"module": "os", "class_name": "PathLike", "config": {}})
