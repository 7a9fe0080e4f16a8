"""A gradient written as a closure, where the graph it closes over is called again.

    transplanted     the gradient as a function of values there

The gradient function of a `tf.custom_gradient` may use tensors of the graph in which the function
was called. A differentiated loop, or a `tf.function` called inside another one, runs the nodes of
that graph again elsewhere: the closure still means the tensors of old. So the closure is traced
where it belongs, and the trace is run with the values that stand for those tensors now.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from pellucid.core import nest
from pellucid.core.convert import convert
from pellucid.graph.graph import FuncGraph, Graph
from pellucid.ops.subgraphs import trace_branch


def transplanted(
    gradient: Callable[..., Any], graph: Graph, find: Callable[[Any], Any]
) -> Callable[..., Any]:
    """An op's gradient function that does what `gradient`, made in `graph`, does.

    Args:
        gradient: takes a node and cotangents.
        find: what stands for a tensor of `graph`; None if it was not needed before.
    """

    def run(node: Any, *dy: Any) -> Any:
        from pellucid.autodiff.inline import inline
        from pellucid.autodiff.rerun import Rerun

        arrived = [convert(d) for d in dy]
        with graph.as_default():
            trace = trace_branch(
                "gradient",
                lambda *cotangents: gradient(node, *cotangents),
                [(d.dtype, d.dims) for d in arrived],
            )
        captured = [v for v, _ in trace.captured.values()]
        found = {id(v): _value(graph, v, find) for v in captured}
        outputs, _ = inline(trace, arrived, found, call=Rerun({}).call)
        rest = iter(outputs)
        return nest.map_structure(
            lambda leaf: None if leaf is None else next(rest),
            trace.structured_outputs,
            expand_composites=True,
        )

    return run


def _value(graph: Graph, tensor: Any, find: Callable[[Any], Any]) -> Any:
    """What stands for a tensor or variable that the closure uses."""
    from pellucid.autodiff.rerun import Rerun

    if getattr(tensor, "graph", None) is not graph:
        # From further outside: the same there, unless the graph was given something else for it.
        pair = graph.captured.get(id(tensor)) if isinstance(graph, FuncGraph) else None
        found = None if pair is None else find(pair[1])
        return tensor if found is None else found
    found = find(tensor)
    if found is not None:
        return found
    # Nothing but the closure uses it, so it was left out.
    node = tensor.op
    inputs = [_value(graph, t, find) for t in node.inputs]
    return Rerun({}).call(node, inputs, node.op)[tensor.value_index]
