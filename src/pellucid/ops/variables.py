"""`tf.Variable`: a value that a program can change, in place of a tensor that it cannot.

Reading and writing are ops (`ops/state.py`), so they are recorded by tapes and traced into graphs.
"""

from __future__ import annotations

import enum
import itertools
from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING, Any

import numpy as np

from pellucid.core import context
from pellucid.core.context import STATE, outermost_graph
from pellucid.core.convert import convert, index
from pellucid.core.devices import CPU_0
from pellucid.core.dtypes import DType, as_dtype
from pellucid.core.errors import InvalidArgumentError, OutOfScopeError, describe, explain
from pellucid.core.registry import OPS
from pellucid.core.shapes import TensorShape, dims_of, is_compatible
from pellucid.core.storage import Storage
from pellucid.core.tensor import EagerTensor, Reference, Tensor, repr_array
from pellucid.core.typing import DTypeLike, ShapeLike, TensorLike
from pellucid.graph.graph import FuncGraph, SymbolicTensor
from pellucid.ops import state
from pellucid.ops.operators import bind_to_variables
from pellucid.ops.state import ReadVariableOp
from pellucid.ops.variable_creation import check_supported, create
from pellucid.runtime.dispatch import public_name

_CREATED = itertools.count()


class VariableSynchronization(enum.Enum):
    """When a distributed variable's copies are brought together."""

    AUTO = 0
    NONE = 1
    ON_WRITE = 2
    ON_READ = 3


class VariableAggregation(enum.Enum):
    """How updates of a distributed variable from several replicas are combined."""

    NONE = 0
    SUM = 1
    MEAN = 2
    ONLY_FIRST_REPLICA = 3


