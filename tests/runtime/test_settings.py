"""`tf.config.optimizer`, as TensorFlow 2.21 answers."""

from __future__ import annotations

from collections.abc import Iterator

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


def test_what_would_change_results_is_refused() -> None:
    with pytest.raises(tf.errors.UnimplementedError, match="debug_stripper"):
        optimizer.set_experimental_options({"debug_stripper": True})
    optimizer.set_experimental_options({"debug_stripper": False})
    assert optimizer.get_experimental_options()["debug_stripper"] is False
