"""Proposals of one image, by hand."""

from __future__ import annotations

import numpy as np

import pellucid as tf


def test_proposals():
    anchors = np.array([[[[10, 10, 50, 50], [12, 10, 52, 50], [60, 60, 90, 90]]]], np.float32)
    scores = np.array([[[[0.8, 0.9, 0.5]]]], np.float32)
    deltas = np.zeros((1, 1, 1, 12), np.float32)
    deltas[..., 8:] = [0.5, 0.0, np.log(2.0), 0.0]
    info = np.array([[100, 80, 1, 100, 80]], np.float32)
    boxes, best = tf.image.generate_bounding_box_proposals(
        scores, deltas, info, anchors, post_nms_topn=4
    )
    # The second anchor wins over the first; the third is moved, grown and clipped to the image.
    np.testing.assert_allclose(best[0], [0.9, 0.5, 0, 0])
    np.testing.assert_allclose(
        boxes[0], [[12, 10, 52, 50], [60, 60, 100, 80], [0] * 4, [0] * 4], atol=1e-4
    )
    boxes, best = tf.image.generate_bounding_box_proposals(
        scores, deltas, info, anchors, min_size=30, post_nms_topn=2
    )
    np.testing.assert_allclose(best[0], [0.9, 0])
