"""Layer: building, tracking, names, masks, the training flag, losses, configs."""

from __future__ import annotations

import numpy as np
import pytest

import pellucid as tf

keras = tf.keras
L = keras.layers


class Block(L.Layer):
    def __init__(self, units=2, **kwargs):
        super().__init__(**kwargs)
        self.units = units
        self.first = L.Dense(units)
        self.rest = [L.Dense(units)]
        self.named = {"norm": L.BatchNormalization()}

    def call(self, x, training=False):
        x = self.first(x)
        for layer in self.rest:
            x = layer(x)
        return self.named["norm"](x, training=training)


def test_weights_in_lists_and_dicts_are_found_also_when_added_later():
    block = Block()
    block.rest.append(L.Dense(2))
    block(np.ones((1, 3), "float32"))
    names = [w.path.rsplit("/", 1)[1] for w in block.weights]
    assert names == ["kernel", "bias"] * 3 + ["gamma", "beta", "moving_mean", "moving_variance"]
    assert len(block.trainable_weights) == 8
    block.trainable = False
    assert block.trainable_weights == []
    assert len(block.non_trainable_weights) == 10
    assert not block.first.kernel.trainable
    block.trainable = True
    assert len(block.trainable_weights) == 8  # moving averages stay as they are


def test_replaced_layer_is_forgotten():
    block = Block()
    block.first = L.Dense(2)
    block(np.ones((1, 3), "float32"))
    block.first = L.Activation("relu")
    assert len(block.weights) == 6
    del block.named
    assert len(block.weights) == 2


def test_paths_and_names():
    keras.backend.clear_session()
    dense = L.Dense(2)
    dense.build((None, 3))
    assert (dense.name, dense.kernel.name, dense.kernel.path) == ("dense", "kernel", "dense/kernel")
    assert [L.Dense(1).name, L.MaxPooling2D().name, L.ReLU().name] == [
        "dense_1",
        "max_pooling2d",
        "re_lu",
    ]
    block = Block(name="b")
    block(np.ones((1, 3), "float32"))
    assert block.first.kernel.path == f"b/{block.first.name}/kernel"


def test_super_init_is_needed():
    class Forgot(L.Layer):
        def __init__(self):
            self.inner = L.Dense(1)

    with pytest.raises(RuntimeError, match=r"forgot to call `super\(\).__init__\(\)`"):
        Forgot()


def test_add_weight_takes_both_argument_orders():
    layer = L.Layer()
    new = layer.add_weight((2, 3), "ones", name="new")
    old = layer.add_weight("old", (2,), initializer="zeros", trainable=False)
    assert (new.path.split("/")[1], tuple(old.shape)) == ("new", (2,))
    assert layer.trainable_weights[0] is new
    assert layer.non_trainable_weights[0] is old


def test_weight_made_in_a_trace_lives_outside():
    dense = L.Dense(2, kernel_initializer="ones")
    f = tf.function(lambda x: dense(x))
    np.testing.assert_array_equal(f(tf.ones((1, 3))), [[3, 3]])
    assert dense.kernel.numpy().shape == (3, 2)


def test_set_weights_errors():
    dense = L.Dense(3)
    dense.build((None, 4))
    with pytest.raises(ValueError, match="expecting 2 weights"):
        dense.set_weights([np.ones((4, 3))])
    with pytest.raises(ValueError, match=r"\(4, 3\) is not compatible"):
        dense.set_weights([np.ones((3, 3)), np.ones(3)])
    with pytest.raises(ValueError, match="isn't built"):
        L.Dense(1).count_params()


def test_training_flag_reaches_inner_layers():
    class Outer(L.Layer):
        def __init__(self):
            super().__init__()
            self.drop = L.Dropout(0.5, seed=1)

        def call(self, x):
            return self.drop(x)

    outer, x = Outer(), np.ones((1, 100), "float32")
    assert (outer(x).numpy() == 1).all()
    assert (outer(x, training=True).numpy() == 0).any()


