"""Pooling: the largest or the mean number of every window.

Maxima and sums of a window are taken along one dimension after the other, as sums of shifted,
strided slices: cheap for every window size, and one text for NumPy and XLA.

The gradient of a maximum goes to the first of the largest elements (row by row): for each element
of the window, a mask says whether it is that one. XLA's own `select_and_scatter`, which does the
same, is 25 times slower on CPUs.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

from pellucid.core.dtypes import FLOATING, REAL
from pellucid.core.errors import InvalidArgumentError, UnimplementedError, explain
from pellucid.core.tensor import Tensor
from pellucid.core.typing import TensorLike
from pellucid.ops.broadcasting import shape_of
from pellucid.ops.constants import convert_to_tensor
from pellucid.ops.creation import zeros_like
from pellucid.ops.windows import (
    Windows,
    arrange,
    channel_axis,
    explicit,
    from_channels_last,
    paddings_of,
    per_dimension,
    plan,
    spatial,
    to_channels_last,
    window_dims,
)  # fmt: skip
from pellucid.runtime.dispatch import Op, op, public_name


def _wrong_rank(form: Any, shape: Any) -> str:
    expected = f"{len(form)} dimensions"
    return explain("", "the input has another rank", expected=expected, received=tuple(shape))


def pool_windows(
    shape: Any, ksize: Any, strides: Any, padding: Any, form: Any, pairs: Any = ()
) -> Windows:
    """The windows of a pooling op, with its arguments checked."""
    if len(shape) != len(form):
        raise ValueError(_wrong_rank(form, shape))
    for name, values in (("ksize", ksize), ("strides", strides)):
        if len(values) != len(form):
            problem, expected = f"{name} needs an entry for each dimension", len(form)
            raise ValueError(explain("", problem, expected=expected, received=list(values)))
        if values[0] != 1:
            problem = f"{name}: Pooling over the batch dimension"
            text = explain(public_name(), problem, expected=1, received=list(values))
            raise UnimplementedError(None, None, text)
    sizes, steps = spatial(ksize, form), spatial(strides, form)
    channels = channel_axis(form)
    if ksize[channels] != 1 or strides[channels] != 1:
        text = explain(f"{public_name()} [ksize]", "Pooling over the depth dimension", expected=1,
                       received=list(ksize), fix="tf.nn.max_pool2d")  # fmt: skip
        raise UnimplementedError(None, None, text)
    return plan(
        spatial(shape, form), sizes, steps, (1,) * len(sizes), padding, explicit(pairs, form)
    )


def pool_shape(call: Any) -> Any:
    """The shape rule of pooling."""
    attrs, x = call.attrs, call.shape(0)
    form = attrs["data_format"]
    x = (None,) * len(form) if x is None else x
    if len(x) != len(form):
        raise ValueError(_wrong_rank(form, x))
    sizes = spatial(attrs["ksize"], form)
    counts = window_dims(
        spatial(x, form), sizes, spatial(attrs["strides"], form), (1,) * len(sizes),
        attrs["padding"], explicit(attrs.get("explicit_paddings", ()), form),
    )  # fmt: skip
    return arrange(x[0], counts, x[channel_axis(form)], form)


def _input_shape(call: Any) -> Any:
    return call.shape(0)


# ---------------------------------------------------------------------- maxima


def _lowest(dtype: Any) -> Any:
    return -np.inf if dtype.kind not in "iu" else np.iinfo(dtype).min


def maxima(xp: Any, x: Any, windows: Windows) -> Any:
    """The largest number of every window of `x` (channels last)."""
    if windows.tiled:
        return xp.max(_tiles(x, windows), axis=tuple(range(2, 2 * windows.rank + 1, 2)))
    x = windows.pad(xp, x, np.asarray(_lowest(x.dtype)).astype(x.dtype))
    for axis in range(windows.rank):
        lead = (slice(None),) * (axis + 1)
        best = x[(*lead, windows.along(axis, 0))]
        for at in range(1, windows.sizes[axis]):
            best = xp.maximum(best, x[(*lead, windows.along(axis, at))])
        x = best
    return x


def _tiles(x: Any, windows: Windows) -> Any:
    """(batch, count, size, count, size, …, channels) of windows that tile the input."""
    pairs = [n for pair in zip(windows.counts, windows.sizes, strict=True) for n in pair]
    return x.reshape(x.shape[0], *pairs, x.shape[-1])


def first_maxima(xp: Any, x: Any, y: Any, windows: Windows) -> Any:
    """For each element of a window, where it is the first that equals the maximum `y`."""
    free = xp.ones(y.shape, bool)
    for at in windows.offsets():
        hit = (x[windows.slices(at)] == y) & free
        free = free & ~hit
        yield at, hit


def lowest_padded(xp: Any, x: Any, windows: Windows) -> Any:
    """`x` padded with what no element is less than."""
    return windows.pad(xp, x, np.asarray(_lowest(x.dtype)).astype(x.dtype))


def _scatter_numpy(x: np.ndarray, y: np.ndarray, dy: np.ndarray, windows: Windows) -> np.ndarray:
    dx = np.zeros((x.shape[0], *windows.padded, x.shape[-1]), dy.dtype)
    if dy.size:
        for at, hit in first_maxima(np, lowest_padded(np, x, windows), y, windows):
            dx[windows.slices(at)] += hit * dy
    return windows.crop(dx)


def _scatter_xla(jax: Any, x: Any, y: Any, dy: Any, windows: Windows) -> Any:
    xp = jax.numpy
    zero = xp.zeros((), dy.dtype)
    x = lowest_padded(xp, x, windows)
    if windows.tiled:
        parts = [xp.where(hit, dy, zero) for _, hit in first_maxima(xp, x, y, windows)]
        return _untile(xp, parts, windows)
    total = None
    for at, hit in first_maxima(xp, x, y, windows):
        grown = _spread(jax, xp.where(hit, dy, zero), at, windows)
        total = grown if total is None else total + grown
    return windows.crop(total)


def _untile(xp: Any, parts: list[Any], windows: Windows) -> Any:
    """Put the elements of tiling windows back in their places."""
    rank = windows.rank
    stacked = xp.stack(parts, 0).reshape(*windows.sizes, *parts[0].shape)
    order = [rank, *(n for i in range(rank) for n in (rank + 1 + i, i)), 2 * rank + 1]
    shape = (parts[0].shape[0], *windows.inputs, parts[0].shape[-1])
    return xp.transpose(stacked, order).reshape(shape)


def _spread(jax: Any, piece: Any, at: Sequence[int], windows: Windows) -> Any:
    """An array as large as the padded input, with `piece` at element `at` of every window."""
    edges = [(0, 0, 0)]
    for axis, start in enumerate(at):
        step, count = windows.strides[axis], windows.counts[axis]
        covered = start + (count - 1) * step + 1
        edges.append((start, windows.padded[axis] - covered, step - 1))
    return jax.lax.pad(piece, jax.numpy.zeros((), piece.dtype), [*edges, (0, 0, 0)])


def _gathered(xp: Any, x: Any, y: Any, ddx: Any, windows: Windows) -> Any:
    """The elements of `ddx` where `x` has the maxima."""
    x, ddx = lowest_padded(xp, x, windows), windows.pad(xp, ddx)
    total = xp.zeros(y.shape, ddx.dtype)
    for at, hit in first_maxima(xp, x, y, windows):
        total = total + xp.where(hit, ddx[windows.slices(at)], ddx.dtype.type(0))
    return total


MaxPool = op(
    "MaxPool", "input: T -> output: T", T=REAL, ksize=list, strides=list, padding=str,
    explicit_paddings=(), data_format="NHWC", infer=pool_shape,
)  # fmt: skip
MaxPoolGrad = op(
    "MaxPoolGrad", "orig_input: T, orig_output: T, grad: T -> output: T", T=REAL, ksize=list,
    strides=list, padding=str, explicit_paddings=(), data_format="NHWC", infer=_input_shape,
)  # fmt: skip
MaxPoolGradGrad = op(
    "MaxPoolGradGrad", "orig_input: T, orig_output: T, grad: T -> output: T", T=REAL, ksize=list,
    strides=list, padding=str, explicit_paddings=(), data_format="NHWC",
    infer=lambda call: call.shape(1),
)  # fmt: skip
MaxPool3D = op(
    "MaxPool3D", "input: T -> output: T", T=FLOATING, ksize=list, strides=list, padding=str,
    data_format="NDHWC", infer=pool_shape,
)  # fmt: skip
MaxPool3DGrad = op(
    "MaxPool3DGrad", "orig_input: T, orig_output: T, grad: T -> output: T", T=FLOATING, ksize=list,
    strides=list, padding=str, data_format="NDHWC", infer=_input_shape,
)  # fmt: skip
MaxPool3DGradGrad = op(
    "MaxPool3DGradGrad", "orig_input: T, orig_output: T, grad: T -> output: T", T=FLOATING,
    ksize=list, strides=list, padding=str, data_format="NDHWC", infer=lambda call: call.shape(1),
)  # fmt: skip


def _max_family(forward: Op, gradient: Op, second: Op) -> None:
    """Kernels and gradients of a maximum, its gradient, and the gradient of that."""

    @forward.kernel
    def _(
        xp: Any, x: Any, ksize: Any, strides: Any, padding: Any, data_format: Any,
        explicit_paddings: Any = (),
    ) -> Any:  # fmt: skip
        windows = pool_windows(x.shape, ksize, strides, padding, data_format, explicit_paddings)
        y = maxima(xp, to_channels_last(xp, x, data_format), windows)
        return from_channels_last(xp, y, data_format)

    @forward.gradient
    def _(node: Any, dy: Tensor) -> Any:
        return gradient(node.inputs[0], node.outputs[0], dy, **_kept(forward, node))

    @gradient.kernel("numpy")
    def _(
        x: Any, y: Any, dy: Any, ksize: Any, strides: Any, padding: Any, data_format: Any,
        explicit_paddings: Any = (),
    ) -> Any:  # fmt: skip
        windows = pool_windows(x.shape, ksize, strides, padding, data_format, explicit_paddings)
        x, y, dy = (to_channels_last(np, a, data_format) for a in (x, y, dy))
        return from_channels_last(np, _scatter_numpy(x, y, dy, windows), data_format)

    @gradient.kernel("xla")
    def _(
        jax: Any, x: Any, y: Any, dy: Any, ksize: Any, strides: Any, padding: Any,
        data_format: Any, explicit_paddings: Any = (),
    ) -> Any:  # fmt: skip
        windows = pool_windows(x.shape, ksize, strides, padding, data_format, explicit_paddings)
        x, y, dy = (to_channels_last(jax.numpy, a, data_format) for a in (x, y, dy))
        return from_channels_last(jax.numpy, _scatter_xla(jax, x, y, dy, windows), data_format)

    @gradient.gradient
    def _(node: Any, ddx: Tensor) -> Any:
        x, y, _dy = node.inputs
        return [zeros_like(x), zeros_like(y), second(x, y, ddx, **_kept(forward, node))]

    @second.kernel
    def _(
        xp: Any, x: Any, y: Any, ddx: Any, ksize: Any, strides: Any, padding: Any,
        data_format: Any, explicit_paddings: Any = (),
    ) -> Any:  # fmt: skip
        windows = pool_windows(x.shape, ksize, strides, padding, data_format, explicit_paddings)
        x, y, ddx = (to_channels_last(xp, a, data_format) for a in (x, y, ddx))
        return from_channels_last(xp, _gathered(xp, x, y, ddx, windows), data_format)

    @second.gradient
    def _(node: Any, ddy: Tensor) -> Any:
        x, y, _ddx = node.inputs
        return [zeros_like(x), zeros_like(y), gradient(x, y, ddy, **_kept(forward, node))]


def _kept(forward: Op, node: Any) -> dict[str, Any]:
    names = forward.schema.defaults.keys() | forward.schema.required.keys()
    return {k: v for k, v in node.attrs.items() if k in names}


_max_family(MaxPool, MaxPoolGrad, MaxPoolGradGrad)
_max_family(MaxPool3D, MaxPool3DGrad, MaxPool3DGradGrad)


# ---------------------------------------------------------------------- means


def _sums(xp: Any, x: Any, windows: Windows) -> Any:
    """The sum of every window of `x` (channels last)."""
    if windows.tiled:
        return xp.sum(_tiles(x, windows), axis=tuple(range(2, 2 * windows.rank + 1, 2)))
    x = windows.pad(xp, x)
    for axis in range(windows.rank):
        lead = (slice(None),) * (axis + 1)
        total = x[(*lead, windows.along(axis, 0))]
        for at in range(1, windows.sizes[axis]):
            total = total + x[(*lead, windows.along(axis, at))]
        x = total
    return x


def _counts(windows: Windows, dtype: Any) -> np.ndarray:
    """How many real elements every window has: (1, counts…, 1)."""
    ones = np.ones((1, *windows.inputs, 1), np.float64)
    return _sums(np, ones, windows).astype(dtype)


def _shares_numpy(dy: np.ndarray, windows: Windows) -> np.ndarray:
    """The transpose of `_sums`."""
    for axis in range(windows.rank):
        lead = (slice(None),) * (axis + 1)
        shape = list(dy.shape)
        shape[axis + 1] = windows.padded[axis]
        grown = np.zeros(shape, dy.dtype)
        for at in range(windows.sizes[axis]):
            grown[(*lead, windows.along(axis, at))] += dy
        dy = grown
    return windows.crop(dy)


AvgPool = op(
    "AvgPool", "value: T -> output: T", T=FLOATING, ksize=list, strides=list, padding=str,
    data_format="NHWC", infer=pool_shape,
)  # fmt: skip
AvgPoolGrad = op(
    "AvgPoolGrad", "orig_input_shape: int32, grad: T -> output: T", T=FLOATING, ksize=list,
    strides=list, padding=str, data_format="NHWC", static=("orig_input_shape",),
)  # fmt: skip
AvgPool3D = op(
    "AvgPool3D", "input: T -> output: T", T=FLOATING, ksize=list, strides=list, padding=str,
    data_format="NDHWC", infer=pool_shape,
)  # fmt: skip
AvgPool3DGrad = op(
    "AvgPool3DGrad", "orig_input_shape: int32, grad: T -> output: T", T=FLOATING, ksize=list,
    strides=list, padding=str, data_format="NDHWC", static=("orig_input_shape",),
)  # fmt: skip


def _mean_family(forward: Op, gradient: Op) -> None:
    """Kernels and gradients of a mean and its transpose."""

    @forward.kernel
    def _(xp: Any, x: Any, ksize: Any, strides: Any, padding: Any, data_format: Any) -> Any:
        windows = pool_windows(x.shape, ksize, strides, padding, data_format)
        wide = to_channels_last(xp, x, data_format)
        if x.dtype.itemsize == 2:
            wide = wide.astype(np.float32)
        y = _sums(xp, wide, windows) / _counts(windows, wide.dtype)
        return from_channels_last(xp, y, data_format).astype(x.dtype)

    @forward.gradient
    def _(node: Any, dy: Tensor) -> Any:
        return gradient(shape_of(node.inputs[0]), dy, **_kept(forward, node))

    @gradient.infer
    def _(call: Any) -> Any:
        rank = len(call.attrs["data_format"])
        dims = call.vector(0)
        return (None,) * rank if dims is None else tuple(dims)

    @gradient.kernel("numpy")
    def _(shape: Any, dy: Any, ksize: Any, strides: Any, padding: Any, data_format: Any) -> Any:
        windows = pool_windows(tuple(shape), ksize, strides, padding, data_format)
        dy = to_channels_last(np, dy, data_format)
        dx = _shares_numpy(dy / _counts(windows, dy.dtype), windows)
        return from_channels_last(np, dx, data_format)

    @gradient.kernel("xla")
    def _(
        jax: Any, shape: Any, dy: Any, ksize: Any, strides: Any, padding: Any, data_format: Any
    ) -> Any:
        windows = pool_windows(tuple(shape), ksize, strides, padding, data_format)
        dy = to_channels_last(jax.numpy, dy, data_format)
        x = jax.ShapeDtypeStruct((dy.shape[0], *windows.inputs, dy.shape[-1]), dy.dtype)
        share = dy / _counts(windows, dy.dtype)
        (dx,) = jax.linear_transpose(lambda x: _sums(jax.numpy, x, windows), x)(share)
        return from_channels_last(jax.numpy, dx, data_format)

    @gradient.gradient
    def _(node: Any, ddx: Tensor) -> Any:
        return [None, forward(ddx, **_kept(forward, node))]


_mean_family(AvgPool, AvgPoolGrad)
_mean_family(AvgPool3D, AvgPool3DGrad)


# ---------------------------------------------------------------------- public functions


def max_pool(
    input: TensorLike, ksize: Any, strides: Any, padding: Any, data_format: str | None = None,
    name: str | None = None,
) -> Tensor:  # fmt: skip
    """The largest number of every window, over 1, 2 or 3 spatial dimensions.

    Args:
        input: tensor of rank 3, 4 or 5, channels last unless `data_format` says otherwise.
        ksize: window lengths: an int, or a list of 1, rank - 2 or rank ints.
        strides: steps between windows, in the same forms.
        padding: `"VALID"` (windows inside the input), `"SAME"` (one window for each `strides`
            elements), or for 2-D a list of pairs for all dimensions.
        data_format: `"NWC"`, `"NHWC"`, `"NDHWC"` or the same with channels first.
        name: name of the operation.

    Returns: a tensor of the same rank and dtype.

    Raises:
        ValueError: the rank or a list's length is wrong.
        InvalidArgumentError: a window is larger than the input, or a length is not positive.

    Example:
        >>> tf.nn.max_pool([[[1.], [3.], [2.], [0.]]], 2, 2, "VALID").numpy().ravel()
        array([3., 2.], dtype=float32)
    """
    x = convert_to_tensor(input)
    pool = {1: max_pool1d, 2: max_pool2d, 3: max_pool3d}[
        _spatial_rank(x, "tf.nn.max_pool", data_format)
    ]
    return pool(x, ksize, strides, padding, data_format, name)


def avg_pool(
    input: TensorLike, ksize: Any, strides: Any, padding: str, data_format: str | None = None,
    name: str | None = None,
) -> Tensor:  # fmt: skip
    """The mean of every window, over 1, 2 or 3 spatial dimensions; see `max_pool`.

    Windows that reach over the edge (`"SAME"`) divide by the number of real elements.
    """
    x = convert_to_tensor(input)
    pools: dict[int, Any] = {1: avg_pool1d, 2: avg_pool2d, 3: avg_pool3d}
    pool = pools[_spatial_rank(x, "tf.nn.avg_pool", data_format)]
    return pool(x, ksize, strides, padding, data_format, name)


def _spatial_rank(x: Tensor, where: str, data_format: str | None) -> int:
    if x.dims is None and data_format:
        return len(data_format) - 2
    if x.dims is None or len(x.dims) not in (3, 4, 5):
        raise ValueError(
            explain(f"{where} [input]", "`input.shape.rank` must be 3, 4 or 5", received=x.shape)
        )
    return len(x.dims) - 2


def max_pool1d(
    input: TensorLike, ksize: Any, strides: Any, padding: Any, data_format: str = "NWC",
    name: str | None = None,
) -> Tensor:  # fmt: skip
    """The largest number of every window of a sequence (batch, steps, channels); see `max_pool`."""
    form = data_format or "NWC"
    if not isinstance(padding, str):
        padding = _with_dimension(list(padding), [0, 0], form, "tf.nn.max_pool1d")
    return _on_sequence("tf.nn.max_pool1d", max_pool2d, input, ksize, strides, padding, form, name)


def avg_pool1d(
    input: TensorLike, ksize: Any, strides: Any, padding: str, data_format: str = "NWC",
    name: str | None = None,
) -> Tensor:  # fmt: skip
    """The mean of every window of a sequence (batch, steps, channels); see `avg_pool`."""
    form = data_format or "NWC"
    return _on_sequence("tf.nn.avg_pool1d", avg_pool2d, input, ksize, strides, padding, form, name)


def _on_sequence(
    where: str, pool: Any, input: Any, ksize: Any, strides: Any, padding: Any, form: str, name: Any
) -> Tensor:
    """Pool a sequence as an image of height 1."""
    from pellucid.ops.array import expand_dims, squeeze

    if form not in ("NWC", "NCW"):
        raise ValueError(
            explain(f"{where} [data_format]", "not known", expected="'NWC' or 'NCW'", received=form)
        )
    sizes = _with_dimension(per_dimension(ksize, 1, form, "ksize", where), 1, form, where)
    steps = _with_dimension(per_dimension(strides, 1, form, "strides", where), 1, form, where)
    axis = 1 if form == "NWC" else 2
    image = expand_dims(input, axis)
    return squeeze(pool(image, sizes, steps, padding, form.replace("W", "HW"), name), [axis])


def _with_dimension(values: list[Any], extra: Any, form: str, where: str) -> list[Any]:
    if len(values) != 3:
        raise ValueError(explain(where, "a list must have 3 entries", received=values))
    at = 1 if form == "NWC" else 2
    return [*values[:at], extra, *values[at:]]


def max_pool2d(
    input: TensorLike, ksize: Any, strides: Any, padding: Any, data_format: str = "NHWC",
    name: str | None = None,
) -> Tensor:  # fmt: skip
    """The largest number of every window of an image (batch, height, width, channels).

    `padding` may be a list of four pairs; see `max_pool` for the other arguments.
    """
    form = data_format or "NHWC"
    mode, pairs = paddings_of(padding, 2, "tf.nn.max_pool2d")
    sizes = per_dimension(ksize, 2, form, "ksize", "tf.nn.max_pool2d")
    steps = per_dimension(strides, 2, form, "strides", "tf.nn.max_pool2d")
    if sizes[channel_axis(form)] != 1:
        return _max_over_depth(convert_to_tensor(input), sizes, steps, form, name)
    return MaxPool(
        input, ksize=sizes, strides=steps, padding=mode, explicit_paddings=pairs, data_format=form,
        name=name,
    )  # fmt: skip


def _max_over_depth(x: Tensor, sizes: list[int], steps: list[int], form: str, name: Any) -> Tensor:
    """Pooling across channels: the channels become the width of a one-row image."""
    from pellucid.ops.array import reshape

    depth = x.dims[-1] if x.dims else None
    size = sizes[-1]
    alone = form == "NHWC" and sizes[:-1] == [1, 1, 1] and steps == [1, 1, 1, size]
    if not alone or depth is None or depth % size:
        raise UnimplementedError(
            None, None,
            explain("tf.nn.max_pool2d [ksize]", "pooling over the depth must be over nothing else",
                    expected="ksize == strides == [1, 1, 1, a divisor of the depth] and NHWC",
                    received=f"ksize={sizes}, strides={steps}, depth {depth}"),
        )  # fmt: skip
    rows = reshape(x, [-1, 1, depth, 1])
    best = max_pool2d(rows, [1, 1, size, 1], [1, 1, size, 1], "VALID", name=name)
    dims = [-1 if d is None else d for d in x.dims[:-1]]
    return reshape(best, [*dims, depth // size])


def avg_pool2d(
    input: TensorLike, ksize: Any, strides: Any, padding: str, data_format: str = "NHWC",
    name: str | None = None,
) -> Tensor:  # fmt: skip
    """The mean of every window of an image (batch, height, width, channels); see `avg_pool`."""
    form = data_format or "NHWC"
    return AvgPool(
        input, ksize=per_dimension(ksize, 2, form, "ksize", "tf.nn.avg_pool2d"),
        strides=per_dimension(strides, 2, form, "strides", "tf.nn.avg_pool2d"),
        padding=_mode(padding, "tf.nn.avg_pool2d"), data_format=form, name=name,
    )  # fmt: skip


def max_pool3d(
    input: TensorLike, ksize: Any, strides: Any, padding: str, data_format: str = "NDHWC",
    name: str | None = None,
) -> Tensor:  # fmt: skip
    """The largest number of every window of a volume (batch, depth, height, width, channels)."""
    form = data_format or "NDHWC"
    return MaxPool3D(
        input, ksize=per_dimension(ksize, 3, form, "ksize", "tf.nn.max_pool3d"),
        strides=per_dimension(strides, 3, form, "strides", "tf.nn.max_pool3d"),
        padding=_mode(padding, "tf.nn.max_pool3d"), data_format=form, name=name,
    )  # fmt: skip


def avg_pool3d(
    input: TensorLike, ksize: Any, strides: Any, padding: str, data_format: str = "NDHWC",
    name: str | None = None,
) -> Tensor:  # fmt: skip
    """The mean of every window of a volume (batch, depth, height, width, channels)."""
    form = data_format or "NDHWC"
    return AvgPool3D(
        input, ksize=per_dimension(ksize, 3, form, "ksize", "tf.nn.avg_pool3d"),
        strides=per_dimension(strides, 3, form, "strides", "tf.nn.avg_pool3d"),
        padding=_mode(padding, "tf.nn.avg_pool3d"), data_format=form, name=name,
    )  # fmt: skip


def _mode(padding: Any, where: str) -> str:
    if not isinstance(padding, str):
        raise TypeError(explain(f"{where} [padding]", "a string is needed", received=padding))
    if padding not in ("SAME", "VALID"):
        raise InvalidArgumentError(
            None,
            None,
            explain(
                f"{where} [padding]",
                "not known",
                expected="'SAME' or 'VALID'",
                received=repr(padding),
            ),
        )
    return padding
