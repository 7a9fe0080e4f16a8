"""`generate_bounding_box_proposals`: from scored anchors to regions worth looking at."""

from __future__ import annotations

from typing import Any

import numpy as np

from pellucid.core.errors import explain
from pellucid.core.tensor import Tensor
from pellucid.core.typing import TensorLike
from pellucid.graph.shape_rules import Call
from pellucid.ops.image_boxes import intersection_over_union, padded, select
from pellucid.runtime.dispatch import op

# Deltas of sizes are logarithms; beyond this a box would be larger than any image.
_MOST_GROWTH = float(np.log(1000.0 / 16.0))

GenerateBoundingBoxProposals = op(
    "GenerateBoundingBoxProposals",
    "scores: float32, bbox_deltas: float32, image_info: float32, anchors: float32, "
    "nms_threshold: float32, pre_nms_topn: int32, min_size: float32 "
    "-> rois: float32, roi_probabilities: float32",
    post_nms_topn=300, gradient=None,
)  # fmt: skip


@GenerateBoundingBoxProposals.kernel("host")
def _(
    scores: Any,
    deltas: Any,
    image_info: Any,
    anchors: Any,
    threshold: Any,
    most: Any,
    least_size: Any,
    post_nms_topn: int,
) -> Any:
    if scores.ndim != 4 or deltas.shape != (*scores.shape[:3], 4 * scores.shape[3]):
        expected = "scores (batch, height, width, anchors), deltas with 4 * anchors"
        raise ValueError(explain("", "scores and bbox_deltas do not fit", expected=expected))
    if anchors.shape != (*scores.shape[1:], 4) or image_info.shape != (len(scores), 5):
        expected = f"anchors {(*scores.shape[1:], 4)}, image_info {(len(scores), 5)}"
        raise ValueError(explain("", "anchors or image_info do not fit", expected=expected))
    regions, chances = [], []
    for own, moves, info in zip(scores, deltas, image_info, strict=True):
        flat = own.reshape(-1)
        order = np.argsort(-flat, kind="stable")[: int(most)]
        boxes = _moved(anchors.reshape(-1, 4)[order], moves.reshape(-1, 4)[order])
        found, best = _proposals(
            boxes, flat[order], info, float(threshold), float(least_size), post_nms_topn
        )
        regions.append(found)
        chances.append(best)
    return np.stack(regions), np.stack(chances)


@GenerateBoundingBoxProposals.infer
def _(call: Call) -> Any:
    dims, count = call.shape(0), call.attrs["post_nms_topn"]
    batch = dims[0] if dims else None
    return [(batch, count, 4), (batch, count)]


def _moved(anchors: np.ndarray, deltas: np.ndarray) -> np.ndarray:
    """Anchors moved by (dy, dx) in units of their size, and grown by exp(dh, dw)."""
    size = anchors[:, 2:] - anchors[:, :2]
    centre = anchors[:, :2] + 0.5 * size + deltas[:, :2] * size
    half = 0.5 * size * np.exp(np.minimum(deltas[:, 2:], _MOST_GROWTH))
    return np.concatenate([centre - half, centre + half], 1)


def _proposals(
    boxes: np.ndarray,
    scores: np.ndarray,
    info: np.ndarray,
    threshold: float,
    least_size: float,
    count: int,
) -> tuple[np.ndarray, np.ndarray]:
    """The best boxes of one image: clipped to it, large enough, not overlapping much."""
    limits = np.array([info[0], info[1]] * 2, np.float32)
    boxes = np.clip(boxes, 0, limits)
    large = ((boxes[:, 2:] - boxes[:, :2]) >= max(least_size, 1.0) * info[2]).all(1)
    boxes, scores = boxes[large], scores[large]
    kept = select(intersection_over_union(boxes), scores, count, threshold, -np.inf)
    whole = np.zeros((count, 4), np.float32)
    whole[: len(kept)] = boxes[kept]
    return whole, padded(scores[kept].astype(np.float32), count)


def generate_bounding_box_proposals(
    scores: TensorLike,
    bbox_deltas: TensorLike,
    image_info: TensorLike,
    anchors: TensorLike,
    nms_threshold: TensorLike = 0.7,
    pre_nms_topn: TensorLike = 6000,
    min_size: TensorLike = 16,
    post_nms_topn: int = 300,
    name: str | None = None,
) -> tuple[Tensor, Tensor]:
    """Regions for the second stage of a detector: anchors moved by deltas, the best ones kept.

    Args:
        scores: (batch, height, width, anchors), float32.
        bbox_deltas: (batch, height, width, 4 * anchors): dy, dx, dh, dw for each anchor.
        image_info: (batch, 5): height and width of the image, and its scale in the third place.
        anchors: (height, width, anchors, 4): y1, x1, y2, x2 in pixels.
        nms_threshold: overlap above which the worse of two boxes is dropped.
        pre_nms_topn: how many boxes to look at.
        min_size: smaller boxes (in pixels of an image of scale 1) are dropped.
        post_nms_topn: how many boxes to return.
        name: the node's name in a graph.

    Returns: boxes (batch, post_nms_topn, 4) and their scores (batch, post_nms_topn), filled up
        with zeros.

    Reference: Ren et al., "Faster R-CNN" (2015), arXiv:1506.01497.
    """
    return tuple(
        GenerateBoundingBoxProposals(
            scores,
            bbox_deltas,
            image_info,
            anchors,
            nms_threshold,
            pre_nms_topn,
            np.asarray(min_size, np.float32) if isinstance(min_size, int | float) else min_size,
            post_nms_topn=post_nms_topn,
            name=name,
        )
    )
