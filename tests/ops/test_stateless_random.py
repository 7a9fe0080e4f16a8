"""Stateless random ops: TensorFlow's numbers, eager and compiled."""

from __future__ import annotations

import numpy as np
import pytest
from check_op import check_op

import pellucid as tf

R = tf.random
SEED = [1, 2]

KNOWN = [
    (
        lambda: R.stateless_uniform([3], SEED),
        [0.8440604209899902, 0.19204533100128174, 0.9962232112884521],
    ),
    (lambda: R.stateless_normal([2], SEED), [0.544110119342804, 0.20738030970096588]),
    (
        lambda: R.stateless_normal([2], SEED, dtype=tf.float64),
        [-0.1423118100189212, 0.7406072461585091],
    ),
    (
        lambda: R.stateless_truncated_normal([2], [5, 6], 1.0, 3.0),
        [4.071953296661377, -0.6163656711578369],
    ),
    (lambda: R.stateless_uniform([4], SEED, 0, 100, tf.int32), [40, 49, 94, 79]),
    (lambda: R.stateless_uniform([2], SEED, None, None, tf.uint32), [1105988140, 1738052849]),
    (lambda: R.stateless_categorical([[0.0, 1.0, 2.0]], 6, SEED), [[2, 2, 1, 2, 2, 2]]),
    (lambda: R.stateless_binomial([5], SEED, 10.0, 0.3), [5, 5, 5, 4, 4]),
    (lambda: R.stateless_binomial([5], SEED, 1000.0, 0.5), [519, 510, 523, 519, 485]),
    (lambda: R.stateless_gamma([2], SEED, 2.0), [2.8172736167907715, 1.9241365194320679]),
    (lambda: R.split(SEED, 2), [[1105988140, 1738052849], [-335576002, 370444179]]),
    (lambda: R.fold_in(SEED, 5), [1105988140, 5]),
    (lambda: R.experimental.stateless_shuffle([1, 2, 3, 4, 5, 6], SEED), [5, 6, 1, 4, 2, 3]),
    (
        lambda: R.stateless_parameterized_truncated_normal([2], SEED, 0.0, 1.0, -1.0, 2.0),
        [0.544110119342804, 0.20738030970096588],
    ),
]


@pytest.mark.parametrize(("draw", "expected"), KNOWN)
def test_numbers_of_tensorflow(draw, expected):
    np.testing.assert_allclose(draw(), expected, rtol=2e-6)
    np.testing.assert_allclose(tf.function(draw)(), expected, rtol=2e-6)


def test_seeds_may_be_tensors():
    fn = lambda seed: R.stateless_uniform([2, 3], seed, -1.0, 2.0)  # noqa: E731
    check_op(fn, np.array([7, -3]), grad=False)
    np.testing.assert_allclose(
        R.stateless_uniform([2], tf.constant([2**40, 1], tf.int64)), [0.797942042, 0.663929343]
    )


def test_bounded_normals_stay_within_bounds():
    bounds = [(-1.0, 2.0), (3.0, 5.0), (-0.1, 0.1), (-6.0, -4.0), (0.5, np.inf)]
    low, high = (np.array(b, np.float32) for b in zip(*bounds))
    x = R.stateless_parameterized_truncated_normal(
        [4000, 5], SEED, minvals=low, maxvals=high
    ).numpy()
    assert (x >= low).all()
    assert (x <= high).all()
    # The mean of a standard normal above 3 and below 5, and of one above 1/2.
    np.testing.assert_allclose(x.mean(0)[[1, 4]], [3.2819, 1.1411], rtol=0.02)


def test_refusals():
    with pytest.raises(tf.errors.InvalidArgumentError, match="shape"):
        R.stateless_uniform([2], [1])
    with pytest.raises(tf.errors.InvalidArgumentError, match="float32"):
        R.stateless_normal([2], [1.5, 2.0])
    with pytest.raises(tf.errors.InvalidArgumentError, match="ThreeFry"):
        R.stateless_uniform([2], SEED, alg="threefry")
    with pytest.raises(ValueError, match="alg"):
        R.stateless_uniform([2], SEED, alg="nope")
    with pytest.raises(ValueError, match="both or none"):
        R.stateless_uniform([2], SEED, minval=3, dtype=tf.int32)
    with pytest.raises(ValueError, match="without bounds"):
        R.stateless_uniform([2], SEED, 0, 5, tf.uint32)
