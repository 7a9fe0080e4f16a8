"""Skip-grams; counts and tables are answers of Keras."""

from __future__ import annotations

import random

import numpy as np

from pellucid.keras.preprocessing.sequence import make_sampling_table, skipgrams


def test_pairs_within_the_window():
    couples, labels = skipgrams([1, 2, 0, 3], 5, window_size=1, negative_samples=0, shuffle=False)
    assert couples == [[1, 2], [2, 1]]
    assert labels == [1, 1]
    couples, _ = skipgrams([1, 2, 3, 4, 1], 5, window_size=1, negative_samples=0.0)
    assert len(couples) == 8


def test_random_pairs():
    couples, labels = skipgrams(
        [1, 2, 3], 9, window_size=1, negative_samples=2.0, shuffle=False, categorical=True
    )
    assert labels == [[0, 1]] * 4 + [[1, 0]] * 8
    assert all(1 <= other < 9 for _, other in couples)
    assert sorted(word for word, _ in couples[4:]) == sorted([1, 2, 2, 3] * 2)


def test_shuffling_keeps_pairs_with_their_labels():
    random.seed(3)
    plain = skipgrams([1, 2, 3, 4], 50, negative_samples=1.0, shuffle=False)
    random.seed(3)
    mixed = skipgrams([1, 2, 3, 4], 50, negative_samples=1.0, seed=7)

    def pairs(found):
        return sorted(zip(map(tuple, found[0]), found[1], strict=True))

    assert pairs(plain) == pairs(mixed)
    assert plain != mixed


def test_sampling_table():
    table = make_sampling_table(5)
    expected = [0.00315225, 0.00315225, 0.00547597, 0.00741556, 0.00912817]
    np.testing.assert_allclose(table, expected, rtol=1e-5)
    assert skipgrams([1, 2, 3], 5, sampling_table=np.zeros(5)) == ([], [])
    assert len(skipgrams([1, 2, 3], 5, sampling_table=np.ones(5), negative_samples=0)[0]) == 6
