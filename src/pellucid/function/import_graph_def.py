"""Graphs read from `GraphDef`: what TensorFlow, or Pellucid, wrote.

    import_graph_def     add the nodes of a GraphDef to the graph being built

Calls of functions are replaced by the functions' nodes; branches and bodies become graphs of their
own. Everything that a node needs is made before it, whatever the order in the file.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from pellucid.core import dtypes
from pellucid.core.context import STATE, building, recording
from pellucid.core.convert import convert
from pellucid.core.dtypes import as_dtype
from pellucid.core.errors import NotFoundError
from pellucid.core.messages import is_graph_def
from pellucid.core.names import name_scope
from pellucid.core.registry import COMPOSED as COMPOSED_OPS, OPS
from pellucid.core.tensor_proto import dims_from_proto
from pellucid.function.composed_ops import COMPOSED
from pellucid.function.imported_lists import (
    OUTPUT_PLACES,
    flat,
    is_list,
    stand_ins,
    sum_of,
    zeros_of,
)
from pellucid.function.imported_nodes import SPECIAL
from pellucid.graph.attributes import decode
from pellucid.graph.graph import FuncGraph, Node
from pellucid.ops.creation import zeros
from pellucid.ops.variables import Variable

# Ops under another name here.
_SAME = {
    "Add": "AddV2", "StatelessIf": "If", "StatelessCase": "Case", "StatelessWhile": "While",
    "PreventGradient": "Identity", "Snapshot": "Identity",
}  # fmt: skip

_CALLS = frozenset({"PartitionedCall", "StatefulPartitionedCall"})

# Attributes that say how TensorFlow runs a node, not what it computes.
_HINTS = frozenset(
    {"validate_shape", "use_locking", "container", "shared_name", "allowed_devices", "debug_name",
     "parallel_iterations", "output_shapes", "config", "config_proto", "executor_type", "TInput",
     "bad_indices_policy", "is_async", "Tin", "grad_a", "grad_b", "shape", "message"}
)  # fmt: skip

# The dtypes that outputs have where nothing is said, by op (or any) and attribute.
_DEFAULT_TYPES = {
    ("", "dtype"): dtypes.float32, ("", "Tout"): dtypes.float32,
    ("", "output_idx_type"): dtypes.int32,
    ("", "Targmax"): dtypes.int64, ("", "output_type"): dtypes.int64,
    ("Complex", "Tout"): dtypes.complex64, ("ExtractJpegShape", "output_type"): dtypes.int32,
    ("DecodeImage", "dtype"): dtypes.uint8, ("DecodePng", "dtype"): dtypes.uint8,
    ("DecodeWebP", "dtype"): dtypes.uint8, ("IsotonicRegression", "output_dtype"): dtypes.float32,
    ("Multinomial", "output_dtype"): dtypes.int64, ("RandomPoissonV2", "dtype"): dtypes.int64,
    ("StatelessMultinomial", "output_dtype"): dtypes.int64,
    ("StatefulRandomBinomial", "dtype"): dtypes.int64,
    ("StatelessRandomBinomial", "dtype"): dtypes.int64,
    ("StringToNumber", "out_type"): dtypes.float32,
    ("StatelessRandomUniformFullInt", "dtype"): dtypes.uint64,
    ("StatelessRandomUniformFullIntV2", "dtype"): dtypes.uint64,
}  # fmt: skip


def import_graph_def(
    graph_def: Any,
    input_map: dict[str, Any] | None = None,
    return_elements: Sequence[str] | None = None,
    name: str | None = None,
    op_dict: None = None,
    producer_op_list: Any = None,
) -> list[Any] | None:
    """Add the nodes of a GraphDef to the graph being built.

    Args:
        graph_def: the GraphDef message.
        input_map: tensors (or variables) to use in place of tensors of the GraphDef, by their names
            there: `{"x:0": tensor}`.
        return_elements: names of operations (`"add"`) and tensors (`"add:0"`) to return.
        name: a prefix of the nodes' names; default `"import"`; `""` for none.
        op_dict: no longer used by TensorFlow either; must be None.
        producer_op_list: the ops that the writer knew, with which TensorFlow finds attributes that
            are only defaults; attributes that we do not know are accepted here if they are false.

    Returns: the operations and tensors asked for; None without `return_elements`.

    Raises:
        TypeError: `graph_def` is no GraphDef.
        ValueError: it is not consistent, or a name in the arguments is not found in it.
        NotFoundError: it uses ops that do not exist here.
        RuntimeError: no graph is being built.

    Example:
        >>> @tf.function
        ... def f(x):
        ...     return tf.import_graph_def(graph_def, {"x:0": x}, ["y:0"])
    """
    if not is_graph_def(graph_def):
        raise TypeError(
            "Argument `graph_def` must be a GraphDef proto. "
            f"Received: {graph_def!r} of type {type(graph_def).__name__}"
        )
    if op_dict is not None:
        raise ValueError("tf.import_graph_def [op_dict]: must be None; TensorFlow dropped it.")
    graph = STATE.graph
    if graph is None:
        raise RuntimeError(
            "tf.import_graph_def: no graph is being built. Fix: call it inside a tf.function, or "
            "under `with tf.Graph().as_default():`"
        )
    importer = Importer(graph_def)
    importer.check_known(graph_def.node)
    mapped = _mapped(graph_def, input_map or {}, importer)
    scope = ""
    if name is None or name:
        wanted = name or "import"
        scope = wanted if wanted.endswith("/") else graph.unique_name(wanted) + "/"
    elif STATE.name_scope:
        scope = STATE.name_scope
    body = _Body(importer, graph_def.node, scope, mapped)
    body.run()
    if return_elements is None:
        return None
    return [body.element(e) for e in return_elements]


def _mapped(graph_def: Any, input_map: dict[str, Any], importer: Importer) -> dict[str, Any]:
    """The values of `input_map` as tensors of this graph, by `node:index`, or `^node`."""
    names = {n.name for n in graph_def.node}
    missing = [k for k in input_map if k.removeprefix("^").partition(":")[0] not in names]
    if missing:
        raise ValueError(
            f"Attempted to map inputs that were not found in graph_def: [{', '.join(missing)}]"
        )
    found: dict[str, Any] = {}
    for key, value in input_map.items():
        if key.startswith("^"):
            found[key] = value if isinstance(value, Node) else value.op
            continue
        full = key if ":" in key else f"{key}:0"
        found[full] = importer.handle(value) if hasattr(value, "handle") else _tensor(value)
    return found


def _tensor(value: Any) -> Any:
    graph: Any = STATE.graph
    return graph.capture(convert(value))


# What works on lists of tensors as on tensors.
_PASSED = frozenset({"Identity", "IdentityN", "ZerosLike", "AddN"})


def _passed(op: str, inputs: list[Any]) -> list[Any]:
    if op == "AddN":
        return [sum_of(inputs)]
    return [zeros_of(v) for v in inputs] if op == "ZerosLike" else inputs


class Importer:
    """What the graph and the functions in it share: the library, and the variables."""

    def __init__(self, graph_def: Any) -> None:
        self.functions = {f.signature.name: f for f in graph_def.library.function}
        parts = [graph_def.node, *[f.node_def for f in self.functions.values()]]
        # Elements that are joined may differ in shape.
        self.joins_lists = any(n.op.startswith("TensorListConcat") for p in parts for n in p)
        self.by_name: dict[str, Any] = {}
        self.variables: dict[int, Any] = {}  # by the id of the handle

    def check_known(self, nodes: Iterable[Any]) -> None:
        """Raise NotFoundError if there is an op that does not exist here."""
        unknown = dict.fromkeys(
            n.op for n in nodes
            if n.op not in OPS and n.op not in _SAME and n.op not in _CALLS and n.op not in SPECIAL
            and n.op not in COMPOSED and n.op not in COMPOSED_OPS and n.op not in self.functions
        )  # fmt: skip
        if unknown:
            names = ", ".join(f"'{n}'" for n in unknown)
            raise NotFoundError(
                None, None,
                f"tf.import_graph_def: Op type not registered {names}. The graph cannot be "
                "imported: Pellucid has no op of that name.",
            )  # fmt: skip

    def handle(self, variable: Any) -> Any:
        """The tensor of the graph being built that stands for a variable."""
        graph: Any = STATE.graph
        found = graph.capture(variable)
        self.variables[id(found)] = variable
        return found

    def variable(self, node: Any) -> Any:
        """The variable of a `VarHandleOp`: one for each name; it begins with zeros."""
        name = node.attr["shared_name"].s.decode() or node.name
        if name not in self.by_name:
            dims = dims_from_proto(node.attr["shape"].shape)
            if dims is None or None in dims:
                raise ValueError(
                    f"tf.import_graph_def: the shape of variable '{node.name}' is not known. "
                    f"Fix: input_map={{'{node.name}:0': variable}}"
                )
            with building(None), recording(()):
                start = zeros(dims, as_dtype(node.attr["dtype"].type))
                self.by_name[name] = Variable(start, name=name)
            graph: Any = STATE.graph
            graph.add_to_collection("variables", self.by_name[name])
        return self.by_name[name]

    def function(self, name: str) -> Any:
        """The function of the library called `name`."""
        if name not in self.functions:
            raise NotFoundError(
                None, None, f"tf.import_graph_def: no function '{name}' in the library."
            )
        return self.functions[name]

    def graph_of(self, name: str, inputs: Sequence[Any], shapes: Sequence[Any]) -> FuncGraph:
        """A function of the library as a graph.

        Args:
            name: its name.
            inputs: the tensors that it gets; variables among them are used by reference.
            shapes: the shapes of its arguments.
        """
        function = self.function(name)
        graph = FuncGraph(name, STATE.graph)
        with graph.as_default(), recording(()):
            arguments: list[Any] = []
            for value, shape, arg in zip(inputs, shapes, function.signature.input_arg, strict=True):
                if is_list(value):
                    inner = stand_ins(graph, value, arg.name)
                elif id(value) in self.variables:
                    inner = self.handle(self.variables[id(value)])
                    graph.inputs.append(inner)
                else:
                    inner = graph.argument(as_dtype(arg.type), shape, arg.name)
                arguments.append(inner)
            graph.structured_outputs = self.call(function, arguments, "")
            graph.outputs = flat(graph.structured_outputs)
        return graph

    def call(self, function: Any, arguments: Sequence[Any], scope: str) -> list[Any]:
        """Add the nodes of a function; returns what it returns."""
        self.check_known(function.node_def)
        body = _Body(self, function.node_def, scope, {})
        for arg, value in zip(function.signature.input_arg, arguments, strict=True):
            body.outputs[arg.name] = [value]
        body.run()
        return [body.tensor(function.ret[a.name]) for a in function.signature.output_arg]


class _Body:
    """The nodes of a GraphDef or function on their way into the graph being built."""

    def __init__(
        self, importer: Importer, nodes: Sequence[Any], scope: str, mapped: dict[str, Any]
    ) -> None:
        self.importer = importer
        self.scope = scope
        self.mapped = mapped
        self.nodes: dict[str, Any] = {}
        for node in nodes:
            if node.name in self.nodes:
                raise ValueError(f"Node '{node.name}' is not unique")
            self.nodes[node.name] = node
        self.outputs: dict[str, list[Any]] = {}  # tensors by the name of the node, or argument
        self.places: dict[str, dict[str, int]] = {}  # where each named output begins
        self.made: dict[str, Node | None] = {}

    def run(self) -> None:
        """Add all nodes, each after those that it needs."""
        begun: set[str] = set()
        for first in self.nodes:
            pending = [first]
            while pending:
                name = pending[-1]
                if name in self.made:
                    pending.pop()
                    continue
                missing = [n for n in self._needs(self.nodes[name]) if n not in self.made]
                if not missing:
                    self._add(self.nodes[name])
                    pending.pop()
                elif name in begun:
                    raise ValueError(f"tf.import_graph_def: node '{name}' is part of a cycle.")
                else:
                    begun.add(name)
                    pending.extend(reversed(missing))

    def _needs(self, node: Any) -> list[str]:
        found: list[str] = []
        for text in node.input:
            name = text.removeprefix("^").partition(":")[0]
            if text in self.mapped or (name in self.outputs and name not in self.nodes):
                continue
            if ":" not in text and f"{text}:0" in self.mapped:
                continue
            if name not in self.nodes:
                raise ValueError(f"Node '{node.name}': Unknown input node '{text}'")
            found.append(name)
        return found

    def _add(self, node: Any) -> None:
        graph: Any = STATE.graph
        inputs = [self.tensor(t) for t in node.input if not t.startswith("^")]
        controls = [
            self.mapped.get(t) or self.made.get(t[1:]) for t in node.input if t.startswith("^")
        ]
        before = len(graph.nodes)
        with graph.control_dependencies([c for c in controls if c is not None]):
            self.outputs[node.name] = self._make(node, inputs)
        added = graph.nodes[before:]
        for made in added:
            made.device = node.device or made.device
        self.made[node.name] = added[-1] if added else None

    def _make(self, node: Any, inputs: list[Any]) -> list[Any]:
        """Add one node; returns its outputs."""
        name = self.scope + node.name + "/"
        if node.op in _CALLS or node.op in self.importer.functions:
            called = node.attr["f"].func.name if node.op in _CALLS else node.op
            function = self.importer.function(called)
            if node.op not in _CALLS:
                names = [a.name for a in function.signature.output_arg]
                self.places[node.name] = {n: i for i, n in enumerate(names)}
            return self.importer.call(function, inputs, name)
        if any(map(is_list, inputs)) and node.op in _PASSED:
            return _passed(node.op, inputs)
        if inputs and inputs[0].dtype is dtypes.resource and node.op == "Identity":
            return inputs
        special = SPECIAL.get(node.op)
        if special is not None:
            self.places[node.name] = OUTPUT_PLACES.get(node.op, {})
            return special(self.importer, node, inputs, name)
        if node.op in COMPOSED or node.op in COMPOSED_OPS:
            return self._compose(node, inputs)
        op = OPS[str(_SAME.get(node.op, node.op))]
        attrs = _attributes(op, node)
        variables = self.importer.variables
        try:
            values = op.nested_inputs([variables.get(id(t), t) for t in inputs], attrs)
            op(*values, name=name, **attrs)
        except (TypeError, KeyError, StopIteration) as error:
            passed = ", ".join(f"{t.dtype.name} from {t.name}" for t in inputs)
            raise ValueError(
                f"tf.import_graph_def: node '{node.name}' ({node.op}) was passed "
                f"{passed or 'nothing'}. {error}"
            ) from error
        graph: Any = STATE.graph
        made = graph.nodes[-1]
        self.places[node.name] = _places(op, made.attrs)
        return list(made.outputs)

    def _compose(self, node: Any, inputs: list[Any]) -> list[Any]:
        """Add the nodes that together do what an op of TensorFlow does."""
        variables = self.importer.variables
        values = [variables.get(id(t), t) for t in inputs]
        made_up = COMPOSED_OPS.get(node.op)
        with name_scope(self.scope + node.name + "/"):
            if made_up is not None:
                attrs = _attributes(made_up, node)
                outputs, self.places[node.name] = made_up.in_graph(values, attrs)
            else:
                function, names = COMPOSED[node.op]
                outputs = function(values, {k: decode(v, None) for k, v in node.attr.items()})
                self.places[node.name] = {n: i for i, n in enumerate(names)}
        graph: Any = STATE.graph
        if outputs:  # under the name that the op would have
            OPS["IdentityN"](outputs, name=self.scope + node.name + "/")
        return list(graph.nodes[-1].outputs)

    def tensor(self, text: str) -> Any:
        """The tensor that `"node"`, `"node:1"` or, in a function, `"node:output:1"` names."""
        name, _, rest = text.partition(":")
        output, _, index = rest.rpartition(":")
        number = int(index) if index else 0
        if index == "" and rest:  # a trailing colon
            raise ValueError(f"tf.import_graph_def: '{text}' is no name of a tensor.")
        if not output:
            found = self.mapped.get(f"{name}:{number}")
            if found is not None:
                return found
        else:
            number += self.places.get(name, {}).get(output, 0)
        outputs = self.outputs.get(name)
        if outputs is None or number >= len(outputs):
            raise ValueError(f"Requested return tensor '{text}' not found in graph def")
        return outputs[number]

    def element(self, text: str) -> Any:
        """The node or tensor that an element of `return_elements` names."""
        if not isinstance(text, str):
            raise TypeError(
                f"Argument `return_elements` must be a list of strings. Received: {text!r}"
            )
        if ":" in text:
            return self.tensor(text)
        if text not in self.nodes:
            raise ValueError(f"Requested return node '{text}' not found in graph def")
        return self.made[text]


def _attributes(op: Any, node: Any) -> dict[str, Any]:
    """The attributes that our op knows; others must not matter.

    Raises:
        ValueError: the node asks for something that our op does not have.
    """
    schema = op.schema
    like = {**schema.required, **schema.defaults}
    known = {*like, *schema.types, *schema.derived, *(a.variable for a in schema.outputs)}
    known |= {a.count for a in schema.outputs}
    found: dict[str, Any] = {}
    for key, value in node.attr.items():
        if key in known:
            found[key] = decode(value, like.get(key))
        elif not key.startswith("_") and key not in _HINTS and decode(value, None):
            raise ValueError(
                f"tf.import_graph_def: node '{node.name}' ({node.op}) has the attribute "
                f"{key}={decode(value, None)!r}, which is not supported."
            )
    given = {*schema.defaults, *schema.derived, *found}
    for key in sorted({*schema.types} - given):
        # TensorFlow leaves out what is the default when it writes a model.
        found[key] = _DEFAULT_TYPES.get((op.name, key), _DEFAULT_TYPES.get(("", key)))
        if found[key] is None:
            raise ValueError(
                f"tf.import_graph_def: node '{node.name}' ({node.op}) misses the attribute '{key}'."
            )
    return found


def _places(op: Any, attrs: dict[str, Any]) -> dict[str, int]:
    """Where each named output begins in the flat list of outputs."""
    found: dict[str, int] = {}
    place = 0
    for out in op.schema.outputs:
        found[out.name] = place
        if out.is_list:
            place += attrs[out.count] if out.count else len(attrs[out.variable])
        else:
            place += 1
    return found
