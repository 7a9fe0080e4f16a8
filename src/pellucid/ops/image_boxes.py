"""Non-maximum suppression: of boxes that overlap much, keep the one with the best score.

non_max_suppression non_max_suppression_with_scores non_max_suppression_padded
non_max_suppression_overlaps combined_non_max_suppression

Boxes are (y1, x1, y2, x2) with any two opposite corners. How many are kept depends on the numbers,
so the kernels run in Python, one NumPy expression for each box that is kept.

Reference: Bodla et al., "Soft-NMS" (2017), arXiv:1704.04503, for `soft_nms_sigma`.
"""

from __future__ import annotations

import heapq
from collections.abc import Callable
from typing import Any

import numpy as np

from pellucid.core import dtypes
from pellucid.core.convert import convert
from pellucid.core.errors import describe, explain
from pellucid.core.tensor import Tensor
from pellucid.core.typing import TensorLike
from pellucid.graph.shape_rules import Call
from pellucid.ops.array import reshape, shape as shape_op
from pellucid.ops.joining import concat
from pellucid.ops.mapping import map_fn
from pellucid.runtime.dispatch import op

_INF = float("inf")
HALF_OR_SINGLE = frozenset({dtypes.float16, dtypes.float32})

# From the index of a box to its overlaps with all boxes.
Overlaps = Callable[[int], np.ndarray]


