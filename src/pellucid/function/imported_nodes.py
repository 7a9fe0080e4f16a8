"""Nodes of a GraphDef that are imported in a way of their own.

    SPECIAL     by the op's name: f(importer, node, inputs, name) adds what does its work

Placeholders and variables, branches and loops, printing, and what cannot be imported.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from pellucid.core.context import STATE
from pellucid.core.dtypes import as_dtype
from pellucid.core.registry import OPS
from pellucid.core.shapes import is_subshape
from pellucid.core.tensor_proto import dims_from_proto
from pellucid.graph.graph import FuncGraph
from pellucid.ops import hidden_state
from pellucid.ops.constants import constant

if TYPE_CHECKING:
    from pellucid.function.import_graph_def import Importer


def _placeholder(importer: Importer, node: Any, inputs: list[Any], name: str) -> list[Any]:
    graph: Any = STATE.graph
    dims = dims_from_proto(node.attr["shape"].shape) if "shape" in node.attr else None
    return [graph.placeholder(as_dtype(node.attr["dtype"].type), dims, name)]


def _variable(importer: Importer, node: Any, inputs: list[Any], name: str) -> list[Any]:
    return [importer.handle(importer.variable(node))]


def _initialized(importer: Importer, node: Any, inputs: list[Any], name: str) -> list[Any]:
    return [constant(True, name=name)]


def _print(importer: Importer, node: Any, inputs: list[Any], name: str) -> list[Any]:
    stream = node.attr["output_stream"].s.decode() if "output_stream" in node.attr else "stderr"
    end = node.attr["end"].s.decode() if "end" in node.attr else "\n"
    OPS["PrintV2"](inputs, template="\0" + end, stream=stream, summarize=-1, name=name)
    return []


def _python(importer: Importer, node: Any, inputs: list[Any], name: str) -> list[Any]:
    raise ValueError(
        f"tf.import_graph_def: node '{node.name}' ({node.op}) calls a Python function of the "
        "process that wrote the graph; it cannot be imported."
    )


def _branches(importer: Importer, node: Any, inputs: list[Any], name: str) -> list[Any]:
    index, *rest = inputs
    shapes = [t.dims for t in rest]
    types = [as_dtype(t) for t in node.attr["Tout"].list.type]

    def graph(function: Any) -> FuncGraph:
        return importer.graph_of(function.name, rest, shapes)

    if node.op.endswith("If"):
        made = {k: graph(node.attr[k].func) for k in ("then_branch", "else_branch")}
        op = OPS["If"]
    else:
        made = {"branches": [graph(f) for f in node.attr["branches"].list.func]}
        op = OPS["Case"]
    values = [importer.variables.get(id(t), t) for t in rest]
    graphs = hidden_state.inner_graphs(made)
    hidden = hidden_state.attributes(graphs, values)
    return op(index, values, Tout=types, name=name, **made, **hidden).output


def _while(importer: Importer, node: Any, inputs: list[Any], name: str) -> list[Any]:
    """A loop. What its body returns as it came is not a loop variable here, but only read."""
    listed = node.attr["output_shapes"].list.shape if "output_shapes" in node.attr else ()
    shapes = [dims_from_proto(s) for s in listed] or [t.dims for t in inputs]
    body = importer.graph_of(node.attr["body"].func.name, inputs, shapes)
    if not all(is_subshape(t.dims, s) for t, s in zip(body.outputs, shapes, strict=True)):
        shapes = [None] * len(inputs)
        body = importer.graph_of(node.attr["body"].func.name, inputs, shapes)
    cond = importer.graph_of(node.attr["cond"].func.name, inputs, shapes)
    same = [_origin(o) is i for i, o in zip(body.inputs, body.outputs, strict=True)]
    changing = [i for i, s in enumerate(same) if not s]
    order = [*changing, *(i for i, s in enumerate(same) if s)]
    for graph in (body, cond):
        graph.inputs = [graph.inputs[i] for i in order]
    body.outputs = [body.outputs[i] for i in changing]
    body.structured_outputs = list(body.outputs)
    values = [importer.variables.get(id(inputs[i]), inputs[i]) for i in order]
    types = [inputs[i].dtype for i in changing]
    hidden = hidden_state.attributes([body, cond], values)
    after = OPS["While"](values, cond=cond, body=body, Tout=types, name=name, **hidden).output
    outputs = list(inputs)
    for i, tensor in zip(changing, after, strict=True):
        outputs[i] = tensor
    return outputs


def _origin(tensor: Any) -> Any:
    """The tensor of which `tensor` is a copy."""
    while tensor.op.type == "Identity":
        tensor = tensor.op.inputs[0]
    return tensor


SPECIAL: dict[str, Any] = {
    "Placeholder": _placeholder,
    "PlaceholderV2": _placeholder,
    "VarHandleOp": _variable,
    "VarIsInitializedOp": _initialized,
    "PrintV2": _print,
    "PyFunc": _python,
    "PyFuncStateless": _python,
    "EagerPyFunc": _python,
    "If": _branches,
    "StatelessIf": _branches,
    "Case": _branches,
    "StatelessCase": _branches,
    "While": _while,
    "StatelessWhile": _while,
}
