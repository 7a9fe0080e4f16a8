"""Boxes drawn into images, and boxes drawn at random.

draw_bounding_boxes
sample_distorted_bounding_box stateless_sample_distorted_bounding_box
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any, NamedTuple

import numpy as np

from pellucid.core import dtypes
from pellucid.core.errors import explain
from pellucid.core.seeds import get_seed
from pellucid.core.tensor import Tensor
from pellucid.core.typing import TensorLike
from pellucid.graph.shape_rules import same
from pellucid.ops import philox
from pellucid.ops.broadcasting import INDEX
from pellucid.ops.stateless_random import seed_state
from pellucid.runtime.dispatch import Op, op

_T = frozenset({dtypes.float16, dtypes.float32})
# Yellow, blue, red, lime, purple, olive, maroon, navy, aqua, fuchsia.
_COLORS = np.array(
    [[1, 1, 0, 1], [0, 0, 1, 1], [1, 0, 0, 1], [0, 1, 0, 1], [0.5, 0, 0.5, 1], [0.5, 0.5, 0, 1],
     [0.5, 0, 0, 1], [0, 0, 0.5, 1], [0, 1, 1, 1], [1, 0, 1, 1]], np.float32,
)  # fmt: skip

DrawBoundingBoxes = op(
    "DrawBoundingBoxes", "images: T, boxes: float32 -> output: T", T=_T, infer=same, gradient=None
)
DrawBoundingBoxesV2 = op(
    "DrawBoundingBoxesV2", "images: T, boxes: float32, colors: float32 -> output: T", T=_T,
    infer=same, gradient=None,
)  # fmt: skip


@DrawBoundingBoxes.kernel("host")
def _(images: Any, boxes: Any) -> Any:
    return _drawn(images, boxes, _COLORS)


@DrawBoundingBoxesV2.kernel("host")
def _(images: Any, boxes: Any, colors: Any) -> Any:
    if colors.ndim != 2:
        raise ValueError(explain("", "colors must be a matrix", expected="(colors, channels)"))
    depth = images.shape[-1] if images.ndim else 0
    if len(colors) and colors.shape[1] < depth:
        raise ValueError(explain("", "colors have too few channels", expected=f"{depth} or more"))
    return _drawn(images, boxes, colors if len(colors) else _COLORS)


def _drawn(images: Any, boxes: Any, colors: Any) -> Any:
    if images.ndim != 4:
        raise ValueError(explain("", "not a batch of images", expected="rank 4"))
    if boxes.ndim != 3 or boxes.shape[2] != 4 or len(boxes) != len(images):
        expected = f"shape ({len(images)}, boxes, 4)"
        raise ValueError(explain("", "boxes do not fit", expected=expected))
    out = images.copy()
    height, width, depth = images.shape[1:]
    if depth == 1:
        colors = np.ones_like(colors)
    scale = np.array([height - 1, width - 1] * 2, np.float32)
    for image, own in zip(out, boxes, strict=True):
        for index, box in enumerate(own):
            color = colors[index % len(colors), :depth]
            _draw_box(image, (box * scale).astype(np.int64).tolist(), color)
    return out


def _draw_box(image: Any, box: list[int], color: Any) -> None:
    """The outline of a box; edges outside the image are not drawn."""
    height, width = image.shape[:2]
    top, left, bottom, right = box
    if top > bottom or left > right or top >= height or left >= width or bottom < 0 or right < 0:
        return
    rows = slice(max(top, 0), min(bottom, height - 1) + 1)
    columns = slice(max(left, 0), min(right, width - 1) + 1)
    for row in (top, bottom):
        if 0 <= row < height:
            image[row, columns] = color
    for column in (left, right):
        if 0 <= column < width:
            image[rows, column] = color


def draw_bounding_boxes(
    images: TensorLike, boxes: TensorLike, colors: TensorLike | None, name: str | None = None
) -> Tensor:
    """`images` with the outlines of boxes.

    Args:
        images: (batch, height, width, channels), float32 or float16.
        boxes: float32 (batch, boxes, 4): y1, x1, y2, x2, the corners of the image at 0 and 1.
        colors: (colors, channels), used in turn; None for ten colours that differ well.
        name: the node's name in a graph.

    Returns: same shape and dtype.
    """
    if colors is None:
        return DrawBoundingBoxes(images, boxes, name=name)
    return DrawBoundingBoxesV2(images, boxes, colors, name=name)


# ---------------------------------------------------------------------- random crops


class Rectangle(NamedTuple):
    """Edges in pixels; right and bottom excluded."""

    left: int
    top: int
    right: int
    bottom: int

    @property
    def area(self) -> int:
        """Pixels inside."""
        return max(self.right - self.left, 0) * max(self.bottom - self.top, 0)

    def intersection(self, other: Rectangle) -> Rectangle:
        """What both cover."""
        return Rectangle(
            max(self.left, other.left), max(self.top, other.top),
            min(self.right, other.right), min(self.bottom, other.bottom),
        )  # fmt: skip


class _Dice:
    """Random numbers one by one, from a stream of words."""

    def __init__(self, state: np.ndarray) -> None:
        self._words = self._stream(state)

    def _stream(self, state: np.ndarray) -> Iterator[int]:
        while True:
            yield from philox.words(np, state, 16).reshape(-1).tolist()
            state = philox.advance(np, state, 16)

    def real(self) -> np.float32:
        """A number in [0, 1)."""
        word = np.array([next(self._words)], np.uint32)
        return philox.unit(np, word, np.dtype(np.float32))[0]

    def below(self, n: int) -> int:
        """A whole number in [0, n)."""
        if n & (n - 1) == 0:
            return next(self._words) & (n - 1) if n else 0
        left_over = (2**32 - 1) % n + 1
        while (word := next(self._words)) < left_over:
            pass
        return word % n


def _random_crop(
    width: int, height: int, areas: Sequence[float], ratio: np.float32, dice: _Dice
) -> Rectangle | None:
    """A rectangle of about this ratio of width to height with an area within bounds."""
    if areas[1] <= 0 or ratio <= 0 or width <= 0 or height <= 0 or areas[0] > areas[1]:
        return None
    least, most = (np.float32(a) * np.float32(width) * np.float32(height) for a in areas)
    rows, most_rows = (round(float(np.sqrt(a / ratio))) for a in (least, most))
    if round(float(most_rows * ratio)) > width:
        most_rows = int((width + 0.5 - 1e-7) / float(ratio))
        most_rows -= round(float(most_rows * ratio)) > width
    most_rows = min(most_rows, height)
    rows = min(rows, most_rows)
    if rows < most_rows:
        rows += dice.below(most_rows - rows + 1)
    columns = round(float(rows * ratio))
    # Rounding may have left the bounds by a little.
    for is_off, step in ((columns * rows < least, 1), (columns * rows > most, -1)):
        if is_off:
            rows += step
            columns = round(float(rows * ratio))
    fits = 0 < columns <= width and 0 < rows <= height
    if not fits or not least <= columns * rows <= most:
        return None
    top = dice.below(height - rows) if rows < height else 0
    left = dice.below(width - columns) if columns < width else 0
    return Rectangle(left, top, left + columns, top + rows)


def _sample(
    image_size: Any, boxes: Any, covered: Any, state: Any, attrs: dict[str, Any]
) -> tuple[Any, Any, Any]:
    """The begin, size and box of the first random crop that covers enough of an object."""
    if image_size.shape != (3,) or boxes.ndim != 3 or boxes.shape[2] != 4:
        expected = "image_size of 3 numbers and boxes of shape (batch, boxes, 4)"
        raise ValueError(explain("", "shapes do not fit", expected=expected))
    if not 0 <= float(covered) <= 1:
        problem = "min_object_covered out of range"
        raise ValueError(explain("", problem, expected="0 to 1", received=covered))
    height, width = int(image_size[0]), int(image_size[1])
    objects = _objects(boxes.reshape(-1, 4), height, width, attrs["use_image_if_no_bounding_boxes"])
    low, high = (np.float32(v) for v in attrs["aspect_ratio_range"])
    dice = _Dice(state)
    chosen = Rectangle(0, 0, width, height)
    for _ in range(attrs["max_attempts"]):
        ratio = dice.real() * (high - low) + low
        crop = _random_crop(width, height, attrs["area_range"], ratio, dice)
        if crop is not None and _covers(crop, objects, float(covered)):
            chosen = crop
            break
    size = (chosen.bottom - chosen.top, chosen.right - chosen.left)
    box = [chosen.top / height, chosen.left / width, chosen.bottom / height, chosen.right / width]
    return np.array([chosen.top, chosen.left, 0]), np.array([*size, -1]), np.array([[box]])


def _objects(boxes: Any, height: int, width: int, whole_image: bool) -> list[Rectangle]:
    if not len(boxes):
        if not whole_image:
            raise ValueError(
                explain("", "No bounding boxes", fix="use_image_if_no_bounding_boxes=True")
            )
        return [Rectangle(0, 0, width, height)]
    if boxes.min() < 0 or boxes.max() > 1:
        received = f"{boxes.min()} to {boxes.max()}"
        problem = "box coordinates out of range"
        raise ValueError(explain("", problem, expected="0 to 1", received=received))
    scaled = (boxes * np.array([height, width] * 2, np.float32)).astype(int).tolist()
    return [Rectangle(left, top, right, bottom) for top, left, bottom, right in scaled]


def _covers(crop: Rectangle, objects: list[Rectangle], share: float) -> bool:
    return crop.area >= 1 and any(
        crop.intersection(o).area / o.area >= share for o in objects if o.area >= 1
    )


_RULES: dict[str, Any] = {
    "aspect_ratio_range": [0.75, 1.33], "area_range": [0.05, 1.0], "max_attempts": 100,
    "use_image_if_no_bounding_boxes": False,
}  # fmt: skip
_RESULT = "begin: T, size: T, bboxes: float32"


def _sampler(name: str, inputs: str, **options: Any) -> Op:
    return op(
        name, f"image_size: T, bounding_boxes: float32{inputs} -> {_RESULT}",
        T=dtypes.INTEGER, gradient=None, infer=lambda call: [(3,), (3,), (1, 1, 4)],
        **_RULES, **options,
    )  # fmt: skip


SampleDistortedBoundingBoxV2 = _sampler(
    "SampleDistortedBoundingBoxV2", ", min_object_covered: float32", seed=0, seed2=0, stateful=True
)
SampleDistortedBoundingBox = _sampler(
    "SampleDistortedBoundingBox", "", min_object_covered=0.1, seed=0, seed2=0, stateful=True
)
StatelessSampleDistortedBoundingBox = _sampler(
    "StatelessSampleDistortedBoundingBox", ", min_object_covered: float32, seed: Tseed",
    Tseed=INDEX,
)  # fmt: skip


def _drawn_state(rng: Any, max_attempts: int) -> Any:
    """The generator's state now; it is moved on by as much as all attempts may use."""
    state = np.asarray(rng.value)
    rng.value = philox.advance(np, state, max_attempts)
    return state


