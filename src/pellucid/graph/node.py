"""Nodes, and the symbolic tensors between them.

SymbolicTensor    one output of a node
Node              one operation: op, inputs, attributes, outputs (TensorFlow: `tf.Operation`)
"""

from __future__ import annotations

import os
import sys
import traceback
from typing import TYPE_CHECKING, Any

from pellucid.core.context import STATE
from pellucid.core.dtypes import DType
from pellucid.core.errors import OperatorNotAllowedInGraphError
from pellucid.core.shapes import TensorShape
from pellucid.core.tensor import Tensor

if TYPE_CHECKING:
    from pellucid.graph.graph import Graph

Shape = tuple[int | None, ...] | None

_PACKAGE = os.path.dirname(os.path.dirname(os.path.abspath(__file__))) + os.sep


class SymbolicTensor(Tensor):
    """Output `index` of `node`; its numbers exist only when the graph runs."""

    def __init__(self, node: Node, index: int, dtype: DType, dims: Shape) -> None:
        self.op = node
        self.value_index = index
        self._dtype = dtype
        self.dims = dims

    @property
    def dtype(self) -> DType:
        return self._dtype

    @property
    def shape(self) -> TensorShape:
        return TensorShape.from_dims(self.dims)

    @property
    def graph(self) -> Graph:
        """The graph that this tensor belongs to."""
        return self.op.graph

    @property
    def name(self) -> str:
        """`node:index`, such as `"dense/MatMul:0"`."""
        return f"{self.op.name}:{self.value_index}"

    @property
    def device(self) -> str:
        """The device asked for by `tf.device`, or an empty string."""
        return self.op.device

    def consumers(self) -> list[Node]:
        """The nodes that read this tensor."""
        return [n for n in self.graph.nodes if any(t is self for t in n.inputs)]

    def eval(self, feed_dict: Any = None, session: Any = None) -> Any:
        """The value in `session` (default: the default session), as NumPy has it.

        Raises:
            ValueError: there is no session.
        """
        return chosen_session(session, "evaluate tensor using `eval()`").run(self, feed_dict)

    def set_shape(self, shape: Any) -> None:
        """Add what the caller knows about the shape to what inference found."""
        self.dims = self.shape.merge_with(shape)._dims

    def numpy(self) -> Any:
        """Symbolic tensors have no numbers yet."""
        raise AttributeError(
            f"'SymbolicTensor' object has no attribute 'numpy': {self!r} is a node of a graph. "
            "Inside tf.function print it with tf.print, or call the function and use its result."
        )

    def __len__(self) -> int:
        raise TypeError(
            f"len is not well defined for a symbolic Tensor ({self.name}). Fix: tf.shape(x)[0]"
        )

    def __bool__(self) -> bool:
        raise OperatorNotAllowedInGraphError(_not_allowed(self, "a Python `bool`"))

    def __index__(self) -> int:
        raise TypeError(_not_allowed(self, "a Python integer"))

    def __int__(self) -> int:
        raise TypeError(_not_allowed(self, "a Python integer"))

    def __float__(self) -> float:
        raise TypeError(_not_allowed(self, "a Python float"))

    def __array__(self, dtype: Any = None, copy: bool | None = None) -> Any:
        raise NotImplementedError(
            f"Cannot convert a symbolic tf.Tensor ({self.name}) to a numpy array. This error may "
            "indicate that you're trying to pass a Tensor to a NumPy call, which is not supported."
        )

    def __copy__(self) -> SymbolicTensor:
        return self

    def __hash__(self) -> int:
        """Tensors of a plain graph are keys of feed dictionaries; those of a function are not."""
        return super().__hash__() if self.graph.is_function else id(self)

    def __repr__(self) -> str:
        return f"<tf.Tensor '{self.name}' shape={_shape_text(self.dims)} dtype={self.dtype.name}>"

    def __str__(self) -> str:
        return f'Tensor("{self.name}", shape={_shape_text(self.dims)}, dtype={self.dtype.name})'


