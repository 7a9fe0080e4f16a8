"""Backward passes that came before are replayed, and say what walking the records says."""

from __future__ import annotations

import numpy as np
import pytest

import pellucid as tf
from pellucid.autodiff import replay, tape as tape_module


@pytest.fixture(autouse=True)
def _nothing_seen(monkeypatch):
    monkeypatch.setattr(replay, "_plans", {})


def _walks(monkeypatch) -> list[int]:
    """How many records each walk goes through, from here on."""
    walks: list[int] = []
    walk = tape_module.backpropagate

    def counted(records, *arguments):
        walks.append(len(records))
        return walk(records, *arguments)

    monkeypatch.setattr(tape_module, "backpropagate", counted)
    return walks


def _gradients(function, *values):
    with tf.GradientTape() as tape:
        tape.watch(values)
        target = function(*values)
    return [None if g is None else g.numpy() for g in tape.gradient(target, list(values))]


X = tf.constant([[1.0, -2.0, 0.5], [0.3, 4.0, -1.0]])
Y = tf.constant([[0.5], [2.0]])


@pytest.mark.parametrize(
    "function",
    [
        lambda x, y: tf.reduce_mean(tf.square(x * y - x)),
        lambda x, y: tf.reduce_sum(tf.nn.softmax(x @ tf.transpose(x)) * y),
        lambda x, y: tf.reduce_max(tf.concat([x, x + y], axis=-1), axis=1),
        lambda x, y: tf.stack([x[:, 1], y[:, 0]]) ** 3,
        lambda x, y: tf.split(tf.tanh(x), 3, axis=1)[1],
        lambda x, y: tf.where(x > 0, x, y * x),
        lambda x, y: tf.math.top_k(x, 2)[0] / y,
        lambda x, y: tf.reshape(x, [-1])[2],
    ],
)
def test_the_third_pass_is_not_walked_and_says_the_same(function, monkeypatch):
    first = _gradients(function, X, Y)
    _gradients(function, X, Y)
    walks = _walks(monkeypatch)
    x, y = X * 1.5, Y + 0.1
    third = _gradients(function, x, y)
    assert walks == []
    monkeypatch.setattr(replay, "_plans", {})
    for replayed, walked in zip(third, _gradients(function, x, y), strict=True):
        assert (replayed is None) == (walked is None)
        if walked is not None:
            np.testing.assert_allclose(replayed, walked, rtol=1e-6)
    assert first[0].shape == X.shape


def test_variables_change_between_replays(monkeypatch):
    v = tf.Variable([1.0, 2.0])

    def slope():
        with tf.GradientTape() as tape:
            loss = tf.reduce_sum(v * v * v)
        return tape.gradient(loss, v).numpy()

    slope(), slope(), slope()
    walks = _walks(monkeypatch)
    v.assign([3.0, -1.0])
    np.testing.assert_allclose(slope(), [27.0, 3.0])
    assert walks == []


def test_axes_shapes_dtypes_and_what_is_watched_tell_tapes_apart():
    for _ in range(3):
        for axis in (0, 1):
            (found,) = _gradients(lambda x, axis=axis: tf.reduce_mean(x, axis), X)
            np.testing.assert_allclose(found, np.full((2, 3), 1 / X.shape[axis]), rtol=1e-6)
        assert _gradients(lambda x: x * x, tf.constant([1.0, 2.0]))[0].tolist() == [2, 4]
        assert _gradients(lambda x: x * x, tf.constant([5.0]))[0].tolist() == [10]
        (double,) = _gradients(lambda x: x * x, tf.constant([5.0], tf.float64))
        assert double.dtype == np.float64
        one, two = tf.constant(2.0), tf.constant(3.0)
        with tf.GradientTape() as tape:
            tape.watch(one)
            product = one * two
        found = tape.gradient(product, [one, two])
        assert (float(found[0]), found[1]) == (3.0, None)
        with tf.GradientTape() as tape:
            tape.watch([one, two])
            product = one * two
        assert [float(g) for g in tape.gradient(product, [one, two])] == [3.0, 2.0]


def test_which_result_goes_where_tells_tapes_apart():
    a, b = tf.constant(2.0), tf.constant(5.0)
    for _ in range(3):
        assert [float(g) for g in _gradients(lambda a, b: a * b + a, a, b)] == [6.0, 2.0]
        assert [float(g) for g in _gradients(lambda a, b: a * b + b, a, b)] == [5.0, 3.0]
        assert [float(g) for g in _gradients(lambda a, b: a * a + b, a, b)] == [4.0, 1.0]


def test_functions_of_the_user_are_called_every_time():
    calls = []

    @tf.custom_gradient
    def halved(x):
        def gradient(dy):
            calls.append(1)
            return dy / 2

        return x, gradient

    for _ in range(4):
        assert _gradients(lambda x: halved(x) * 4.0, tf.constant(1.0)) == [2.0]
    assert len(calls) == 4


def test_tapes_that_listen_hear_the_backward_pass():
    x = tf.constant(3.0)
    for _ in range(4):
        with tf.GradientTape() as outer:
            outer.watch(x)
            with tf.GradientTape() as inner:
                inner.watch(x)
                y = x * x * x
            slope = inner.gradient(y, x)
        assert (float(slope), float(outer.gradient(slope, x))) == (27.0, 18.0)


def test_rows_of_an_embedding_stay_rows():
    table = tf.Variable([[1.0, 2.0], [3.0, 4.0], [5.0, 6.0]])
    for _ in range(4):
        with tf.GradientTape() as tape:
            loss = tf.reduce_sum(tf.gather(table, [2, 0, 2]))
        found = tape.gradient(loss, table)
        assert isinstance(found, tf.IndexedSlices)
        assert tf.convert_to_tensor(found).numpy().tolist() == [[1, 1], [0, 0], [2, 2]]


def test_given_cotangents_and_structures_of_sources():
    x = tf.constant([1.0, 2.0])
    for _ in range(3):
        with tf.GradientTape() as tape:
            tape.watch(x)
            y = x * x
        found = tape.gradient(y, {"x": [x]}, output_gradients=tf.constant([1.0, 10.0]))
        assert found["x"][0].numpy().tolist() == [2, 40]
        with tf.GradientTape() as tape:
            tape.watch(x)
            y = x * x
        assert tape.gradient(y, [[x]])[0][0].numpy().tolist() == [2, 4]


def test_large_tensors_are_walked(monkeypatch):
    x = tf.ones([replay._LARGEST + 1])
    walks = _walks(monkeypatch)
    for _ in range(3):
        _gradients(lambda x: x * 2.0, x)
    assert len(walks) == 3


def test_what_is_remembered_is_bounded(monkeypatch):
    monkeypatch.setattr(replay, "_KEPT", 4)
    for length in range(1, 12):
        _gradients(lambda x: x * x, tf.ones([length]))
    assert len(replay._plans) <= 4
