"""Where values enter a graph."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

import pellucid as tf


def test_shape_fills_or_reshapes() -> None:
    assert tf.constant(1, shape=[2, 2]).numpy().tolist() == [[1, 1], [1, 1]]
    assert tf.constant([1, 2], shape=[2, 1]).shape == [2, 1]
    assert tf.constant([], shape=[0, 3]).shape == [0, 3]
    for shape in ([2, 2], [2]):
        with pytest.raises(TypeError, match="do not fill shape"):
            tf.constant([1, 2, 3], shape=shape)


def test_in_a_graph() -> None:
    with tf.Graph().as_default():
        c = tf.constant([1.0, 2.0], name="c")
        assert (c.name, c.shape, c.op.type) == ("c:0", [2], "Const")
        with pytest.raises(TypeError, match="Python or NumPy value"):
            tf.constant(c)


def test_identity_and_stop_gradient() -> None:
    v = tf.Variable(2.0)
    kept = tf.identity(v)
    v.assign(3.0)
    assert kept.numpy() == 2
    x = tf.constant(2.0)
    with tf.GradientTape() as tape:
        tape.watch(x)
        y = x * tf.stop_gradient(x) + tf.identity(x)
    assert tape.gradient(y, x).numpy() == 3


def test_is_tensor() -> None:
    assert tf.is_tensor(tf.constant(1))
    assert tf.is_tensor(tf.Variable(1))
    assert tf.is_tensor(tf.IndexedSlices(tf.constant([1.0]), tf.constant([0])))
    assert not any(map(tf.is_tensor, (1, np.ones(2), [tf.constant(1)], None)))


def test_no_op() -> None:
    assert tf.no_op() is None
    with tf.Graph().as_default():
        assert tf.no_op(name="nothing").name == "nothing"


def test_no_value_before_it_runs() -> None:
    found: list[Any] = []
    tf.function(
        lambda x: found.append((tf.get_static_value(x), tf.get_static_value(tf.constant(3))))
    )(1.5 * tf.ones([]))
    assert found[0][0] is None
    assert found[0][1] == 3