def chosen_session(session: Any, purpose: str) -> Any:
    """The session, or the default one of `with session.as_default():`; ValueError without any."""
    if session is not None:
        return session
    if not STATE.sessions:
        raise ValueError(
            f"Cannot {purpose}: No default session is registered. Use `with sess.as_default()` or "
            "pass an explicit session."
        )
    return STATE.sessions[-1]


def _not_allowed(tensor: SymbolicTensor, what: str) -> str:
    file, line = tensor.op.source
    return (
        f"Using a symbolic `tf.Tensor` as {what} is not allowed: {tensor.name}, made at "
        f"{file}:{line}, has no value while the function is traced. Fix: use tf.cond, tf.where or "
        "tf.while_loop, or pass the value as a Python argument."
    )


def _shape_text(dims: Shape) -> str:
    return "<unknown>" if dims is None else str(dims)


class Node:
    """One operation of a graph: which op, on which inputs, with which attributes.

    Attributes:
        op: the op's definition (kernels, gradient, schema).
        source: file and line of the user's code that made the node.
    """

    __slots__ = (
        "__weakref__",
        "attrs",
        "control_inputs",
        "device",
        "graph",
        "inputs",
        "name",
        "op",
        "outputs",
        "source",
        "static",
    )  # fmt: skip

    def __init__(
        self, graph: Graph, op: Any, inputs: list[SymbolicTensor], attrs: dict[str, Any], name: str
    ) -> None:
        self.graph = graph
        self.op = op
        self.inputs = inputs
        self.attrs = attrs
        self.name = name
        self.outputs: list[SymbolicTensor] = []
        self.control_inputs: list[Node] = []
        self.device = STATE.device or ""
        self.source = _user_line()
        self.static: Any = None  # memo of graph/static.py

    @property
    def type(self) -> str:
        """TensorFlow's op name, such as `"MatMul"`."""
        return self.op.name

    @property
    def node_def(self) -> Any:
        """The node as a `NodeDef` message."""
        from pellucid.graph.graph_def import node_def

        return node_def(self)

    def values(self) -> tuple[SymbolicTensor, ...]:
        """The outputs."""
        return tuple(self.outputs)

    @property
    def op_def(self) -> Any:
        """The op's definition as an `OpDef` message: names of its inputs and outputs."""
        from pellucid.graph.graph_def import op_def

        return op_def(self.op)

    @property
    def traceback(self) -> Any:
        """The user's line that made the node, as a `traceback.StackSummary`."""
        file, line = self.source
        return traceback.StackSummary.from_list([(file, line, "<module>", "")])

    def colocation_groups(self) -> list[bytes]:
        """The groups of nodes that share a device: each node is one of its own here."""
        return [f"loc:@{self.name}".encode()]

    def run(self, feed_dict: Any = None, session: Any = None) -> None:
        """Run the node in `session` (default: the default session).

        Raises:
            ValueError: there is no session.
        """
        chosen_session(session, "execute operation using `run()`").run(self, feed_dict)

    def wants(self, index: int) -> bool:
        """Whether the cotangent of input `index` is asked for: graphs drop what is not used."""
        return True

    def get_attr(self, name: str) -> Any:
        """The attribute `name`: dtypes as `tf.DType`, text as bytes, shapes, tensors and functions
        as messages, numbers as they are.

        Raises:
            ValueError: the node has none of that name.
        """
        if name not in self.attrs:
            raise ValueError(f"Operation '{self.name}' has no attr named '{name}'.")
        from pellucid.graph.attributes import as_attribute

        return as_attribute(self.attrs[name], self.attrs.get("dtype"))

    def __repr__(self) -> str:
        return f"<tf.Operation '{self.name}' type={self.type}>"

    def __str__(self) -> str:
        return str(self.node_def)


def _user_line() -> tuple[str, int]:
    frame = sys._getframe(2)
    while frame is not None and frame.f_code.co_filename.startswith(_PACKAGE):
        frame = frame.f_back
    return (frame.f_code.co_filename, frame.f_lineno) if frame else ("<unknown>", 0)
