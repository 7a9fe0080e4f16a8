"""Fractional pooling: sequences and values of TensorFlow 2.21, gradients by differences."""

from __future__ import annotations

from itertools import pairwise

import numpy as np
import pytest
from check_op import check_op

import pellucid as tf

# seed, pseudo_random: row and column sequence for a 31 x 31 image and a ratio of 2.3.
SEQUENCES = {
    (3, False): ([0, 2, 4, 7, 10, 12, 14, 16, 18, 21, 24, 26, 29, 31],
                 [0, 3, 5, 7, 10, 12, 14, 17, 19, 21, 24, 27, 29, 31]),
    (3, True): ([0, 2, 4, 7, 9, 12, 14, 16, 19, 21, 23, 26, 28, 31],
                [0, 2, 4, 7, 9, 11, 14, 16, 19, 21, 23, 26, 28, 31]),
}  # fmt: skip


@pytest.mark.parametrize("seed_and_kind", SEQUENCES)
def test_sequences_are_tensorflows(seed_and_kind):
    seed, pseudo = seed_and_kind
    found = tf.nn.fractional_max_pool(
        tf.zeros([1, 31, 31, 1]), 2.3, pseudo_random=pseudo, seed=seed
    )
    rows, columns = SEQUENCES[seed_and_kind]
    assert found.row_pooling_sequence.numpy().tolist() == rows
    assert found.col_pooling_sequence.numpy().tolist() == columns


@pytest.mark.parametrize("pool", [tf.nn.fractional_max_pool, tf.nn.fractional_avg_pool])
@pytest.mark.parametrize("overlapping", [False, True])
def test_values_and_gradients(pool, overlapping):
    x = np.random.RandomState(0).permutation(2 * 5 * 4 * 2).reshape(2, 5, 4, 2) / 7.0
    ratios = [1.0, 1.44, 1.73, 1.0]

    def expected(x):
        found = pool(x, ratios, seed=4, overlapping=overlapping)
        rows, columns = (np.asarray(s) for s in found[1:])
        reduce = np.max if pool is tf.nn.fractional_max_pool else np.mean
        made = np.array(
            [
                [
                    reduce(x[:, a : b + overlapping, c : d + overlapping], (1, 2))
                    for c, d in pairwise(columns)
                ]
                for a, b in pairwise(rows)
            ]
        )
        return made.transpose(2, 0, 1, 3)

    check_op(
        lambda x: pool(x, ratios, seed=4, overlapping=overlapping).output, x, expected=expected,
        xla=False,
    )  # fmt: skip


def test_errors():
    x = tf.zeros([1, 4, 4, 1])
    for ratio in ([1.0, 0.5, 1.5, 1.0], [1.0, 1.5, 1.5, 2.0], [1.5, 1.5]):
        with pytest.raises(ValueError, match="pooling_ratio"):
            tf.nn.fractional_max_pool(x, ratio)
    with pytest.raises(TypeError, match="four numbers"):
        tf.nn.fractional_avg_pool(x, 1.5)
    with pytest.raises(tf.errors.InvalidArgumentError, match="too small"):
        tf.nn.fractional_max_pool(x, 5.0)
