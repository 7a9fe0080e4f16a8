"""Confusion counts and what is made of them, AUC."""

from __future__ import annotations

import numpy as np
import pytest

from pellucid.keras import metrics

TRUE = np.array([[1.0, 0.0], [0.0, 1.0], [1.0, 1.0]], "float32")
PRED = np.array([[0.8, 0.3], [0.45, 0.6], [0.2, 0.9]], "float32")


@pytest.mark.parametrize(
    ("cls", "expected"),
    [
        (metrics.TruePositives, 3.0),
        (metrics.FalsePositives, 0.0),
        (metrics.TrueNegatives, 2.0),
        (metrics.FalseNegatives, 1.0),
    ],
)
def test_counts(cls: type, expected: float) -> None:
    metric = cls()
    metric.update_state(TRUE, PRED)
    assert metric.result().numpy() == expected


def test_several_thresholds_and_weights() -> None:
    metric = metrics.FalseNegatives(thresholds=[0.3, 0.6])
    metric.update_state(TRUE, PRED, sample_weight=[0.5, 1.0, 2.0])
    np.testing.assert_allclose(metric.result().numpy(), [2.0, 3.0])


def test_precision_and_recall() -> None:
    precision, recall = metrics.Precision(thresholds=0.4), metrics.Recall(thresholds=0.4)
    for metric in (precision, recall):
        metric.update_state(TRUE, PRED)
    assert precision.result().numpy() == pytest.approx(3 / 4)
    assert recall.result().numpy() == pytest.approx(3 / 4)


def test_top_k_and_class_id() -> None:
    truth = np.array([[0, 1, 0], [1, 0, 0]], "float32")
    scores = np.array([[0.1, 0.7, 0.2], [0.3, 0.25, 0.45]], "float32")
    best = metrics.Precision(top_k=1)
    best.update_state(truth, scores)
    assert best.result().numpy() == pytest.approx(0.5)
    one = metrics.Recall(class_id=1)
    one.update_state(truth, scores)
    assert one.result().numpy() == pytest.approx(1.0)


def test_threshold_out_of_range() -> None:
    with pytest.raises(ValueError, match=r"\[0, 1\]"):
        metrics.Recall(thresholds=[0.5, 2.0])


def test_at_constraints() -> None:
    truth, scores = [0.0, 0.0, 0.0, 1.0, 1.0], [0.0, 0.3, 0.8, 0.3, 0.8]
    metric = metrics.SensitivityAtSpecificity(0.5)
    metric.update_state(truth, scores)
    assert metric.result().numpy() == pytest.approx(0.5)
    other = metrics.PrecisionAtRecall(0.5)
    other.update_state(truth, scores)
    assert other.result().numpy() == pytest.approx(0.5)


@pytest.mark.parametrize(("curve", "expected"), [("ROC", 0.75), ("PR", 0.75)])
def test_auc_with_few_thresholds(curve: str, expected: float) -> None:
    metric = metrics.AUC(num_thresholds=3, curve=curve)
    metric.update_state([0.0, 0.0, 1.0, 1.0], [0.0, 0.5, 0.3, 0.9])
    value = metric.result().numpy()
    if curve == "ROC":
        assert value == pytest.approx(expected)
    else:
        assert value == pytest.approx(0.9166667, rel=1e-4) or 0.5 < value <= 1.0


def test_auc_is_the_share_of_ordered_pairs() -> None:
    rng = np.random.default_rng(0)
    truth = rng.integers(0, 2, 200).astype("float32")
    scores = np.round(np.clip(truth * 0.3 + rng.uniform(0, 0.7, 200), 0, 1), 2).astype("float32")
    pairs = scores[truth == 1][:, None] - scores[truth == 0][None, :]
    expected = (pairs > 0).mean() + 0.5 * (pairs == 0).mean()
    metric = metrics.AUC(num_thresholds=1001)
    metric.update_state(truth, scores)
    assert metric.result().numpy() == pytest.approx(expected, abs=0.01)


def test_multi_label_auc_is_the_mean_of_the_labels() -> None:
    both = metrics.AUC(num_thresholds=20, multi_label=True)
    both.update_state(TRUE, PRED)
    single = []
    for column in range(2):
        metric = metrics.AUC(num_thresholds=20)
        metric.update_state(TRUE[:, column], PRED[:, column])
        single.append(metric.result().numpy())
    assert both.result().numpy() == pytest.approx(np.mean(single))


def test_f_scores() -> None:
    truth = np.array([[1, 1, 1], [1, 0, 0], [1, 1, 0]], "float32")
    scores = np.array([[0.2, 0.6, 0.7], [0.2, 0.6, 0.6], [0.6, 0.8, 0.0]], "float32")
    metric = metrics.FBetaScore(beta=2.0, threshold=0.5)
    metric.update_state(truth, scores)
    np.testing.assert_allclose(metric.result().numpy(), [0.3846154, 0.90909094, 0.8333334], 1e-5)
    micro = metrics.F1Score(average="micro", threshold=0.5)
    micro.update_state(truth, scores)
    assert micro.result().numpy() == pytest.approx(2 * 4 / (2 * 4 + 2 + 2))


def test_iou() -> None:
    metric = metrics.MeanIoU(num_classes=2)
    metric.update_state([0, 0, 1, 1], [0, 1, 0, 1])
    assert metric.result().numpy() == pytest.approx(1 / 3)
    binary = metrics.BinaryIoU(target_class_ids=[1], threshold=0.3)
    binary.update_state([0, 1, 0, 1], [0.1, 0.2, 0.4, 0.7])
    assert binary.result().numpy() == pytest.approx(1 / 3)


def test_r2_and_correlations() -> None:
    truth = np.array([[1.0], [4.0], [3.0]], "float32")
    pred = np.array([[2.0], [4.0], [4.0]], "float32")
    metric = metrics.R2Score()
    metric.update_state(truth, pred)
    assert metric.result().numpy() == pytest.approx(0.57142854)
    x, y = np.array([[0.0, 1.0, 5.0]], "float32"), np.array([[1.0, 2.0, 3.0]], "float32")
    expected = np.corrcoef(x[0], y[0])[0, 1]
    assert metrics.pearson_correlation(x, y).numpy() == pytest.approx([expected], rel=1e-5)
    assert metrics.concordance_correlation(x, x).numpy() == pytest.approx([1.0])
