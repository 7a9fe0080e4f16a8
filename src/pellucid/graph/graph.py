"""A computation as data: graphs of named nodes, and the symbolic tensors between them.

    Graph             an ordered list of nodes; names are unique within it
      FuncGraph       the graph of a function: inputs, outputs, and what it captured from outside

Nodes and tensors themselves are in `graph/node.py`.

Nodes stand in the order in which the program made them, which is an order in which they can run;
side effects (variables, random numbers, printing) keep that order.
"""

from __future__ import annotations

import contextlib
import re
from collections.abc import Callable, Iterator, Sequence
from typing import Any

from pellucid.core import context, dtypes
from pellucid.core.context import STATE
from pellucid.core.devices import merge_device
from pellucid.core.dtypes import DType
from pellucid.core.errors import InaccessibleTensorError
from pellucid.core.names import get_current_name_scope, name_scope
from pellucid.core.registry import OPS
from pellucid.core.shapes import TensorShape
from pellucid.core.tensor import EagerTensor, Tensor
from pellucid.graph.node import Node as Node, Shape as Shape, SymbolicTensor as SymbolicTensor
from pellucid.graph.static import static_value

_NODE_NAME = re.compile(r"^[A-Za-z0-9.][A-Za-z0-9_.\\/>-]*$")

# Captured tensors up to this size are written into the graph as constants, as TensorFlow does.
_SMALL = 128


