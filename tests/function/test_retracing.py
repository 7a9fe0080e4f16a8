"""Why a function is traced again, said in a sentence; and the warning when it happens often."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from typing import Any

import numpy as np
import pytest

import pellucid as tf

C = tf.constant


@pytest.fixture
def told(capfd: pytest.CaptureFixture[str]) -> Iterator[Any]:
    """A function that returns the sentences told since it was last called."""
    tf.config.set_log("retrace")
    yield lambda: [line.partition("again: ")[2] for line in capfd.readouterr().err.splitlines()]
    tf.config.set_log()


def test_the_reason(told: Any) -> None:
    @tf.function
    def f(x: Any, n: Any = 1, options: Any = None) -> Any:
        return x

    f(tf.ones([32, 10]))
    assert told() == []
    calls: list[tuple[Any, str]] = [
        (
            lambda: f(tf.ones([17, 10])),
            "argument `x` changed shape (32, 10) → (17, 10); pass `reduce_retracing=True` or an "
            "`input_signature`.",
        ),
        (lambda: f(tf.ones([17, 10], tf.int32)), "argument `x` changed dtype float32 → int32; "),
        (lambda: f(tf.ones([17, 10]), 2), "argument `n` changed value 1 → 2; pass a tensor "),
        (lambda: f(tf.ones([17, 10]), 2.5), "argument `n` changed value 2 → 2.5; "),
        (lambda: f([tf.ones([17, 10])]), "the structure of argument `x` changed; "),
        (lambda: f(tf.ones([17, 10]), C(2)), "argument `n` was a Python value and is now a tensor"),
        (lambda: f(tf.ones([32, 10]), options={"a": 1}), "the structure of argument `options` "),
        (lambda: f(tf.ones([32, 10]), options={"a": 2}), "argument `options['a']` changed value"),
        (
            lambda: f(tf.ones([32, 10]), options=object()),
            "argument `options`",
        ),
        (lambda: f(tf.ones([32, 10]), options=object()), "is another object, object"),
    ]
    for call, expected in calls:
        call()
        (sentence,) = told()
        assert expected in sentence
        assert sentence.count("changed") <= 1
        if "options`" not in expected and "object" not in expected:  # else new ones each time
            call()
            assert told() == []


def test_relaxed_shapes_are_not_told_of_again(told: Any) -> None:
    f = tf.function(lambda x: x + 1.0, reduce_retracing=True)
    for size in range(1, 9):
        f(tf.ones([size]))
    assert len(told()) == 1


def test_topics() -> None:
    assert tf.config.get_log() == []
    tf.config.set_log(["islands", "retrace"])
    assert tf.config.get_log() == ["islands", "retrace"]
    with pytest.raises(ValueError, match="weather"):
        tf.config.set_log("weather")
    tf.config.set_log("")
    assert tf.config.get_log() == []


def test_frequent_traces_are_warned_of_twice(caplog: pytest.LogCaptureFixture) -> None:
    f = tf.function(lambda x: x)
    with caplog.at_level(logging.WARNING, "tensorflow"):
        for number in range(9):
            f(number)
    assert [r.getMessage()[:26] for r in caplog.records] == [
        "5 out of the last 5 calls ", "6 out of the last 6 calls "
    ]  # fmt: skip
    assert "argument `x` changed value 3 → 4" in caplog.records[0].getMessage()


def test_rare_traces_are_not_warned_of(caplog: pytest.LogCaptureFixture) -> None:
    f = tf.function(lambda x: x)
    g = tf.function(lambda x: x)
    with caplog.at_level(logging.WARNING, "tensorflow"):
        for number in range(9):
            for _ in range(3):
                f(number)
            g.get_concrete_function(number)
    assert not caplog.records


def test_methods_of_new_objects_count_together(caplog: pytest.LogCaptureFixture) -> None:
    class A:
        @tf.function
        def method(self, x: Any) -> Any:
            return x

    with caplog.at_level(logging.WARNING, "tensorflow"):
        objects = [A() for _ in range(5)]
        for a in objects:
            a.method(C(1.0))
    assert len(caplog.records) == 1


def _counts(values, **options):
    """How often a function was traced after each call."""
    f = tf.function(lambda x: tf.identity(x), **options)
    found = []
    for value in values:
        f(value)
        found.append(f.experimental_get_tracing_count())
    return found


def _ragged(*counts, inner=2):
    return tf.RaggedTensor.from_row_lengths(tf.ones([sum(counts), inner]), counts)


def test_composite_arguments_are_traced_for_their_specs():
    """The counts are TensorFlow 2.21's."""
    assert _counts([_ragged(2, 1), _ragged(1, 1), _ragged(3, 3)]) == [1, 1, 1]
    rows = [_ragged(2, 1), _ragged(1, 1, 1), _ragged(3), _ragged(3, 1, 1, 1)]
    assert _counts(rows) == [1, 2, 3, 4]
    assert _counts(rows, reduce_retracing=True) == [1, 2, 2, 2]
    inner = [_ragged(2, 1), _ragged(2, 3), _ragged(2, 3, inner=3), _ragged(2, 3, inner=4)]
    assert _counts(inner, reduce_retracing=True) == [1, 1, 2, 2]
    nested = [
        tf.ragged.constant(v)
        for v in ([[[1, 2], [3]], [[4]]], [[[1]], [[4], [5, 6]]], [[[1]], [[4]], []])
    ]
    assert _counts(nested) == [1, 1, 2]
    sparse = [
        tf.sparse.SparseTensor([[0, i] for i in range(n)], [1.0] * n, [m, 3])
        for n, m in ((1, 2), (2, 2), (2, 4))
    ]
    assert _counts(sparse) == _counts(sparse, reduce_retracing=True) == [1, 1, 2]


def test_shapes_of_a_relaxed_ragged_argument():
    seen = []

    @tf.function(reduce_retracing=True)
    def f(x):
        seen.append((x.shape.as_list(), x.flat_values.shape.as_list(), x.row_splits.shape[0]))
        return x * 2.0

    for rows in (_ragged(2, 1), _ragged(1, 1, 1), _ragged(4)):
        assert f(rows).row_lengths().numpy().tolist() == rows.row_lengths().numpy().tolist()
    assert seen == [([2, None, 2], [None, 2], 3), ([None, None, 2], [None, 2], None)]


def test_relaxed_arguments_in_a_dict_keep_their_dtypes():
    f = tf.function(lambda d: d["x"] * 2, reduce_retracing=True)
    for value in ([1], [1, 2], [1.5], [1.5, 2.5, 3.5]):
        np.testing.assert_allclose(f({"x": tf.constant(value)}), np.array(value) * 2)