def _areas(boxes: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Boxes with corners in order, and their areas."""
    low = np.minimum(boxes[:, :2], boxes[:, 2:])
    high = np.maximum(boxes[:, :2], boxes[:, 2:])
    return np.concatenate([low, high], 1), np.prod(high - low, 1)


def intersection_over_union(boxes: np.ndarray) -> Overlaps:
    """How much of what two boxes cover they share, 0 to 1."""
    ordered, areas = _areas(boxes.astype(np.float32))

    def overlaps(i: int) -> np.ndarray:
        low = np.maximum(ordered[:, :2], ordered[i, :2])
        high = np.minimum(ordered[:, 2:], ordered[i, 2:])
        shared = np.prod(np.maximum(high - low, 0), 1)
        union = areas + areas[i] - shared
        usable = (areas > 0) & (areas[i] > 0)
        return np.where(usable, shared / np.where(usable, union, 1), 0)

    return overlaps


def select(
    overlaps: Overlaps, scores: np.ndarray, count: int, threshold: float, least: float
) -> np.ndarray:
    """The indices kept, best first; of equal scores the first."""
    alive = scores > least
    order = np.argsort(-scores.astype(np.float64), kind="stable")
    kept: list[int] = []
    for i in order:
        if len(kept) >= count:
            break
        if alive[i]:
            kept.append(int(i))
            alive &= ~(overlaps(int(i)) > threshold)
    return np.array(kept, np.int32)


def _select_softly(
    overlaps: Overlaps, scores: np.ndarray, count: int, least: float, sigma: float
) -> tuple[np.ndarray, np.ndarray]:
    """As `select`, but overlapping boxes first lose score: by exp(-overlap^2 / (2 sigma))."""
    queue = [(-float(s), i, 0) for i, s in enumerate(scores) if s > least]
    heapq.heapify(queue)
    kept: list[int] = []
    rows: list[np.ndarray] = []
    found: list[float] = []
    while queue and len(kept) < count:
        negative, i, seen = heapq.heappop(queue)
        score = original = np.float32(-negative)
        for row in reversed(rows[seen:]):
            weight = np.exp(np.float32(-0.5 / sigma) * row[i] * row[i])
            score = np.float32(score * weight)
            if score <= least:
                break
        if score == original:
            kept.append(i)
            found.append(float(score))
            rows.append(overlaps(i))
        elif score > least:
            heapq.heappush(queue, (-float(score), i, len(rows)))
    return np.array(kept, np.int32), np.array(found, np.float32)


def _check(boxes: Any, scores: Any, count: Any, threshold: Any) -> None:
    if boxes.ndim != 2 or boxes.shape[1] != 4:
        raise ValueError(explain("", "boxes do not fit", expected="shape (boxes, 4)"))
    if scores.shape != boxes.shape[:1]:
        expected = f"{boxes.shape[0]} numbers, one for each box"
        raise ValueError(explain("", "scores do not fit", expected=expected))
    if np.ndim(count) or int(count) < 0:
        problem = "output size must be a non-negative scalar"
        raise ValueError(explain("", problem, expected="a scalar >= 0", received=count))
    if not 0 <= float(threshold) <= 1:
        problem = "iou_threshold out of range"
        raise ValueError(explain("", problem, expected="0 to 1", received=threshold))


def _plain(boxes: Any, scores: Any, count: Any, threshold: Any, least: Any = -_INF) -> np.ndarray:
    _check(boxes, scores, count, threshold)
    overlaps = intersection_over_union(boxes)
    return select(overlaps, scores, int(count), float(threshold), float(least))


def padded(x: np.ndarray, count: int) -> np.ndarray:
    """`x` filled up with zeros to `count` elements."""
    return np.concatenate([x, np.zeros(count - len(x), x.dtype)])


# ---------------------------------------------------------------------- the ops

_INPUTS = "boxes: T, scores: T, max_output_size: int32"
_OPTIONS: dict[str, Any] = {"gradient": None, "T": HALF_OR_SINGLE}


def _some(call: Call) -> Any:
    return (None,)


NonMaxSuppression = op(
    "NonMaxSuppression",
    "boxes: float32, scores: float32, max_output_size: int32 -> selected_indices: int32",
    iou_threshold=0.5, gradient=None, infer=_some,
)  # fmt: skip
NonMaxSuppressionV2 = op(
    "NonMaxSuppressionV2", f"{_INPUTS}, iou_threshold: T_threshold -> selected_indices: int32",
    T_threshold=HALF_OR_SINGLE, infer=_some, **_OPTIONS,
)  # fmt: skip
NonMaxSuppressionV3 = op(
    "NonMaxSuppressionV3",
    f"{_INPUTS}, iou_threshold: T_threshold, score_threshold: T_threshold "
    "-> selected_indices: int32",
    T_threshold=HALF_OR_SINGLE, infer=_some, **_OPTIONS,
)  # fmt: skip
NonMaxSuppressionV4 = op(
    "NonMaxSuppressionV4",
    f"{_INPUTS}, iou_threshold: T_threshold, score_threshold: T_threshold "
    "-> selected_indices: int32, valid_outputs: int32",
    T_threshold=HALF_OR_SINGLE, pad_to_max_output_size=False, **_OPTIONS,
)  # fmt: skip
NonMaxSuppressionV5 = op(
    "NonMaxSuppressionV5",
    f"{_INPUTS}, iou_threshold: T, score_threshold: T, soft_nms_sigma: T "
    "-> selected_indices: int32, selected_scores: T, valid_outputs: int32",
    pad_to_max_output_size=False, **_OPTIONS,
)  # fmt: skip
NonMaxSuppressionWithOverlaps = op(
    "NonMaxSuppressionWithOverlaps",
    "overlaps: float32, scores: float32, max_output_size: int32, overlap_threshold: float32, "
    "score_threshold: float32 -> selected_indices: int32",
    gradient=None, infer=_some,
)  # fmt: skip


@NonMaxSuppression.kernel("host")
def _(boxes: Any, scores: Any, count: Any, iou_threshold: float) -> Any:
    return _plain(boxes, scores, count, iou_threshold)


@NonMaxSuppressionV2.kernel("host")
def _(boxes: Any, scores: Any, count: Any, threshold: Any) -> Any:
    return _plain(boxes, scores, count, threshold)


@NonMaxSuppressionV3.kernel("host")
def _(boxes: Any, scores: Any, count: Any, threshold: Any, least: Any) -> Any:
    return _plain(boxes, scores, count, threshold, least)


@NonMaxSuppressionV4.kernel("host")
def _(
    boxes: Any, scores: Any, count: Any, threshold: Any, least: Any, pad_to_max_output_size: bool
) -> Any:
    kept = _plain(boxes, scores, count, threshold, least)
    whole = padded(kept, int(count)) if pad_to_max_output_size else kept
    return whole, np.int32(len(kept))


@NonMaxSuppressionV5.kernel("host")
def _(
    boxes: Any, scores: Any, count: Any, threshold: Any, least: Any, sigma: Any,
    pad_to_max_output_size: bool,
) -> Any:  # fmt: skip
    _check(boxes, scores, count, threshold)
    if float(sigma) < 0:
        raise ValueError(explain("", "soft_nms_sigma is negative", expected=">= 0", received=sigma))
    if float(sigma) == 0:
        kept = _plain(boxes, scores, count, threshold, least)
        found = scores[kept]
    else:
        overlaps = intersection_over_union(boxes)
        kept, found = _select_softly(overlaps, scores, int(count), float(least), float(sigma))
    number = len(kept)
    if pad_to_max_output_size:
        kept, found = padded(kept, int(count)), padded(found, int(count))
    return kept, found, np.int32(number)


def _number_or_some(call: Call) -> Any:
    count = call.value(2)
    padded_out = call.attrs["pad_to_max_output_size"]
    dims = (int(count),) if padded_out and count is not None else (None,)
    return [dims, ()] if call.op is NonMaxSuppressionV4 else [dims, dims, ()]


NonMaxSuppressionV4.infer(_number_or_some)
NonMaxSuppressionV5.infer(_number_or_some)


@NonMaxSuppressionWithOverlaps.kernel("host")
def _(overlaps: Any, scores: Any, count: Any, threshold: Any, least: Any) -> Any:
    if overlaps.ndim != 2 or overlaps.shape[0] != overlaps.shape[1]:
        raise ValueError(explain("", "overlaps must be square", expected="shape (boxes, boxes)"))
    if scores.shape != overlaps.shape[:1] or int(count) < 0:
        expected = "scores of shape (boxes,), max_output_size >= 0"
        raise ValueError(explain("", "arguments do not fit", expected=expected))
    return select(lambda i: overlaps[:, i], scores, int(count), float(threshold), float(least))


CombinedNonMaxSuppression = op(
    "CombinedNonMaxSuppression",
    "boxes: float32, scores: float32, max_output_size_per_class: int32, max_total_size: int32, "
    "iou_threshold: float32, score_threshold: float32 -> nmsed_boxes: float32, "
    "nmsed_scores: float32, nmsed_classes: float32, valid_detections: int32",
    pad_per_class=False, clip_boxes=True, gradient=None,
)  # fmt: skip


@CombinedNonMaxSuppression.kernel("host")
def _(
    boxes: Any, scores: Any, per_class: Any, total: Any, threshold: Any, least: Any,
    pad_per_class: bool, clip_boxes: bool,
) -> Any:  # fmt: skip
    if boxes.ndim != 4 or boxes.shape[3] != 4 or scores.ndim != 3:
        expected = "boxes (batch, boxes, classes or 1, 4), scores (batch, boxes, classes)"
        raise ValueError(explain("", "boxes must be 4-D and scores 3-D", expected=expected))
    classes = scores.shape[2]
    if boxes.shape[2] not in (1, classes) or boxes.shape[:2] != scores.shape[:2]:
        expected = "one batch and number of boxes; classes equal, or 1 in boxes"
        raise ValueError(explain("", "boxes do not fit scores", expected=expected))
    if int(per_class) <= 0 or int(total) <= 0:
        received = f"{per_class} and {total}"
        problem = "max_output_size_per_class and max_total_size must be > 0"
        raise ValueError(explain("", problem, expected="> 0", received=received))
    if not 0 <= float(threshold) <= 1:
        problem = "iou_threshold out of range"
        raise ValueError(explain("", problem, expected="0 to 1", received=threshold))
    size = min(int(total), int(per_class) * classes) if pad_per_class else int(total)
    count = len(boxes)
    out = [np.zeros((count, size, 4), np.float32), *np.zeros((2, count, size), np.float32)]
    valid = np.zeros(count, np.int32)
    for b in range(count):
        rows = _best_of_classes(boxes[b], scores[b], int(per_class), float(threshold), float(least))
        valid[b] = number = min(len(rows), size)
        for k, (score, label, box) in enumerate(rows[:number]):
            out[0][b, k], out[1][b, k], out[2][b, k] = box, score, label
    if clip_boxes:
        out[0] = np.clip(out[0], 0, 1)
    return (*out, valid)


def _best_of_classes(
    boxes: Any, scores: Any, per_class: int, threshold: float, least: float
) -> list[tuple[float, int, Any]]:
    """Score, class and box of all that is kept in any class, best first."""
    found = []
    for label in range(scores.shape[1]):
        own = boxes[:, min(label, boxes.shape[1] - 1)]
        overlaps = intersection_over_union(own)
        kept = select(overlaps, scores[:, label], per_class, threshold, least)
        found += [(scores[i, label], label, own[i]) for i in kept]
    return sorted(found, key=lambda row: -row[0])


@CombinedNonMaxSuppression.infer
def _(call: Call) -> Any:
    boxes, scores = call.shape(0), call.shape(1)
    per_class, total = call.value(2), call.value(3)
    batch = boxes[0] if boxes else None
    size = None if total is None else int(total)
    if size is not None and call.attrs["pad_per_class"]:
        if per_class is None or scores is None or scores[2] is None:
            size = None
        else:
            size = min(size, int(per_class) * scores[2])
    return [(batch, size, 4), (batch, size), (batch, size), (batch,)]


# ---------------------------------------------------------------------- public functions


def non_max_suppression(
    boxes: TensorLike,
    scores: TensorLike,
    max_output_size: TensorLike,
    iou_threshold: TensorLike = 0.5,
    score_threshold: TensorLike = -_INF,
    name: str | None = None,
) -> Tensor:
    """The boxes to keep, best first.

    Args:
        boxes: (boxes, 4), float32 or float16: two opposite corners y1, x1, y2, x2.
        scores: (boxes,).
        max_output_size: how many to keep at most.
        iou_threshold: drop a box whose intersection over union with a kept one is above this.
        score_threshold: drop boxes whose score is not above this.
        name: the node's name in a graph.

    Returns: int32 indices of boxes, of a length that only running can tell.

    Example:
        >>> boxes = [[0., 0., 1., 1.], [0., 0.1, 1., 1.1], [0., 2., 1., 3.]]
        >>> tf.image.non_max_suppression(boxes, [0.6, 0.75, 0.9], 3).numpy()
        array([2, 1], dtype=int32)
    """
    return NonMaxSuppressionV3(
        boxes, scores, max_output_size, iou_threshold, score_threshold, name=name
    )


def non_max_suppression_with_scores(
    boxes: TensorLike,
    scores: TensorLike,
    max_output_size: TensorLike,
    iou_threshold: TensorLike = 0.5,
    score_threshold: TensorLike = -_INF,
    soft_nms_sigma: TensorLike = 0.0,
    name: str | None = None,
) -> tuple[Tensor, Tensor]:
    """The boxes to keep, and their scores after those of overlapping boxes were lowered.

    Args:
        boxes, scores, max_output_size: as for `non_max_suppression`.
        iou_threshold, score_threshold: as there.
        soft_nms_sigma: above 0, overlapping boxes are not dropped but lose score, the more the
            smaller this is; `iou_threshold` does not count then.
        name: the node's name in a graph.

    Returns: int32 indices and their scores.
    """
    kept, found, _ = NonMaxSuppressionV5(
        boxes, scores, max_output_size, iou_threshold, score_threshold, soft_nms_sigma, name=name
    )
    return kept, found


def non_max_suppression_padded(
    boxes: TensorLike,
    scores: TensorLike,
    max_output_size: TensorLike,
    iou_threshold: TensorLike = 0.5,
    score_threshold: TensorLike = -_INF,
    pad_to_max_output_size: bool = False,
    name: str | None = None,
    sorted_input: bool = False,
    canonicalized_coordinates: bool = False,
    tile_size: int = 512,
) -> tuple[Tensor, Tensor]:
    """The boxes to keep, filled up with zeros to `max_output_size`, and how many there are.

    Args:
        boxes: (…, boxes, 4).
        scores: (…, boxes).
        max_output_size, iou_threshold, score_threshold: as for `non_max_suppression`.
        pad_to_max_output_size: fill up; must be True for batches.
        name: the node's name in a graph.
        sorted_input, canonicalized_coordinates: promises that scores descend and that corners are
            in order; the result is the same without.
        tile_size: how many boxes to compare at once in TensorFlow; without effect on the result.

    Returns: int32 indices (…, max_output_size) and their number, int32 (…).

    Raises:
        ValueError: batches are to be given without padding.
    """
    boxes, scores = convert(boxes), convert(scores)
    options: dict[str, Any] = {"pad_to_max_output_size": pad_to_max_output_size, "name": name}
    if boxes.shape.rank == 2:
        return tuple(
            NonMaxSuppressionV4(
                boxes, scores, max_output_size, iou_threshold, score_threshold, **options
            )
        )
    if not pad_to_max_output_size:
        raise ValueError(
            explain("tf.image.non_max_suppression_padded [pad_to_max_output_size]",
                    "must be True for batches", received=describe(boxes))
        )  # fmt: skip
    lead = shape_op(scores)[:-1]
    flat_boxes = reshape(boxes, concat([[-1], shape_op(boxes)[-2:]], 0))
    flat_scores = reshape(scores, concat([[-1], shape_op(scores)[-1:]], 0))

    def one(pair: Any) -> Any:
        return tuple(
            NonMaxSuppressionV4(*pair, max_output_size, iou_threshold, score_threshold, **options)
        )

    signature = (dtypes.int32, dtypes.int32)
    kept, number = map_fn(one, (flat_boxes, flat_scores), fn_output_signature=signature)
    return reshape(kept, concat([lead, [max_output_size]], 0)), reshape(number, lead)


def non_max_suppression_overlaps(
    overlaps: TensorLike,
    scores: TensorLike,
    max_output_size: TensorLike,
    overlap_threshold: TensorLike = 0.5,
    score_threshold: TensorLike = -_INF,
    name: str | None = None,
) -> Tensor:
    """`non_max_suppression` with overlaps of any kind, a float32 matrix (boxes, boxes)."""
    return NonMaxSuppressionWithOverlaps(
        overlaps, scores, max_output_size, overlap_threshold, score_threshold, name=name
    )


def combined_non_max_suppression(
    boxes: TensorLike,
    scores: TensorLike,
    max_output_size_per_class: TensorLike,
    max_total_size: TensorLike,
    iou_threshold: TensorLike = 0.5,
    score_threshold: TensorLike = -_INF,
    pad_per_class: bool = False,
    clip_boxes: bool = True,
    name: str | None = None,
) -> tuple[Tensor, Tensor, Tensor, Tensor]:
    """Non-maximum suppression in each class, then the best of all classes, for a batch.

    Args:
        boxes: float32 (batch, boxes, 1 or classes, 4).
        scores: float32 (batch, boxes, classes).
        max_output_size_per_class: how many to keep in each class.
        max_total_size: how many to keep in all.
        iou_threshold, score_threshold: as for `non_max_suppression`.
        pad_per_class: do not fill up beyond classes * max_output_size_per_class.
        clip_boxes: clip the boxes to [0, 1].
        name: the node's name in a graph.

    Returns: a named tuple: `nmsed_boxes` (batch, n, 4), `nmsed_scores` and `nmsed_classes`
        (batch, n), all float32 and filled up with zeros, and how many are valid,
        `valid_detections`, int32 (batch,).
    """
    return CombinedNonMaxSuppression(
        boxes, scores, max_output_size_per_class, max_total_size, iou_threshold, score_threshold,
        pad_per_class=pad_per_class, clip_boxes=clip_boxes, name=name,
    )  # fmt: skip
