"""Arguments that have two names in TensorFlow 1, an older and a newer one."""

from __future__ import annotations

from typing import Any


def either(name: str, value: Any, old_name: str, old_value: Any) -> Any:
    """The argument, by whichever name it was given.

    Raises:
        ValueError: it was given by both.
    """
    if old_value is None:
        return value
    if value is not None:
        raise ValueError(f"Cannot specify both '{old_name}' and '{name}'.")
    return old_value


def axis_and_keep(
    axis: Any, reduction_indices: Any, keepdims: bool | None, keep_dims: bool | None
) -> tuple[Any, bool]:
    """The `axis` and `keepdims` of a reduction, by whichever names they were given."""
    keep = either("keepdims", keepdims, "keep_dims", keep_dims)
    return either("axis", axis, "reduction_indices", reduction_indices), bool(keep)