class Variable:
    """A shared, mutable tensor.

    Args:
        initial_value: a tensor, anything convertible to one, or a function without arguments that
            returns one (it is called outside of any function being traced).
        trainable: whether `tf.GradientTape` watches it by itself; default True (False with
            `synchronization=ON_READ`).
        validate_shape: if False, the variable may be assigned values of any shape.
        caching_device: accepted for TensorFlow 1 programs; values are read where they are used.
        name: the variable's name, prefixed by the current name scopes; default `"Variable"`.
        variable_def: not supported; must be None.
        dtype: the dtype; default that of the initial value.
        import_scope: not supported; must be None.
        constraint: a function applied to the value after an optimizer's update.
        synchronization, aggregation: how copies behave under a distribution strategy.
        shape: the shape to declare, possibly with `None` dimensions, which later values may fill.
        experimental_enable_variable_lifting: whether a variable made inside a `tf.function` is
            lifted out of it. False is refused.

    Raises:
        ValueError: no initial value, or it does not fit `shape`.

    Example:
        >>> v = tf.Variable([1., 2.])
        >>> v.assign_add([1., 1.])
        <tf.Variable 'Variable:0' shape=(2,) dtype=float32, numpy=array([2., 3.], dtype=float32)>
    """

    __array_priority__ = 100

    if TYPE_CHECKING:  # bound by ops/operators.py, for variables and tensors alike

        def __add__(self, other: Any) -> Tensor: ...
        def __radd__(self, other: Any) -> Tensor: ...
        def __sub__(self, other: Any) -> Tensor: ...
        def __rsub__(self, other: Any) -> Tensor: ...
        def __mul__(self, other: Any) -> Tensor: ...
        def __rmul__(self, other: Any) -> Tensor: ...
        def __truediv__(self, other: Any) -> Tensor: ...
        def __rtruediv__(self, other: Any) -> Tensor: ...
        def __floordiv__(self, other: Any) -> Tensor: ...
        def __mod__(self, other: Any) -> Tensor: ...
        def __pow__(self, other: Any) -> Tensor: ...
        def __rpow__(self, other: Any) -> Tensor: ...
        def __matmul__(self, other: Any) -> Tensor: ...
        def __rmatmul__(self, other: Any) -> Tensor: ...
        def __lt__(self, other: Any) -> Tensor: ...
        def __le__(self, other: Any) -> Tensor: ...
        def __gt__(self, other: Any) -> Tensor: ...
        def __ge__(self, other: Any) -> Tensor: ...
        def __neg__(self) -> Tensor: ...
        def __abs__(self) -> Tensor: ...
        def __invert__(self) -> Tensor: ...

    def __new__(cls, *args: Any, **kwargs: Any) -> Any:
        creators = STATE.variable_creators
        if creators:
            return create(creators, Variable, args, kwargs)
        if STATE.graph is not None and outermost_graph() is not None and cls is Variable:
            from pellucid.ops.graph_variables import GraphVariable

            return GraphVariable(*args, **kwargs)
        return super().__new__(cls)

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
    ) -> None:
        if "_storage" in self.__dict__:  # made by a creator; Python calls __init__ once more
            return
        check_supported(variable_def, import_scope, experimental_enable_variable_lifting)
        graph = STATE.graph
        if isinstance(graph, FuncGraph):
            graph.note_creation(self)
        wanted = None if dtype is None else as_dtype(dtype)
        value = _initial(initial_value, wanted)
        dims = dims_of(shape) if shape is not None else (value.dims if validate_shape else None)
        if not is_compatible(value.dims, dims):
            raise ValueError(
                explain(
                    "tf.Variable [shape]",
                    "the initial value's shape is not compatible with it",
                    expected=TensorShape(dims),
                    received=describe(value),
                )
            )
        self._storage = Storage(value.array(), self)
        self.creation_index = next(_CREATED)
        self._dtype: DType = value.dtype
        self.dims = dims
        self._name = f"{STATE.name_scope}{name or 'Variable'}:0"
        self._trainable = (
            trainable
            if trainable is not None
            else synchronization is not VariableSynchronization.ON_READ
        )
        self._constraint = constraint
        self._synchronization = synchronization
        self._aggregation = aggregation
        self._initial = value

    # ------------------------------------------------------------- what it is

    @property
    def handle(self) -> Storage:
        """Where the value is kept; kernels read and replace its `value`."""
        return self._storage

    @property
    def dtype(self) -> DType:
        """The element type."""
        return self._dtype

    @property
    def shape(self) -> TensorShape:
        """The declared shape."""
        return TensorShape.from_dims(self.dims)

    def get_shape(self) -> TensorShape:
        """The declared shape."""
        return self.shape

    @property
    def name(self) -> str:
        """The name, with `:0` at the end."""
        return self._name

    @property
    def trainable(self) -> bool:
        """Whether tapes watch the variable by themselves."""
        return self._trainable

    @property
    def constraint(self) -> Callable[[Tensor], Tensor] | None:
        """The function that an optimizer applies after an update."""
        return self._constraint

    @property
    def synchronization(self) -> VariableSynchronization:
        """When copies are brought together under a distribution strategy."""
        return self._synchronization

    @property
    def aggregation(self) -> VariableAggregation:
        """How updates from several replicas are combined."""
        return self._aggregation

    @property
    def device(self) -> str:
        """The device that holds the value."""
        return CPU_0

    @property
    def initial_value(self) -> Tensor:
        """The tensor with which the variable began."""
        return self._initial

    def is_initialized(self, name: str | None = None) -> Tensor:
        """Whether the variable has a value; here variables always have."""
        return convert(True)

    def set_shape(self, shape: ShapeLike) -> None:
        """Narrow the declared shape."""
        self.dims = self.shape.merge_with(shape).as_tuple

    def ref(self) -> Reference:
        """A hashable stand-in, for use as a dictionary key."""
        return Reference(self)

    def experimental_ref(self) -> Reference:
        """The older name of `ref`."""
        return Reference(self)

    def __hash__(self) -> int:
        raise TypeError(explain("tf.Variable", "a variable is unhashable", fix="variable.ref()"))

    # ---------------------------------------------------------------- reading

    def read_value(self) -> Tensor:
        """The value now, as a tensor that later assignments do not change."""
        if STATE.graph is not None:
            return ReadVariableOp(self, dtype=self._dtype)
        value = EagerTensor(self._storage.value)
        for tape in STATE.tapes:
            tape.record(ReadVariableOp, [self], [value], {"dtype": self._dtype})
        return value

    def value(self) -> Tensor:
        """The value now."""
        return self.read_value()

    def __tf_tensor__(self, dtype: DType | None = None, name: str | None = None) -> Tensor:
        return self.read_value()

    def numpy(self) -> Any:
        """The value as a NumPy array (a copy) or NumPy scalar."""
        if STATE.graph is not None:
            problem = "inside tf.function a variable has no value"
            raise NotImplementedError(explain("tf.Variable.numpy", problem, fix="read_value()"))
        return EagerTensor(self._storage.value).numpy()

    def array(self) -> Any:
        """The value as a NumPy array that must not be written to."""
        return self._storage.value

    def eval(self, session: Any = None) -> Any:
        """The value in `session` (or now), as a NumPy array."""
        return session.run(self.read_value()) if session is not None else self.numpy()

    def __array__(self, dtype: Any = None, copy: bool | None = None) -> np.ndarray:
        return EagerTensor(self._storage.value).__array__(dtype, copy)

    def __int__(self) -> int:
        return int(self.read_value())

    def __float__(self) -> float:
        return float(self.read_value())

    def __complex__(self) -> complex:
        return complex(self.read_value())

    def __index__(self) -> int:
        return self.read_value().__index__()

    def __bool__(self) -> bool:
        return bool(self.read_value())

    def __iter__(self) -> Iterator[Tensor]:
        return iter(self.read_value())

    def __format__(self, spec: str) -> str:
        return format(self.numpy(), spec) if spec else str(self)

    def __getitem__(self, index: Any) -> Any:
        """A slice of the value; `v[1:].assign(x)` assigns to that part of the variable."""
        part: Any = self.read_value()[index]
        part.assign = lambda value, **_: self._assign_slice(index, value)
        return part

    def sparse_read(self, indices: TensorLike, name: str | None = None) -> Tensor:
        """The rows `indices`, read without reading the whole variable."""
        return state.ResourceGather(self, indices, dtype=self._dtype, name=name)

    def gather_nd(self, indices: TensorLike, name: str | None = None) -> Tensor:
        """The elements or slices at the coordinates in the last axis of `indices`."""
        return OPS["GatherNd"](self.read_value(), indices, name=name)

    # ---------------------------------------------------------------- writing

    def assign(
        self,
        value: TensorLike,
        use_locking: bool = False,
        name: str | None = None,
        read_value: bool = True,
    ) -> Any:
        """Replace the value.

        Args:
            value: the new value, of the variable's dtype and a compatible shape.
            use_locking: accepted for TensorFlow 1 programs; assignment is atomic here.
            name: the node's name in a graph.
            read_value: return the variable; otherwise None (in a graph: the node).

        Raises:
            ValueError: shape or dtype do not fit. The variable keeps its value.
        """
        tensor = convert(value, self._dtype)
        if not is_compatible(tensor.dims, self.dims):
            raise ValueError(
                explain(
                    "tf.Variable.assign [value]",
                    f"Cannot assign value to variable '{self._name}': Shape mismatch",
                    expected=f"shape {self.shape}",
                    received=describe(tensor),
                    fix="tf.Variable(…, shape=tf.TensorShape(None)) may change its shape",
                )
            )
        state.AssignVariableOp(self, tensor, name=name)
        return self._after(read_value)

    def assign_add(
        self,
        delta: TensorLike,
        use_locking: bool = False,
        name: str | None = None,
        read_value: bool = True,
    ) -> Any:
        """Add `delta`, which must have the variable's shape; see `assign`."""
        return self._assign_delta(state.AssignAddVariableOp, delta, name, read_value)

    def assign_sub(
        self,
        delta: TensorLike,
        use_locking: bool = False,
        name: str | None = None,
        read_value: bool = True,
    ) -> Any:
        """Subtract `delta`, which must have the variable's shape; see `assign`."""
        return self._assign_delta(state.AssignSubVariableOp, delta, name, read_value)

    def _assign_delta(self, op: Any, delta: Any, name: str | None, read_value: bool) -> Any:
        tensor: Any = delta
        if delta.__class__ is int and STATE.graph is None:
            tensor = index(delta, self._dtype)  # a step that is counted
        if tensor.__class__ is not EagerTensor or tensor.dtype is not self._dtype:
            tensor = convert(delta, self._dtype)
        if tensor.dims != self.dims and not is_compatible(tensor.dims, self.dims):
            where = public_name(op)
            problem = "the shapes of the variable and of its update differ"
            text = explain(f"{where} [delta]", problem, expected=self.shape,
                           received=describe(tensor))  # fmt: skip
            raise InvalidArgumentError(None, None, text)
        if STATE.graph is None:  # nothing is recorded of an update: the kernel is the whole work
            op.numpy_kernel.function(np, self._storage, tensor.array())
            return self if read_value else None
        op(self, tensor, name=name)
        return self._after(read_value)

    def _after(self, read_value: bool = True) -> Any:
        if not read_value:
            return None if STATE.graph is None else STATE.graph.nodes[-1]
        return self

    def _assign_slice(self, index: Any, value: Any) -> Any:
        from pellucid.ops.indexing import variable_slice_assign

        variable_slice_assign(self, index, value)
        return self._after()

    def _scatter(self, op: Any, sparse_delta: Any, name: str | None) -> Any:
        if not (hasattr(sparse_delta, "indices") and hasattr(sparse_delta, "values")):
            raise TypeError(
                explain("tf.Variable [sparse_delta]", "slices of the variable are needed",
                        expected="tf.IndexedSlices", received=describe(sparse_delta))
            )  # fmt: skip
        op(self, sparse_delta.indices, convert(sparse_delta.values, self._dtype), name=name)
        return self._after()

    def scatter_add(
        self, sparse_delta: Any, use_locking: bool = False, name: str | None = None
    ) -> Any:
        """Add the slices of `sparse_delta` (`tf.IndexedSlices`); duplicates add up."""
        return self._scatter(state.ResourceScatterAdd, sparse_delta, name)

    def scatter_sub(
        self, sparse_delta: Any, use_locking: bool = False, name: str | None = None
    ) -> Any:
        """Subtract the slices of `sparse_delta` (`tf.IndexedSlices`)."""
        return self._scatter(state.ResourceScatterSub, sparse_delta, name)

    def scatter_mul(
        self, sparse_delta: Any, use_locking: bool = False, name: str | None = None
    ) -> Any:
        """Multiply by the slices of `sparse_delta` (`tf.IndexedSlices`)."""
        return self._scatter(state.ResourceScatterMul, sparse_delta, name)

    def scatter_div(
        self, sparse_delta: Any, use_locking: bool = False, name: str | None = None
    ) -> Any:
        """Divide by the slices of `sparse_delta` (`tf.IndexedSlices`)."""
        return self._scatter(state.ResourceScatterDiv, sparse_delta, name)

    def scatter_max(
        self, sparse_delta: Any, use_locking: bool = False, name: str | None = None
    ) -> Any:
        """Take the maximum with the slices of `sparse_delta` (`tf.IndexedSlices`)."""
        return self._scatter(state.ResourceScatterMax, sparse_delta, name)

    def scatter_min(
        self, sparse_delta: Any, use_locking: bool = False, name: str | None = None
    ) -> Any:
        """Take the minimum with the slices of `sparse_delta` (`tf.IndexedSlices`)."""
        return self._scatter(state.ResourceScatterMin, sparse_delta, name)

    def scatter_update(
        self, sparse_delta: Any, use_locking: bool = False, name: str | None = None
    ) -> Any:
        """Assign the slices of `sparse_delta` (`tf.IndexedSlices`)."""
        return self._scatter(state.ResourceScatterUpdate, sparse_delta, name)

    def batch_scatter_update(
        self, sparse_delta: Any, use_locking: bool = False, name: str | None = None
    ) -> Any:
        """Assign slices along the last axis of `indices`; leading axes are batch dimensions."""
        indices = np.asarray(convert(sparse_delta.indices).numpy())
        grid = np.indices(indices.shape)[:-1]
        coordinates = np.stack([*grid, indices], axis=-1)
        updates = convert(sparse_delta.values, self._dtype)
        return self.scatter_nd_update(coordinates, updates, name)

    def _scatter_nd(self, op: Any, indices: Any, updates: Any, name: str | None) -> Any:
        op(self, indices, convert(updates, self._dtype), name=name)
        return self._after()

    def scatter_nd_add(
        self, indices: TensorLike, updates: TensorLike, name: str | None = None
    ) -> Any:
        """Add `updates` at the coordinates in the last axis of `indices`."""
        return self._scatter_nd(state.ResourceScatterNdAdd, indices, updates, name)

    def scatter_nd_sub(
        self, indices: TensorLike, updates: TensorLike, name: str | None = None
    ) -> Any:
        """Subtract `updates` at the coordinates in the last axis of `indices`."""
        return self._scatter_nd(state.ResourceScatterNdSub, indices, updates, name)

    def scatter_nd_update(
        self, indices: TensorLike, updates: TensorLike, name: str | None = None
    ) -> Any:
        """Assign `updates` at the coordinates in the last axis of `indices`."""
        return self._scatter_nd(state.ResourceScatterNdUpdate, indices, updates, name)

    def scatter_nd_max(
        self, indices: TensorLike, updates: TensorLike, name: str | None = None
    ) -> Any:
        """Take the maximum with `updates` at the coordinates in the last axis of `indices`."""
        return self._scatter_nd(state.ResourceScatterNdMax, indices, updates, name)

    def scatter_nd_min(
        self, indices: TensorLike, updates: TensorLike, name: str | None = None
    ) -> Any:
        """Take the minimum with `updates` at the coordinates in the last axis of `indices`."""
        return self._scatter_nd(state.ResourceScatterNdMin, indices, updates, name)

    def count_up_to(self, limit: int) -> Tensor:
        """Increment until `limit`; the value before. Raises OutOfRangeError at the limit."""
        from pellucid.core.errors import OutOfRangeError

        before = self.read_value()
        if not self._dtype.is_integer:
            text = explain("tf.Variable.count_up_to", "only integers are counted",
                           expected="int32 or int64", received=describe(self))  # fmt: skip
            raise InvalidArgumentError(None, None, text)
        if int(before) >= limit:
            text = explain("tf.Variable.count_up_to [limit]", "the limit is reached",
                           expected=f"a value below {limit}", received=int(before))  # fmt: skip
            raise OutOfRangeError(None, None, text)
        self.assign_add(1)
        return before

    def __deepcopy__(self, memo: dict[int, Any]) -> Variable:
        copy = type(self).__new__(type(self))
        memo[id(self)] = copy
        copy.__dict__.update(self.__dict__)
        copy._storage = Storage(self._storage.value, copy)
        return copy

    def __reduce__(self) -> tuple[Any, ...]:
        return _rebuild, (
            type(self),
            self.numpy(),
            self._dtype.name,
            self.dims,
            self._name,
            self._trainable,
        )

    def __repr__(self) -> str:
        head = f"<tf.Variable '{self._name}' shape={self.shape} dtype={self._dtype.name}"
        return f"{head}>" if STATE.graph is not None else f"{head}, numpy={repr_array(self)}>"


