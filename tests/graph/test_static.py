"""What is known of values while a graph is built."""

from __future__ import annotations

from typing import Any

import numpy as np

import pellucid as tf
from pellucid.graph.static import partial_value, static_value


def look(function: Any, *shape: int | None) -> Any:
    """What `function` finds out about a symbolic float tensor of this shape."""
    found = []
    tf.function(lambda x: found.append(function(x))).get_concrete_function(tf.TensorSpec(shape))
    return found[0]


def test_constants_and_arithmetic_are_known() -> None:
    assert look(lambda x: static_value(tf.constant([1, 2]) * 3)).tolist() == [3, 6]
    assert look(lambda x: static_value(x + 1)) is None
    assert static_value(tf.constant(3)) == 3


def test_shapes_are_known_as_far_as_they_are() -> None:
    assert look(lambda x: static_value(tf.shape(x)), 2, 3).tolist() == [2, 3]
    assert look(lambda x: static_value(tf.shape(x)), None, 3) is None
    assert look(lambda x: partial_value(tf.shape(x)), None, 3) == [None, 3]
    assert look(lambda x: partial_value(tf.concat([tf.shape(x)[:1], [3 * 2]], 0)), None, 3) == [
        None,
        6,
    ]
    assert look(
        lambda x: partial_value(tf.stack([tf.shape(x)[1], 7, tf.shape(x)[0]])), None, 3
    ) == [3, 7, None]
    assert look(lambda x: partial_value(tf.cast(tf.shape(x), tf.int64)[::-1]), None, 3) == [3, None]


def test_computed_shapes_become_shapes() -> None:
    assert look(lambda x: tf.reshape(x, [tf.shape(x)[0], -1]).shape.as_list(), 2, 3, 4) == [2, 12]
    assert look(lambda x: tf.zeros([tf.shape(x)[0], 5]).shape.as_list(), None, 3) == [None, 5]
    assert look(lambda x: tf.fill(tf.shape(x), 1.0).shape.as_list(), None, 3) == [None, 3]


def test_get_static_value() -> None:
    assert tf.get_static_value(tf.constant([1, 2])).tolist() == [1, 2]
    assert look(lambda x: tf.get_static_value(tf.shape(x)), None) is None
    partial = look(lambda x: tf.get_static_value(tf.shape(x), partial=True), None, 3)
    assert partial.tolist() == [None, 3]
    assert isinstance(look(lambda x: tf.get_static_value(tf.shape(x)), 2), np.ndarray)
