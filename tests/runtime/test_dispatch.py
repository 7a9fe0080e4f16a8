"""What happens when an op is called."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

import pellucid as tf
from pellucid.core.errors import InvalidArgumentError
from pellucid.core.registry import OPS

C = tf.constant


def test_python_values_take_the_dtype_of_tensors() -> None:
    assert tf.add(1, C(2.5)).dtype is tf.float32
    assert tf.add(C(1, tf.int64), 2).dtype is tf.int64
    assert tf.add(C(1.0), np.float64(2)).dtype is tf.float32
    assert tf.concat([[1.0], C([2.0], tf.float64)], 0).dtype is tf.float64
    assert tf.add(1.0, 2).dtype is tf.float32


def test_two_dtypes_are_a_mismatch() -> None:
    with pytest.raises(
        InvalidArgumentError, match="expected to be a int32 tensor but is a float32 tensor"
    ):
        tf.add(C(1), C(1.0))
    with pytest.raises(TypeError, match="expected to be a int32 tensor but is a float32 tensor"):
        tf.function(lambda: tf.add(C(1), C(1.0)))()


def test_unsupported_dtypes() -> None:
    with pytest.raises(InvalidArgumentError, match="dtype int32 is not supported"):
        tf.tanh(C(1))
    with pytest.raises(TypeError, match="dtype int32 is not supported"):
        tf.function(lambda: tf.tanh(C(1)))()


def test_inputs_by_name() -> None:
    x = OPS["MatMul"](a=C([[1.0, 2.0]]), b=C([[3.0, 4.0]]), transpose_b=True)
    assert x.numpy().tolist() == [[11.0]]
    assert OPS["AddV2"](C(1), y=C(2)).numpy() == 3
    with pytest.raises(TypeError, match="missing"):
        OPS["MatMul"](a=C([[1.0]]))


def test_attributes_are_checked() -> None:
    with pytest.raises(TypeError, match="unexpected attributes"):
        OPS["MatMul"](C([[1.0]]), C([[1.0]]), transpose_c=True)
    with pytest.raises(TypeError, match=r"missing|misses"):
        OPS["Cast"](C(1.0))


def test_kernel_failures_say_op_reason_and_inputs() -> None:
    with pytest.raises(
        InvalidArgumentError, match=r"tf\.add: .*\(2,\) float32, \(3,\) float32 \[Op:AddV2\]"
    ) as caught:
        tf.add(C([1.0, 2.0]), C([1.0, 2.0, 3.0]))
    assert caught.value.error_code == tf.errors.INVALID_ARGUMENT
    with pytest.raises(InvalidArgumentError, match=r"\[Op:Reshape\]"):
        tf.reshape(C([1, 2, 3]), [2, 2])


def test_lists_must_be_lists() -> None:
    with pytest.raises(TypeError, match="Expected list for 'values' argument to 'Pack'"):
        OPS["Pack"](C(1), axis=0)


def test_other_kinds_of_tensors_run_ops_themselves() -> None:
    class Own:
        def __op_call__(self, op: Any, values: Any, attrs: Any, name: Any) -> Any:
            return op.name, len(values), name

    assert tf.tanh(Own()) == ("Tanh", 1, None)
    assert OPS["AddV2"](C(1.0), Own(), name="n") == ("AddV2", 2, "n")
    assert OPS["Pack"]([C(1.0), Own()], axis=0)[0] == "Pack"


def test_the_short_way_and_the_long_way_agree() -> None:
    for dtype in ("float32", "float64", "int32", "complex64", "bfloat16"):
        x = tf.cast([1, 2, 3], dtype)
        for _ in range(3):  # the first call learns, the others take the short way
            y = OPS["AddV2"](x, x)
            assert y.dtype is x.dtype
            assert tf.cast(y, tf.float32).numpy().tolist() == [2, 4, 6]
    with tf.GradientTape() as tape:
        x = C(3.0)
        tape.watch(x)
        y = OPS["Mul"](x, x)
    assert tape.gradient(y, x).numpy() == 6


def test_results_do_not_share_memory_with_what_users_hold() -> None:
    x = C([1.0, 2.0])
    y = tf.identity(x)
    y.numpy()[:] = 9
    assert x.numpy().tolist() == [1, 2]


def test_variables_are_read() -> None:
    v = tf.Variable([1.0, 2.0])
    assert tf.add(v, v).numpy().tolist() == [2, 4]
    assert tf.stack([v, v]).shape == [2, 2]
