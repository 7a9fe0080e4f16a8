"""Tests of ops/string_numbers.py."""

from __future__ import annotations

import numpy as np
import pytest
from check_op import check_op

import pellucid as tf


@pytest.mark.parametrize(
    ("value", "options", "expected"),
    [
        ([1.5, -0.1], {}, [b"1.500000", b"-0.100000"]),
        ([1e10, 1e-5, 1234567.0], {"shortest": True}, [b"1e+10", b"1e-05", b"1.23457e+06"]),
        ([3.1415926], {"scientific": True}, [b"3.141593e+00"]),
        ([1.5, -2], {"precision": 2, "width": 8, "fill": "0"}, [b"00001.50", b"-0002.00"]),
        ([1.5], {"precision": 1, "width": 5, "fill": "-"}, [b"1.5  "]),
        ([float("inf"), float("nan")], {"width": 6, "fill": "0"}, [b"   inf", b"   nan"]),
        ([7, 42], {"width": 4, "fill": "+"}, [b"  +7", b" +42"]),
        ([True, False], {"width": 9}, [b"true", b"false"]),
        (["a"], {"width": 3}, [b"  a"]),
        (["abc"], {"width": 5, "precision": 2}, [b"   ab"]),
        (["abc"], {"precision": 2}, [b"abc"]),
        (np.array([1 + 2j]), {"precision": 1}, [b"(1.0,2.0)"]),
    ],
)
def test_as_string(value, options, expected):
    assert tf.strings.as_string(value, **options).numpy().tolist() == expected


@pytest.mark.parametrize(
    ("value", "options"),
    [
        ([1], {"precision": 2}),
        ([1], {"shortest": True}),
        ([1.0], {"scientific": True, "shortest": True}),
        ([1.0], {"fill": "ab"}),
    ],
)
def test_as_string_refuses(value, options):
    with pytest.raises(tf.errors.InvalidArgumentError):
        tf.strings.as_string(value, **options)


def test_to_number():
    check_op(
        tf.strings.to_number,
        np.array([b"1", b" -2.5 ", b"1e3", b"0x10", b".5", b"-Infinity", b"1e400"], object),
        expected=np.float32([1, -2.5, 1000, 16, 0.5, -np.inf, np.inf]),
        xla=False,
        grad=False,
    )
    assert np.isnan(tf.strings.to_number("nan(1)").numpy())
    assert tf.strings.to_number("9007199254740993", tf.int64).numpy() == 9007199254740993
    assert tf.strings.to_number("+3", tf.uint32).numpy() == 3


@pytest.mark.parametrize(
    ("text", "dtype"),
    [
        ("", tf.float32), ("1_0", tf.float32), ("1f", tf.float32), ("1 2", tf.float32),
        ("1.5", tf.int32), ("99999999999", tf.int32), ("-1", tf.uint64), ("1", tf.string),
    ],
)  # fmt: skip
def test_to_number_refuses(text, dtype):
    with pytest.raises(tf.errors.InvalidArgumentError):
        tf.strings.to_number(text, dtype)
