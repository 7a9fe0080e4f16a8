"""Single convolutions, forward and backward, for `conv.py`: the same text for both libraries."""

from __future__ import annotations

from types import ModuleType
from typing import Any

import numpy as np

# kind, input (batch, height, width, channels), outputs (or multiplier), window, stride, dilation,
# padding. The shapes are those of LeNet-like, VGG, ResNet, Inception, MobileNet, segmentation and
# generator networks.
SHAPES = [
    ("plain", (128, 28, 28, 1), 32, 3, 1, 1, "VALID"),
    ("plain", (128, 26, 26, 32), 64, 3, 1, 1, "VALID"),
    ("plain", (128, 13, 13, 32), 64, 3, 1, 1, "VALID"),
    ("plain", (128, 28, 28, 1), 6, 5, 1, 1, "SAME"),
    ("plain", (128, 14, 14, 6), 16, 5, 1, 1, "VALID"),
    ("plain", (32, 32, 32, 3), 32, 3, 1, 1, "SAME"),
    ("plain", (32, 16, 16, 32), 64, 3, 1, 1, "SAME"),
    ("plain", (32, 8, 8, 64), 128, 3, 1, 1, "SAME"),
    ("plain", (32, 56, 56, 64), 64, 3, 1, 1, "SAME"),
    ("plain", (8, 112, 112, 64), 64, 3, 1, 1, "SAME"),
    ("plain", (8, 28, 28, 128), 128, 3, 1, 1, "SAME"),
    ("plain", (8, 14, 14, 256), 256, 3, 1, 1, "SAME"),
    ("plain", (8, 7, 7, 512), 512, 3, 1, 1, "SAME"),
    ("plain", (1, 14, 14, 256), 256, 3, 1, 1, "SAME"),
    ("plain", (1, 56, 56, 64), 64, 3, 1, 1, "SAME"),
    ("plain", (8, 224, 224, 3), 64, 7, 2, 1, "SAME"),
    ("plain", (8, 56, 56, 128), 128, 3, 2, 1, "SAME"),
    ("plain", (8, 28, 28, 256), 256, 3, 2, 1, "SAME"),
    ("plain", (8, 56, 56, 64), 64, 1, 1, 1, "SAME"),
    ("plain", (8, 56, 56, 64), 256, 1, 1, 1, "SAME"),
    ("plain", (8, 56, 56, 256), 64, 1, 1, 1, "SAME"),
    ("plain", (8, 14, 14, 256), 1024, 1, 1, 1, "SAME"),
    ("plain", (8, 7, 7, 2048), 512, 1, 1, 1, "SAME"),
    ("plain", (8, 56, 56, 256), 512, 1, 2, 1, "SAME"),
    ("plain", (32, 28, 28, 16), 32, 5, 1, 1, "SAME"),
    ("plain", (8, 17, 17, 192), 192, (1, 7), 1, 1, "SAME"),
    ("plain", (8, 17, 17, 192), 192, (7, 1), 1, 1, "SAME"),
    ("plain", (32, 1, 128, 64), 64, (1, 5), 1, 1, "SAME"),
    ("plain", (8, 28, 28, 64), 64, 3, 1, 2, "SAME"),
    ("plain", (4, 33, 33, 128), 128, 3, 1, 6, "SAME"),
    ("plain", (8, 48, 48, 16), 96, 1, 1, 1, "SAME"),
    ("plain", (8, 6, 6, 576), 96, 1, 1, 1, "SAME"),
    ("depthwise", (8, 48, 48, 32), 1, 3, 1, 1, "SAME"),
    ("depthwise", (8, 48, 48, 96), 1, 3, 2, 1, "SAME"),
    ("depthwise", (8, 12, 12, 384), 1, 3, 1, 1, "SAME"),
    ("depthwise", (8, 14, 14, 480), 1, 5, 1, 1, "SAME"),
    ("depthwise", (32, 16, 16, 32), 2, 3, 1, 1, "SAME"),
    ("transpose", (32, 7, 7, 128), 64, 4, 2, 1, "SAME"),
    ("transpose", (32, 14, 14, 64), 32, 3, 2, 1, "SAME"),
    ("transpose", (32, 28, 28, 32), 1, 3, 1, 1, "SAME"),
]


def cases(tf: ModuleType) -> dict[str, tuple[str, dict[str, Any], Any]]:
    """Name -> statement, variables, function for the answer."""
    return {name(shape): case(tf, *shape) for shape in SHAPES}


def name(shape: tuple[Any, ...]) -> str:
    """`3x3 64→64, 32x56x56, stride 2`."""
    kind, size, outputs, window, stride, dilation, padding = shape
    high, wide = window if isinstance(window, tuple) else (window, window)
    text = f"{high}x{wide} {size[3]}→{outputs}, {size[0]}x{size[1]}x{size[2]}"
    text += f", stride {stride}" if stride > 1 else ""
    text += f", dilation {dilation}" if dilation > 1 else ""
    text += ", valid" if padding == "VALID" else ""
    return text if kind == "plain" else f"{kind} {text}"


def case(
    tf: ModuleType, kind: str, size: Any, outputs: int, window: Any, stride: int, dilation: int,
    padding: str,
) -> tuple[str, dict[str, Any], Any]:  # fmt: skip
    """One convolution, its gradients for a random cotangent."""
    high, wide = window if isinstance(window, tuple) else (window, window)
    channels = size[3]
    out_shape = (size[0], size[1] * stride, size[2] * stride, outputs)
    ends = (outputs, channels) if kind == "transpose" else (channels, outputs)
    rng = np.random.default_rng(0)

    def numbers(shape: Any) -> Any:
        return tf.constant(rng.standard_normal(tuple(shape), np.float32))

    def convolve(x: Any, w: Any) -> Any:
        steps = [1, stride, stride, 1]
        if kind == "depthwise":
            return tf.nn.depthwise_conv2d(x, w, steps, padding, dilations=[dilation, dilation])
        if kind == "transpose":
            return tf.nn.conv2d_transpose(x, w, out_shape, steps, padding)
        return tf.nn.conv2d(x, w, steps, padding, dilations=dilation)

    x, w = numbers(size), numbers((high, wide, *ends))
    dy = numbers(tf.function(convolve)(x, w).shape)

    @tf.function
    def step(x: Any, w: Any, dy: Any) -> Any:
        with tf.GradientTape() as tape:
            tape.watch([x, w])
            y = convolve(x, w)
        return [y, *tape.gradient(y, [x, w], output_gradients=dy)]

    def run() -> list[np.ndarray]:
        return [value.numpy() for value in step(x, w, dy)]

    def answer() -> list[float]:
        return [float(np.mean(np.square(value, dtype=np.float64))) for value in run()]

    return "run()", {"run": run}, answer
