"""InputSpec: what a layer accepts, and the check of it."""

from __future__ import annotations

from typing import Any

import pellucid as tf


class InputSpec:
    """Rank, dtype and sizes that an input of a layer must have.

    Args:
        dtype: dtype name.
        shape: expected shape, None entries are free.
        ndim, max_ndim, min_ndim: exact, greatest and smallest number of axes.
        axes: sizes of single axes, {axis: size}.
        allow_last_axis_squeeze: whether (…, n, 1) may stand for (…, n) and the reverse.
        optional: whether the input may be None.

    Example: `InputSpec(min_ndim=2, axes={-1: 8})` asks for at least a matrix with 8 columns.
    """

    def __init__(
        self,
        dtype: Any = None,
        shape: Any = None,
        ndim: int | None = None,
        max_ndim: int | None = None,
        min_ndim: int | None = None,
        axes: dict[int, int | None] | None = None,
        allow_last_axis_squeeze: bool = False,
        name: str | None = None,
        optional: bool = False,
    ) -> None:
        self.dtype = tf.as_dtype(dtype).name if dtype is not None else None
        self.shape = None if shape is None else tuple(shape)
        self.ndim = ndim if self.shape is None else len(self.shape)
        self.max_ndim, self.min_ndim = max_ndim, min_ndim
        self.name, self.optional = name, optional
        self.allow_last_axis_squeeze = allow_last_axis_squeeze
        try:
            self.axes = {int(k): axes[k] for k in axes} if axes else {}
        except (TypeError, ValueError):
            raise TypeError(
                "Argument `axes` must be a dict with integer keys. "
                f"Received: axes={axes} of type {type(axes)}"
            ) from None

    def get_config(self) -> dict[str, Any]:
        """The settings that matter for a check."""
        return {
            "dtype": self.dtype,
            "shape": self.shape,
            "ndim": self.ndim,
            "max_ndim": self.max_ndim,
            "min_ndim": self.min_ndim,
            "axes": self.axes,
        }

    @classmethod
    def from_config(cls, config: dict[str, Any]) -> InputSpec:
        """The spec whose `get_config()` gave `config`."""
        return cls(**config)

    def __repr__(self) -> str:
        parts = {
            "dtype": self.dtype,
            "shape": self.shape,
            "ndim": self.ndim if self.shape is None else None,
            "max_ndim": self.max_ndim,
            "min_ndim": self.min_ndim,
            "axes": self.axes or None,
        }
        return f"InputSpec({', '.join(f'{k}={v}' for k, v in parts.items() if v is not None)})"


def check_inputs(spec: Any, inputs: Any, layer_name: str) -> None:
    """Compare `inputs` with `spec` (one InputSpec, or a nested structure of them).

    Raises:
        ValueError: naming the layer, what was expected and the shape received.
    """
    if spec is None:
        return
    specs = tf.nest.flatten(spec)
    if isinstance(spec, dict) and isinstance(inputs, dict):
        inputs = [inputs[key] for key in sorted(spec)]
    values = tf.nest.flatten(inputs)
    if len(values) != len(specs):
        raise ValueError(
            f"Layer '{layer_name}' expected {len(specs)} input(s). Received {len(values)} instead."
        )
    for index, (one, x) in enumerate(zip(specs, values, strict=True)):
        if one is None or (x is None and one.optional):
            continue
        if x is None or not hasattr(x, "shape"):
            raise ValueError(
                f"Inputs to a layer should be tensors. Got '{x}' (of type {type(x)}) as input for "
                f"layer '{layer_name}'."
            )
        shape = tuple(x.shape) if getattr(x.shape, "rank", 0) is not None else None
        if shape is not None:
            problem = _mismatch(one, shape, x.dtype)
            if problem:
                raise ValueError(
                    f"Input {index} with name '{one.name}' of layer '{layer_name}' is "
                    f"incompatible with the layer: {problem}"
                )


def _mismatch(spec: InputSpec, shape: tuple[Any, ...], dtype: Any) -> str | None:
    rank, full = len(shape), f" Full shape received: {shape}"
    if spec.ndim is not None and not spec.allow_last_axis_squeeze and rank != spec.ndim:
        return f"expected ndim={spec.ndim}, found ndim={rank}.{full}"
    if spec.max_ndim is not None and rank > spec.max_ndim:
        return f"expected max_ndim={spec.max_ndim}, found ndim={rank}"
    if spec.min_ndim is not None and rank < spec.min_ndim:
        return f"expected min_ndim={spec.min_ndim}, found ndim={rank}.{full}"
    if spec.dtype is not None and tf.as_dtype(dtype).name != spec.dtype:
        return f"expected dtype={spec.dtype}, found dtype={tf.as_dtype(dtype).name}"
    for axis, size in spec.axes.items():
        if not -rank <= axis < rank:
            return f"expected an axis {axis}, found ndim={rank}.{full}"
        if size is not None and shape[axis] not in (size, None):
            return f"expected axis {axis} of input shape to have value {size}, but received " + (
                f"input with shape {shape}"
            )
    if spec.shape is not None:
        return _shape_mismatch(spec, shape)
    return None


def _shape_mismatch(spec: InputSpec, shape: tuple[Any, ...]) -> str | None:
    wanted: Any = spec.shape
    given = shape
    if spec.allow_last_axis_squeeze:
        wanted = wanted[:-1] if wanted and wanted[-1] == 1 else wanted
        given = given[:-1] if given and given[-1] == 1 else given
    same_rank = len(wanted) == len(given)
    pairs = zip(wanted, given, strict=False)
    if not same_rank or any(w is not None and g is not None and w != g for w, g in pairs):
        return f"expected shape={spec.shape}, found shape={shape}"
    return None
