"""Gradients of ops that do not define one: XLA's own derivative of the op's kernel.

`VectorJacobian` is an op like others, whose kernel is the vector-Jacobian product of another op's
kernel. It can be traced, and has a gradient by the same rule.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from pellucid.core.errors import explain
from pellucid.core.tensor import Tensor
from pellucid.graph.shape_rules import Call
from pellucid.runtime.dispatch import op

# The outputs are the cotangents of the differentiable inputs; `of` is the op, `of_attrs` its
# attributes.
VectorJacobian = op(
    "PellucidVectorJacobian", "inputs: Tin..., cotangents: Tcot... -> output: Tout...",
    of=object, of_attrs=dict, Tout=list, calls_graphs=True,
)  # fmt: skip


@VectorJacobian.kernel("xla")
def _(jax: Any, inputs: list[Any], cotangents: list[Any], of: Any, of_attrs: dict[str, Any]) -> Any:
    # A repeated run must not change variables again.
    inputs = [type(v)(v.value) if hasattr(v, "changed") else v for v in inputs]
    chosen = _differentiable(inputs)

    def forward(*active: Any) -> list[Any]:
        values = list(inputs)
        for index, value in zip(chosen, active, strict=True):
            values[index] = value
        result = of.xla_kernel.run_xla(jax, of.nested_inputs(values, of_attrs), of_attrs)
        types = of.output_types(of_attrs)
        outputs = of.flat_outputs(result, types)
        return [o for o in outputs if jax.numpy.issubdtype(o.dtype, jax.numpy.inexact)]

    outputs, pull = jax.vjp(forward, *[inputs[i] for i in chosen])
    seeds = [jax.numpy.conj(c) if jax.numpy.iscomplexobj(c) else c for c in cotangents]
    found = pull([s.astype(o.dtype) for s, o in zip(seeds, outputs, strict=True)])
    # jax differentiates without conjugation; TensorFlow's gradient is the conjugate.
    return [jax.numpy.conj(g) if jax.numpy.iscomplexobj(g) else g for g in found]


@VectorJacobian.infer
def _(call: Call) -> Any:
    count = len(call.attrs["Tin"])
    inputs = call.inputs[:count]
    return [t.dims for t in inputs if t.dtype.is_floating or t.dtype.is_complex]


def _differentiable(values: Sequence[Any]) -> list[int]:
    return [
        i for i, v in enumerate(values)
        if hasattr(v, "dtype") and (v.dtype.kind in "fcV" or v.dtype.name == "bfloat16")
    ]  # fmt: skip


def differentiate_kernel(record: Any, arrived: list[Any]) -> list[Any]:
    """The cotangents of a record's inputs through its XLA kernel.

    Raises:
        LookupError: the op has no XLA kernel, so it cannot be differentiated.
    """
    of = record.op
    if of.xla_kernel is None:
        raise LookupError(explain(f"tf.{of.name}", "the operation has no gradient"))
    inputs = list(record.inputs)
    flows = [isinstance(t, Tensor) and (t.dtype.is_floating or t.dtype.is_complex) for t in inputs]
    if not any(flows):
        return [None] * len(inputs)
    cotangents = [
        g for g, o in zip(arrived, record.outputs, strict=True)
        if o.dtype.is_floating or o.dtype.is_complex
    ]  # fmt: skip
    found = VectorJacobian(
        inputs, cotangents, of=of, of_attrs=record.attrs,
        Tout=[t.dtype for t, flow in zip(inputs, flows, strict=True) if flow],
    )  # fmt: skip
    rest = iter(found)
    return [next(rest) if flow else None for flow in flows]
