"""Segments of chosen rows."""

from __future__ import annotations

import numpy as np
import pytest
from check_op import check_op

import pellucid as tf
from pellucid.ops import sparse_segment

X = np.array([[1.0, 2.0], [3.0, 4.0], [5.0, 7.0]])
INDICES, IDS = np.array([0, 2, 2], np.int32), np.array([0, 0, 2], np.int32)


@pytest.mark.parametrize(
    ("fn", "first"),
    [
        (sparse_segment.segment_sum, [6, 9]),
        (sparse_segment.segment_mean, [3, 4.5]),
        (sparse_segment.segment_sqrt_n, [6 / np.sqrt(2), 9 / np.sqrt(2)]),
    ],
    ids=["sum", "mean", "sqrt_n"],
)
def test_segment(fn, first):
    expected = np.array([first, [0, 0], [5, 7]])
    check_op(lambda x: fn(x, INDICES, IDS), X, expected=expected, xla=False)
    padded = np.vstack([expected, [[0, 0]]])
    check_op(lambda x: fn(x, INDICES, IDS, num_segments=4), X, expected=padded, xla=False)


def test_errors():
    with pytest.raises(tf.errors.InvalidArgumentError, match="out of range"):
        sparse_segment.segment_sum(X, [0, 5], [0, 0])
    with pytest.raises(tf.errors.InvalidArgumentError, match="increasing"):
        sparse_segment.segment_sum(X, [0, 1], [1, 0])
