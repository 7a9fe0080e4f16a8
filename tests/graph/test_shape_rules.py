"""Shape rules: the shapes that ops have while a graph is built."""

from __future__ import annotations

from typing import Any

import pytest

import pellucid as tf
from pellucid.graph import shape_rules

CASES = [
    ("same", lambda x: tf.tanh(x), [None, 3], [None, 3]),
    ("broadcast", lambda x: x + tf.ones([2, 1, 3]), [None, 3], [2, None, 3]),
    ("broadcast one", lambda x: x + tf.ones([4, 1]), [1, 3], [4, 3]),
    ("reduction", lambda x: tf.reduce_sum(x, 1), [None, 3, 4], [None, 4]),
    ("reduction keeps", lambda x: tf.reduce_sum(x, [-1], keepdims=True), [None, 3], [None, 1]),
    ("reduction of all", lambda x: tf.reduce_sum(x), [None, 3], []),
    ("one axis", lambda x: tf.argmax(x, -1), [None, 3], [None]),
    ("matmul", lambda x: tf.matmul(x, tf.ones([3, 5])), [None, 3], [None, 5]),
    ("from a vector", lambda x: tf.random.uniform(tf.shape(x)), [None, 3], [None, 3]),
    ("unknown rank", lambda x: x * 2, None, None),
    ("expand", lambda x: x[:, None], [None], [None, 1]),
    ("transpose", lambda x: tf.transpose(x, [1, 0]), [None, 3], [3, None]),
]


@pytest.mark.parametrize(
    ("function", "given", "expected"), [c[1:] for c in CASES], ids=[c[0] for c in CASES]
)
def test_shapes_while_tracing(function: Any, given: Any, expected: Any) -> None:
    made = tf.function(function).get_concrete_function(tf.TensorSpec(given))
    shape = made.outputs[0].shape
    assert (shape.as_list() if shape.rank is not None else None) == expected


def test_impossible_shapes_name_the_op_and_what_it_got() -> None:
    with pytest.raises(ValueError, match=r"tf\.matmul.*\(None, 3\).*\(4, 5\)"):
        tf.function(lambda x: tf.matmul(x, tf.ones([4, 5]))).get_concrete_function(
            tf.TensorSpec([None, 3])
        )


def test_rules_by_themselves() -> None:
    class Known:
        def __init__(self, dims: Any) -> None:
            self.dims = dims

    call = shape_rules.Call(None, [Known((None, 3)), Known((2, 1))], {})
    assert shape_rules.same(call) == (None, 3)
    assert shape_rules.broadcast(call) == (2, 3)
    assert shape_rules.scalar(call) == ()
    assert call.rank(0) == 2
    assert shape_rules.merged(shape_rules.Call(None, [Known((None, 3)), Known((2, None))], {})) == (
        2,
        3,
    )
