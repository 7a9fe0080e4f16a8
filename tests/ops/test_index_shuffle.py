"""Random permutations element by element."""

from __future__ import annotations

import numpy as np
import pytest

import pellucid as tf

KNOWN = [
    ([1, 2], 9, [5, 0, 1, 4, 3, 6, 9, 8, 7, 2]),
    ([3, 4], 255, [67, 177, 38, 9, 51, 98, 188, 247, 1, 56]),
    ([1, 2], 70000, [66456, 11713, 37902, 5407, 20180, 39576, 46186, 2725, 10731, 53001]),
]


@pytest.mark.parametrize(("seed", "limit", "expected"), KNOWN)
def test_numbers_of_tensorflow(seed, limit, expected):
    fn = lambda: tf.random.experimental.index_shuffle(tf.range(10), seed, limit)  # noqa: E731
    assert fn().numpy().tolist() == expected
    assert tf.function(fn)().numpy().tolist() == expected


def test_it_is_a_permutation():
    moved = tf.random.experimental.index_shuffle(tf.range(1000, dtype=tf.int64), [7, 8], 999)
    assert moved.dtype == tf.int64
    np.testing.assert_array_equal(np.sort(moved), np.arange(1000))


def test_index_out_of_range():
    with pytest.raises(tf.errors.InvalidArgumentError, match="max_index"):
        tf.random.experimental.index_shuffle(10, [1, 2], 9)
