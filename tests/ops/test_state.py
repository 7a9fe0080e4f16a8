"""The ops that read and write variables: one text, two machines."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

import pellucid as tf
from pellucid.core.registry import OPS

START = np.arange(6.0, dtype=np.float32).reshape(3, 2)
UPDATES = [
    ("ResourceScatterUpdate", [[0, 1], [10, 20], [4, 5]]),
    ("ResourceScatterAdd", [[0, 1], [12, 23], [4, 5]]),
    ("ResourceScatterSub", [[0, 1], [-8, -17], [4, 5]]),
    ("ResourceScatterMul", [[0, 1], [20, 60], [4, 5]]),
    ("ResourceScatterDiv", [[0, 1], [0.2, 0.15], [4, 5]]),
    ("ResourceScatterMax", [[0, 1], [10, 20], [4, 5]]),
    ("ResourceScatterMin", [[0, 1], [2, 3], [4, 5]]),
]


@pytest.mark.parametrize(("name", "expected"), UPDATES)
@pytest.mark.parametrize("compiled", [False, True])
def test_scatter(name: str, expected: Any, compiled: bool) -> None:
    v = tf.Variable(START)

    def run() -> None:
        OPS[name](v, [1], [[10.0, 20.0]])

    (tf.function(run) if compiled else run)()
    assert np.allclose(v.numpy(), expected)


@pytest.mark.parametrize("compiled", [False, True])
@pytest.mark.parametrize(
    ("name", "expected"), [("Update", 9), ("Add", 11), ("Sub", -7), ("Max", 9), ("Min", 2)]
)
def test_scatter_nd(name: str, expected: float, compiled: bool) -> None:
    v = tf.Variable(START)

    def run() -> None:
        OPS[f"ResourceScatterNd{name}"](v, [[1, 0]], [9.0])

    (tf.function(run) if compiled else run)()
    assert v.numpy()[1, 0] == expected
    assert v.numpy().sum() == 15 - 2 + expected


@pytest.mark.parametrize("batch_dims", [0, 1])
def test_gather(batch_dims: int) -> None:
    v = tf.Variable(START)
    indices = [2, 0] if not batch_dims else [[1], [0], [1]]
    expected = START[[2, 0]] if not batch_dims else np.take_along_axis(START, np.array(indices), 1)

    def run() -> Any:
        return OPS["ResourceGather"](v, indices, dtype=tf.float32, batch_dims=batch_dims)

    for found in (run(), tf.function(run)()):
        assert np.array_equal(found.numpy(), expected)


def test_bad_indices() -> None:
    v = tf.Variable(START)
    with pytest.raises(tf.errors.InvalidArgumentError, match=r"3 is not in \[0, 3\)"):
        OPS["ResourceGather"](v, [3], dtype=tf.float32)
    with pytest.raises(tf.errors.InvalidArgumentError, match=r"2 is not in \[0, 2\)"):
        OPS["ResourceScatterNdAdd"](v, [[0, 2]], [1.0])


def test_shapes_in_graphs() -> None:
    v = tf.Variable(START, shape=[None, 2])
    shapes: list[Any] = []

    @tf.function
    def f() -> None:
        shapes.append(v.read_value().shape.as_list())
        shapes.append(v.sparse_read([0, 1]).shape.as_list())

    f()
    assert shapes == [[None, 2], [2, 2]]
