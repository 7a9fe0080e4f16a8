"""Matching of what `compile` and `fit` are given (by name, by place, or for all) with outputs."""

from __future__ import annotations

from typing import Any

import pellucid as tf


def output_names(y_pred: Any, names: list[str] | None) -> list[str | None]:
    """Returns the name of each output: keys of a dict, or the model's names, or None."""
    if isinstance(y_pred, dict):
        return list(y_pred)
    if isinstance(y_pred, (list, tuple)):
        if names is not None and len(names) == len(y_pred):
            return list(names)
        return [None] * len(y_pred)
    return [names[0] if names and len(names) == 1 else None]


def as_list(y_pred: Any) -> list[Any]:
    """Returns the outputs of a model as a list."""
    if isinstance(y_pred, dict):
        return list(y_pred.values())
    if isinstance(y_pred, (list, tuple)):
        return list(y_pred)
    return [y_pred]


def match(argument: str, values: Any, y_pred: Any, names: list[str | None]) -> list[Any]:
    """Returns one of `values` for each output: targets, weights.

    Args:
        argument: name of the argument, for messages.
        values: one value for all, a list by place, a dict by name, or None.
        y_pred: the outputs.
        names: their names.
    """
    count = len(names)
    if values is None:
        return [None] * count
    if isinstance(values, dict):
        unknown = [key for key in values if key not in names]
        if unknown:
            if count == 1 and len(values) == 1:
                return list(values.values())
            raise ValueError(
                f"fit [{argument}]: unknown output name(s) {unknown}. Expected of {names}, "
                f"received {list(values)}."
            )
        return [values.get(name) for name in names]
    if isinstance(values, (list, tuple)):
        if len(values) == count:
            return list(values)
        if count == 1:
            return [tf.convert_to_tensor(values)]
        raise ValueError(
            f"fit [{argument}]: wrong number for the model's outputs. Expected {count} "
            f"({names}), received {len(values)}."
        )
    return [values] * count


def is_binary_or_sparse(y_true: Any, y_pred: Any) -> tuple[bool, bool]:
    """Tells by the shapes whether labels are binary, or integer classes.

    Returns:
        `(binary, sparse)`; both False for one-hot labels.
    """
    true_shape, pred_shape = y_true.shape, y_pred.shape
    if pred_shape.rank is None or true_shape.rank is None:
        return False, False
    last = pred_shape[-1] if pred_shape.rank else 1
    if last == 1:
        return True, False
    narrow = true_shape.rank < pred_shape.rank or (true_shape.rank > 0 and true_shape[-1] == 1)
    return False, narrow
