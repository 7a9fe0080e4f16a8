"""Convolution: the ops, their kernels and their gradients.

A convolution, the gradient of its input and the gradient of its filter are bilinear maps that are
each other's transposes, so a family of three ops is closed under differentiation:

    Conv2D, Conv2DBackpropInput, Conv2DBackpropFilter
    Conv3D, Conv3DBackpropInputV2, Conv3DBackpropFilterV2
    DepthwiseConv2dNative, DepthwiseConv2dNativeBackpropInput, DepthwiseConv2dNativeBackpropFilter

NumPy multiplies the matrix of all windows ("im2col") with the filter; XLA has its own convolution,
and `jax.linear_transpose` makes the other two from it. The public functions that are
put together from these ops are in `convolution.py`.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np

from pellucid.core import dtypes
from pellucid.core.dtypes import FLOATING
from pellucid.core.errors import explain
from pellucid.ops.broadcasting import shape_of
from pellucid.ops.windows import (
    Windows,
    arrange,
    channel_axis,
    explicit,
    from_channels_last,
    plan,
    spatial,
    to_channels_last,
    window_dims,
)  # fmt: skip
from pellucid.runtime.dispatch import Op, op

_TYPES = FLOATING | {dtypes.int32}

# Matrices of windows are made in pieces of at most this many elements.
_PIECE = 1 << 23

Conv2D = op(
    "Conv2D", "input: T, filter: T -> output: T", T=_TYPES, strides=list, use_cudnn_on_gpu=True,
    padding=str, explicit_paddings=(), data_format="NHWC", dilations=(1, 1, 1, 1),
)  # fmt: skip
Conv2DBackpropInput = op(
    "Conv2DBackpropInput", "input_sizes: int32, filter: T, out_backprop: T -> output: T", T=_TYPES,
    strides=list, use_cudnn_on_gpu=True, padding=str, explicit_paddings=(), data_format="NHWC",
    dilations=(1, 1, 1, 1), static=("input_sizes",),
)  # fmt: skip
Conv2DBackpropFilter = op(
    "Conv2DBackpropFilter", "input: T, filter_sizes: int32, out_backprop: T -> output: T", T=_TYPES,
    strides=list, use_cudnn_on_gpu=True, padding=str, explicit_paddings=(), data_format="NHWC",
    dilations=(1, 1, 1, 1), static=("filter_sizes",),
)  # fmt: skip
Conv3D = op(
    "Conv3D", "input: T, filter: T -> output: T", T=FLOATING, strides=list, padding=str,
    data_format="NDHWC", dilations=(1, 1, 1, 1, 1),
)  # fmt: skip
Conv3DBackpropInputV2 = op(
    "Conv3DBackpropInputV2", "input_sizes: Tshape, filter: T, out_backprop: T -> output: T",
    T=FLOATING, Tshape=dtypes.INTEGER, strides=list, padding=str, data_format="NDHWC",
    dilations=(1, 1, 1, 1, 1), static=("input_sizes",),
)  # fmt: skip
Conv3DBackpropFilterV2 = op(
    "Conv3DBackpropFilterV2", "input: T, filter_sizes: int32, out_backprop: T -> output: T",
    T=FLOATING, strides=list, padding=str, data_format="NDHWC", dilations=(1, 1, 1, 1, 1),
    static=("filter_sizes",),
)  # fmt: skip
DepthwiseConv2dNative = op(
    "DepthwiseConv2dNative", "input: T, filter: T -> output: T", T=FLOATING, strides=list,
    padding=str, explicit_paddings=(), data_format="NHWC", dilations=(1, 1, 1, 1),
)  # fmt: skip
DepthwiseConv2dNativeBackpropInput = op(
    "DepthwiseConv2dNativeBackpropInput",
    "input_sizes: int32, filter: T, out_backprop: T -> output: T", T=FLOATING, strides=list,
    padding=str, explicit_paddings=(), data_format="NHWC", dilations=(1, 1, 1, 1),
    static=("input_sizes",),
)  # fmt: skip
DepthwiseConv2dNativeBackpropFilter = op(
    "DepthwiseConv2dNativeBackpropFilter",
    "input: T, filter_sizes: int32, out_backprop: T -> output: T", T=FLOATING, strides=list,
    padding=str, explicit_paddings=(), data_format="NHWC", dilations=(1, 1, 1, 1),
    static=("filter_sizes",),
)  # fmt: skip


# ---------------------------------------------------------------------- the plain filter form


def _plain(xp: Any, w: Any, depthwise: bool) -> Any:
    """A depthwise filter (…, channels, multiplier) as that of a grouped convolution."""
    return w.reshape(*w.shape[:-2], 1, w.shape[-2] * w.shape[-1]) if depthwise else w


def _wrong_rank(what: str, form: str) -> str:
    expected = f"rank {len(form)} for data_format={form!r}"
    return explain("", f"{what} must be {len(form)}-dimensional", expected=expected)


def _wrong_depth(which: str, depth: Any, of: str) -> str:
    problem = f"{which} depth must be evenly divisible"
    return explain("", problem, expected=f"a multiple of {of}", received=depth)


def _windows(x_shape: Any, w_shape: Any, depthwise: bool, attrs: dict[str, Any]) -> Windows:
    """The windows of a convolution; checks the shapes against each other."""
    form = attrs["data_format"]
    if len(x_shape) != len(form) or len(w_shape) != len(form):
        raise ValueError(_wrong_rank("input and filter", form))
    channels = x_shape[channel_axis(form)]
    if depthwise and channels != w_shape[-2]:
        raise ValueError(
            explain(
                "", "input depths differ", expected=f"the filter's {w_shape[-2]}", received=channels
            )
        )
    if not depthwise and (w_shape[-2] == 0 or channels % w_shape[-2]):
        raise ValueError(_wrong_depth("input", channels, f"filter depth {w_shape[-2]}"))
    if not depthwise and w_shape[-1] % max(channels // w_shape[-2], 1):
        groups = channels // w_shape[-2]
        raise ValueError(_wrong_depth("output", w_shape[-1], f"number of groups {groups}"))
    strides, dilations = attrs["strides"], attrs["dilations"]
    _check_lists(strides, dilations, form)
    return plan(
        spatial(x_shape, form), w_shape[:-2], spatial(strides, form), spatial(dilations, form),
        attrs["padding"], explicit(attrs.get("explicit_paddings", ()), form),
    )  # fmt: skip


def _check_lists(strides: Any, dilations: Any, form: str) -> None:
    for name, values in (("strides", strides), ("dilations", dilations)):
        if len(values) != len(form):
            expected = f"{len(form)} entries for data_format={form!r}"
            problem = f"{name} of the wrong length"
            raise ValueError(explain("", problem, expected=expected, received=list(values)))
        if values[0] != 1 or values[channel_axis(form)] != 1:
            problem, expected = f"{name} in the batch and depth dimensions must be 1", "1 in both"
            raise ValueError(explain("", problem, expected=expected, received=list(values)))


# ---------------------------------------------------------------------- NumPy


def _columns(x: np.ndarray, windows: Windows) -> np.ndarray:
    """A view (batch, counts…, sizes…, channels) of all windows of a padded input."""
    batch, *steps, channel = x.strides
    sample = [s * step for s, step in zip(windows.strides, steps, strict=True)]
    inner = [d * step for d, step in zip(windows.dilations, steps, strict=True)]
    shape = (x.shape[0], *windows.counts, *windows.sizes, x.shape[-1])
    return np.lib.stride_tricks.as_strided(
        x, shape, (batch, *sample, *inner, channel), writeable=False
    )


def _pieces(x: np.ndarray, windows: Windows) -> Any:
    """Slices of the batch whose windows fit into `_PIECE` elements."""
    each = max(int(np.prod(windows.counts) * np.prod(windows.sizes)) * x.shape[-1], 1)
    step = max(_PIECE // each, 1)
    return [slice(i, i + step) for i in range(0, x.shape[0], step)]


def _numpy_forward(x: np.ndarray, w: np.ndarray, windows: Windows) -> np.ndarray:
    out = np.zeros((x.shape[0], *windows.counts, w.shape[-1]), _accumulator(x))
    if out.size == 0:
        return out
    x, w = windows.pad(np, x).astype(out.dtype, copy=False), w.astype(out.dtype, copy=False)
    groups = x.shape[-1] // w.shape[-2]
    if w.shape[-2] == 1 and groups > 1:
        multiplier = w.shape[-1] // groups
        target = out.reshape(*out.shape[:-1], groups, multiplier)
        for at in windows.offsets():
            target += x[windows.slices(at)][..., None] * w[at].reshape(groups, multiplier)
        return out
    kernel = w.reshape(-1, groups, w.shape[-1] // groups)
    for piece in _pieces(x, windows):
        columns = _columns(x[piece], windows)
        for g in range(groups):
            part = columns[..., g * w.shape[-2] : (g + 1) * w.shape[-2]]
            flat = part.reshape(-1, kernel.shape[0])
            where = slice(g * kernel.shape[2], (g + 1) * kernel.shape[2])
            found = flat @ np.ascontiguousarray(kernel[:, g])
            out[piece, ..., where] = found.reshape(*columns.shape[: windows.rank + 1], -1)
    return out


def _numpy_to_input(w: np.ndarray, dy: np.ndarray, windows: Windows, channels: int) -> np.ndarray:
    dx = np.zeros((dy.shape[0], *windows.padded, channels), _accumulator(dy))
    w, dy = w.astype(dx.dtype, copy=False), dy.astype(dx.dtype, copy=False)
    groups = channels // w.shape[-2]
    if dy.size == 0:
        return windows.crop(dx)
    dy = np.ascontiguousarray(dy)
    for at in windows.offsets():
        target = dx[windows.slices(at)]
        if w.shape[-2] == 1 and groups > 1:
            grouped = dy.reshape(*dy.shape[:-1], groups, -1)
            target += np.einsum("...gm,gm->...g", grouped, w[at].reshape(groups, -1))
            continue
        width = w.shape[-1] // groups
        for g in range(groups):
            kernel = w[at][:, g * width : (g + 1) * width]
            target[..., g * w.shape[-2] : (g + 1) * w.shape[-2]] += (
                dy[..., g * width : (g + 1) * width] @ kernel.T
            )
    return windows.crop(dx)


def _numpy_to_filter(x: np.ndarray, dy: np.ndarray, windows: Windows, w_shape: Any) -> np.ndarray:
    dw = np.zeros(w_shape, _accumulator(x))
    if x.size == 0 or dy.size == 0:
        return dw
    x, dy = windows.pad(np, x).astype(dw.dtype, copy=False), dy.astype(dw.dtype, copy=False)
    depth, groups = w_shape[-2], x.shape[-1] // w_shape[-2]
    width = w_shape[-1] // groups
    dy = np.ascontiguousarray(dy)
    if depth == 1 and groups > 1:
        grouped = dy.reshape(-1, groups, width)
        for at in windows.offsets():
            part = x[windows.slices(at)].reshape(-1, groups)
            dw[at] = np.einsum("ng,ngm->gm", part, grouped).reshape(1, -1)
        return dw
    for piece in _pieces(x, windows):
        columns = _columns(x[piece], windows)
        rows = dy[piece].reshape(-1, w_shape[-1])
        for g in range(groups):
            flat = columns[..., g * depth : (g + 1) * depth].reshape(rows.shape[0], -1)
            here = slice(g * width, (g + 1) * width)
            dw[..., here] += (flat.T @ rows[:, here]).reshape(*w_shape[:-1], width)
    return dw


def _accumulator(x: np.ndarray) -> np.dtype:
    """The dtype to add up in: half precision would lose too much."""
    return np.dtype(np.float32) if x.dtype.itemsize == 2 else x.dtype


# ---------------------------------------------------------------------- XLA


def _xla_forward(jax: Any, x: Any, w: Any, windows: Windows) -> Any:
    letters = "DHW"[3 - windows.rank :] if windows.rank < 4 else ""
    numbers = (f"N{letters}C", f"{letters}IO", f"N{letters}C")
    return jax.lax.conv_general_dilated(
        x, w, windows.strides, windows.pads, rhs_dilation=windows.dilations,
        dimension_numbers=numbers, feature_group_count=x.shape[-1] // w.shape[-2],
    )  # fmt: skip


# ---------------------------------------------------------------------- families


def _family(forward: Op, to_input: Op, to_filter: Op, depthwise: bool = False) -> None:
    """Give three ops their kernels, shape rules and gradients."""
    _forward_kernels(forward, depthwise)
    _input_kernels(to_input, depthwise)
    _filter_kernels(to_filter, depthwise)
    forward.infer(_output_shape(depthwise))
    to_input.infer(lambda call: _spelled(call, 0))
    to_filter.infer(lambda call: _spelled(call, 1))
    _gradients(forward, to_input, to_filter)


def _forward_kernels(forward: Op, depthwise: bool) -> None:
    def run(xp: Any, convolve: Callable[..., Any], x: Any, w: Any, attrs: dict[str, Any]) -> Any:
        form = attrs["data_format"]
        windows = _windows(x.shape, w.shape, depthwise, attrs)
        x = to_channels_last(xp, x, form)
        return from_channels_last(xp, convolve(x, _plain(xp, w, depthwise), windows), form)

    @forward.kernel("numpy")
    def _(
        x: Any, w: Any, strides: Any, padding: Any, data_format: Any, dilations: Any,
        explicit_paddings: Any = (),
    ) -> Any:  # fmt: skip
        attrs = _attrs(strides, padding, data_format, dilations, explicit_paddings)
        return run(np, _numpy_forward, x, w, attrs)

    @forward.kernel("xla")
    def _(
        jax: Any, x: Any, w: Any, strides: Any, padding: Any, data_format: Any, dilations: Any,
        explicit_paddings: Any = (),
    ) -> Any:  # fmt: skip
        attrs = _attrs(strides, padding, data_format, dilations, explicit_paddings)
        return run(jax.numpy, lambda x, w, p: _xla_forward(jax, x, w, p), x, w, attrs)


def _input_kernels(to_input: Op, depthwise: bool) -> None:
    @to_input.kernel("numpy")
    def _(
        sizes: Any, w: Any, dy: Any, strides: Any, padding: Any, data_format: Any, dilations: Any,
        explicit_paddings: Any = (),
    ) -> Any:  # fmt: skip
        attrs = _attrs(strides, padding, data_format, dilations, explicit_paddings)
        shape = _full_sizes(sizes, dy, w, depthwise, data_format)
        windows = _windows(shape, w.shape, depthwise, attrs)
        _check_out(dy, windows, w.shape, depthwise, data_format)
        dy = to_channels_last(np, dy, data_format)
        channels = shape[channel_axis(data_format)]
        dx = _numpy_to_input(_plain(np, w, depthwise), dy, windows, channels)
        return from_channels_last(np, dx, data_format)

    @to_input.kernel("xla")
    def _(
        jax: Any, sizes: Any, w: Any, dy: Any, strides: Any, padding: Any, data_format: Any,
        dilations: Any, explicit_paddings: Any = (),
    ) -> Any:  # fmt: skip
        attrs = _attrs(strides, padding, data_format, dilations, explicit_paddings)
        shape = _full_sizes(sizes, dy, w, depthwise, data_format)
        windows = _windows(shape, w.shape, depthwise, attrs)
        _check_out(dy, windows, w.shape, depthwise, data_format)
        dy = to_channels_last(jax.numpy, dy, data_format)
        plain = _plain(jax.numpy, w, depthwise)
        batch, channels = dy.shape[0], shape[channel_axis(data_format)]
        x = jax.ShapeDtypeStruct((batch, *windows.inputs, channels), w.dtype)
        (dx,) = jax.linear_transpose(lambda x: _xla_forward(jax, x, plain, windows), x)(dy)
        return from_channels_last(jax.numpy, dx, data_format)


def _filter_kernels(to_filter: Op, depthwise: bool) -> None:
    @to_filter.kernel("numpy")
    def _(
        x: Any, sizes: Any, dy: Any, strides: Any, padding: Any, data_format: Any, dilations: Any,
        explicit_paddings: Any = (),
    ) -> Any:  # fmt: skip
        attrs = _attrs(strides, padding, data_format, dilations, explicit_paddings)
        shape = tuple(int(n) for n in sizes)
        windows = _windows(x.shape, shape, depthwise, attrs)
        _check_out(dy, windows, shape, depthwise, data_format)
        x, dy = (to_channels_last(np, a, data_format) for a in (x, dy))
        plain = (*shape[:-2], 1, shape[-2] * shape[-1]) if depthwise else shape
        return _numpy_to_filter(x, dy, windows, plain).reshape(shape)

    @to_filter.kernel("xla")
    def _(
        jax: Any, x: Any, sizes: Any, dy: Any, strides: Any, padding: Any, data_format: Any,
        dilations: Any, explicit_paddings: Any = (),
    ) -> Any:  # fmt: skip
        attrs = _attrs(strides, padding, data_format, dilations, explicit_paddings)
        shape = tuple(int(n) for n in sizes)
        windows = _windows(x.shape, shape, depthwise, attrs)
        _check_out(dy, windows, shape, depthwise, data_format)
        x, dy = (to_channels_last(jax.numpy, a, data_format) for a in (x, dy))
        plain = (*shape[:-2], 1, shape[-2] * shape[-1]) if depthwise else shape
        w = jax.ShapeDtypeStruct(plain, x.dtype)
        (dw,) = jax.linear_transpose(lambda w: _xla_forward(jax, x, w, windows), w)(dy)
        return dw.reshape(shape)


def _attrs(
    strides: Any, padding: Any, data_format: Any, dilations: Any, explicit_paddings: Any
) -> dict[str, Any]:
    return {
        "strides": strides,
        "padding": padding,
        "data_format": data_format,
        "dilations": dilations,
        "explicit_paddings": explicit_paddings,
    }


def _full_sizes(sizes: Any, dy: Any, w: Any, depthwise: bool, form: str) -> tuple[int, ...]:
    """`input_sizes`, which may be the spatial sizes only."""
    sizes = tuple(int(n) for n in sizes)
    if len(sizes) == len(form) - 2:
        return arrange(dy.shape[0], sizes, w.shape[-2], form)
    if len(sizes) == len(form) and sizes[0] != dy.shape[0]:
        expected = f"{dy.shape[0]} in input_sizes, as in out_backprop"
        raise ValueError(explain("", "batch sizes differ", expected=expected, received=sizes[0]))
    return sizes


def _check_out(dy: Any, windows: Windows, filter_shape: Any, depthwise: bool, form: str) -> None:
    depth = filter_shape[-1] * (filter_shape[-2] if depthwise else 1)
    if dy.ndim != len(form) or tuple(spatial(dy.shape, form)) != windows.counts:
        expected = f"spatial dimensions {windows.counts} for an input of {windows.inputs}"
    elif dy.shape[channel_axis(form)] != depth:
        expected = f"depth {depth}, as the filter {tuple(filter_shape)} has"
    else:
        return
    received = tuple(dy.shape)
    raise ValueError(explain("", "out_backprop does not fit", expected=expected, received=received))


def _output_shape(depthwise: bool) -> Callable[[Any], Any]:
    def rule(call: Any) -> Any:
        x: Any = call.shape(0)
        w: Any = call.shape(1)
        attrs = call.attrs
        form = attrs["data_format"]
        for what, dims in (("input", x), ("filter", w)):
            if dims is not None and len(dims) != len(form):
                raise ValueError(_wrong_rank(what, form))
        x = (None,) * len(form) if x is None else x
        w = (None,) * len(form) if w is None else w
        _check_lists(attrs["strides"], attrs["dilations"], form)
        channels: Any = x[channel_axis(form)]
        if None not in (channels, w[-2]) and (channels != w[-2] if depthwise else channels % w[-2]):
            raise ValueError(_wrong_depth("input", channels, f"filter depth {w[-2]}"))
        counts = window_dims(
            spatial(x, form), w[:-2], spatial(attrs["strides"], form),
            spatial(attrs["dilations"], form), attrs["padding"],
            explicit(attrs.get("explicit_paddings", ()), form),
        )  # fmt: skip
        depth = w[-1] if not depthwise else None if None in w[-2:] else w[-2] * w[-1]
        return arrange(x[0], counts, depth, form)

    return rule


def _spelled(call: Any, index: int) -> Any:
    """The output's shape is the value of input `index`."""
    rank = len(call.attrs["data_format"])
    dims = call.vector(index)
    return (None,) * rank if dims is None or len(dims) != rank else tuple(dims)


