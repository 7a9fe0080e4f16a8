"""`tf.py_function` and `tf.numpy_function`: Python code as an operation of a graph."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import numpy as np

from pellucid.core import context, nest
from pellucid.core.context import STATE
from pellucid.core.convert import convert, to_array
from pellucid.core.dtypes import DType, as_dtype
from pellucid.core.errors import InvalidArgumentError, explain
from pellucid.core.specs import TensorSpec
from pellucid.core.tensor import EagerTensor
from pellucid.graph.shape_rules import unknown
from pellucid.runtime.dispatch import op

EagerPyFunc = op(
    "EagerPyFunc", "input: Tin... -> output: Tout...",
    function=object, Tout=list, stateful=True, infer=unknown, user_code=True,
)  # fmt: skip


@EagerPyFunc.kernel("host")
def _(inputs: list[Any], function: Callable[..., Any], Tout: list[DType]) -> list[Any]:
    with context.building(None):
        results = function(*[EagerTensor(v) for v in inputs])
        found = _as_list(results, len(Tout))
        try:
            return [convert(r, t).array() for r, t in zip(found, Tout, strict=True)]
        except (TypeError, ValueError) as error:
            raise InvalidArgumentError(None, None, f"tf.py_function: {error}") from error


@EagerPyFunc.gradient
def _(node: Any, *dy: Any) -> Any:
    """The function is run again under a tape, on the host."""
    from pellucid.autodiff.tape import GradientTape

    count, types = len(node.inputs), node.attrs["Tout"]
    function = node.attrs["function"]
    flows = [t.dtype.is_floating or t.dtype.is_complex for t in node.inputs]

    def backward(*values: Any) -> list[Any]:
        inputs, cotangents = list(values[:count]), list(values[count:])
        with GradientTape() as tape:
            tape.watch([v for v, flow in zip(inputs, flows, strict=True) if flow])
            results = _as_list(function(*inputs), len(types))
        wanted = [v for v, flow in zip(inputs, flows, strict=True) if flow]
        return tape.gradient(
            results, wanted, output_gradients=cotangents, unconnected_gradients="zero"
        )

    wanted = [t.dtype for t, flow in zip(node.inputs, flows, strict=True) if flow]
    found = iter(EagerPyFunc([*node.inputs, *dy], function=backward, Tout=wanted))
    return [next(found) if flow else None for flow in flows]


PyFunc = op(
    "PyFunc", "input: Tin... -> output: Tout...",
    function=object, Tout=list, stateful=True, infer=unknown, gradient=None, user_code=True,
)  # fmt: skip


@PyFunc.kernel("host")
def _(inputs: list[Any], function: Callable[..., Any], Tout: list[DType]) -> list[Any]:
    with context.building(None):
        results = _as_list(
            function(*[np.array(v) if np.ndim(v) else v[()] for v in inputs]), len(Tout)
        )
        return [_checked(r, t) for r, t in zip(results, Tout, strict=True)]


def _checked(value: Any, dtype: DType) -> Any:
    """A function's result, which must have the promised dtype (Python numbers take it)."""
    if (
        isinstance(value, np.ndarray | np.generic)
        and value.dtype.kind not in "SUO"
        and value.dtype != dtype.np_dtype
    ):
        raise InvalidArgumentError(
            None, None,
            explain("tf.numpy_function [Tout]", "the function returned another dtype",
                    expected=dtype.name, received=value.dtype),
        )  # fmt: skip
    return to_array(value, dtype)


def _as_list(results: Any, count: int) -> list[Any]:
    if count == 0:
        return []
    found = (
        list(results)
        if isinstance(results, list | tuple) and (count > 1 or len(results) == 1)
        else [results]
    )
    if len(found) != count:
        raise ValueError(f"expected the function to return {count} values, received {len(found)}")
    return found


def _types(Tout: Any) -> tuple[Any, list[Any]]:
    """The structure of `Tout` and its flat list of dtypes or specs."""
    return Tout, nest.flatten(Tout)


def _call(
    made: Any, function: Callable[..., Any], inputs: Sequence[Any], Tout: Any, name: str | None
) -> Any:
    structure, flat = _types(Tout)
    types = [t.dtype if isinstance(t, TensorSpec) else as_dtype(t) for t in flat]
    if STATE.graph is None:
        tensors = [convert(v) for v in nest.flatten(inputs, expand_composites=True)]
    else:
        tensors = [
            v if hasattr(v, "handle") else convert(v)
            for v in nest.flatten(inputs, expand_composites=True)
        ]
    outputs = made(tensors, function=function, Tout=types, name=name)
    for spec, output in zip(flat, outputs, strict=True):
        if isinstance(spec, TensorSpec):
            output.set_shape(spec.shape)
    if not flat:
        return [] if STATE.graph is None else outputs
    if not nest.is_nested(structure):
        return outputs[0]
    return nest.pack_sequence_as(structure, outputs)


def py_function(
    func: Callable[..., Any] | None = None,
    inp: Any = None,
    Tout: Any = None,
    name: str | None = None,
) -> Any:
    """Run a Python function of eager tensors as an operation; gradients flow through it.

    Args:
        func: takes eager tensors and returns values convertible to tensors.
        inp: its arguments, a list of tensors.
        Tout: the dtype (or TensorSpec) of each result; a single one, or a list; [] for none.

    Returns: a tensor, or a list of them, whose shapes are unknown in a graph unless a TensorSpec
        says them.
    """
    if func is None or not callable(func):
        raise ValueError("tf.py_function [func]: expected a callable.")
    return _call(EagerPyFunc, func, inp or [], [] if Tout is None else Tout, name)


def numpy_function(
    func: Callable[..., Any] | None = None,
    inp: Any = None,
    Tout: Any = None,
    stateful: bool = True,
    name: str | None = None,
) -> Any:
    """Run a Python function of NumPy arrays as an operation, without a gradient.

    Args:
        func: takes NumPy arrays and returns arrays of exactly the dtypes `Tout`.
        inp: its arguments, a list of tensors.
        Tout: the dtype of each result in a graph. Called eagerly, the results have the dtypes that
            the function gives them.
        stateful: whether the function has effects; it is called each time in any case.

    Raises:
        InvalidArgumentError: in a graph, the function returned another dtype.
    """
    if func is None or not callable(func):
        raise ValueError("tf.numpy_function [func]: expected a callable.")
    if STATE.graph is None:
        results = func(*[np.array(convert(v)) for v in inp or []])
        found = [None if r is None else convert(r) for r in nest.flatten(results)]
        return found[0] if len(found) == 1 else found
    return _call(PyFunc, func, inp or [], [] if Tout is None else Tout, name)