@SampleDistortedBoundingBoxV2.kernel("host")
def _(
    image_size: Any, boxes: Any, covered: Any, aspect_ratio_range: Any, area_range: Any,
    max_attempts: int, use_image_if_no_bounding_boxes: bool, rng: Any,
) -> Any:  # fmt: skip
    rules = _rules(aspect_ratio_range, area_range, max_attempts, use_image_if_no_bounding_boxes)
    return _sample(image_size, boxes, covered, _drawn_state(rng, max_attempts), rules)


@SampleDistortedBoundingBox.kernel("host")
def _(
    image_size: Any, boxes: Any, min_object_covered: float, aspect_ratio_range: Any,
    area_range: Any, max_attempts: int, use_image_if_no_bounding_boxes: bool, rng: Any,
) -> Any:  # fmt: skip
    rules = _rules(aspect_ratio_range, area_range, max_attempts, use_image_if_no_bounding_boxes)
    return _sample(image_size, boxes, min_object_covered, _drawn_state(rng, max_attempts), rules)


@StatelessSampleDistortedBoundingBox.kernel("host")
def _(
    image_size: Any, boxes: Any, covered: Any, seed: Any, aspect_ratio_range: Any, area_range: Any,
    max_attempts: int, use_image_if_no_bounding_boxes: bool,
) -> Any:  # fmt: skip
    rules = _rules(aspect_ratio_range, area_range, max_attempts, use_image_if_no_bounding_boxes)
    return _sample(image_size, boxes, covered, seed_state(np, seed), rules)


