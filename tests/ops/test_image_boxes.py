"""Non-maximum suppression against a plain loop."""

from __future__ import annotations

import numpy as np
import pytest

import pellucid as tf

RNG = np.random.default_rng(0)
BOXES = RNG.random((40, 4)).astype(np.float32)
BOXES[:, 2:] = BOXES[:, :2] + RNG.random((40, 2)).astype(np.float32) * 0.5
SCORES = RNG.random(40).astype(np.float32)


def _overlap(a, b):
    shared = np.prod(np.maximum(np.minimum(a[2:], b[2:]) - np.maximum(a[:2], b[:2]), 0))
    return shared / (np.prod(a[2:] - a[:2]) + np.prod(b[2:] - b[:2]) - shared)


def _loop(boxes, scores, count, threshold, least=-np.inf):
    kept = []
    for i in np.argsort(-scores, kind="stable"):
        if len(kept) < count and scores[i] > least:
            if all(_overlap(boxes[i], boxes[k]) <= threshold for k in kept):
                kept.append(int(i))
    return kept


@pytest.mark.parametrize("threshold", [0.0, 0.2, 0.5, 1.0])
def test_plain(threshold):
    for count, least in ((5, -np.inf), (100, 0.4)):
        found = tf.image.non_max_suppression(BOXES, SCORES, count, threshold, least)
        assert found.numpy().tolist() == _loop(BOXES, SCORES, count, threshold, least)
        turned = tf.image.non_max_suppression(
            BOXES[:, [2, 3, 0, 1]], SCORES, count, threshold, least
        )
        assert turned.numpy().tolist() == found.numpy().tolist()


def test_in_a_function():
    run = tf.function(lambda b, s: tf.gather(b, tf.image.non_max_suppression(b, s, 5, 0.3)))
    wanted = BOXES[_loop(BOXES, SCORES, 5, 0.3)]
    np.testing.assert_array_equal(run(BOXES, SCORES), wanted)


def test_padded():
    boxes = np.stack([BOXES, BOXES[::-1]])
    scores = np.stack([SCORES, SCORES[::-1]])
    kept, number = tf.image.non_max_suppression_padded(
        boxes, scores, 30, 0.1, pad_to_max_output_size=True
    )
    assert kept.shape == (2, 30)
    for b in range(2):
        wanted = _loop(boxes[b], scores[b], 30, 0.1)
        assert int(number[b]) == len(wanted)
        assert kept[b].numpy().tolist() == wanted + [0] * (30 - len(wanted))
    with pytest.raises(ValueError, match="True for batches"):
        tf.image.non_max_suppression_padded(boxes, scores, 30)


def test_soft():
    kept, found = tf.image.non_max_suppression_with_scores(
        [[0.0, 0.0, 1.0, 1.0], [0.0, 0.0, 1.0, 0.5], [2.0, 2.0, 3.0, 3.0]], [0.9, 0.8, 0.5], 3,
        soft_nms_sigma=0.5,
    )  # fmt: skip
    assert kept.numpy().tolist() == [0, 1, 2]
    np.testing.assert_allclose(found, [0.9, 0.8 * np.exp(-0.25), 0.5], rtol=1e-6)


def test_overlaps():
    overlaps = [[1.0, 0.8, 0.0], [0.8, 1.0, 0.0], [0.0, 0.0, 1.0]]
    found = tf.image.non_max_suppression_overlaps(overlaps, [0.9, 0.75, 0.6], 3, 0.5)
    assert found.numpy().tolist() == [0, 2]


def test_combined():
    scores = RNG.random((1, 40, 2)).astype(np.float32)
    boxes, found, classes, valid = tf.image.combined_non_max_suppression(
        BOXES[None, :, None], scores, 4, 6, iou_threshold=0.3, clip_boxes=False
    )
    rows = [
        (scores[0, i, c], c, i) for c in range(2) for i in _loop(BOXES, scores[0, :, c], 4, 0.3)
    ]
    rows = sorted(rows, reverse=True)[:6]
    assert int(valid[0]) == 6
    np.testing.assert_array_equal(found[0], [r[0] for r in rows])
    np.testing.assert_array_equal(classes[0], [r[1] for r in rows])
    np.testing.assert_array_equal(boxes[0], BOXES[[r[2] for r in rows]])


def test_errors():
    for arguments in ((BOXES, SCORES, -1), (BOXES, SCORES, 5, 1.5), (BOXES[:, :3], SCORES, 5),
                      (BOXES, SCORES[:5], 5)):  # fmt: skip
        with pytest.raises(tf.errors.InvalidArgumentError):
            tf.image.non_max_suppression(*arguments)


def test_combined_suppression_names_its_outputs():
    boxes = tf.constant([[0.0, 0.0, 0.5, 0.5], [0.4, 0.4, 1.0, 1.0]])
    found = tf.image.combined_non_max_suppression(
        tf.reshape(boxes, [1, 2, 1, 4]), tf.constant([[[0.9], [0.7]]]), 2, 2
    )
    assert found.valid_detections.numpy().tolist() == [2]
    assert found.nmsed_boxes.shape == (1, 2, 4)
    np.testing.assert_allclose(found.nmsed_scores.numpy(), [[0.9, 0.7]])
