"""`tf.gradients` and `tf.hessians`: differentiation of a graph that is being built."""

from __future__ import annotations

from typing import Any

from pellucid.autodiff.backpropagation import backpropagate, depending
from pellucid.autodiff.cotangents import UnconnectedGradients, zeros_like
from pellucid.core.context import STATE
from pellucid.core.convert import convert
from pellucid.core.names import name_scope


def gradients(
    ys: Any,
    xs: Any,
    grad_ys: Any = None,
    name: str = "gradients",
    gate_gradients: bool = False,
    aggregation_method: int | None = None,
    stop_gradients: Any = None,
    unconnected_gradients: Any = UnconnectedGradients.NONE,
) -> list[Any]:
    """The derivatives of the sum of `ys` with respect to each of `xs`, in a graph.

    Args:
        ys, xs: tensors of the graph, or lists of them.
        grad_ys: a cotangent for each of `ys`, ones by default.
        name: a name scope for the nodes.
        gate_gradients, aggregation_method: how TensorFlow schedules the sum; without effect on the
            result.
        stop_gradients: tensors to treat as constants.
        unconnected_gradients: what stands for the derivative by something `ys` do not depend on.

    Raises:
        RuntimeError: no graph is being built; use `tf.GradientTape` in eager mode.
    """
    graph = STATE.graph
    if graph is None:
        raise RuntimeError(
            "tf.gradients is not supported when eager execution is enabled. "
            "Use tf.GradientTape instead."
        )
    targets = list(ys) if isinstance(ys, list | tuple) else [ys]
    sources = list(xs) if isinstance(xs, list | tuple) else [xs]
    given = list(grad_ys) if isinstance(grad_ys, list | tuple) else [grad_ys] * len(targets)
    stopped = {
        id(t)
        for t in (stop_gradients if isinstance(stop_gradients, list | tuple) else [stop_gradients])
    }
    records = [n for n in graph.nodes if not any(id(o) in stopped for o in n.outputs)]
    handles = [graph.capture(s) if hasattr(s, "handle") else s for s in sources]
    targets = [graph.capture(convert(t)) for t in targets]
    with name_scope(name):
        found = backpropagate(depending(records, handles), targets, handles, given)
    if UnconnectedGradients(unconnected_gradients) is UnconnectedGradients.ZERO:
        return [zeros_like(s) if g is None else g for g, s in zip(found, sources, strict=True)]
    return found


def hessians(
    ys: Any,
    xs: Any,
    gate_gradients: bool = False,
    aggregation_method: int | None = None,
    name: str = "hessians",
) -> list[Any]:
    """The second derivatives of the sum of `ys` by each of `xs`: tensors of shape `x.shape * 2`.

    Raises:
        ValueError: a shape is not known.
    """
    from pellucid.ops.array import reshape, stack

    found = []
    for x in list(xs) if isinstance(xs, list | tuple) else [xs]:
        size = x.shape.num_elements()
        if size is None:
            raise ValueError(f"tf.hessians [xs]: the shape must be known, received {x.shape}")
        first = reshape(convert(gradients(ys, x)[0]), [-1])
        rows = [gradients(first[i], x)[0] for i in range(size)]
        dims = x.shape.as_list()
        found.append(
            reshape(stack([zeros_like(x) if r is None else convert(r) for r in rows]), dims + dims)
        )
    return found
