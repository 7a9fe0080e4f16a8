"""crop_and_resize: a plain loop, gradients against differences."""

from __future__ import annotations

import numpy as np
import pytest
from check_op import check_op

import pellucid as tf

X = np.random.default_rng(0).random((2, 6, 7, 2)).astype(np.float32)
BOXES = np.array([[0.1, 0.05, 0.7, 0.9], [0.2, 0.25, 1.3, 1.1], [0.8, 0.95, 0.1, 0.2]], np.float32)
WHICH = np.array([0, 1, 0], np.int32)


def _loop(x, boxes, which, size):
    out = np.full((len(boxes), *size, x.shape[3]), 9.0, np.float32)
    last = np.array(x.shape[1:3]) - 1
    for b, (y1, x1, y2, x2) in enumerate(boxes):
        for i, j in np.ndindex(*size):
            y = (y1 + (y2 - y1) * i / (size[0] - 1)) * last[0]
            z = (x1 + (x2 - x1) * j / (size[1] - 1)) * last[1]
            if not (0 <= y <= last[0] and 0 <= z <= last[1]):
                continue
            corners = [(k, w) for k in (int(y), int(y) + 1) for w in (int(z), int(z) + 1)]
            out[b, i, j] = sum(
                x[which[b], min(k, last[0]), min(w, last[1])] * (1 - abs(y - k)) * (1 - abs(z - w))
                for k, w in corners
            )
    return out


def test_bilinear():
    check_op(
        lambda x, b: tf.image.crop_and_resize(x, b, WHICH, [3, 4], extrapolation_value=9), X, BOXES,
        expected=_loop(X, BOXES, WHICH, (3, 4)), grad=False, atol=1e-5,
    )  # fmt: skip


def test_gradients():
    x, boxes = tf.constant(X), tf.constant(BOXES[:1])

    def total(x, boxes):
        return tf.reduce_sum(tf.image.crop_and_resize(x, boxes, [0], [2, 3]) ** 2)

    for run in (total, tf.function(total)):
        with tf.GradientTape() as tape:
            tape.watch([x, boxes])
            y = run(x, boxes)
        by_image, by_boxes = tape.gradient(y, [x, boxes])
        step = np.zeros_like(BOXES[:1])
        step[0, 2] = 1e-3
        slope = (total(x, boxes + step) - total(x, boxes - step)) / 2e-3
        np.testing.assert_allclose(by_boxes[0, 2], slope, rtol=1e-2)
        bump = np.random.default_rng(1).normal(size=X.shape).astype(np.float32) * 1e-2
        slope = (total(x + bump, boxes) - total(x - bump, boxes)) / 2
        np.testing.assert_allclose(np.sum(by_image * bump), slope, rtol=1e-3)


def test_errors():
    with pytest.raises(tf.errors.InvalidArgumentError, match="method"):
        tf.image.crop_and_resize(X, BOXES, WHICH, [2, 2], method="cubic")
    with pytest.raises(tf.errors.OutOfRangeError, match="Expected 0 <= index < 2"):
        tf.image.crop_and_resize(X, BOXES, [0, 1, 2], [2, 2])
