"""Functional, Sequential and subclassed models: graphs, configs, cloning."""

from __future__ import annotations

import json

import numpy as np
import pytest

import pellucid as tf

keras = tf.keras
L = keras.layers


@pytest.fixture(autouse=True)
def fresh_names():
    keras.backend.clear_session()


def two_inputs():
    i, j = keras.Input((4,), name="i"), keras.Input((3,), name="j")
    shared = L.Dense(3, "tanh", name="shared")
    inner = keras.Sequential([keras.Input((3,)), L.Dense(3, name="deep")], name="inner")
    h = shared(i)
    z = L.Concatenate(name="z")([inner(h), j])
    return keras.Model([i, j], {"a": L.Dense(2, name="a")(z), "b": shared(i)[:, :1] * 2 - 1})


def data():
    return [np.ones((2, 4), "float32"), np.arange(6.0, dtype="float32").reshape(2, 3)]


def test_functional_inputs_may_come_as_list_dict_or_other_dtypes():
    model = two_inputs()
    x, y = data()
    expected = model([x, y])
    assert sorted(expected) == ["a", "b"]
    for given in ({"i": x, "j": y}, [x.astype("float64"), y.astype("int64")]):
        np.testing.assert_allclose(model(given)["a"], expected["a"], rtol=1e-6)


def test_functional_attributes():
    model = two_inputs()
    assert [layer.name for layer in model.layers] == ["i", "shared", "inner", "j", "z", "a"]
    assert model.input_shape == [(None, 4), (None, 3)]
    assert model.output_shape == {"a": (None, 2), "b": (None, 1)}
    assert model.count_params() == 15 + 12 + 14
    assert model.get_layer("shared").input_shape == (None, 4)
    assert model.get_layer(index=1) is model.get_layer("shared")
    assert [w.path for w in model.get_layer("inner").weights] == [
        "inner/deep/kernel",
        "inner/deep/bias",
    ]


def test_functional_config_round_trip():
    model = two_inputs()
    copy = keras.Model.from_config(model.get_config())
    assert copy.get_config() == model.get_config()
    again = keras.models.model_from_json(model.to_json())
    again.set_weights(model.get_weights())
    for key, value in model(data()).items():
        np.testing.assert_array_equal(again(data())[key], value)
    assert sorted(json.loads(model.to_json())) == [
        "build_config",
        "class_name",
        "compile_config",
        "config",
        "module",
        "registered_name",
    ]


def test_part_of_a_model_as_a_model():
    model = two_inputs()
    part = keras.Model(model.inputs, model.get_layer("z").output)
    assert part(data()).shape == (2, 6)
    head = keras.Model(model.get_layer("z").output, model.output["a"])
    np.testing.assert_allclose(head(part(data())), model(data())["a"], rtol=1e-6)
    assert keras.Model.from_config(head.get_config()).output_shape == (None, 2)


def test_operators_and_tensorflow_functions_on_keras_tensors():
    x = keras.Input((4,))
    y = tf.nn.relu(tf.concat([x, -x], axis=1))
    z = (1 - y[:, 2:]) / 2 + tf.reduce_mean(y, axis=1, keepdims=True) ** 2
    model = keras.Model(x, [z, x > 0, tf.nn.softmax(x)])
    value = np.array([[1.0, -2.0, 3.0, -4.0]], "float32")
    a, b, c = model(value)
    relu = np.maximum(np.concatenate([value, -value], 1), 0)
    np.testing.assert_allclose(a, (1 - relu[:, 2:]) / 2 + relu.mean() ** 2, rtol=1e-6)
    np.testing.assert_array_equal(b, value > 0)
    np.testing.assert_allclose(np.sum(c), 1, rtol=1e-6)


def test_masks_in_the_graph():
    tokens = keras.Input((3,), dtype="int32")
    embedded = L.Embedding(5, 2, mask_zero=True)(tokens)
    model = keras.Model(tokens, L.GlobalAveragePooling1D()(embedded))
    table = model.get_layer("embedding").embeddings.numpy()
    np.testing.assert_allclose(model(np.array([[2, 0, 0]])), table[[2]], rtol=1e-6)
    assert "not_equal" in [operation.name for operation in model.operations]
    copy = keras.Model.from_config(model.get_config())
    copy.set_weights(model.get_weights())
    np.testing.assert_allclose(copy(np.array([[2, 0, 0]])), table[[2]], rtol=1e-6)