class Graph:
    """A list of nodes under construction or ready to run; `finalized`: no more may be added.

    Example:
        >>> g = tf.Graph()
        >>> with g.as_default():
        ...     y = tf.constant(1.) + 2.
        >>> [node.type for node in g.get_operations()]
        ['Const', 'Const', 'AddV2']
    """

    is_function = False
    outer: Graph | None = None

    def __init__(self) -> None:
        self.nodes: list[Node] = []
        self._by_name: dict[str, Node] = {}
        self._name_uses: dict[str, int] = {}
        self._collections: dict[str, list[Any]] = {}
        self._control: list[Node] = []
        self._placers: list[Callable[[Node], str | None]] = []
        self.functions: list[tuple[FuncGraph, str]] = []  # of the library, beside those called
        self.finalized = False
        self.seed: int | None = None
        self._not_feedable: set[int] = set()
        self._not_fetchable: set[int] = set()

    @property
    def collections(self) -> list[str]:
        """The names of all collections."""
        return self.get_all_collection_keys()

    @property
    def version(self) -> int:
        """A number that grows with every node that is added."""
        return len(self.nodes)

    @property
    def building_function(self) -> bool:
        """Whether this is the graph of a function."""
        return self.is_function

    def __str__(self) -> str:
        """A listing: each node with what it computes, and the user's line."""
        from pellucid.graph.listing import listing

        return listing(self)

    def finalize(self) -> None:
        """From now on no node may be added."""
        self.finalized = True

    def as_graph_def(
        self,
        from_version: int | None = None,
        add_shapes: bool = False,
        use_pybind11_proto: bool = False,
    ) -> Any:
        """The graph as a `GraphDef` message, which TensorFlow can load.

        Args:
            from_version: only the nodes that were added after the graph had this `version`.
            add_shapes: write the shapes of outputs as attribute `_output_shapes`.
            use_pybind11_proto: without effect here.

        Raises:
            ValueError: a node has no counterpart in TensorFlow; the message names the user's line.
        """
        from pellucid.graph.graph_def import write

        return write(self, from_version, add_shapes)

    @property
    def graph_def_versions(self) -> Any:
        """The version of the format that `as_graph_def` writes."""
        from pellucid.core.messages import VersionDef
        from pellucid.graph.graph_def import PRODUCER

        return VersionDef(producer=PRODUCER)

    @contextlib.contextmanager
    def device(
        self, device_name_or_function: str | Callable[[Node], str | None] | None
    ) -> Iterator[None]:
        """Ask for a device for the nodes that are made in the block.

        Args:
            device_name_or_function: a device's name, merged into those of the blocks around it; a
                function that tells the name for each node; or None: none is asked for.
        """
        before, placers = STATE.device, self._placers
        if callable(device_name_or_function):
            self._placers = [*placers, device_name_or_function]
        elif device_name_or_function is None:
            STATE.device, self._placers = None, []
        else:
            STATE.device = merge_device(before or "", str(device_name_or_function))
        try:
            yield
        finally:
            STATE.device, self._placers = before, placers

    def as_default(self) -> contextlib.AbstractContextManager[Any]:
        """A context in which operations are added to this graph."""
        return context.building(self)

    def add(
        self,
        op: Any,
        inputs: list[SymbolicTensor],
        attrs: dict[str, Any],
        outputs: Sequence[tuple[DType, Shape]],
        name: str | None = None,
    ) -> Node:
        """Append a node.

        Args:
            op: its op.
            inputs: tensors of this graph.
            attrs: all attributes, derived ones (dtypes, list lengths) included.
            outputs: dtype and shape of each output.
            name: wanted name, made unique; a trailing slash means: exactly this name.
        """
        if self.finalized:
            raise RuntimeError("Graph is finalized and cannot be modified.")
        exact = name[:-1] if name and name.endswith("/") else None
        full = exact if exact and exact not in self._by_name else self.unique_name(name or op.name)
        if not _NODE_NAME.match(full):
            raise ValueError(
                f"`{full}` is not a valid node name. "
                f"Accepted names conform to Regex /{_NODE_NAME.pattern}/"
            )
        node = Node(self, op, inputs, attrs, full)
        node.outputs = [SymbolicTensor(node, i, d, s) for i, (d, s) in enumerate(outputs)]
        node.control_inputs = list(self._control)
        for place in reversed(self._placers):
            node.device = place(node) or ""
        self.nodes.append(node)
        self._by_name[full] = node
        if exact:
            self._name_uses.setdefault(full.lower(), 1)
        return node

    def unique_name(self, name: str, mark_as_used: bool = True) -> str:
        """`name` under the current name scope, with `_1`, `_2`, … added until it is unused."""
        full = name[:-1] if name.endswith("/") else STATE.name_scope + name
        key = full.lower()
        uses = self._name_uses.get(key, 0)
        unique = full
        while uses and unique.lower() in self._name_uses:
            unique = f"{full}_{uses}"
            uses += 1
        if mark_as_used:
            self._name_uses[key] = max(uses, 1)
            self._name_uses.setdefault(unique.lower(), 1)
        return unique

    def capture(self, value: Any) -> SymbolicTensor:
        """The tensor of this graph that stands for `value` (a tensor or a variable)."""
        if isinstance(value, SymbolicTensor):
            if value.graph is self:
                return value
            raise InaccessibleTensorError(_leak(value, self))
        if isinstance(value, EagerTensor):
            return self.constant(value.array(), value.dtype)
        return self._variable_handle(value)

    def constant(self, array: Any, dtype: DType, name: str | None = None) -> SymbolicTensor:
        """A `Const` node that holds `array`."""
        attrs = {"value": array, "dtype": dtype}
        return self.add(OPS["Const"], [], attrs, [(dtype, array.shape)], name).outputs[0]

    def placeholder(self, dtype: DType, dims: Shape, name: str | None = None) -> SymbolicTensor:
        """A `Placeholder` node: a value that is given when the graph runs."""
        attrs = {"dtype": dtype, "shape": TensorShape.from_dims(dims)}
        return self.add(OPS["Placeholder"], [], attrs, [(dtype, dims)], name).outputs[0]

    def hold(self, variable: Any, handle: SymbolicTensor) -> None:
        """Let `handle` stand for `variable` in this graph."""
        self._collections.setdefault("__handles__", []).append((variable, handle))

    def handles(self) -> list[tuple[Any, SymbolicTensor]]:
        """The variables used in this graph, each with the tensor that stands for it."""
        return list(self._collections.get("__handles__", ()))

    def _variable_handle(self, variable: Any) -> SymbolicTensor:
        variable = getattr(variable, "origin", variable)
        for held, handle in self._collections.setdefault("__handles__", []):
            if held is variable:
                return handle
        handle = self.placeholder(dtypes.resource, (), "VarHandleOp")
        self.hold(variable, handle)
        return handle

    @contextlib.contextmanager
    def control_dependencies(self, inputs: Sequence[Any] | None) -> Iterator[None]:
        """Nodes made in the block run after `inputs` (tensors or nodes); `None` clears."""
        before = self._control
        nodes = [i if isinstance(i, Node) else getattr(i, "op", i) for i in inputs or ()]
        self._control = [] if inputs is None else before + [n for n in nodes if isinstance(n, Node)]
        try:
            yield
        finally:
            self._control = before

    def get_operations(self) -> list[Node]:
        """All nodes, in order."""
        return list(self.nodes)

    def get_operation_by_name(self, name: str) -> Node:
        """The node called `name`; KeyError if there is none."""
        if not isinstance(name, str):
            raise TypeError(f"Operation names are strings (or similar), not {type(name).__name__}.")
        if name not in self._by_name:
            raise KeyError(f"The name '{name}' refers to an Operation not in the graph.")
        return self._by_name[name]

    def get_tensor_by_name(self, name: str) -> SymbolicTensor:
        """The tensor called `"node:index"`."""
        node, colon, index = name.partition(":")
        if not colon:
            raise ValueError(
                f"The name '{name}' looks like an (invalid) Operation name, not a Tensor. "
                'Tensor names must be of the form "<op_name>:<output_index>".'
            )
        if not index.isdigit():
            raise ValueError(
                f"The name '{name}' is not a valid Tensor name. "
                'Tensor names must be of the form "<op_name>:<output_index>".'
            )
        problem = f"The name '{name}' refers to a Tensor which does not exist. "
        problem += f"The operation, '{node}', "
        if node not in self._by_name:
            raise KeyError(f"{problem}does not exist in the graph.")
        outputs = self._by_name[node].outputs
        if int(index) >= len(outputs):
            raise KeyError(f"{problem}exists but only has {len(outputs)} outputs.")
        return outputs[int(index)]

    def as_graph_element(
        self, obj: Any, allow_tensor: bool = True, allow_operation: bool = True
    ) -> Any:
        """The node or tensor that `obj` (a name, node, tensor or variable) stands for.

        Raises:
            KeyError: no node or tensor has this name.
            TypeError: `obj` is of another kind, or of one that is not allowed.
            ValueError: it belongs to another graph.
        """
        if isinstance(obj, str):
            if allow_tensor and ":" in obj:
                return self.get_tensor_by_name(obj)
            if allow_operation:
                return self.get_operation_by_name(obj)
            return self.get_tensor_by_name(obj)
        element = obj.as_graph_element() if hasattr(obj, "as_graph_element") else obj
        allowed = (SymbolicTensor,) if allow_tensor else ()
        if not isinstance(element, (*allowed, Node) if allow_operation else allowed):
            kinds = [k for k, a in (("Tensor", allow_tensor), ("Operation", allow_operation)) if a]
            raise TypeError(f"Can not convert a {type(obj).__name__} into a {' or '.join(kinds)}.")
        if element.graph is not self:
            raise ValueError(f"{obj!r} is not an element of this graph.")
        return element

    def is_feedable(self, tensor: Any) -> bool:
        """Whether a session may be given a value for `tensor`."""
        return id(tensor) not in self._not_feedable

    def prevent_feeding(self, tensor: Any) -> None:
        """Let no session be given a value for `tensor`."""
        self._not_feedable.add(id(tensor))

    def is_fetchable(self, tensor_or_op: Any) -> bool:
        """Whether a session may be asked for `tensor_or_op`."""
        return id(tensor_or_op) not in self._not_fetchable

    def prevent_fetching(self, op: Any) -> None:
        """Let no session be asked for `op`."""
        self._not_fetchable.add(id(op))

    def name_scope(self, name: str | None) -> contextlib.AbstractContextManager[str]:
        """Prefix the names of the nodes made in the block; `None` or `""` drops the prefixes."""
        return name_scope(name or "")

    def get_name_scope(self) -> str:
        """The name scopes around this line."""
        return get_current_name_scope()

    @contextlib.contextmanager
    def colocate_with(self, op: Any, ignore_existing: bool = False) -> Iterator[None]:
        """Ask for the device of `op` for the nodes made in the block.

        Args:
            op: a node or tensor.
            ignore_existing: forget the devices asked for by the blocks around this one.
        """
        place = op.device
        with self.device(None) if ignore_existing else contextlib.nullcontext():
            with self.device(place) if place else contextlib.nullcontext():
                yield

    @contextlib.contextmanager
    def container(self, container_name: str) -> Iterator[str]:
        """A namespace for resources; a session keeps the variables of its graph in any case."""
        yield container_name

    def add_to_collection(self, name: str, value: Any) -> None:
        """Append `value` to the named collection."""
        self._collections.setdefault(name, []).append(value)

    def add_to_collections(self, names: Sequence[str], value: Any) -> None:
        """Append `value` to each of the named collections."""
        for name in [names] if isinstance(names, str) else names:
            self.add_to_collection(name, value)

    def get_collection_ref(self, name: str) -> list[Any]:
        """A named collection itself: changes to the list change the collection."""
        return self._collections.setdefault(name, [])

    def clear_collection(self, name: str) -> None:
        """Empty a named collection."""
        self._collections.pop(name, None)

    def get_all_collection_keys(self) -> list[str]:
        """The names of all collections."""
        return [k for k in self._collections if k not in ("__handles__", "__seeds__")]

    def get_collection(self, name: str, scope: str | None = None) -> list[Any]:
        """The values of a named collection; of those whose name matches the pattern `scope`."""
        values = list(self._collections.get(name, ()))
        if not scope:
            return values
        return [v for v in values if hasattr(v, "name") and re.match(scope, v.name)]