def _initial(value: Any, dtype: DType | None) -> EagerTensor:
    """The initial value as an eager tensor, also when a function is being traced."""
    if value is None:
        raise ValueError(
            explain("tf.Variable [initial_value]", "a variable begins with a value",
                    expected="a tensor, or a function that returns one", received=None)
        )  # fmt: skip
    if callable(value) and not isinstance(value, Variable):
        value = _called(value)
    with context.init_scope():
        if isinstance(value, Variable):
            value = value.read_value()
        if isinstance(value, SymbolicTensor):
            value = _lift(value)
        tensor = convert(value, dtype)
    if not isinstance(tensor, EagerTensor):
        problem = "it belongs to a graph"
        raise ValueError(
            explain("tf.Variable [initial_value]", problem, expected="a value", received=tensor)
        )
    return tensor


def _called(initializer: Callable[[], Any]) -> Any:
    """What an initializer returns: eagerly, or in the graph if it uses tensors of the graph."""
    try:
        with context.init_scope():
            return initializer()
    except OutOfScopeError:
        return initializer()


def _lift(tensor: SymbolicTensor) -> EagerTensor:
    """The value of a graph tensor, in the first call of a function also of what it is given."""
    from pellucid.runtime.dispatch import evaluate

    try:
        return evaluate(tensor)
    except LookupError:
        raise ValueError(
            explain(
                "tf.Variable [initial_value]",
                "it depends on the arguments of a function, which have no values outside of a call",
                received=tensor,
                expected="a value, or a function such as lambda: tf.zeros([2])",
                fix="call the function once before get_concrete_function",
            )
        ) from None


def _rebuild(
    cls: type[Variable], value: Any, dtype: str, dims: Any, name: str, trainable: bool
) -> Variable:
    made = cls.__new__(cls)
    Variable.__init__(
        made, value, trainable=trainable, dtype=dtype, shape=dims, name=name.partition(":")[0]
    )
    return made


def is_variable(value: Any) -> bool:
    """Whether `value` is a variable."""
    return isinstance(value, Variable)


bind_to_variables(Variable)
