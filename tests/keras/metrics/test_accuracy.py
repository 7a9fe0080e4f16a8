"""Accuracies."""

from __future__ import annotations

import numpy as np
import pytest

from pellucid.keras import metrics

SCORES = np.array([[0.1, 0.7, 0.2], [0.3, 0.25, 0.45], [0.2, 0.2, 0.6]], "float32")
LABELS = np.array([1, 0, 2])
HOT = np.eye(3, dtype="float32")[LABELS]


@pytest.mark.parametrize(
    ("metric", "truth", "expected"),
    [
        (metrics.CategoricalAccuracy(), HOT, 2 / 3),
        (metrics.SparseCategoricalAccuracy(), LABELS, 2 / 3),
        (metrics.SparseCategoricalAccuracy(), LABELS[:, None], 2 / 3),
        (metrics.TopKCategoricalAccuracy(k=2), HOT, 1.0),
        (metrics.SparseTopKCategoricalAccuracy(k=2), LABELS, 1.0),
        (metrics.SparseTopKCategoricalAccuracy(k=1), LABELS, 2 / 3),
    ],
)
def test_classes(metric: metrics.Metric, truth: np.ndarray, expected: float) -> None:
    metric.update_state(truth, SCORES)
    assert metric.result().numpy() == pytest.approx(expected)


def test_weights() -> None:
    metric = metrics.SparseCategoricalAccuracy()
    metric.update_state(LABELS, SCORES, sample_weight=[1.0, 2.0, 1.0])
    assert metric.result().numpy() == pytest.approx(0.5)


def test_binary_threshold() -> None:
    truth, scores = [[1.0], [1.0], [0.0]], [[0.6], [0.8], [0.1]]
    low, high = metrics.BinaryAccuracy(), metrics.BinaryAccuracy(threshold=0.7)
    low.update_state(truth, scores)
    high.update_state(truth, scores)
    assert low.result().numpy() == 1.0
    assert high.result().numpy() == pytest.approx(2 / 3)
    with pytest.raises(ValueError, match=r"\(0, 1\)"):
        metrics.BinaryAccuracy(threshold=2.0)


def test_sequences() -> None:
    metric = metrics.SparseCategoricalAccuracy()
    metric.update_state(np.stack([LABELS, LABELS]), np.stack([SCORES, SCORES[::-1]]))
    assert metric.result().numpy() == pytest.approx(2 / 6)
