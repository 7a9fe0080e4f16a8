"""Global settings and names."""

from __future__ import annotations

import pytest

import pellucid as tf

keras = tf.keras
K = keras.backend


def test_floatx_changes_new_layers():
    try:
        K.set_floatx("float64")
        assert keras.layers.Dense(1).dtype == "float64"
    finally:
        K.set_floatx("float32")
    assert keras.layers.Dense(1).dtype == "float32"
    with pytest.raises(ValueError, match="Unknown `floatx` value"):
        K.set_floatx("int32")


def test_uids_start_again():
    K.clear_session()
    assert [keras.layers.Dense(1).name for _ in range(3)] == ["dense", "dense_1", "dense_2"]
    K.clear_session()
    assert keras.layers.Dense(1).name == "dense"
    assert (K.get_uid("x"), K.get_uid("x")) == (1, 2)


@pytest.mark.parametrize(
    ("dtypes", "result"),
    [
        (("int8", "uint8"), "int16"),
        (("float16", "bfloat16"), "float32"),
        (("int32", float), "float32"),
        (("bool", "uint8"), "uint8"),
        (("uint32", "int32"), "int64"),
        (("uint64", "int8"), "float32"),
        ((int, "int8"), "int8"),
    ],
)
def test_result_type(dtypes, result):
    assert K.result_type(*dtypes) == result


def test_global_policy():
    try:
        keras.mixed_precision.set_global_policy("mixed_bfloat16")
        layer = keras.layers.Dense(1)
        assert (layer.compute_dtype, layer.variable_dtype) == ("bfloat16", "float32")
    finally:
        keras.mixed_precision.set_global_policy(None)
    with pytest.raises(ValueError, match="Cannot convert"):
        keras.DTypePolicy("nonsense")
