"""Variables of a `tf.Graph`: nodes, whose value is kept by the session that runs them.

GraphVariable    what `tf.Variable(...)` makes under `with tf.Graph().as_default():`
Assigned         what assigning to one returns: reading it waits for the assignment
"""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Sequence
from typing import Any

from pellucid.core import context
from pellucid.core.context import STATE
from pellucid.core.convert import convert
from pellucid.core.dtypes import as_dtype
from pellucid.core.errors import explain
from pellucid.core.names import name_scope
from pellucid.core.shapes import dims_of, is_compatible
from pellucid.core.storage import Storage
from pellucid.core.tensor import Tensor
from pellucid.core.typing import DTypeLike, ShapeLike
from pellucid.graph.node import Node, chosen_session
from pellucid.ops import state
from pellucid.ops.constants import identity
from pellucid.ops.control_flow import cond
from pellucid.ops.variable_creation import check_supported
from pellucid.ops.variables import (
    Variable,
    VariableAggregation,
    VariableSynchronization,
)


class GraphVariable(Variable):
    """A variable of a `tf.Graph`.

    In a graph called `v` it is these nodes: the handle `v`, `v/Initializer/…`, `v/Assign`,
    `v/IsInitialized/VarIsInitializedOp` and `v/Read/ReadVariableOp`. A session must run
    `initializer` before the value is read.

    Args:
        collections: the graph's collections to put it in; default `"variables"`, and
            `"trainable_variables"` where it is trainable.
        (others): those of `tf.Variable`.

    Example:
        >>> with tf.Graph().as_default(), tf.compat.v1.Session() as session:
        ...     v = tf.Variable([1., 2.])
        ...     session.run(v.initializer)
        ...     print(session.run(v * 2.))
        [2. 4.]
    """

    def __new__(cls, *args: Any, **kwargs: Any) -> Any:
        return object.__new__(cls)

    def __init__(
        self,
        initial_value: Any = None,
        trainable: bool | None = None,
        validate_shape: bool = True,
        caching_device: Any = None,
        name: str | None = None,
        variable_def: Any = None,
        dtype: DTypeLike | None = None,
        import_scope: str | None = None,
        constraint: Callable[[Tensor], Tensor] | None = None,
        synchronization: VariableSynchronization = VariableSynchronization.AUTO,
        aggregation: VariableAggregation = VariableAggregation.NONE,
        shape: ShapeLike | None = None,
        experimental_enable_variable_lifting: bool = True,
        collections: Sequence[str] | None = None,
    ) -> None:
        if "_storage" in self.__dict__:  # Python calls __init__ once more
            return
        check_supported(variable_def, import_scope, experimental_enable_variable_lifting)
        if initial_value is None:
            raise ValueError(
                explain("tf.Variable [initial_value]", "must be specified", received=None)
            )
        on_read = synchronization is VariableSynchronization.ON_READ
        self._trainable = (not on_read) if trainable is None else trainable
        self._constraint = constraint
        self._synchronization = synchronization
        self._aggregation = aggregation
        self._storage = Storage(None, self)  # never filled: sessions have their own
        with context.init_scope():
            graph: Any = STATE.graph
            self._build(graph, name or "Variable", initial_value, dtype, shape, validate_shape)
        if collections is None:
            collections = ["variables"]
        if self._trainable and "trainable_variables" not in collections:
            collections = [*collections, "trainable_variables"]
        graph.add_to_collections(list(collections), self)

    def _build(
        self, graph: Any, name: str, value: Any, dtype: Any, shape: Any, validate_shape: bool
    ) -> None:
        """Add the nodes."""
        scope = graph.unique_name(name) + "/"
        self._name = f"{scope[:-1]}:0"
        wanted = None if dtype is None else as_dtype(dtype)
        with name_scope(f"{scope}Initializer/"):
            made = value() if callable(value) and not isinstance(value, Variable) else value
            if isinstance(made, Variable):
                made = made.read_value()
            initial = convert(made, wanted, name="initial_value")
        self._dtype = initial.dtype
        self.dims = (
            dims_of(shape) if shape is not None else (initial.dims if validate_shape else None)
        )
        if not is_compatible(initial.dims, self.dims):
            problem = "initial_value is not compatible with shape"
            raise ValueError(
                explain("tf.Variable [shape]", problem, expected=shape, received=initial.shape)
            )
        self._initial = initial
        self._handle = state.VarHandleOp(
            dtype=self._dtype, shape=self.shape, shared_name=scope[:-1], name=scope
        )
        graph.hold(self, self._handle)
        self._is_initialized = state.VarIsInitializedOp(
            self, name=f"{scope}IsInitialized/VarIsInitializedOp/"
        )
        self._initializer = state.AssignVariableOp(self, initial, name=f"{scope}Assign/")
        self._read = state.ReadVariableOp(
            self, dtype=self._dtype, name=f"{scope}Read/ReadVariableOp/"
        )

    @property
    def op(self) -> Node:
        """The node that stands for the variable."""
        return self._handle.op

    @property
    def graph(self) -> Any:
        """The graph that it belongs to."""
        return self._handle.graph

    @property
    def initializer(self) -> Node:
        """The node that gives the variable its initial value."""
        return self._initializer

    @property
    def device(self) -> str:
        """The device asked for, or an empty string."""
        return self._handle.op.device

    @property
    def initial_value(self) -> Tensor:
        """The tensor with which the variable begins."""
        return self._initial

    def is_initialized(self, name: str | None = None) -> Tensor:
        """Whether the variable has a value in the session that runs this."""
        return state.VarIsInitializedOp(self, name=name)

    def initialized_value(self) -> Tensor:
        """The value now or, as long as the variable has none, its initial value."""
        return cond(self._is_initialized, self.read_value, lambda: identity(self._initial))

    def as_graph_element(self) -> Any:
        """The tensor that a session fetches in place of the variable."""
        return self._read

    def numpy(self) -> Any:
        """A variable of a graph has a value only in a session."""
        problem = "numpy() is only available when eager execution is enabled"
        raise NotImplementedError(
            explain("tf.Variable.numpy", problem, fix="session.run(variable)")
        )

    def eval(self, session: Any = None) -> Any:
        """The value in `session` (default: the default session), as a NumPy array."""
        return chosen_session(session, "evaluate variable using `eval()`").run(self)

    def load(self, value: Any, session: Any = None) -> None:
        """Give the variable a value in `session` (default: the default session)."""
        chosen = chosen_session(session, "load a value into a variable")
        chosen.run(self._initializer, {self._initial: value})

    def count_up_to(self, limit: int) -> Tensor:
        """Increment until `limit`; refused in a graph."""
        problem = f"not available for {self._name} in a tf.Graph"
        fix = "v.assign_add(1), and compare the result with the limit"
        raise NotImplementedError(explain("tf.Variable.count_up_to", problem, fix=fix))

    def _after(self, read_value: bool = True) -> Any:
        graph: Any = STATE.graph
        made = graph.nodes[-1]
        return Assigned(self, made) if read_value else made

    def __hash__(self) -> int:
        return id(self)

    def __deepcopy__(self, memo: dict[int, Any]) -> Variable:
        raise NotImplementedError(
            explain("copy.deepcopy", "a variable of a tf.Graph cannot be copied")
        )

    def __repr__(self) -> str:
        return f"<tf.Variable '{self._name}' shape={self.shape} dtype={self._dtype.name}>"


