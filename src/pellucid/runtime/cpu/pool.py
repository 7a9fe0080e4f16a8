"""Native lowerings of pooling and its gradients, in float32 and channels last."""

from __future__ import annotations

from collections.abc import Callable, Sequence
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
from pellucid.runtime.cpu.conv import Result, call, three


def _windows(shape: Sequence[int], attrs: dict[str, Any]) -> Windows | None:
    """The windows, if the kernels can take them."""
    form, sizes, steps = attrs["data_format"], attrs["ksize"], attrs["strides"]
    if attrs["T"] is not dtypes.float32 or {len(shape), len(sizes), len(steps)} != {len(form)}:
        return None
    axis = channel_axis(form)
    if any(v[0] != 1 or v[axis] != 1 for v in (sizes, steps)):
        return None
    lengths = spatial(sizes, form)
    windows = plan(
        spatial(shape, form), lengths, spatial(steps, form), (1,) * len(lengths), attrs["padding"],
        explicit(attrs.get("explicit_paddings", ()), form),
    )  # fmt: skip
    # A window that holds padding only has no maximum.
    for n, size, step, count, (low, _) in zip(
        windows.inputs, windows.sizes, windows.strides, windows.counts, windows.pads, strict=True
    ):
        if not 0 <= low < size or (count - 1) * step - low >= n:
            return None
    return windows


def _numbers(windows: Windows) -> np.ndarray:
    """Sizes, strides, elements of padding before: three each."""
    before = tuple(low for low, _ in windows.pads)
    rows = (three(windows.sizes, 1), three(windows.strides, 1), three(before, 0))
    return np.array([n for row in rows for n in row], np.int64)


def _forward(handler: str, find: Callable[..., Windows | None]) -> Callable[..., Result]:
    """The lowering of a pooling: `find` tells the windows, or None where XLA shall do it."""

    def lower(jax: Any, inputs: list[Any], attrs: dict[str, Any]) -> Result:
        (x,) = inputs
        windows, form = find(x.shape, attrs), attrs["data_format"]
        if windows is None:
            return None

        def run(x: Any) -> Any:
            x = to_channels_last(jax.numpy, x, form)
            shape = (x.shape[0], *windows.counts, x.shape[-1])
            y = call(jax, handler, shape, x, numbers=_numbers(windows))
            return from_channels_last(jax.numpy, y, form)

        return run, [0]

    return lower


def _gradient(jax: Any, inputs: list[Any], attrs: dict[str, Any]) -> Result:
    x, y, dy = inputs
    windows, form = _windows(x.shape, attrs), attrs["data_format"]
    if windows is None:
        return None
    expected = arrange(x.shape[0], windows.counts, x.shape[channel_axis(form)], form)
    if tuple(y.shape) != expected or tuple(dy.shape) != expected:
        return None

    def run(x: Any, y: Any, dy: Any) -> Any:
        x, y, dy = (to_channels_last(jax.numpy, a, form) for a in (x, y, dy))
        dx = call(jax, "pellucid_max_pool_gradient", x.shape, x, y, dy, numbers=_numbers(windows))
        return from_channels_last(jax.numpy, dx, form)

    return run, [0, 1, 2]


def _mean_windows(shape: Sequence[int], attrs: dict[str, Any]) -> Windows | None:
    """The windows, if their means are faster than XLA's: tiles' are not."""
    windows = _windows(shape, attrs)
    return None if windows is None or windows.tiled else windows


def _mean_gradient(jax: Any, inputs: list[Any], attrs: dict[str, Any]) -> Result:
    sizes, dy = inputs
    shape = tuple(int(n) for n in sizes)
    windows, form = _mean_windows(shape, attrs), attrs["data_format"]
    if windows is None:
        return None
    channels = shape[channel_axis(form)]
    if tuple(dy.shape) != arrange(shape[0], windows.counts, channels, form):
        return None

    def run(dy: Any) -> Any:
        dy = to_channels_last(jax.numpy, dy, form)
        wide = (shape[0], *windows.inputs, channels)
        dx = call(jax, "pellucid_mean_pool_gradient", wide, dy, numbers=_numbers(windows))
        return from_channels_last(jax.numpy, dx, form)

    return run, [1]


_maximum = _forward("pellucid_max_pool", _windows)
_mean = _forward("pellucid_mean_pool", _mean_windows)

LOWERINGS: dict[str, Callable[..., Result]] = {
    "MaxPool": _maximum,
    "MaxPoolGrad": _gradient,
    "MaxPool3D": _maximum,
    "MaxPool3DGrad": _gradient,
    "AvgPool": _mean,
    "AvgPoolGrad": _mean_gradient,
    "AvgPool3D": _mean,
    "AvgPool3DGrad": _mean_gradient,
}
