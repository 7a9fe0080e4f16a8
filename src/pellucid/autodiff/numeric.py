"""`tf.test.compute_gradient`: derivatives by finite differences beside those of the tape."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import numpy as np

from pellucid.autodiff.tape import GradientTape
from pellucid.core.convert import convert


def compute_gradient(
    f: Callable[..., Any], x: Sequence[Any], delta: float | None = None
) -> tuple[tuple[np.ndarray, ...], tuple[np.ndarray, ...]]:
    """The Jacobian of `f` by each argument, from the tape and from central differences.

    Args:
        f: a function of tensors that returns a tensor.
        x: its arguments, a list.
        delta: the step of the differences; by default 1/1024, as TensorFlow's.

    Returns: two tuples of matrices of shape (size of x[i], size of f(x)) transposed to (outputs,
        inputs).

    Raises:
        ValueError: `x` is not a list.
    """
    if not isinstance(x, list | tuple):
        raise ValueError(
            f"`x` must be a list or tuple of values convertible to a Tensor, not a {type(x)}"
        )
    step = 1.0 / 1024 if delta is None else delta
    tensors = [convert(v) for v in x]
    return (
        tuple(_from_tape(f, tensors, i) for i in range(len(tensors))),
        tuple(_from_differences(f, tensors, i, step) for i in range(len(tensors))),
    )


def _from_tape(f: Callable[..., Any], tensors: list[Any], index: int) -> np.ndarray:
    with GradientTape() as tape:
        tape.watch(tensors[index])
        y = f(*tensors)
    jacobian = tape.jacobian(y, tensors[index], unconnected_gradients="zero")
    return np.reshape(jacobian.numpy(), (int(np.prod(y.shape.as_list())), -1))


def _from_differences(
    f: Callable[..., Any], tensors: list[Any], index: int, step: float
) -> np.ndarray:
    base = np.array(tensors[index].numpy())
    columns = []
    for place in np.ndindex(base.shape):
        ahead, behind = base.copy(), base.copy()
        ahead[place] += step
        behind[place] -= step
        values = [
            np.asarray(f(*tensors[:index], convert(v), *tensors[index + 1 :]).numpy(), np.float64)
            for v in (ahead, behind)
        ]
        columns.append((values[0] - values[1]).reshape(-1) / (2 * step))
    return np.stack(columns, axis=1).astype(base.dtype)
