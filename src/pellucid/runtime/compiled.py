"""Eager calls of ops that have only an XLA kernel: compiled once per attributes and shapes."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable
from typing import Any

import numpy as np

from pellucid.core.errors import UnimplementedError
from pellucid.core.tensor import EagerTensor
from pellucid.runtime.backend import load_jax, not_concrete_errors
from pellucid.runtime.lowering import Lowering, with_callables

_LIMIT = 512
_compiled: OrderedDict[Any, Callable[..., Any]] = OrderedDict()


def run_op(op: Any, inputs: list[Any], attrs: dict[str, Any]) -> list[EagerTensor]:
    """Run the XLA kernel of `op` on eager tensors."""
    if op.xla_kernel is None:
        raise UnimplementedError(None, None, f"{op.name} has no kernel for eager execution.")
    if any(hasattr(t, "handle") for t in inputs):
        return _run_on_resources(op, inputs, attrs)
    fixed = _fixed_inputs(op, inputs, attrs)
    key = (op.name, freeze(attrs), tuple((i, freeze(v)) for i, v in fixed.items()))
    jitted = _compiled.get(key)
    if jitted is None:
        jitted = _compiled[key] = load_jax().jit(_function(op, attrs, fixed, len(inputs)))
        if len(_compiled) > _LIMIT:
            _compiled.popitem(last=False)
    values = [t.value() for i, t in enumerate(inputs) if i not in fixed]
    try:
        outputs = jitted(*values)
    except (ValueError, TypeError, IndexError, *not_concrete_errors()) as error:
        raise op.failure(error, inputs) from error
    return [EagerTensor.on_device(o) for o in outputs]


def _fixed_inputs(op: Any, inputs: list[Any], attrs: dict[str, Any]) -> dict[int, Any]:
    """The flat positions of inputs whose values the kernel must know, with these values."""
    if "of" in attrs:  # the derivative of another op, whose inputs come first
        return _fixed_inputs(attrs["of"], inputs[: len(attrs["Tin"])], attrs["of_attrs"])
    if not op.static:
        return {}
    nested = op.nested_inputs(list(range(len(inputs))), attrs)
    wanted: list[int] = []
    for index in op.static:
        found = nested[index]
        wanted.extend(found if isinstance(found, list) else [found])
    return {i: inputs[i].array() for i in wanted}


def _function(
    op: Any, attrs: dict[str, Any], fixed: dict[int, Any], count: int
) -> Callable[..., Any]:
    jax = load_jax()
    types = op.output_types(attrs)

    def run(*values: Any) -> list[Any]:
        rest = iter(values)
        flat = [fixed[i] if i in fixed else next(rest) for i in range(count)]
        known = with_callables(attrs, Lowering({}, {}).callable) if op.calls_graphs else attrs
        nested = op.nested_inputs(flat, attrs)
        from pellucid.runtime import cpu

        result = cpu.NativeKernels(jax).lower(op, nested, known)
        if result is None:
            result = op.xla_kernel.run_xla(jax, nested, known)
        outputs = op.flat_outputs(result, types)
        return [jax.numpy.asarray(v, t.np_dtype) for v, t in zip(outputs, types, strict=True)]

    return run


def _run_on_resources(op: Any, inputs: list[Any], attrs: dict[str, Any]) -> list[EagerTensor]:
    """Without compiling: the kernel replaces the storage's value."""
    jax = load_jax()
    values = [t.handle if hasattr(t, "handle") else jax.numpy.asarray(t.array()) for t in inputs]
    try:
        result = op.xla_kernel.run_xla(jax, op.nested_inputs(values, attrs), attrs)
    except (ValueError, TypeError, IndexError) as error:
        raise op.failure(error, inputs) from error
    types = op.output_types(attrs)
    return [EagerTensor.on_device(v) for v in op.flat_outputs(result, types)]


def freeze(value: Any) -> Any:
    """A hashable stand-in for an attribute."""
    if isinstance(value, list | tuple):
        return tuple(freeze(v) for v in value)
    if isinstance(value, dict):
        return tuple((k, freeze(v)) for k, v in sorted(value.items()))
    if isinstance(value, np.ndarray | np.generic):
        return (value.shape, value.dtype.str, np.asarray(value).tobytes())
    try:
        hash(value)
    except TypeError:
        return id(value)
    return (type(value).__name__, value)
