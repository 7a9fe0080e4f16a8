"""Native lowerings of convolutions and their gradients, in float32 and channels last.

Everything about shapes is settled here, while compiling: positions of windows, paddings, groups.
What does not fit together is left to the XLA kernel, whose errors users know.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from pellucid.core import dtypes
from pellucid.ops.windows import (
    Windows,
    arrange,
    channel_axis,
    explicit,
    from_channels_last,
    plan,
    spatial,
    to_channels_last,
)  # fmt: skip

Result = tuple[Callable[..., Any], list[int]] | None


@dataclass(frozen=True)
class Convolution:
    """One convolution whose shapes are known and fit together.

    Attributes:
        windows: where its windows lie.
        batch, channels, outputs, groups: sizes; a depthwise convolution has as many of each of
            the last three, its input's channels being repeated.
        form: `"NHWC"`, `"NCHW"`, `"NDHWC"` or `"NCDHW"`.
        multiplier: how often each channel of the input is repeated: more than 1 only in depthwise
            convolutions.
    """

    windows: Windows
    batch: int
    channels: int
    outputs: int
    groups: int
    form: str
    multiplier: int

    @property
    def x_shape(self) -> tuple[int, ...]:
        """The input's shape, channels last."""
        return (self.batch, *self.windows.inputs, self.channels)

    @property
    def y_shape(self) -> tuple[int, ...]:
        """The output's shape, channels last."""
        return (self.batch, *self.windows.counts, self.outputs)

    @property
    def w_shape(self) -> tuple[int, ...]:
        """The filter's shape as the kernels take it: (sizes..., channels of a group, outputs)."""
        return (*self.windows.sizes, self.channels // self.groups, self.outputs)

    @property
    def numbers(self) -> np.ndarray:
        """Strides, zeros before, dilations (three each), groups."""
        windows = self.windows
        before = tuple(low for low, _ in windows.pads)
        rows = (
            three(windows.strides, 1),
            three(before, 0),
            three(windows.dilations, 1),
            (self.groups,),
        )
        return np.array([n for row in rows for n in row], np.int64)

    def repeated(self, jax: Any, x: Any) -> Any:
        """`x` with every channel as often as a depthwise convolution wants it."""
        return x if self.multiplier == 1 else jax.numpy.repeat(x, self.multiplier, axis=-1)


def three(values: Sequence[int], missing: int) -> tuple[int, ...]:
    """`values` of the spatial dimensions as three: `missing` for those that are not there."""
    return (missing,) * (3 - len(values)) + tuple(values)


def convolution(
    x_shape: Sequence[int], w_shape: Sequence[int], attrs: dict[str, Any], depthwise: bool
) -> Convolution | None:
    """The convolution of an op's shapes and attributes; None if they do not fit together."""
    form = attrs["data_format"]
    rank = len(form)
    lists = (attrs["strides"], attrs["dilations"])
    if len(x_shape) != rank or len(w_shape) != rank or any(len(v) != rank for v in lists):
        return None
    axis = channel_axis(form)
    channels, depth = x_shape[axis], w_shape[-2]
    if any(v[0] != 1 or v[axis] != 1 for v in lists) or depth == 0 or channels == 0:
        return None
    if channels != depth if depthwise else channels % depth:
        return None
    multiplier = w_shape[-1] if depthwise else 1
    channels *= multiplier
    groups = channels if depthwise else channels // depth
    outputs = channels if depthwise else w_shape[-1]
    if groups == 0 or outputs % groups:
        return None
    windows = plan(
        spatial(x_shape, form), w_shape[:-2], spatial(attrs["strides"], form),
        spatial(attrs["dilations"], form), attrs["padding"],
        explicit(attrs.get("explicit_paddings", ()), form),
    )  # fmt: skip
    if any(low < 0 for low, _ in windows.pads):
        return None
    return Convolution(windows, x_shape[0], channels, outputs, groups, form, multiplier)


def call(jax: Any, name: str, shape: Sequence[int], *arrays: Any, **attributes: Any) -> Any:
    """Call a kernel of the library; the result has `shape` and is float32."""
    result = jax.ShapeDtypeStruct(tuple(shape), np.float32)
    return jax.ffi.ffi_call(name, result, vmap_method="sequential")(*arrays, **attributes)


def _forward(depthwise: bool) -> Callable[..., Result]:
    def lower(jax: Any, inputs: list[Any], attrs: dict[str, Any]) -> Result:
        x, w = inputs
        if attrs["T"] is not dtypes.float32:
            return None
        conv = convolution(x.shape, w.shape, attrs, depthwise)
        if conv is None:
            return None

        def run(x: Any, w: Any, bias: Any = None, relu: bool = False) -> Any:
            return forward(jax, conv, x, w, bias, relu)

        return run, [0, 1]

    return lower


def forward(
    jax: Any, conv: Convolution, x: Any, w: Any, bias: Any = None, relu: bool = False
) -> Any:
    """relu(x * w + bias)."""
    x = conv.repeated(jax, to_channels_last(jax.numpy, x, conv.form))
    w = w.reshape(conv.w_shape)
    if bias is None:
        y = call(jax, "pellucid_conv_forward", conv.y_shape, x, w, numbers=conv.numbers)
    else:
        y = call(
            jax,
            "pellucid_conv_forward_bias",
            conv.y_shape,
            x,
            w,
            bias,
            numbers=conv.numbers,
            relu=relu,
        )
    return from_channels_last(jax.numpy, y, conv.form)


def _to_input(depthwise: bool) -> Callable[..., Result]:
    def lower(jax: Any, inputs: list[Any], attrs: dict[str, Any]) -> Result:
        sizes, w, dy = inputs
        form = attrs["data_format"]
        if attrs["T"] is not dtypes.float32 or dy.ndim != len(form):
            return None
        shape = tuple(int(n) for n in sizes)
        if len(shape) == len(form) - 2:
            shape = arrange(dy.shape[0], shape, w.shape[-2], form)
        conv = convolution(shape, w.shape, attrs, depthwise)
        if conv is None or tuple(dy.shape) != arrange(
            conv.batch, conv.windows.counts, conv.outputs, form
        ):
            return None

        def run(w: Any, dy: Any) -> Any:
            dy = to_channels_last(jax.numpy, dy, form)
            w = w.reshape(conv.w_shape)
            dx = call(jax, "pellucid_conv_to_input", conv.x_shape, dy, w, numbers=conv.numbers)
            if conv.multiplier > 1:
                channels = dx.shape[-1] // conv.multiplier  # not -1: the batch may be empty
                dx = dx.reshape(*dx.shape[:-1], channels, conv.multiplier).sum(-1)
            return from_channels_last(jax.numpy, dx, form)

        return run, [1, 2]

    return lower


def _to_filter(depthwise: bool) -> Callable[..., Result]:
    def lower(jax: Any, inputs: list[Any], attrs: dict[str, Any]) -> Result:
        x, sizes, dy = inputs
        form = attrs["data_format"]
        if attrs["T"] is not dtypes.float32:
            return None
        shape = tuple(int(n) for n in sizes)
        conv = convolution(x.shape, shape, attrs, depthwise)
        if conv is None or tuple(dy.shape) != arrange(
            conv.batch, conv.windows.counts, conv.outputs, form
        ):
            return None

        def run(x: Any, dy: Any) -> Any:
            x, dy = (to_channels_last(jax.numpy, a, form) for a in (x, dy))
            x = conv.repeated(jax, x)
            dw = call(jax, "pellucid_conv_to_filter", conv.w_shape, x, dy, numbers=conv.numbers)
            return dw.reshape(shape)

        return run, [0, 2]

    return lower


LOWERINGS: dict[str, Callable[..., Result]] = {
    "Conv2D": _forward(False),
    "Conv2DBackpropInput": _to_input(False),
    "Conv2DBackpropFilter": _to_filter(False),
    "Conv3D": _forward(False),
    "Conv3DBackpropInputV2": _to_input(False),
    "Conv3DBackpropFilterV2": _to_filter(False),
    "DepthwiseConv2dNative": _forward(True),
    "DepthwiseConv2dNativeBackpropInput": _to_input(True),
    "DepthwiseConv2dNativeBackpropFilter": _to_filter(True),
}