def _gradients(forward: Op, to_input: Op, to_filter: Op) -> None:
    def kept(node: Any) -> dict[str, Any]:
        names = forward.schema.defaults.keys() | forward.schema.required.keys()
        return {k: v for k, v in node.attrs.items() if k in names}

    @forward.gradient
    def _(node: Any, dy: Any) -> Any:
        x, w = node.inputs
        attrs = kept(node)
        return [to_input(shape_of(x), w, dy, **attrs), to_filter(x, shape_of(w), dy, **attrs)]

    @to_input.gradient
    def _(node: Any, dx: Any) -> Any:
        _, w, dy = node.inputs
        attrs = kept(node)
        return [None, to_filter(dx, shape_of(w), dy, **attrs), forward(dx, w, **attrs)]

    @to_filter.gradient
    def _(node: Any, dw: Any) -> Any:
        x, _, dy = node.inputs
        attrs = kept(node)
        return [to_input(shape_of(x), dw, dy, **attrs), None, forward(x, dw, **attrs)]


_family(Conv2D, Conv2DBackpropInput, Conv2DBackpropFilter)
_family(Conv3D, Conv3DBackpropInputV2, Conv3DBackpropFilterV2)
_family(
    DepthwiseConv2dNative, DepthwiseConv2dNativeBackpropInput, DepthwiseConv2dNativeBackpropFilter,
    depthwise=True,
)  # fmt: skip
