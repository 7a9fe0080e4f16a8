"""Tests of ops/string_format.py."""

from __future__ import annotations

import pytest

import pellucid as tf


@pytest.mark.parametrize(
    ("template", "inputs", "options", "expected"),
    [
        ("a {} b {}", (tf.range(10), tf.constant("s")), {}, b'a [0 1 2 ... 7 8 9] b "s"'),
        ("{}", tf.constant([["s", 't"']]), {}, b'[["s" "t\\""]]'),
        ("{}", tf.constant([1.123456789, 1e10, 1e-7]), {}, b"[1.12345684 1e+10 1e-07]"),
        ("{}", tf.constant([1.123456789, 1e10], tf.float64), {}, b"[1.123456789 10000000000]"),
        ("% {}", tf.constant([[1, 2], [3, 4]]), {"placeholder": "%"}, b"[[1 2]\n [3 4]] {}"),
        ("{}", tf.range(9), {"summarize": -1}, b"[0 1 2 3 4 5 6 7 8]"),
        ("{}", tf.constant([True]), {}, b"[1]"),
        ("{}", tf.ragged.constant([[1], [2, 3]]), {}, b"[[1], [2, 3]]"),
        ("none", [], {}, b"none"),
    ],
)
def test_format(template, inputs, options, expected):
    assert tf.strings.format(template, inputs, **options).numpy() == expected


def test_format_in_a_function():
    assert tf.function(lambda x: tf.strings.format("x={}", x))(tf.constant(3)).numpy() == b"x=3"


def test_numbers_of_placeholders():
    with pytest.raises(ValueError, match="placeholder"):
        tf.strings.format("{} {}", tf.constant(1))
