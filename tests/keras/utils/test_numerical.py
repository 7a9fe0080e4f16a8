"""to_categorical, normalize, pad_sequences, batches as tuples."""

from __future__ import annotations

import numpy as np
import pytest

import pellucid as tf

utils = tf.keras.utils


def test_to_categorical():
    np.testing.assert_array_equal(utils.to_categorical([[0], [2]]), [[1, 0, 0], [0, 0, 1]])
    assert utils.to_categorical([[0, 1], [1, 0]], 3).shape == (2, 2, 3)
    with pytest.raises(IndexError):
        utils.to_categorical([5], 3)


def test_normalize():
    np.testing.assert_allclose(utils.normalize([[3.0, 4.0], [0.0, 0.0]]), [[0.6, 0.8], [0, 0]])


def test_pad_sequences():
    rows = [[1], [2, 3], [4, 5, 6]]
    assert utils.pad_sequences(rows).tolist() == [[0, 0, 1], [0, 2, 3], [4, 5, 6]]
    assert utils.pad_sequences(rows, 2, padding="post").tolist() == [[1, 0], [2, 3], [5, 6]]
    assert utils.pad_sequences(rows, 2, truncating="post").tolist() == [[0, 1], [2, 3], [4, 5]]
    with pytest.raises(ValueError, match="iterables"):
        utils.pad_sequences([1, 2])


def test_batches():
    assert utils.pack_x_y_sample_weight(1, 2) == (1, 2)
    assert utils.unpack_x_y_sample_weight((1, 2)) == (1, 2, None)
    with pytest.raises(ValueError, match="format"):
        utils.unpack_x_y_sample_weight((1, 2, 3, 4))
