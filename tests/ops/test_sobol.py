"""Sobol points."""

from __future__ import annotations

import numpy as np
import pytest
from scipy.stats import qmc

import pellucid as tf


def test_against_scipy():
    points = qmc.Sobol(21, scramble=False).random(32)
    found = tf.math.sobol_sample(21, 29, skip=2, dtype=tf.float64)
    np.testing.assert_array_equal(found.numpy(), points[3:])


def test_too_many_dimensions():
    with pytest.raises(tf.errors.InvalidArgumentError, match="dim"):
        tf.math.sobol_sample(1000, 2)
