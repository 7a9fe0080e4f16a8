"""Nodes of a GraphDef that are imported in a way of their own.

    SPECIAL     by the op's name: f(importer, node, inputs, name) adds what does its work

Placeholders and variables, branches and loops, printing, and what cannot be imported.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from pellucid.core import nest
from pellucid.core.context import STATE, recording
from pellucid.core.dtypes import as_dtype
from pellucid.core.registry import OPS
from pellucid.core.shapes import is_subshape
from pellucid.core.tensor_proto import dims_from_proto
from pellucid.function.imported_lists import LIST_OPS, allocated, flat, is_list
from pellucid.graph.graph import FuncGraph
from pellucid.ops import hidden_state
from pellucid.ops.constants import constant
from pellucid.ops.subgraphs import share_captures

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
    shapes = [None if is_list(t) else t.dims for t in rest]

    def graph(function: Any) -> FuncGraph:
        return importer.graph_of(function.name, rest, shapes)

    if node.op.endswith("If"):
        made = {k: graph(node.attr[k].func) for k in ("then_branch", "else_branch")}
        op, graphs = OPS["If"], list(made.values())
    else:
        graphs = [graph(f) for f in node.attr["branches"].list.func]
        op, made = OPS["Case"], {"branches": graphs}
    if any(map(is_list, graphs[0].structured_outputs)):
        _allocate_results(graphs)
    values = [importer.variables.get(id(t), t) for t in flat(rest)]
    values += share_captures(graphs)
    types = [t.dtype for t in graphs[0].outputs]
    hidden = hidden_state.attributes(graphs, values)
    after = op(index, values, Tout=types, name=name, **made, **hidden).output
    return nest.pack_sequence_as(graphs[0].structured_outputs, after, expand_composites=True)


def _allocate_results(graphs: list[FuncGraph]) -> None:
    """Give the lists that branches return the same form."""
    for graph in graphs:
        for other in graphs:
            with graph.as_default(), recording(()):
                results = allocated(graph.structured_outputs, other.structured_outputs)
            graph.structured_outputs, graph.outputs = results, flat(results)


def _while(importer: Importer, node: Any, inputs: list[Any], name: str) -> list[Any]:
    """A loop. What its body returns as it came is not a loop variable here, but only read."""
    listed = node.attr["output_shapes"].list.shape if "output_shapes" in node.attr else ()
    shapes = [dims_from_proto(s) for s in listed] or [
        None if is_list(t) else t.dims for t in inputs
    ]
    functions = [node.attr[key].func.name for key in ("body", "cond")]
    if any(map(is_list, inputs)):
        tried = importer.graph_of(functions[0], inputs, shapes)
        inputs = allocated(inputs, tried.structured_outputs)
    body = importer.graph_of(functions[0], inputs, shapes)
    results = zip(inputs, body.structured_outputs, shapes, strict=True)
    if not all(is_list(i) or is_subshape(t.dims, s) for i, t, s in results):
        shapes = [None] * len(inputs)
        body = importer.graph_of(functions[0], inputs, shapes)
    cond = importer.graph_of(functions[1], inputs, shapes)
    same = [_origin(o) is i for i, o in zip(body.inputs, body.outputs, strict=True)]
    changing = [i for i, s in enumerate(same) if not s]
    order = [*changing, *(i for i, s in enumerate(same) if s)]
    for graph in (body, cond):
        graph.inputs = [graph.inputs[i] for i in order]
    body.outputs = [body.outputs[i] for i in changing]
    body.structured_outputs = list(body.outputs)
    entering = flat(inputs)
    values = [importer.variables.get(id(entering[i]), entering[i]) for i in order]
    values += share_captures([body, cond])
    types = [entering[i].dtype for i in changing]
    hidden = hidden_state.attributes([body, cond], values)
    after = OPS["While"](values, cond=cond, body=body, Tout=types, name=name, **hidden).output
    outputs = list(entering)
    for i, tensor in zip(changing, after, strict=True):
        outputs[i] = tensor
    return nest.pack_sequence_as(inputs, outputs, expand_composites=True)


def _origin(tensor: Any) -> Any:
    """The tensor of which `tensor` is a copy."""
    while tensor.op.type == "Identity":
        tensor = tensor.op.inputs[0]
    return tensor


SPECIAL: dict[str, Any] = {
    **LIST_OPS,
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
