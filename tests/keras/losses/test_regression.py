"""Regression losses against their formulas in NumPy."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pytest

from pellucid.keras import losses

RNG = np.random.default_rng(0)
TRUE = RNG.uniform(0.1, 2.0, (4, 3)).astype("float32")
PRED = RNG.uniform(0.1, 4.0, (4, 3)).astype("float32")
ERROR = np.abs(TRUE - PRED)


def _unit(x: np.ndarray) -> np.ndarray:
    return x / np.linalg.norm(x, axis=-1, keepdims=True)


@pytest.mark.parametrize(
    ("function", "expected"),
    [
        (losses.mse, (ERROR**2).mean(-1)),
        (losses.mae, ERROR.mean(-1)),
        (losses.mape, 100 * (ERROR / TRUE).mean(-1)),
        (losses.msle, ((np.log1p(TRUE) - np.log1p(PRED)) ** 2).mean(-1)),
        (losses.huber, np.where(ERROR <= 1, ERROR**2 / 2, ERROR - 0.5).mean(-1)),
        (losses.logcosh, np.log(np.cosh(PRED - TRUE)).mean(-1)),
        (losses.poisson, (PRED - TRUE * np.log(PRED + 1e-7)).mean(-1)),
        (losses.cosine_similarity, -(_unit(TRUE) * _unit(PRED)).sum(-1)),
    ],
)
def test_formula(function: Callable[..., object], expected: np.ndarray) -> None:
    np.testing.assert_allclose(function(TRUE, PRED).numpy(), expected, rtol=2e-5, atol=1e-6)


@pytest.mark.parametrize(
    ("cls", "function"),
    [
        (losses.MeanSquaredError, losses.mse),
        (losses.MeanAbsoluteError, losses.mae),
        (losses.MeanAbsolutePercentageError, losses.mape),
        (losses.MeanSquaredLogarithmicError, losses.msle),
        (losses.Huber, losses.huber),
        (losses.LogCosh, losses.logcosh),
        (losses.Poisson, losses.poisson),
        (losses.CosineSimilarity, losses.cosine_similarity),
    ],
)
def test_class_is_the_mean_of_the_function(cls: type, function: Callable[..., object]) -> None:
    expected = function(TRUE, PRED).numpy().mean()
    assert cls()(TRUE, PRED).numpy() == pytest.approx(expected, rel=1e-5)


def test_large_errors_do_not_overflow_log_cosh() -> None:
    assert losses.logcosh([[0.0]], [[1000.0]]).numpy() == pytest.approx([1000.0 - np.log(2.0)])


def test_huber_delta_survives_a_config_round_trip() -> None:
    loss = losses.deserialize(losses.serialize(losses.Huber(delta=2.0)))
    assert loss([[0.0]], [[10.0]]).numpy() == pytest.approx(18.0)
    assert losses.Huber().get_config() == {
        "name": "huber_loss",
        "reduction": "sum_over_batch_size",
    }
