"""Layers called on integers, bools and sparse tensors: they answer in floats, as Keras's do."""

from __future__ import annotations

import numpy as np
import pytest

import pellucid as tf

keras = tf.keras
L = keras.layers
ONES = {"kernel_initializer": "ones"}
rows = tf.reshape(tf.range(6), [2, 3])
steps = tf.reshape(tf.range(12), [1, 4, 3])
image = tf.reshape(tf.range(48), [1, 4, 4, 3])


@pytest.mark.parametrize(
    ("layer", "x", "total"),
    [  # the totals are TensorFlow's
        (lambda: L.Dense(2, **ONES), rows, 30.0),
        (lambda: L.Dense(2, **ONES), steps, 132.0),
        (lambda: L.EinsumDense("ab,bc->ac", 2, **ONES), rows, 30.0),
        (lambda: L.BatchNormalization(), image, 1127.436),
        (lambda: L.LayerNormalization(), rows, 0.0),
        (lambda: L.GroupNormalization(1), image, 0.0),
        (lambda: L.GlobalAveragePooling2D(), image, 70.5),
        (lambda: L.GlobalAveragePooling1D(), steps, 16.5),
        (lambda: L.LSTM(2, recurrent_initializer="ones", **ONES), steps, 1.999),
        (lambda: L.GRU(2, recurrent_initializer="ones", **ONES), steps, 0.094),
        (lambda: L.SimpleRNN(2, recurrent_initializer="ones", **ONES), steps, 2.0),
    ],
)
@pytest.mark.parametrize("dtype", ["int32", "int64"])
def test_integers_become_floats(layer, x, total, dtype):
    x = tf.cast(x, dtype)
    y = layer()(x)
    assert y.dtype == tf.float32
    assert tf.reduce_sum(y).numpy() == pytest.approx(total, abs=2e-3)
    symbolic = layer()(keras.Input(x.shape[1:], dtype=dtype))
    assert symbolic.dtype == "float32"


@pytest.mark.parametrize(
    ("layer", "total"),
    [
        (L.Add, 30.0),
        (L.Multiply, 55.0),
        (L.Average, 15.0),
        (L.Subtract, 0.0),
        (L.Concatenate, 30.0),
    ],
)
def test_merged_dtypes_meet_in_floats(layer, total):
    inputs = [rows, tf.cast(rows, tf.float32)]
    y = layer()(inputs)
    assert y.dtype == tf.float32
    assert tf.reduce_sum(y).numpy() == total
    made = layer()([keras.Input((3,), dtype="int32"), keras.Input((3,))])
    assert made.dtype == "float32"


def test_dot_and_attention_of_integers_and_floats():
    assert L.Dot(1)([rows, tf.cast(rows, tf.float32)]).numpy().ravel().tolist() == [5.0, 50.0]
    assert L.Attention()([steps, tf.cast(steps, tf.float32)]).dtype == tf.float32


def test_dense_takes_sparse_tensors():
    eye = tf.sparse.from_dense(np.eye(3, dtype=np.float64))
    layer = L.Dense(2, **ONES)
    with tf.GradientTape() as tape:
        y = layer(eye)
        loss = tf.reduce_sum(y * y)
    assert y.dtype == tf.float32
    assert y.numpy().tolist() == [[1.0, 1.0]] * 3
    kernel, bias = tape.gradient(loss, layer.trainable_variables)
    assert tf.convert_to_tensor(kernel).numpy().tolist() == [[2.0, 2.0]] * 3
    assert bias.numpy().tolist() == [6.0, 6.0]


def test_model_of_sparse_inputs():
    inputs = keras.Input((3,), sparse=True)
    model = keras.Model(inputs, L.Dense(1, **ONES)(inputs))
    eye = tf.sparse.from_dense(np.eye(3, dtype=np.float32))
    assert model.predict(eye, verbose=0).ravel().tolist() == [1.0, 1.0, 1.0]


@pytest.mark.parametrize("sparse", [False, True])
def test_category_encoding_in_a_model(sparse):
    encoding = L.CategoryEncoding(4, output_mode="multi_hot", sparse=sparse)
    model = keras.Sequential([encoding, L.Dense(1, **ONES)])
    assert model(tf.constant([[1, 2], [0, 3]])).numpy().tolist() == [[2.0], [2.0]]


def test_bilinear_upsampling_rounds_integers():
    y = L.UpSampling2D(interpolation="bilinear")(tf.constant([[[[0], [3]]]]))
    assert y.numpy()[0, 0, :, 0].tolist() == [0, 1, 2, 3]
