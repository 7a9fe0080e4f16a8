"""`tf.compat.v1.Variable`, and the operations that give variables their values.

Variable, VariableV1              a variable of the default graph (or of eager mode)
variables_initializer, global_variables_initializer, local_variables_initializer
tables_initializer                tables are filled when they are made: nothing to do
assign, assign_add, assign_sub    functions for methods; so are scatter_add, scatter_update, …
report_uninitialized_variables, is_variable_initialized
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from pellucid.compat.v1.graph_keys import global_variables, local_variables
from pellucid.core.context import STATE, outermost_graph
from pellucid.core.convert import convert
from pellucid.core.tensor import Tensor
from pellucid.core.typing import DTypeLike, ShapeLike, TensorLike
from pellucid.ops import variables as v2
from pellucid.ops.constants import constant, no_op
from pellucid.ops.gather import boolean_mask
from pellucid.ops.graph_variables import GraphVariable
from pellucid.ops.indexed_slices import IndexedSlices
from pellucid.ops.joining import stack
from pellucid.ops.ordering import group


class _Kind(type):
    """Every variable is an instance of `tf.compat.v1.Variable`."""

    def __instancecheck__(cls, instance: Any) -> bool:
        return isinstance(instance, v2.Variable)


class Variable(v2.Variable, metaclass=_Kind):
    """A variable, with TensorFlow 1's arguments.

    In a graph it is a `GraphVariable`, which a session keeps the value of and must initialize; in
    eager mode a `tf.Variable`. All variables are resource variables here: what reads them gets the
    value at that place of the program.

    Args:
        initial_value: a tensor, anything convertible to one, or a function without arguments.
        trainable: whether it goes into the collection of trainable variables; default True.
        collections: the collections to put it in; default `[GraphKeys.GLOBAL_VARIABLES]`.
        validate_shape: if False, values of other shapes may be assigned.
        caching_device: without effect: values are read where they are used.
        name: the name; default `"Variable"`.
        variable_def, import_scope: not supported; must be None.
        dtype: the dtype; default that of the initial value.
        expected_shape: as in TensorFlow, without effect.
        constraint: a function that optimizers apply after an update.
        use_resource: both values make a resource variable.
        synchronization, aggregation: how copies behave under a distribution strategy.
        shape: the shape to declare.

    Example:
        >>> with tf.Graph().as_default():
        ...     w = tf.compat.v1.Variable(tf.zeros([2, 3]), name="w")
        ...     tf.compat.v1.trainable_variables()
        [<tf.Variable 'w:0' shape=(2, 3) dtype=float32>]
    """

    def __new__(
        cls,
        initial_value: Any = None,
        trainable: bool | None = None,
        collections: Sequence[str] | None = None,
        validate_shape: bool = True,
        caching_device: Any = None,
        name: str | None = None,
        variable_def: Any = None,
        dtype: DTypeLike | None = None,
        expected_shape: Any = None,
        import_scope: str | None = None,
        constraint: Callable[[Tensor], Tensor] | None = None,
        use_resource: bool | None = None,
        synchronization: v2.VariableSynchronization = v2.VariableSynchronization.AUTO,
        aggregation: v2.VariableAggregation = v2.VariableAggregation.NONE,
        shape: ShapeLike | None = None,
    ) -> Any:
        options: dict[str, Any] = {
            "trainable": trainable, "validate_shape": validate_shape, "name": name,
            "caching_device": caching_device, "variable_def": variable_def, "dtype": dtype,
            "import_scope": import_scope, "constraint": constraint, "shape": shape,
            "synchronization": synchronization, "aggregation": aggregation,
        }  # fmt: skip
        if outermost_graph() is None or STATE.variable_creators:
            return v2.Variable(initial_value, **options)
        return GraphVariable(initial_value, collections=collections, **options)

    def __init__(self, *args: Any, **kwargs: Any) -> None:  # `__new__` made another class
        raise AssertionError("unreachable")


VariableV1 = Variable


def variables_initializer(var_list: Sequence[Any], name: str = "init") -> Any:
    """An operation that gives variables their initial values; nothing in eager mode."""
    if STATE.graph is None:
        return None
    return group(*[v.initializer for v in var_list], name=name)


def global_variables_initializer() -> Any:
    """An operation that gives all variables of the graph, local ones aside, their initial values.

    Example:
        >>> session.run(tf.compat.v1.global_variables_initializer())
    """
    return variables_initializer(global_variables() if STATE.graph is not None else [])


def local_variables_initializer() -> Any:
    """An operation that gives the local variables (those of metrics) their initial values."""
    if STATE.graph is None:
        return None
    return variables_initializer(local_variables(), name="init_1")


def initialize_all_variables() -> Any:
    """The older name of `global_variables_initializer`."""
    return global_variables_initializer()


def initialize_local_variables() -> Any:
    """The older name of `local_variables_initializer`."""
    return local_variables_initializer()


def initialize_variables(var_list: Sequence[Any], name: str = "init") -> Any:
    """The older name of `variables_initializer`."""
    return variables_initializer(var_list, name)


def tables_initializer(name: str = "init_all_tables") -> Any:
    """An operation that does nothing: tables are filled when they are made."""
    return no_op(name=name)


def is_variable_initialized(variable: Any) -> Tensor:
    """Whether a variable has a value."""
    return variable.is_initialized()


def report_uninitialized_variables(
    var_list: Sequence[Any] | None = None, name: str = "report_uninitialized_variables"
) -> Tensor:
    """The names of the variables that have no value yet: a vector of strings.

    Args:
        var_list: the variables; default all of the graph.
        name: the node's name.
    """
    chosen = [*global_variables(), *local_variables()] if var_list is None else list(var_list)
    names = constant([v.op.name.encode() for v in chosen], "string", shape=[len(chosen)])
    if not chosen:
        return names
    return boolean_mask(names, ~stack([v.is_initialized() for v in chosen]), name=name)


def assign(
    ref: Any, value: TensorLike, validate_shape: bool | None = None, use_locking: Any = None,
    name: str | None = None,
) -> Any:  # fmt: skip
    """Replace the value of a variable.

    Args:
        ref: the variable.
        value: the new value.
        validate_shape: the shape must fit in any case, unless the variable was made not to.
        use_locking: without effect: assignments are atomic.
        name: the node's name.

    Returns: the variable after the assignment.
    """
    return ref.assign(value, name=name)


def assign_add(
    ref: Any, value: TensorLike, use_locking: Any = None, name: str | None = None
) -> Any:
    """Add to the value of a variable; see `assign`."""
    return ref.assign_add(value, name=name)


def assign_sub(
    ref: Any, value: TensorLike, use_locking: Any = None, name: str | None = None
) -> Any:
    """Subtract from the value of a variable; see `assign`."""
    return ref.assign_sub(value, name=name)


def _scatter(method: str, ref: Any, indices: TensorLike, updates: TensorLike, name: Any) -> Any:
    return getattr(ref, method)(
        IndexedSlices(convert(updates, ref.dtype), convert(indices)), name=name
    )


def scatter_add(ref: Any, indices: TensorLike, updates: TensorLike, use_locking: bool = False,
                name: str | None = None) -> Any:  # fmt: skip
    """Add `updates` to the rows `indices` of a variable."""
    return _scatter("scatter_add", ref, indices, updates, name)


def scatter_sub(ref: Any, indices: TensorLike, updates: TensorLike, use_locking: bool = False,
                name: str | None = None) -> Any:  # fmt: skip
    """Subtract `updates` from the rows `indices` of a variable."""
    return _scatter("scatter_sub", ref, indices, updates, name)


def scatter_mul(ref: Any, indices: TensorLike, updates: TensorLike, use_locking: bool = False,
                name: str | None = None) -> Any:  # fmt: skip
    """Multiply the rows `indices` of a variable by `updates`."""
    return _scatter("scatter_mul", ref, indices, updates, name)


def scatter_div(ref: Any, indices: TensorLike, updates: TensorLike, use_locking: bool = False,
                name: str | None = None) -> Any:  # fmt: skip
    """Divide the rows `indices` of a variable by `updates`."""
    return _scatter("scatter_div", ref, indices, updates, name)


def scatter_max(ref: Any, indices: TensorLike, updates: TensorLike, use_locking: bool = False,
                name: str | None = None) -> Any:  # fmt: skip
    """Take the maximum of the rows `indices` of a variable and `updates`."""
    return _scatter("scatter_max", ref, indices, updates, name)


def scatter_min(ref: Any, indices: TensorLike, updates: TensorLike, use_locking: bool = False,
                name: str | None = None) -> Any:  # fmt: skip
    """Take the minimum of the rows `indices` of a variable and `updates`."""
    return _scatter("scatter_min", ref, indices, updates, name)


def scatter_update(ref: Any, indices: TensorLike, updates: TensorLike, use_locking: bool = True,
                   name: str | None = None) -> Any:  # fmt: skip
    """Assign `updates` to the rows `indices` of a variable."""
    return _scatter("scatter_update", ref, indices, updates, name)


def scatter_nd_add(ref: Any, indices: TensorLike, updates: TensorLike, use_locking: bool = False,
                   name: str | None = None) -> Any:  # fmt: skip
    """Add `updates` at coordinates of a variable."""
    return ref.scatter_nd_add(indices, updates, name=name)


def scatter_nd_sub(ref: Any, indices: TensorLike, updates: TensorLike, use_locking: bool = False,
                   name: str | None = None) -> Any:  # fmt: skip
    """Subtract `updates` at coordinates of a variable."""
    return ref.scatter_nd_sub(indices, updates, name=name)


def scatter_nd_update(ref: Any, indices: TensorLike, updates: TensorLike, use_locking: bool = True,
                      name: str | None = None) -> Any:  # fmt: skip
    """Assign `updates` at coordinates of a variable."""
    return ref.scatter_nd_update(indices, updates, name=name)
