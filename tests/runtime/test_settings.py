"""`tf.config.optimizer`, as TensorFlow 2.21 answers."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import numpy as np
import pytest

import pellucid as tf
from pellucid.runtime import settings

optimizer = tf.config.optimizer


@pytest.fixture(autouse=True)
def as_before(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Every test starts from the defaults."""
    monkeypatch.setattr(settings, "_options", dict(settings._options))
    yield
    optimizer.set_jit(False)


def test_jit() -> None:
    assert optimizer.get_jit() == ""
    for enabled in (True, "autoclustering"):
        optimizer.set_jit(enabled)
        assert optimizer.get_jit() == "autoclustering"
        optimizer.set_jit(False)
        assert optimizer.get_jit() == ""


def test_options_keep_what_is_not_given() -> None:
    default = {"disable_model_pruning": False, "disable_meta_optimizer": False}
    assert optimizer.get_experimental_options() == default
    optimizer.set_experimental_options({"unknown": True, "constant_folding": False})
    assert optimizer.get_experimental_options() == {**default, "constant_folding": False}
    optimizer.set_experimental_options({"min_graph_nodes": 3, "layout_optimizer": 1})
    assert optimizer.get_experimental_options() == {
        **default, "constant_folding": False, "layout_optimizer": True, "min_graph_nodes": 3
    }  # fmt: skip


@pytest.mark.parametrize(
    "name", ["auto_mixed_precision_mkl", "auto_mixed_precision_onednn_bfloat16"]
)
def test_what_would_change_results_is_refused(name: str) -> None:
    with pytest.raises(tf.errors.UnimplementedError, match=name):
        optimizer.set_experimental_options({name: True})
    optimizer.set_experimental_options({name: False})
    assert optimizer.get_experimental_options()[name] is False


@pytest.fixture
def stripped() -> Iterator[None]:
    optimizer.set_experimental_options({"debug_stripper": True})
    yield
    optimizer.set_experimental_options({"debug_stripper": False})


def _checked(x: Any) -> Any:
    tf.debugging.assert_less(x, 1.0)
    with tf.control_dependencies([tf.debugging.assert_positive(-x)]):
        y = tf.debugging.check_numerics(x / 0.0, "x")
    for _ in tf.range(2):
        tf.print("never")
        if x > 0.0:
            tf.debugging.assert_less(x, 1.0)
            y += 1.0
    return y


def test_checks_and_prints_are_stripped(stripped: None, capfd: Any) -> None:
    assert tf.function(_checked)(tf.constant(5.0)).numpy() == np.inf
    assert capfd.readouterr() == ("", "")


def test_checks_are_stripped_in_sessions(stripped: None) -> None:
    with tf.compat.v1.Graph().as_default(), tf.compat.v1.Session() as session:
        x = tf.compat.v1.placeholder(tf.float32, [])
        with tf.control_dependencies([tf.debugging.assert_less(x, 1.0)]):
            y = tf.cond(x > 0.0, lambda: tf.debugging.check_numerics(x / 0.0, "x"), lambda: x)
        assert session.run(y, {x: 5.0}) == np.inf
        optimizer.set_experimental_options({"debug_stripper": False})
        with pytest.raises(tf.errors.InvalidArgumentError):  # the graph itself is as it was
            session.run([y, tf.identity(y)], {x: 5.0})


def test_checks_stay_without_the_option() -> None:
    with pytest.raises(tf.errors.InvalidArgumentError):
        tf.function(_checked)(tf.constant(5.0))
