"""Eager calls of ops that have only an XLA kernel."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

import pellucid as tf
from pellucid.core.dtypes import FLOATING
from pellucid.core.registry import OPS
from pellucid.runtime import compiled
from pellucid.runtime.dispatch import op


@pytest.fixture(scope="module")
def scaled() -> Any:
    made = op("TestScaled", "x: T, axis: int32 -> y: T", T=FLOATING, factor=2.0, static=("axis",))

    @made.kernel("xla")
    def _(jax: Any, x: Any, axis: Any, factor: float) -> Any:
        if x.ndim == 0:
            raise ValueError("a scalar has no axes")
        return jax.numpy.sum(x, int(axis)) * factor

    yield made
    del OPS["TestScaled"]


def test_values_and_dtypes(scaled: Any) -> None:
    x = tf.constant([[1.0, 2.0], [3.0, 4.0]], tf.float64)
    assert scaled(x, 0).dtype is tf.float64
    assert scaled(x, 0).numpy().tolist() == [8, 12]
    assert scaled(x, 1, factor=1.0).numpy().tolist() == [3, 7]


def test_programs_are_kept(scaled: Any) -> None:
    x = tf.ones([2, 2])
    scaled(x, 0)
    before = len(compiled._compiled)
    scaled(x, 0)
    assert len(compiled._compiled) == before
    scaled(x, 1)
    assert len(compiled._compiled) == before + 1


def test_failures(scaled: Any) -> None:
    with pytest.raises(
        tf.errors.InvalidArgumentError,
        match=r"a scalar has no axes.*\(\) float32.*\[Op:TestScaled\]",
    ):
        scaled(tf.constant(1.0), 0)


def test_it_is_differentiated_automatically(scaled: Any) -> None:
    x = tf.ones([2, 3])
    with tf.GradientTape() as tape:
        tape.watch(x)
        y = scaled(x, 0)
    assert tape.gradient(y, x).numpy().tolist() == np.full([2, 3], 2.0).tolist()


def test_freeze_is_hashable_and_tells_apart() -> None:
    values = [1, 1.0, True, "a", [1, [2]], {"a": [1]}, np.ones(2), np.ones(3), None, tf.float32]
    assert len({compiled.freeze(v) for v in values}) == len(values)
    assert compiled.freeze(np.ones(2)) == compiled.freeze(np.ones(2))