class FuncGraph(Graph):
    """The graph of a function.

    Attributes:
        inputs: the placeholders of the arguments.
        outputs: the tensors returned.
        captured: pairs (value from outside, placeholder): tensors and variables used by reference.
        outer: the graph (or None: eager) in which the function was traced.
        first_given: while a first call traces the function, pairs (value, input) of arguments.
    """

    is_function = True

    def __init__(self, name: str, outer: Graph | None = None) -> None:
        super().__init__()
        self.name = name
        self.outer = outer
        self.inputs: list[SymbolicTensor] = []
        self.outputs: list[SymbolicTensor] = []
        self.captured: dict[int, tuple[Any, SymbolicTensor]] = {}
        self.created: list[Any] = []
        self.may_create = True
        self.first_given: list[tuple[Any, SymbolicTensor]] = []
        self.traced_variables: list[Any] = []
        self.structured_outputs: Any = None
        self.structured_input_signature: Any = None

    def handles(self) -> list[tuple[Any, SymbolicTensor]]:
        return [(v, t) for v, t in self.captured.values() if t.op.type == "Placeholder"]

    def argument(self, dtype: DType, dims: Shape, name: str) -> SymbolicTensor:
        """Add an input of the function."""
        if not _NODE_NAME.match(name):  # such as `_unused`
            name = re.sub(r"[^A-Za-z0-9_.\\/>-]", "_", f"arg{name}")
        tensor = self.placeholder(dtype, dims, name)
        self.inputs.append(tensor)
        return tensor

    def capture(self, value: Any) -> SymbolicTensor:
        if isinstance(value, SymbolicTensor):
            if value.graph is self:
                return value
            if not self._encloses(value.graph):
                raise InaccessibleTensorError(_leak(value, self))
        value = getattr(value, "origin", value)
        found = self.captured.get(id(value))
        if found is not None:
            return found[1]
        known = static_value(value) if self._may_bake(value) else None
        if known is not None and known.size <= _SMALL:
            inner = self.constant(known, value.dtype)
        elif isinstance(value, Tensor):
            inner = self.placeholder(value.dtype, value.dims)
            return self.captured.setdefault(id(value), (value, inner))[1]
        else:
            inner = self.placeholder(dtypes.resource, (), "VarHandleOp")
        self.captured[id(value)] = (value, inner)
        return inner

    def _may_bake(self, value: Any) -> bool:
        """Whether a captured tensor may become a constant of this graph.

        Integers may (shapes and axes are then known). A derivative may flow to numbers: only those
        from outside of all graphs may, which `baked` lists.
        """
        if not isinstance(value, Tensor):
            return False
        exact = not (value.dtype.is_floating or value.dtype.is_complex)
        return exact or (isinstance(value, EagerTensor) and self.outer is None)

    @property
    def baked(self) -> list[tuple[EagerTensor, SymbolicTensor]]:
        """The captured eager numbers that were written in as constants, with these."""
        return [
            (v, t) for v, t in self.captured.values()
            if isinstance(v, EagerTensor) and t.op.type == "Const"
            and (t.dtype.is_floating or t.dtype.is_complex)
        ]  # fmt: skip

    def note_creation(self, variable: Any) -> None:
        """A variable is made while the function is traced, which only a first call may do.

        Raises:
            ValueError: this is not the first call.
        """
        graph: Graph | None = self
        while isinstance(graph, FuncGraph):
            if not graph.may_create:
                raise ValueError(
                    f"tf.function only supports singleton tf.Variables created on the first call: "
                    f"{self.name} makes a new one each time it runs. Fix: create the variable "
                    "once, outside of the function or under `if self.v is None:`."
                )
            graph.created.append(variable)
            graph = graph.outer

    @property
    def external_captures(self) -> list[Any]:
        """The captured tensors and variables themselves, without those that became constants."""
        return [v for v, t in self.captured.values() if t.op.type == "Placeholder"]

    @property
    def internal_captures(self) -> list[SymbolicTensor]:
        """The placeholders that stand for `external_captures`, in the same order."""
        return [t for _, t in self.captured.values() if t.op.type == "Placeholder"]

    @property
    def variables(self) -> tuple[Any, ...]:
        """The variables that the function reads or writes."""
        return tuple(v for v in self.external_captures if not isinstance(v, Tensor))

    @property
    def trainable_variables(self) -> tuple[Any, ...]:
        """Those of `variables` that are trainable."""
        return tuple(v for v in self.variables if v.trainable)

    def body(self) -> list[Node]:
        """The nodes to run: all but placeholders, whose values are given."""
        return [n for n in self.nodes if n.type != "Placeholder"]

    def _encloses(self, graph: Graph) -> bool:
        outer = self.outer
        while outer is not None and outer is not graph:
            outer = outer.outer
        return outer is graph


def _leak(tensor: SymbolicTensor, graph: Graph) -> str:
    file, line = tensor.op.source
    return (
        f"The tensor {tensor!r} cannot be accessed from here: it was made at {file}:{line} in "
        f"{getattr(tensor.graph, 'name', 'another graph')!r}, and is used in "
        f"{getattr(graph, 'name', 'another graph')!r}. A symbolic tensor lives only inside its "
        "function. Fix: return it from the function, or store it in a tf.Variable."
    )


def graphs_among(attrs: dict[str, Any]) -> list[FuncGraph]:
    """The graphs of branches and bodies among attributes, also in lists and inner attributes."""
    found: list[FuncGraph] = []
    for value in attrs.values():
        if isinstance(value, dict):  # the attributes of an op that is differentiated
            found += graphs_among(value)
        else:
            several = value if isinstance(value, list) else [value]
            found += [v for v in several if isinstance(v, FuncGraph)]
    return found
