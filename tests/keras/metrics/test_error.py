"""Errors as metrics: means over batches."""

from __future__ import annotations

import numpy as np
import pytest

from pellucid.keras import losses, metrics

RNG = np.random.default_rng(1)
TRUE = RNG.uniform(0.1, 1.0, (6, 2)).astype("float32")
PRED = RNG.uniform(0.1, 1.0, (6, 2)).astype("float32")


@pytest.mark.parametrize(
    ("metric", "function"),
    [
        (metrics.MeanSquaredError(), losses.mse),
        (metrics.MeanAbsoluteError(), losses.mae),
        (metrics.MeanAbsolutePercentageError(), losses.mape),
        (metrics.MeanSquaredLogarithmicError(), losses.msle),
        (metrics.LogCoshError(), losses.logcosh),
        (metrics.Poisson(), losses.poisson),
        (metrics.KLDivergence(), losses.kld),
        (metrics.Hinge(), losses.hinge),
        (metrics.SquaredHinge(), losses.squared_hinge),
        (metrics.BinaryCrossentropy(), losses.binary_crossentropy),
    ],
)
def test_mean_over_batches(metric: metrics.Metric, function: object) -> None:
    for rows in (slice(0, 4), slice(4, 6)):
        metric.update_state(TRUE[rows], PRED[rows])
    assert metric.result().numpy() == pytest.approx(function(TRUE, PRED).numpy().mean(), rel=1e-5)


def test_root_mean_squared_error() -> None:
    metric = metrics.RootMeanSquaredError()
    metric.update_state(TRUE, PRED)
    assert metric.result().numpy() == pytest.approx(np.sqrt(((TRUE - PRED) ** 2).mean()), rel=1e-5)


def test_cosine_similarity_is_positive_here() -> None:
    metric = metrics.CosineSimilarity()
    metric.update_state([[1.0, 0.0]], [[2.0, 0.0]])
    assert metric.result().numpy() == pytest.approx(1.0)
