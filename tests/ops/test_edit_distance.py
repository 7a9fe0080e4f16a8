from __future__ import annotations

import pytest

import pellucid as tf
from pellucid.ops.edit_distance import levenshtein


@pytest.mark.parametrize(
    ("a", "b", "distance"), [("", "", 0), ("kitten", "sitting", 3), ("abc", "", 3), ("ab", "ba", 2)]
)
def test_levenshtein(a, b, distance):
    assert levenshtein(list(a), list(b)) == distance
    assert levenshtein(list(b), list(a)) == distance


def test_batches_of_different_sizes():
    ours = tf.SparseTensor([[0, 0, 0], [1, 0, 0]], ["a", "b"], [2, 1, 1])
    truth = tf.SparseTensor(
        [[0, 1, 0], [1, 0, 0], [1, 0, 1], [1, 1, 0]], ["a", "b", "c", "a"], [2, 2, 2]
    )
    found = tf.edit_distance(ours, truth).numpy().tolist()
    assert found == [[float("inf"), 1.0], [0.5, 1.0]]
    assert tf.edit_distance(ours, truth, normalize=False).numpy().tolist() == [
        [1.0, 1.0],
        [1.0, 1.0],
    ]
