"""Tests of ops/tables.py: what the kernels keep between calls."""

from __future__ import annotations

import numpy as np
import pytest

from pellucid.core import dtypes
from pellucid.ops.tables import TableStorage


def test_keys_with_a_shape():
    storage = TableStorage(dtypes.int64, dtypes.int64, key_shape=(2,))
    keys = np.array([[1, 2], [3, 4]])
    assert storage.keys_of(keys) == [(1, 2), (3, 4)]
    assert storage.batch_of(keys) == (2,)
    storage.entries = dict.fromkeys(storage.keys_of(keys), 5)
    assert storage.key_array().tolist() == keys.tolist()
    with pytest.raises(ValueError, match=r"Expected \[\.\.\., 2\], received \[2, 3\]"):
        storage.batch_of(np.zeros([2, 3]))


def test_values_with_a_shape():
    storage = TableStorage(dtypes.int64, dtypes.float32, value_shape=(2,))
    assert len(storage.values_of(np.array([1, 2]), np.zeros([2, 2], np.float32))) == 2
    assert storage.value_array([]).shape == (0, 2)
    with pytest.raises(ValueError, match="Expected shape"):
        storage.values_of(np.array([1]), np.zeros([2], np.float32))


def test_forbidden_keys():
    storage = TableStorage(dtypes.int64, dtypes.int64)
    storage.forbidden[0] = "empty_key"
    with pytest.raises(ValueError, match="empty_key"):
        storage.keys_of(np.array([1, 0]))