class Assigned(GraphVariable):
    """A variable after an assignment: what reads it, or assigns again, waits for that.

    Attributes:
        origin: the variable itself.
    """

    def __init__(self, variable: Any, assignment: Node) -> None:
        self.__dict__.update(variable.__dict__)
        self.origin = getattr(variable, "origin", variable)
        self._assignment = assignment
        if assignment.graph is self.graph:  # not inside a branch
            self._read = self.read_value()

    @property
    def op(self) -> Node:
        """The node that assigns."""
        return self._assignment

    def _behind(self) -> contextlib.AbstractContextManager[Any]:
        graph: Any = STATE.graph
        if self._assignment.graph is not graph:  # inside a branch: order is the program's
            return contextlib.nullcontext()
        return graph.control_dependencies([self._assignment])

    def read_value(self) -> Tensor:
        """The value after the assignment."""
        with self._behind():
            return super().read_value()

    def assign(self, value: Any, *args: Any, **kwargs: Any) -> Any:
        """Replace the value; see `tf.Variable.assign`."""
        with self._behind():
            return super().assign(value, *args, **kwargs)

    def _assign_delta(self, *args: Any) -> Any:
        with self._behind():
            return super()._assign_delta(*args)

    def _assign_slice(self, index: Any, value: Any) -> Any:
        with self._behind():
            return super()._assign_slice(index, value)

    def _scatter(self, *args: Any) -> Any:
        with self._behind():
            return super()._scatter(*args)

    def _scatter_nd(self, *args: Any) -> Any:
        with self._behind():
            return super()._scatter_nd(*args)

    def __repr__(self) -> str:
        return (
            f"<tf.Variable '{self._assignment.name}' shape={self.shape} dtype={self._dtype.name}>"
        )
