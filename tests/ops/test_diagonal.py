"""Diagonals and bands."""

from __future__ import annotations

import numpy as np
import pytest
from check_op import check_op

import pellucid as tf

M = np.arange(1.0, 13.0).reshape(3, 4)


@pytest.mark.parametrize("k", [0, 1, -2, 3])
def test_one_diagonal(k):
    check_op(lambda x: tf.linalg.diag_part(x, k=k), M, expected=lambda x: np.diagonal(x, k))
    check_op(lambda x: tf.linalg.diag(x, k=k), M[0], expected=lambda x: np.diag(x, k))


@pytest.mark.parametrize(
    ("align", "expected"),
    [
        ("RIGHT_LEFT", [[0, 2, 7, 12], [1, 6, 11, 0], [5, 10, 0, 0]]),
        ("LEFT_RIGHT", [[2, 7, 12], [1, 6, 11], [0, 5, 10]]),
    ],
)
def test_band(align, expected):
    matrix = M if align == "LEFT_RIGHT" else np.pad(M, [(0, 0), (0, 0)])
    found = tf.linalg.diag_part(matrix, k=(-1, 1), align=align).numpy()
    wide = np.array(expected)[:, : found.shape[-1]] if align == "RIGHT_LEFT" else np.array(expected)
    if align == "LEFT_RIGHT":
        assert found.tolist() == wide.tolist()
    else:
        assert found.tolist() == [[2, 7, 12], [1, 6, 11], [5, 10, 0]]


def test_band_goes_back():
    band = tf.linalg.diag_part(M, k=(-1, 1))
    again = tf.linalg.diag(band, k=(-1, 1), num_rows=3, num_cols=4).numpy()
    assert again.tolist() == (np.triu(np.tril(M, 1), -1)).tolist()


def test_gradients_of_bands():
    check_op(lambda x: tf.linalg.diag_part(x, k=(-1, 2), padding_value=7), M)
    check_op(lambda x: tf.linalg.diag(x, k=(0, 1), padding_value=2), M[:2, :3])
    check_op(
        lambda x, d: tf.linalg.set_diag(x, d, k=(-1, 0)), M, np.ones((2, 3)),
    )  # fmt: skip


def test_set_diag():
    expected = M.copy()
    expected[[0, 1, 2], [0, 1, 2]] = [7, 8, 9]
    check_op(tf.linalg.set_diag, M, np.array([7.0, 8.0, 9.0]), expected=expected)
    with pytest.raises(
        tf.errors.InvalidArgumentError,
        match=r"diagonal does not fit\. Expected \(3,\), received \(1,\)",
    ):
        tf.linalg.set_diag(M, [1.0])


def test_padding_and_dtypes():
    assert tf.linalg.diag(["a"], padding_value="x", num_rows=2).numpy().tolist() == [[b"a"], [b"x"]]
    assert tf.linalg.diag([True]).numpy().tolist() == [[True]]
    with pytest.raises(ValueError, match="align"):
        tf.linalg.diag([1.0], align="CENTER")
    with pytest.raises(tf.errors.InvalidArgumentError, match="out of bounds"):
        tf.linalg.diag_part(M, k=9)


def test_tensor_diag():
    check_op(tf.linalg.tensor_diag, np.array([1.0, 2.0]), expected=np.diag)
    full = np.arange(16.0).reshape(2, 2, 2, 2)
    check_op(tf.linalg.tensor_diag_part, full, expected=np.array([[0.0, 5.0], [10.0, 15.0]]))


def test_band_part():
    check_op(lambda x: tf.linalg.band_part(x, -1, 0), M, expected=np.tril)
    check_op(lambda x: tf.linalg.band_part(x, 0, -1), M, expected=np.triu)
    check_op(
        lambda x: tf.linalg.band_part(x, 1, 1), M, expected=lambda x: np.triu(np.tril(x, 1), -1)
    )


def test_trace():
    check_op(tf.linalg.trace, M[:, :3].copy(), expected=np.trace)
