"""Which tensors are moved to the device, and when."""

from __future__ import annotations

import numpy as np
import pytest

import pellucid as tf
from pellucid.core.tensor import EagerTensor
from pellucid.runtime.backend import device_value, on_device

KIBI = 1024


@pytest.mark.parametrize(
    ("size", "moved"),
    [(4 * KIBI, [False, False]), (256 * KIBI, [False, True]), (4 * KIBI**2, [True, True])],
)
def test_large_tensors_move_at_once_and_others_when_they_are_read_again(
    size: int, moved: list[bool]
) -> None:
    numbers = np.arange(size // 4, dtype=np.float32)
    x = EagerTensor(numbers)
    found = []
    for _ in moved:
        np.testing.assert_array_equal(np.asarray(device_value(x)), numbers)
        found.append(x._device_array is not None)
    assert found == moved
    np.testing.assert_array_equal(x.numpy(), numbers)


@pytest.mark.parametrize(
    ("size", "moved"), [(4, [False, True, True]), (4 * KIBI**2, [True, True, True])]
)
def test_variables_that_are_only_read_move_too(size: int, moved: list[bool]) -> None:
    variable = tf.Variable(np.arange(size // 4, dtype=np.float32))
    found = [not isinstance(on_device([variable.handle])[0], np.ndarray) for _ in moved]
    assert found == moved
    variable.assign(variable + 1)
    np.testing.assert_array_equal(variable.numpy(), np.arange(size // 4, dtype=np.float32) + 1)
    assert isinstance(on_device([variable.handle])[0], np.ndarray) == (size == 4)


def test_a_moved_tensor_still_works_in_eager_code() -> None:
    x = tf.ones([512, 512])
    double = tf.function(lambda x: tf.linalg.matmul(x, x))
    for _ in range(3):
        assert double(x).numpy()[0, 0] == 512
    assert x[0, 0].numpy() == 1
    assert tf.reduce_sum(x + x).numpy() == 2 * 512 * 512
