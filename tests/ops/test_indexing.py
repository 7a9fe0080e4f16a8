"""Tests of ops/indexing.py: what x[…] means."""

from __future__ import annotations

import numpy as np
import pytest
from check_op import check_op

import pellucid as tf

X = np.arange(24, dtype=np.float32).reshape(2, 3, 4)

INDICES = [
    np.s_[0], np.s_[-1], np.s_[1:], np.s_[::-1], np.s_[:, 1], np.s_[..., 0], np.s_[0, ..., -1],
    np.s_[:, ::2], np.s_[:, 2:0:-1], np.s_[:, None, 1], np.s_[..., None], np.s_[1:2, 0:3:2, -2:],
    np.s_[5:], np.s_[:, -10:2], np.s_[0, 1, 2], np.s_[..., 1, None], np.s_[None, None, 0],
    np.s_[...], np.s_[:], np.s_[::-1, ::-1, ::-1], np.s_[()], np.s_[2:1],
]  # fmt: skip


@pytest.mark.parametrize("index", INDICES, ids=str)
def test_index(index):
    x = tf.constant(X)
    assert x[index].numpy().tolist() == X[index].tolist()
    with tf.GradientTape() as tape:  # the slow way: every step is recorded
        tape.watch(x)
        part = x[index]
    assert part.numpy().tolist() == X[index].tolist()
    count = np.zeros_like(X)
    count[index] += 1
    assert tape.gradient(part, x).numpy().tolist() == count.tolist()
    known = tf.function(lambda x: x[index], jit_compile=True)
    assert known(x).numpy().tolist() == X[index].tolist()
    unknown = tf.function(lambda x: x[index], input_signature=[tf.TensorSpec([None] * 3)])
    assert unknown(x).numpy().tolist() == X[index].tolist()
    shape = unknown.get_concrete_function().structured_outputs.shape
    assert shape.is_compatible_with(X[index].shape)


def test_tensors_as_indices_and_bounds():
    x = tf.constant(X)
    one = tf.constant(1)
    assert x[one].numpy().tolist() == X[1].tolist()
    assert x[tf.constant(0) : tf.constant(2, tf.int64), one].numpy().tolist() == X[:, 1].tolist()
    assert x[tf.Variable(1)].numpy().tolist() == X[1].tolist()
    assert x[np.int64(1), np.array(0)].numpy().tolist() == X[1, 0].tolist()


@pytest.mark.parametrize(
    "part",
    [
        lambda x, i: x[i], lambda x, i: x[:, i], lambda x, i: x[i, 1:],
        lambda x, i: x[0:1, i, None, ::2], lambda x, i: x[..., i, :2],
        lambda x, i: x[-i, i], lambda x, i: x[..., None, i],
    ],
)  # fmt: skip
def test_places_known_at_run_time_compile(part):
    check_op(part, X, np.int32(1), expected=lambda x, i: part(x, i))


def test_bounds_known_at_run_time_run_on_the_host():
    f = tf.function(lambda x, n: x[:n] + 1)
    assert f(X, tf.constant(1)).numpy().tolist() == (X[:1] + 1).tolist()


def test_bounds_from_the_shape_compile():
    f = tf.function(lambda x: x[:, : tf.shape(x)[1] // 2], jit_compile=True)
    assert f(X).numpy().tolist() == X[:, :1].tolist()


def test_masks():
    x = tf.constant(X)
    assert x[x > 5].numpy().tolist() == X[X > 5].tolist()
    rows = np.array([True, False])
    assert x[rows].numpy().tolist() == X[rows].tolist()
    with pytest.raises(ValueError, match="scalar"):
        x[True]
    with pytest.raises(ValueError):
        x[[True, False, True] == np.array([True] * 3)]


def test_a_list_is_a_tuple():
    assert tf.constant(X)[[0, 1]].numpy().tolist() == X[0, 1].tolist()


@pytest.mark.parametrize(
    "index", [3, -3, (0, 0, 0, 0), np.s_[::0], np.s_[..., ...], 2**40], ids=str
)
def test_wrong_indices(index):
    with pytest.raises(tf.errors.InvalidArgumentError):
        tf.constant(X)[index]


@pytest.mark.parametrize(
    "index", ["a", 1.0, np.s_["a":], {}, np.array([1]), np.s_[0, 1.5], np.s_[1.0:2]], ids=str
)
def test_things_that_are_no_index(index):
    with pytest.raises(TypeError, match="valid indices"):
        tf.constant(X)[index]
    for tensor in (tf.constant([0, 1]), tf.constant(1.0), tf.constant(1, tf.uint8)):
        with pytest.raises(TypeError, match="valid indices"):
            tf.constant(X)[tensor]


def test_out_of_bounds_in_a_graph():
    with pytest.raises(ValueError, match="out of bounds"):
        tf.function(lambda x: x[5]).get_concrete_function(tf.TensorSpec([3]))


def test_tensors_cannot_be_assigned_to():
    with pytest.raises(TypeError):
        tf.constant([1, 2])[0] = 5


def test_a_slice_does_not_change_with_the_variable():
    v = tf.Variable([1.0, 2.0, 3.0])
    part = v[:2]
    v.assign([7.0, 8.0, 9.0])
    assert part.numpy().tolist() == [1.0, 2.0]


@pytest.mark.parametrize(
    ("index", "value"),
    [
        (np.s_[:, 1], [0, 0]),
        (np.s_[1, ::2], [-1, -2]),
        (0, 5),
        (np.s_[::-1], [[1], [2]]),
        (np.s_[None, 0], 4),
    ],
)
def test_variable_slice_assign(index, value):
    array = np.arange(6, dtype=np.int32).reshape(2, 3)
    v = tf.Variable(array)
    assert v[index].assign(value) is not None
    expected = array.copy()
    expected[index] = value
    assert v.numpy().tolist() == expected.tolist()


def test_variable_slice_assign_in_a_function():
    v = tf.Variable([1.0, 2.0, 3.0])

    @tf.function
    def f(i):
        v[i].assign(10.0)
        v[1:].assign(v[:2])

    f(tf.constant(0))
    assert v.numpy().tolist() == [10.0, 10.0, 2.0]


def test_variable_slice_assign_refusals():
    v = tf.Variable([1, 2, 3])
    with pytest.raises(TypeError):
        v[:2].assign([5.5, 6.0])
    with pytest.raises(tf.errors.InvalidArgumentError):
        v[:2].assign([1, 2, 3])
    with pytest.raises(tf.errors.InvalidArgumentError):
        v[5].assign(1)
    assert v.numpy().tolist() == [1, 2, 3]
