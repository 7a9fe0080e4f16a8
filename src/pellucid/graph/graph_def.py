"""Graphs written as `GraphDef`: TensorFlow's own form, which TensorFlow can load and run.

    write              a Graph -> GraphDef
    node_def           one node -> NodeDef

Ops, attributes and names are TensorFlow's. What differs between its graphs and ours is told here:
variables that a function captured become `VarHandleOp`, branches and bodies become functions of the
library, a loop returns what it only reads too, and the order of side effects, which is the order of
our nodes, becomes control inputs.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from typing import Any

from pellucid.core import dtypes
from pellucid.core.messages import GraphDef, OpDef
from pellucid.core.shapes import TensorShape
from pellucid.core.tensor_proto import shape_to_proto
from pellucid.graph.attributes import encode
from pellucid.graph.expansion import expanded
from pellucid.graph.graph import graphs_among

# The version of TensorFlow's format that is written.
PRODUCER = 2474

# Ops of ours that TensorFlow has no counterpart of, besides all named Pellucid….
_OURS = frozenset({"CTCLossDense", "IsJpeg"})

# Stateful ops that change nothing: among each other their order does not matter.
_READERS = frozenset({"ReadVariableOp", "ResourceGather"})

_FUNCTIONAL = frozenset({"If", "Case", "While"})


class Written:
    """A node as TensorFlow has it: its op, inputs and attributes."""

    __slots__ = ("attrs", "before", "inputs", "like", "op")

    def __init__(
        self, op: str, inputs: Sequence[Any], attrs: dict[str, Any], like: dict[str, Any]
    ) -> None:
        self.op = op
        self.inputs: list[Any] = list(inputs)
        self.attrs = attrs
        self.like = like
        self.before: list[tuple[str, Written]] = []  # nodes to write in front, by their names


def write(graph: Any, from_version: int | None = None, add_shapes: bool = False) -> Any:
    """The GraphDef of a graph.

    Args:
        graph: the graph; functions that its nodes call are written into the library.
        from_version: only the nodes that were added after the graph had this `version`.
        add_shapes: write the shapes of outputs as attribute `_output_shapes`.

    Raises:
        ValueError: a node has no counterpart in TensorFlow; the message names the user's line.
    """
    graph = graph if from_version else expanded(graph)
    made = GraphDef()
    made.versions.producer = PRODUCER
    library = _Library(made.library, add_shapes)
    handles = _variables(graph)
    for function, name in graph.functions:
        library.write(function, name, [*function.inputs, *function.internal_captures])
    order = _order(graph) if graph.is_function else {}
    for node in graph.nodes[from_version or 0 :]:
        written = _handle(handles[id(node)]) if id(node) in handles else translate(node)
        library.add_node(made.node, node, written, _plain_name, order.get(node, ()))
    return made


def _order(graph: Any) -> dict[Any, list[Any]]:
    """The effects that nodes wait for; what a function returns waits for all of them."""
    order = effects(graph.nodes)
    last = order.pop(None, [])
    place = {node: i for i, node in enumerate(graph.nodes)}
    for node in dict.fromkeys(t.op for t in graph.outputs):
        if not node.op.stateful and all(place[e] < place[node] for e in last):
            order[node] = list(last)
    return order


def function_def(graph: Any, name: str) -> Any:
    """The FunctionDef of a function's graph; its inputs are the arguments, then what it captured.

    Functions that its nodes call stand in it by their names.

    Raises:
        ValueError: a node has no counterpart in TensorFlow; the message names the user's line.
    """
    library = _Library(GraphDef().library, False)
    return library.write(graph, name, [*graph.inputs, *graph.internal_captures])


def node_def(node: Any) -> Any:
    """The NodeDef of one node; functions that it calls stand in it by their names."""
    made = GraphDef()
    handle = _variables(node.graph).get(id(node))
    if handle is not None:
        written = _handle(handle)
    elif node.type in _OURS or node.type.startswith("Pellucid"):
        written = Written(node.type, node.inputs, {}, {})
    else:
        written = translate(node)
    _Library(made.library, False).add_node(made.node, node, written, _plain_name, (), body=False)
    return made.node[-1]


def op_def(op: Any) -> Any:
    """The definition of an op as an `OpDef` message: its inputs and outputs, and whether it has
    effects."""
    made = OpDef(name=op.name, is_stateful=op.stateful)
    for arguments, field in (
        (op.schema.inputs, made.input_arg),
        (op.schema.outputs, made.output_arg),
    ):
        for argument in arguments:
            described = field.add(name=argument.name)
            if argument.dtype is not None:
                described.type = argument.dtype.as_datatype_enum
            elif argument.variadic:
                described.type_list_attr = argument.variable
            else:
                described.type_attr = argument.variable
            if argument.count:
                described.number_attr = argument.count
    return made


def _plain_name(tensor: Any) -> str:
    index = tensor.value_index
    return f"{tensor.op.name}:{index}" if index else tensor.op.name


def effects(nodes: Iterable[Any]) -> dict[Any, list[Any]]:
    """For each node with side effects those that it has to wait for; for None the last ones."""
    found: dict[Any, list[Any]] = {}
    last: list[Any] = []
    readers: list[Any] = []
    for node in nodes:
        if not _has_effects(node):
            continue
        if node.type in _READERS:
            found[node] = list(last)
            readers.append(node)
        else:
            found[node] = [*last, *readers]
            last, readers = [node], []
    return {k: v for k, v in {**found, None: last}.items() if v}


def _has_effects(node: Any) -> bool:
    """Whether a node does more than compute; a branch or loop does if its nodes do."""
    if node.type in _FUNCTIONAL:
        return any(_has_effects(n) for g in graphs_among(node.attrs) for n in g.nodes)
    return node.op.stateful


# ---------------------------------------------------------------------- single nodes


def _like(node: Any) -> dict[str, Any]:
    return {**node.op.schema.required, **node.op.schema.defaults}


def translate(node: Any) -> Written:
    """A node as TensorFlow has it.

    Raises:
        ValueError: TensorFlow has no such op.
    """
    made = Written(node.type, node.inputs, dict(node.attrs), _like(node))
    change = _TRANSLATIONS.get(node.type)
    if change is not None:
        change(node, made)
    elif node.type in _OURS or node.type.startswith("Pellucid"):
        file, line = node.source
        raise ValueError(
            f"Graph.as_graph_def: node '{node.name}' ({node.type}), made at {file}:{line}, has no "
            "counterpart in TensorFlow's ops and cannot be written into a GraphDef."
        )
    return made


def _custom_gradient(node: Any, made: Written) -> None:
    made.op, made.inputs = "IdentityN", node.inputs[: len(node.outputs)]
    made.attrs = {"T": node.attrs["Tr"]}


def _read_again(node: Any, made: Written) -> None:
    made.op, made.inputs, made.attrs = "Identity", node.inputs[:1], {"T": node.attrs["dtype"]}


def _branches(node: Any, made: Written) -> None:
    for name in ("Tbefore", "generators", "variables", "assigned"):  # for derivatives, here only
        del made.attrs[name]
    made.attrs["output_shapes"] = [t.shape for t in node.outputs[: len(node.attrs["Tout"])]]
    if not _has_effects(node):
        made.op = f"Stateless{node.type}"


def _loop(node: Any, made: Written) -> None:
    _branches(node, made)
    types = made.attrs.pop("Tin")
    del made.attrs["Tout"], made.attrs["bound"]
    made.attrs |= {"T": types, "parallel_iterations": 10}
    made.attrs["output_shapes"] += [t.shape for t in node.inputs[len(node.attrs["Tout"]) :]]


def _print(node: Any, made: Written) -> None:
    """TensorFlow formats first and prints then."""
    attrs = node.attrs
    text = Written(
        "StringFormat", node.inputs,
        {"T": attrs["T"], "template": attrs["template"], "placeholder": "\0",
         "summarize": attrs["summarize"]}, {},
    )  # fmt: skip
    name = f"{node.name}/StringFormat"
    made.before, made.inputs = [(name, text)], [name]
    made.attrs = {"output_stream": attrs["stream"], "end": ""}


def _python(node: Any, made: Written) -> None:
    """A Python function stays in its process; TensorFlow writes a token in its place."""
    function = made.attrs.pop("function")
    made.attrs["token"] = f"pyfunc_{id(function):x}"


def _pool_gradient(node: Any, made: Written) -> None:
    if node.type == "MaxPool3DGrad":
        made.attrs["TInput"] = made.attrs["T"]
    else:
        made.attrs.pop("explicit_paddings", None)


_TRANSLATIONS: dict[str, Callable[[Any, Written], None]] = {
    "PellucidCustomGradient": _custom_gradient,
    "PellucidReadAgain": _read_again,
    "If": _branches,
    "Case": _branches,
    "While": _loop,
    "PrintV2": _print,
    "EagerPyFunc": _python,
    "PyFunc": _python,
    "MaxPool3DGrad": _pool_gradient,
    "MaxPoolGradGrad": _pool_gradient,
}


def _variables(graph: Any) -> dict[int, tuple[Any, str]]:
    """The variables by the id of the node that stands for them, with a name unique among them."""
    pairs = [(v, t) for v, t in getattr(graph, "captured", {}).values()]
    pairs += graph._collections.get("__handles__", [])
    used: set[str] = set()
    found: dict[int, tuple[Any, str]] = {}
    for variable, handle in pairs:
        if handle.dtype is not dtypes.resource or handle.op.type != "Placeholder":
            continue
        if not hasattr(variable, "dims"):
            raise ValueError(
                f"Graph.as_graph_def: node '{handle.op.name}' stands for a "
                f"{type(variable).__name__}, which cannot be written into a GraphDef."
            )
        name = base = variable.name.removesuffix(":0")
        number = 0
        while name in used:
            number += 1
            name = f"{base}_{number}"
        used.add(name)
        found[id(handle.op)] = (variable, name)
    return found


def _handle(found: tuple[Any, str]) -> Written:
    variable, name = found
    attrs = {
        "dtype": variable.dtype, "shape": TensorShape.from_dims(variable.dims),
        "shared_name": name, "container": "",
    }  # fmt: skip
    return Written("VarHandleOp", [], attrs, {})


# ---------------------------------------------------------------------- the library


class _Library:
    """The functions that nodes call, written as they are met."""

    def __init__(self, made: Any, add_shapes: bool) -> None:
        self.made = made
        self.add_shapes = add_shapes
        self.names: dict[Any, str] = {}

    def add_node(
        self, nodes: Any, node: Any, written: Written, reference: Callable[[Any], str],
        order: Iterable[Any], body: bool = True,
    ) -> None:  # fmt: skip
        """Append a node, and in front of it what it needs beside its inputs.

        Args:
            nodes: the list of NodeDefs to append to.
            node: the node itself.
            written: it as TensorFlow has it.
            reference: how a tensor is written as an input.
            order: the nodes to wait for, beside the node's own control inputs.
            body: whether to write the functions that it calls.
        """
        for name, extra in written.before:
            self._append(nodes, name, node, extra, reference, body)
        made = self._append(nodes, node.name, node, written, reference, body)
        waits = dict.fromkeys(n.name for n in (*node.control_inputs, *order))
        made.input.extend(f"^{name}" for name in waits)
        if self.add_shapes and node.outputs:
            shapes = made.attr["_output_shapes"].list
            shapes.SetInParent()
            for shape in written.attrs.get("output_shapes") or [t.shape for t in node.outputs]:
                shapes.shape.add().CopyFrom(shape_to_proto(shape._dims))

    def _append(
        self, nodes: Any, name: str, node: Any, written: Written,
        reference: Callable[[Any], str], body: bool,
    ) -> Any:  # fmt: skip
        made = nodes.add(name=name, op=written.op, device=node.device)
        for value in written.inputs:
            made.input.append(
                _output_of(value, reference) if isinstance(value, str) else reference(value)
            )
        loop = written.attrs.get("body")

        def function_name(graph: Any) -> str:
            if not body:
                return graph.name
            passed = graph.inputs[len(graph.outputs) :] if graph is loop else []
            return self.function(graph, node, passed)

        for key, value in written.attrs.items():
            if value is not None:
                dtype = written.attrs.get("dtype")
                made.attr[key].CopyFrom(
                    encode(key, value, written.like.get(key), function_name, dtype)
                )
        return made

    def function(self, graph: Any, caller: Any, passed: Sequence[Any]) -> str:
        """Write a graph as a function; returns its name.

        Args:
            graph: the branch or body.
            caller: the node that runs it.
            passed: inputs that are returned as well, behind the outputs.
        """
        if graph in self.names:
            return self.names[graph]
        name = f"{re.sub('[^A-Za-z0-9_.]', '_', caller.name)}_{graph.name}_{len(self.names)}"
        self.write(graph, name, graph.inputs, passed)
        return name

    def write(
        self, graph: Any, name: str, inputs: Sequence[Any], passed: Sequence[Any] = ()
    ) -> Any:
        """Write a graph as a function of this name; returns its FunctionDef.

        Args:
            inputs: the tensors that the function is given.
            passed: those of them that are returned as well, behind the outputs.
        """
        self.names[graph] = name
        made = self.made.function.add()
        signature = made.signature
        signature.name = name
        arguments = _argument_names(graph, inputs)
        for tensor in inputs:
            signature.input_arg.add(name=arguments[tensor.op], type=tensor.dtype.as_datatype_enum)

        def reference(tensor: Any) -> str:
            return arguments.get(tensor.op) or _inner_name(tensor)

        order = effects(graph.nodes)
        for node in graph.nodes:
            if node not in arguments and node.type != "Placeholder":
                self.add_node(made.node_def, node, translate(node), reference, order.get(node, ()))
        for i, tensor in enumerate([*graph.outputs, *passed]):
            signature.output_arg.add(name=f"output_{i}", type=tensor.dtype.as_datatype_enum)
            made.ret[f"output_{i}"] = reference(tensor)
        for node in order.get(None, ()):
            signature.is_stateful = True
            signature.control_output.append(node.name)
            made.control_ret[node.name] = node.name
        return made


def _output_of(name: str, reference: Callable[[Any], str]) -> str:
    """How the only output of a node that is written in front is written as an input."""
    return name if reference is _plain_name else f"{name}:output:0"


def _argument_names(graph: Any, inputs: Sequence[Any]) -> dict[Any, str]:
    """Names for the inputs of a function: small letters, digits and underscores."""
    used = {n.name.lower() for n in graph.nodes}
    found: dict[Any, str] = {}
    for tensor in inputs:
        base = re.sub("[^a-z0-9_]", "_", tensor.op.name.lower()).strip("_") or "arg"
        base = base if base[0].isalpha() else f"arg_{base}"
        name, number = base, 0
        while name in used and name != tensor.op.name:
            number += 1
            name = f"{base}_{number}"
        used.add(name)
        found[tensor.op] = name
    return found


def _inner_name(tensor: Any) -> str:
    """`node:output:index`, as tensors inside of functions are written."""
    written = translate(tensor.op)
    index = tensor.value_index
    if written.op == "IdentityN" or tensor.op.type in _FUNCTIONAL:
        return f"{tensor.op.name}:output:{index}"
    attrs = tensor.op.attrs
    for out in tensor.op.op.schema.outputs:
        count = 1
        if out.is_list:
            count = attrs[out.count] if out.count else len(attrs[out.variable])
        if index < count:
            return f"{tensor.op.name}:{out.name}:{index}"
        index -= count
    raise IndexError(tensor.name)