def test_functional_errors():
    x = keras.Input((3,))
    with pytest.raises(ValueError, match="All `outputs` values must be KerasTensors"):
        keras.Model(x, 5)
    with pytest.raises(ValueError, match="not connected to `inputs`"):
        keras.Model(x, keras.Input((3,)) * 2)
    model = keras.Model(x, x * 2)
    with pytest.raises(ValueError, match="expects 1 input"):
        model([np.ones((1, 3)), np.ones((1, 3))])
    with pytest.raises(ValueError, match=r"expected shape=\(None, 3\), found shape=\(1, 4\)"):
        model(np.ones((1, 4)))
    with pytest.raises(ValueError, match="Missing data for input"):
        model({"wrong": np.ones((1, 3))})
    with pytest.raises(ValueError, match="No such layer: zzz"):
        model.get_layer("zzz")
    with pytest.raises(TypeError, match="no truth value"):
        bool(x > 0)


def test_sequential_with_and_without_input():
    ready = keras.Sequential([L.Dense(2, input_shape=(3,)), L.Dense(1)])
    assert ready.built
    assert ready.weights[0].path == "sequential/dense/kernel"
    late = keras.Sequential([L.Dense(2), L.Dropout(0.5)])
    assert not late.built
    with pytest.raises(AttributeError, match="no defined output shape"):
        late.output_shape
    late(np.ones((5, 3), "float32"))
    assert late(np.ones((7, 3), "float32")).shape == (7, 2)
    late.add(L.Dense(4))
    assert late(np.ones((7, 3), "float32")).shape == (7, 4)
    late.pop()
    assert late.output_shape[-1] == 2


def test_sequential_errors():
    with pytest.raises(ValueError, match="unique names"):
        keras.Sequential([L.Dense(2, name="q"), L.Dense(2, name="q")])
    with pytest.raises(ValueError, match="Only instances of"):
        keras.Sequential([5])
    with pytest.raises(ValueError, match="already been configured"):
        keras.Sequential([keras.Input((3,)), L.Dense(1)]).build((None, 7))


class Twice(keras.Model):
    def __init__(self, units=2, **kwargs):
        super().__init__(**kwargs)
        self.units = units
        self.dense = L.Dense(units)
        self.drop = L.Dropout(0.5)

    def call(self, x, training=False):
        return self.drop(self.dense(x)) * 2


def test_subclassed_model():
    model = Twice(3)
    model.build((None, 4))
    assert [tuple(w.shape) for w in model.weights] == [(4, 3), (3,)]
    assert model.compute_output_shape((None, 4)) == (None, 3)
    assert [layer.name for layer in model.layers] == ["dense", "dropout"]
    assert Twice.from_config(model.get_config()).units == 3
    x = np.ones((1, 4), "float32")
    np.testing.assert_allclose(model(x), 2 * model.dense(x), rtol=1e-6)

    class Nothing(keras.Model):
        pass

    with pytest.raises(NotImplementedError, match="call"):
        Nothing()(x)


def test_subclass_given_inputs_and_outputs_is_functional():
    class Own(keras.Model):
        def __init__(self):
            x = keras.Input((3,))
            super().__init__(inputs=x, outputs=L.Dense(2)(x))
            self.extra = 7

    model = Own()
    assert model(np.ones((1, 3), "float32")).shape == (1, 2)
    assert isinstance(model, keras.models.Functional)


@pytest.mark.parametrize("make", [two_inputs, lambda: Twice(3)])
def test_clone(make):
    model = make()
    inputs = data() if make is two_inputs else data()[0]
    model(inputs)
    clone = keras.models.clone_model(model)
    clone(inputs)
    clone.set_weights(model.get_weights())
    for a, b in zip(tf.nest.flatten(clone(inputs)), tf.nest.flatten(model(inputs))):
        np.testing.assert_array_equal(a, b)
    assert not {id(w) for w in clone.weights} & {id(w) for w in model.weights}


def test_training_flag_overrides_that_of_the_graph():
    x = keras.Input((200,))
    model = keras.Model(x, L.Dropout(0.5, seed=1)(x))
    ones = np.ones((1, 200), "float32")
    assert (model(ones).numpy() == 1).all()
    assert (model(ones, training=True).numpy() == 0).any()