def _rules(ratios: Any, areas: Any, attempts: int, whole_image: bool) -> dict[str, Any]:
    """The attributes, checked."""
    if len(ratios) != 2 or not all(r > 0 for r in ratios):
        problem, expected = "no such aspect_ratio_range", "two positive numbers"
        raise ValueError(explain("", problem, expected=expected, received=ratios))
    if len(areas) != 2 or not all(0 < a <= 1 for a in areas):
        problem, expected = "no such area_range", "two numbers in (0, 1]"
        raise ValueError(explain("", problem, expected=expected, received=areas))
    if attempts <= 0:
        raise ValueError(explain("", "no such max_attempts", expected="> 0", received=attempts))
    return dict(zip(_RULES, (ratios, areas, attempts, whole_image), strict=True))


def _given(ratios: Any, areas: Any, attempts: Any, whole_image: Any) -> dict[str, Any]:
    """The attributes that are not None."""
    values = zip(_RULES, (ratios, areas, attempts, whole_image), strict=True)
    return {k: list(v) if isinstance(v, tuple) else v for k, v in values if v is not None}


def sample_distorted_bounding_box(
    image_size: TensorLike,
    bounding_boxes: TensorLike,
    seed: int = 0,
    min_object_covered: TensorLike = 0.1,
    aspect_ratio_range: Sequence[float] | None = None,
    area_range: Sequence[float] | None = None,
    max_attempts: int | None = None,
    use_image_if_no_bounding_boxes: bool | None = None,
    name: str | None = None,
) -> tuple[Tensor, Tensor, Tensor]:
    """A random crop that covers a part of one of the objects in an image.

    Args:
        image_size: integers height, width, channels.
        bounding_boxes: float32 (1, boxes, 4): y1, x1, y2, x2 of the objects, from 0 to 1.
        seed: op seed; 0 for none.
        min_object_covered: how much of some object the crop must cover.
        aspect_ratio_range: bounds of width / height; by default 0.75 and 1.33.
        area_range: bounds of the crop's part of the image; by default 0.05 and 1.
        max_attempts: after so many failures (100 by default) take the whole image.
        use_image_if_no_bounding_boxes: without boxes, take the image for the object.
        name: the node's name in a graph.

    Returns: a named tuple: `begin` and `size`, three integers each, for `tf.slice`, and `bboxes`,
        the crop as a box, float32 (1, 1, 4), for `tf.image.draw_bounding_boxes`.
    """
    seed1, seed2 = get_seed(seed) if seed else (0, 0)
    return SampleDistortedBoundingBoxV2(
        image_size, bounding_boxes, min_object_covered, seed=seed1, seed2=seed2, name=name,
        **_given(aspect_ratio_range, area_range, max_attempts, use_image_if_no_bounding_boxes),
    )  # fmt: skip


def stateless_sample_distorted_bounding_box(
    image_size: TensorLike,
    bounding_boxes: TensorLike,
    seed: TensorLike,
    min_object_covered: TensorLike = 0.1,
    aspect_ratio_range: Sequence[float] | None = None,
    area_range: Sequence[float] | None = None,
    max_attempts: int | None = None,
    use_image_if_no_bounding_boxes: bool | None = None,
    name: str | None = None,
) -> tuple[Tensor, Tensor, Tensor]:
    """`sample_distorted_bounding_box` as a function of `seed`, two integers."""
    return StatelessSampleDistortedBoundingBox(
        image_size, bounding_boxes, min_object_covered, seed, name=name,
        **_given(aspect_ratio_range, area_range, max_attempts, use_image_if_no_bounding_boxes),
    )  # fmt: skip
