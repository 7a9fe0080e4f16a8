"""Tests of ops/histogram.py."""

from __future__ import annotations

import numpy as np
import pytest
from check_op import check_op

import pellucid as tf
from pellucid.core.registry import OPS

VALUES = np.array([-1.0, 0.0, 1.5, 2.0, 5.0, 15.0], np.float32)


def test_counts():
    check_op(
        lambda x: tf.histogram_fixed_width(x, [0.0, 5.0], nbins=5), VALUES,
        expected=[2, 1, 1, 0, 2], dtype=tf.int32, grad=False,
    )  # fmt: skip
    assert tf.histogram_fixed_width([1, 2], [0, 5], nbins=5, dtype=tf.int64).numpy().tolist() == [
        0,
        1,
        1,
        0,
        0,
    ]


def test_bins():
    check_op(
        lambda x: tf.histogram_fixed_width_bins(x, [0.0, 5.0], nbins=5), VALUES,
        expected=[0, 0, 1, 2, 4, 4], grad=False,
    )  # fmt: skip


def test_refusals():
    with pytest.raises(tf.errors.InvalidArgumentError):
        tf.histogram_fixed_width([1.0], [5.0, 0.0])
    with pytest.raises(tf.errors.InvalidArgumentError):
        tf.histogram_fixed_width([1.0], [0.0, 5.0], nbins=-1)


def test_bucketize():
    found = OPS["Bucketize"]([-5.0, 1.0, 10.5], boundaries=[0.0, 1.0, 10.0])
    assert found.numpy().tolist() == [0, 2, 3]
    with pytest.raises(tf.errors.InvalidArgumentError):
        OPS["Bucketize"]([1.0], boundaries=[1.0, 0.0])
