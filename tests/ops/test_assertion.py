"""tf.debugging's assertions about ranks and shapes; answers of TensorFlow."""

from __future__ import annotations

from typing import Any

import pytest

import pellucid as tf

D = tf.debugging
X = tf.ones([2, 3])


@pytest.mark.parametrize("shape", [None, ("A", 3), (..., 3), ("*", 3), (".", "B"), (None, 3)])
def test_shapes_that_hold(shape: Any) -> None:
    assert D.assert_shapes([(X, shape)]) is None


@pytest.mark.parametrize("shape", [(), (..., 4), ("A", "A"), ("A",), (2, 4)])
def test_shapes_that_do_not_hold(shape: Any) -> None:
    with pytest.raises(ValueError):
        D.assert_shapes([(X, shape)])


@pytest.mark.parametrize(
    "check",
    [
        lambda: D.assert_rank(X, 1.5),
        lambda: D.assert_rank_at_least(X, tf.constant(1.0)),
        lambda: D.assert_rank_in(X, [2.0]),
    ],
)
def test_ranks_are_integers(check: Any) -> None:
    with pytest.raises(TypeError, match="an integer"):
        check()
