"""The shape rule of ops that have none: evaluate the kernel abstractly and see.

Unknown dimensions are tried at two sizes; what comes out the same both times is known.
"""

from __future__ import annotations

from typing import Any

from pellucid.core.dtypes import resource, string
from pellucid.runtime.backend import load_jax

_SIZES = (11, 13)  # primes that rarely occur as real sizes


def infer_by_kernel(call: Any, count: int) -> list[Any]:
    """The shapes of a call's outputs; None for an output of which nothing is known.

    Raises:
        ValueError: the kernel refuses the shapes, and all of them are known.
    """
    op = call.op
    hidden = any(t.dims is None or t.dtype in (resource, string) for t in call.inputs)
    if op.xla_kernel is None or hidden or op.xla_kernel.needs_rng:
        return [None] * count
    open_dims = any(None in t.dims for t in call.inputs)
    first = _abstract(call, _SIZES[0])
    last = _abstract(call, _SIZES[1]) if open_dims else first
    if first is None or last is None:
        return [None] * count
    return [_common(a, b) for a, b in zip(first, last, strict=True)]


def _common(a: tuple[int, ...], b: tuple[int, ...]) -> Any:
    if len(a) != len(b):
        return None
    return tuple(x if x == y else None for x, y in zip(a, b, strict=True))


def _abstract(call: Any, size: int) -> list[tuple[int, ...]] | None:
    jax = load_jax()
    op, attrs = call.op, call.attrs
    known = {i: call.value(i) for i in range(len(call.inputs))}
    if any(known.get(i) is None for i in op.static):
        return None
    tried = {
        i: jax.ShapeDtypeStruct(tuple(size if d is None else d for d in t.dims), t.dtype.np_dtype)
        for i, t in enumerate(call.inputs)
        if known[i] is None
    }

    def run(values: dict[int, Any]) -> list[Any]:
        flat = [values.get(i, known[i]) for i in range(len(call.inputs))]
        result = op.xla_kernel.run_xla(jax, op.nested_inputs(flat, attrs), attrs)
        return [jax.numpy.asarray(v) for v in op.flat_outputs(result, op.output_types(attrs))]

    try:
        return [tuple(o.shape) for o in jax.eval_shape(run, tried)]
    except (ValueError, TypeError, IndexError) as error:
        if any(None in t.dims for t in call.inputs) or isinstance(error, jax.errors.JAXTypeError):
            return None
        raise ValueError(f"tf.{op.name}: {error}") from error