def test_frozen_batch_normalization_infers():
    norm = L.BatchNormalization()
    x = np.random.default_rng(0).normal(3, 1, (8, 2)).astype("float32")
    norm(x, training=True)
    assert norm.moving_mean.numpy().any()
    norm.trainable = False
    before = norm.moving_mean.numpy()
    norm(x, training=True)
    np.testing.assert_array_equal(norm.moving_mean, before)


def test_masks_travel():
    x = np.array([[1, 2, 0], [3, 0, 0]])
    embedded = L.Embedding(5, 2, mask_zero=True, embeddings_initializer="ones")(x)
    np.testing.assert_array_equal(embedded._keras_mask, x != 0)
    scaled = L.Dropout(0.1)(L.Dense(1, kernel_initializer="ones")(embedded))
    np.testing.assert_array_equal(scaled._keras_mask, x != 0)
    steps = np.array([[[2.0], [0.0]], [[4.0], [6.0]]], "float32")
    mean = L.GlobalAveragePooling1D()(L.Masking()(steps))
    np.testing.assert_array_equal(mean, [[2], [5]])


def test_losses_are_those_of_the_last_call():
    dense = L.Dense(
        1,
        kernel_initializer="ones",
        kernel_regularizer=keras.regularizers.L2(0.5),
        activity_regularizer="l1",
    )
    for _ in range(2):
        dense(np.ones((2, 3), "float32"))
        # |3| + |3| over a batch of 2, times 0.01; and 0.5 times three squares
        np.testing.assert_allclose([float(x) for x in dense.losses], [0.03, 1.5], rtol=1e-6)


def test_automatic_config():
    block = Block(units=5, name="b")
    config = block.get_config()
    assert (config["units"], config["name"]) == (5, "b")
    assert Block.from_config(config).units == 5


def test_dtype_policies():
    layer = L.Dense(2, dtype="mixed_float16", kernel_initializer="ones")
    y = layer(np.ones((1, 3), "float32"))
    assert (y.dtype, layer.kernel.dtype) == (tf.float16, tf.float32)
    assert (layer.compute_dtype, layer.variable_dtype) == ("float16", "float32")
    with tf.GradientTape() as tape:
        loss = tf.reduce_sum(layer(np.ones((1, 3), "float32")))
    assert tape.gradient(loss, layer.kernel).dtype == tf.float32

    class Own(L.Layer):
        def build(self, input_shape):
            self.w = self.add_weight(shape=(3, 2), initializer="ones")

        def call(self, x):
            return tf.matmul(x, self.w) + self.w[0]

    assert Own(dtype="mixed_bfloat16")(np.ones((1, 3), "float32")).dtype == tf.bfloat16


def test_bad_input_names_layer_and_shape():
    with pytest.raises(
        ValueError, match=r"layer 'c' .*expected min_ndim=4, found ndim=2.*\(2, 3\)"
    ):
        L.Conv2D(2, 3, name="c")(np.ones((2, 3), "float32"))
    dense = L.Dense(2, name="d")
    dense(np.ones((1, 3), "float32"))
    with pytest.raises(ValueError, match=r"'d' is incompatible.*axis -1 .* value 3.*\(1, 4\)"):
        dense(np.ones((1, 4), "float32"))
    with pytest.raises(ValueError, match="Unrecognized keyword arguments passed to Dense"):
        L.Dense(2, bad=1)
    with pytest.raises(ValueError, match="units=-1"):
        L.Dense(-1)
    with pytest.raises(ValueError, match="zero or negative"):
        L.Conv2D(2, 3)(np.ones((1, 2, 2, 1), "float32"))


def test_lambda():
    layer = L.Lambda(lambda x: x + 1)
    np.testing.assert_array_equal(layer(np.zeros((1, 2), "float32")), [[1, 1]])
    data = keras.layers.serialize(layer)
    with pytest.raises(ValueError, match="lambda"):
        keras.layers.deserialize(data)
    model = keras.models.clone_model(keras.Sequential([layer]))
    np.testing.assert_array_equal(model(np.zeros((1, 2), "float32")), [[1, 1]])
    copy = keras.saving.deserialize_keras_object(data, safe_mode=False)
    np.testing.assert_array_equal(copy(np.zeros((1, 2), "float32")), [[1, 1]])
