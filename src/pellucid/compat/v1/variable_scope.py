"""Variables by name: `tf.compat.v1.get_variable`, and the scopes that prefix and share them.

get_variable, get_local_variable
variable_scope      a block whose variables get a prefix, and defaults for their arguments
VariableScope       what such a block yields
AUTO_REUSE          make a variable the first time, share it from then on
"""

from __future__ import annotations

import enum
from collections.abc import Callable, Sequence
from typing import Any
from weakref import WeakKeyDictionary

from pellucid.compat.v1.default_graph import get_default_graph
from pellucid.compat.v1.graph_keys import GraphKeys
from pellucid.compat.v1.initial_values import glorot_uniform, zeros
from pellucid.compat.v1.variables import Variable
from pellucid.core.context import STATE
from pellucid.core.dtypes import as_dtype, float32
from pellucid.core.errors import explain
from pellucid.core.names import name_scope
from pellucid.core.shapes import TensorShape
from pellucid.core.typing import DTypeLike, ShapeLike


class ReuseMode(enum.Enum):
    """Whether `get_variable` may share."""

    AUTO_REUSE = 1


AUTO_REUSE = ReuseMode.AUTO_REUSE

_INHERITED = (
    "initializer", "regularizer", "caching_device", "custom_getter", "dtype", "constraint",
)  # fmt: skip


class _Store:
    """The variables of one graph by their names, and the scope that is open in it."""

    def __init__(self) -> None:
        self.variables: dict[str, Any] = {}
        self.scope = VariableScope(False)
        self.opened: set[str] = set()  # scopes that a default name must not be that of


_stores: WeakKeyDictionary[Any, _Store] = WeakKeyDictionary()


def _store() -> _Store:
    graph = get_default_graph()
    while graph.is_function and graph.outer is not None:
        graph = graph.outer
    return _stores.setdefault(graph, _Store())


class VariableScope:
    """A prefix for the names of variables, and defaults for the arguments of `get_variable`.

    Attributes:
        name: the prefix, without the slash.
        reuse: False: names must be new; True: they must be known; AUTO_REUSE: either.
        initializer, regularizer, caching_device, custom_getter, dtype, constraint: the defaults.
        original_name_scope: the name scope of the block that made it.
    """

    def __init__(
        self, reuse: Any, name: str = "", initializer: Any = None, regularizer: Any = None,
        caching_device: Any = None, partitioner: Any = None, custom_getter: Any = None,
        name_scope: str = "", dtype: DTypeLike = float32, use_resource: bool | None = None,
        constraint: Any = None,
    ) -> None:  # fmt: skip
        _refuse_partitioner(partitioner)
        self.reuse = reuse
        self.name = name
        self.initializer = initializer
        self.regularizer = regularizer
        self.caching_device = caching_device
        self.custom_getter = custom_getter
        self.original_name_scope = name_scope
        self.dtype = as_dtype(dtype)
        self.use_resource = use_resource
        self.constraint = constraint

    def reuse_variables(self) -> None:
        """From now on names must be those of variables that exist."""
        self.reuse = True

    def set_initializer(self, initializer: Any) -> None:
        """Set the default initializer."""
        self.initializer = initializer

    def set_regularizer(self, regularizer: Any) -> None:
        """Set the default regularizer."""
        self.regularizer = regularizer

    def set_dtype(self, dtype: DTypeLike) -> None:
        """Set the default dtype."""
        self.dtype = as_dtype(dtype)

    def set_custom_getter(self, custom_getter: Any) -> None:
        """Set the function that makes or finds variables in place of `get_variable`."""
        self.custom_getter = custom_getter

    def set_caching_device(self, caching_device: Any) -> None:
        """Set the default `caching_device`."""
        self.caching_device = caching_device

    def set_use_resource(self, use_resource: bool) -> None:
        """Set whether resource variables are made: all variables are."""
        self.use_resource = use_resource

    def set_partitioner(self, partitioner: Any) -> None:
        """Refused unless it is None: variables are not split here."""
        _refuse_partitioner(partitioner)

    def global_variables(self) -> list[Any]:
        """The variables of the scope."""
        return self.get_collection(GraphKeys.GLOBAL_VARIABLES)

    def local_variables(self) -> list[Any]:
        """The local variables of the scope."""
        return self.get_collection(GraphKeys.LOCAL_VARIABLES)

    def trainable_variables(self) -> list[Any]:
        """The trainable variables of the scope."""
        return self.get_collection(GraphKeys.TRAINABLE_VARIABLES)

    def get_collection(self, name: str) -> list[Any]:
        """What a collection holds of the scope."""
        return get_default_graph().get_collection(name, f"{self.name}/" if self.name else None)


def get_variable_scope() -> VariableScope:
    """The scope that is open here."""
    return _store().scope


class variable_scope:
    """A block whose variables get the prefix `name/`, and whose operations are scoped likewise.

    Args:
        name_or_scope: the name, a `VariableScope` to open again, or None for `default_name`.
        default_name: a name that is made unique: `dense`, `dense_1`, …
        values: tensors of the graph in which the block works; without effect, it is the default.
        initializer, regularizer, custom_getter, dtype, constraint: defaults for `get_variable`.
        caching_device: without effect.
        partitioner: refused unless it is None.
        reuse: True or AUTO_REUSE to share variables, False or None for what the outer scope says.
        use_resource: without effect: all variables are resource variables.
        auxiliary_name_scope: whether operations get the name scope as well.

    Yields: the `VariableScope`.

    Example:
        >>> with tf.compat.v1.variable_scope("model"):
        ...     w = tf.compat.v1.get_variable("w", [2])
        >>> w.name
        'model/w:0'
        >>> with tf.compat.v1.variable_scope("model", reuse=True):
        ...     tf.compat.v1.get_variable("w", [2]) is w
        True
    """

    def __init__(
        self, name_or_scope: Any, default_name: str | None = None, values: Any = None,
        initializer: Any = None, regularizer: Any = None, caching_device: Any = None,
        partitioner: Any = None, custom_getter: Any = None, reuse: Any = None,
        dtype: DTypeLike | None = None, use_resource: bool | None = None, constraint: Any = None,
        auxiliary_name_scope: bool = True,
    ) -> None:  # fmt: skip
        if name_or_scope is None and default_name is None:
            raise TypeError("If default_name is None then name_or_scope is required")
        _refuse_partitioner(partitioner)
        self._name_or_scope = name_or_scope
        self._default_name = default_name
        self._given = {
            "initializer": initializer, "regularizer": regularizer, "dtype": dtype,
            "caching_device": caching_device, "custom_getter": custom_getter,
            "constraint": constraint,
        }  # fmt: skip
        self._reuse = reuse
        self._auxiliary = auxiliary_name_scope
        self._entered: list[Any] = []

    def __enter__(self) -> VariableScope:
        store = _store()
        outer = store.scope
        again = isinstance(self._name_or_scope, VariableScope)
        if again:
            base: Any = self._name_or_scope
            name = base.name
            label = name.rpartition("/")[2]
        else:
            base, label = outer, self._name_or_scope or self._unique(store, outer)
            name = f"{outer.name}/{label}" if outer.name else label
        names = name_scope(label) if self._auxiliary and label else None
        entered = names.__enter__() if names is not None else STATE.name_scope
        reuse = self._reuse or outer.reuse or (base.reuse if again else False)
        store.scope = scope = VariableScope(
            reuse, name,
            name_scope=base.original_name_scope if again else entered,
            **{k: getattr(base, k) if v is None else v for k, v in self._given.items()},
        )  # fmt: skip
        if self._given["custom_getter"] is not None and base.custom_getter is not None:
            scope.custom_getter = _chained(self._given["custom_getter"], base.custom_getter)
        self._entered.append((store, outer, names, set(store.opened) if again else None))
        store.opened.add(name)
        return scope

    def _unique(self, store: _Store, outer: VariableScope) -> str:
        assert self._default_name is not None
        if self._reuse is True:
            raise ValueError("reuse=True cannot be used without a name_or_scope")
        prefix, label, count = f"{outer.name}/" if outer.name else "", self._default_name, 0
        while prefix + label in store.opened:
            count += 1
            label = f"{self._default_name}_{count}"
        return label

    def __exit__(self, *error: Any) -> None:
        store, outer, names, before = self._entered.pop()
        inside = f"{store.scope.name}/"
        # Entered again, the scope gives out the same default names again.
        store.opened = before or {n for n in store.opened if not n.startswith(inside)}
        store.scope = outer
        if names is not None:
            names.__exit__(*error)


def _chained(inner: Callable[..., Any], outer: Callable[..., Any]) -> Callable[..., Any]:
    """A custom getter whose getter is another custom getter."""

    def getter(make: Callable[..., Any], *args: Any, **kwargs: Any) -> Any:
        return inner(lambda *a, **k: outer(make, *a, **k), *args, **kwargs)

    return getter


def _refuse_partitioner(partitioner: Any) -> None:
    if partitioner is not None:
        raise ValueError(
            explain(
                "tf.compat.v1.get_variable", "partitioned variables are not supported",
                expected="partitioner=None", received=repr(partitioner),
            )
        )  # fmt: skip


def get_variable(
    name: str, shape: ShapeLike | None = None, dtype: DTypeLike | None = None,
    initializer: Any = None, regularizer: Any = None, trainable: bool | None = None,
    collections: Sequence[str] | None = None, caching_device: Any = None, partitioner: Any = None,
    validate_shape: bool = True, use_resource: bool | None = None, custom_getter: Any = None,
    constraint: Any = None, synchronization: Any = None, aggregation: Any = None,
) -> Any:  # fmt: skip
    """The variable of this name in the open scope: a new one, or where the scope shares, that one.

    Args:
        name: the name, which the scope prefixes.
        shape: its shape; it may be left out where the initializer is a tensor or value.
        dtype: its dtype; default that of the scope, float32.
        initializer: a function of shape and dtype, or a tensor or value; default glorot uniform
            (zeros for integers and truth values).
        regularizer: a function of the variable, whose result goes to REGULARIZATION_LOSSES.
        trainable, collections, validate_shape, constraint, synchronization, aggregation: see
            `tf.compat.v1.Variable`.
        caching_device, use_resource: without effect.
        partitioner: refused unless it is None.
        custom_getter: a function that is called in its place, with a getter as first argument.

    Raises:
        ValueError: the variable exists and the scope does not share, or the other way round; or its
            shape or dtype differ from what is asked for.
    """
    _refuse_partitioner(partitioner)
    store = _store()
    scope = store.scope
    options: dict[str, Any] = {
        "initializer": initializer, "regularizer": regularizer, "constraint": constraint,
        "caching_device": caching_device, "dtype": dtype, "custom_getter": custom_getter,
    }  # fmt: skip
    options = {k: getattr(scope, k) if v is None else v for k, v in options.items()}
    getter = options.pop("custom_getter")
    full = f"{scope.name}/{name}" if scope.name else name
    arguments = {
        "name": full, "shape": shape, "trainable": trainable, "collections": collections,
        "validate_shape": validate_shape, "use_resource": use_resource, "partitioner": None,
        "reuse": scope.reuse, "synchronization": synchronization, "aggregation": aggregation,
        **options,
    }  # fmt: skip
    if getter is not None:
        return getter(_get, **arguments)
    return _get(**arguments)


def _get(name: str, reuse: Any = None, **options: Any) -> Any:
    store = _store()
    found = store.variables.get(name)
    if STATE.graph is None:  # eager: nothing is shared, as in TensorFlow
        return _make(name, **options)
    if found is not None:
        if not reuse:
            file, line = found.op.source
            raise ValueError(
                f"Variable {name} already exists, disallowed. Did you mean to set reuse=True or "
                f"reuse=tf.AUTO_REUSE in VarScope? Originally defined at: {file}:{line}"
            )
        return _checked(found, name, options.get("shape"), options.get("dtype"))
    if reuse is True:
        raise ValueError(
            f"Variable {name} does not exist, or was not created with tf.get_variable(). Did you "
            "mean to set reuse=tf.AUTO_REUSE in VarScope?"
        )
    made = store.variables[name] = _make(name, **options)
    return made


def _checked(found: Any, name: str, shape: Any, dtype: Any) -> Any:
    if shape is not None and not TensorShape(shape).is_compatible_with(found.shape):
        raise ValueError(
            f"Trying to share variable {name}, but specified shape {TensorShape(shape)} and found "
            f"shape {found.shape}."
        )
    if dtype is not None and as_dtype(dtype) is not found.dtype:
        raise ValueError(
            f"Trying to share variable {name}, but specified dtype {as_dtype(dtype).name} and "
            f"found dtype {found.dtype.name}."
        )
    return found


def _make(
    name: str, shape: Any = None, dtype: Any = None, initializer: Any = None,
    regularizer: Any = None, partitioner: Any = None, use_resource: Any = None,
    synchronization: Any = None, aggregation: Any = None, **options: Any,
) -> Any:  # fmt: skip
    """A new variable, whose regularization loss is added to the graph."""
    wanted = as_dtype(dtype or float32)
    value = _initial_value(name, shape, wanted, initializer)
    for key, given in (("synchronization", synchronization), ("aggregation", aggregation)):
        if given is not None:
            options[key] = given
    with name_scope(""):  # the scope of variables, not that of operations, prefixes the name
        made = Variable(value, name=name, dtype=wanted if callable(value) else None, **options)
    if regularizer is not None:
        with name_scope(f"{name}/Regularizer/"):
            loss = regularizer(made)
        if loss is not None and STATE.graph is not None:
            STATE.graph.add_to_collection(GraphKeys.REGULARIZATION_LOSSES, loss)
    return made


def _initial_value(name: str, shape: Any, dtype: Any, initializer: Any) -> Any:
    if initializer is None:
        if shape is None:
            raise ValueError(
                f"Shape of a new variable ({name}) must be fully defined, but instead was None."
            )
        floating = dtype.is_floating or dtype.is_complex
        initializer = glorot_uniform() if floating else zeros()
    if isinstance(initializer, type):
        initializer = initializer()
    if not callable(initializer) or hasattr(initializer, "handle"):
        if shape is not None:
            raise ValueError("If initializer is a constant, do not specify shape.")
        return initializer
    if shape is None:  # a function without arguments, which knows the shape itself
        return initializer
    dims = TensorShape(shape)
    if not dims.is_fully_defined():
        raise ValueError(
            f"Shape of a new variable ({name}) must be fully defined, but instead was {dims}."
        )
    return lambda: initializer(dims.as_list(), dtype=dtype)


def get_local_variable(name: str, *args: Any, **kwargs: Any) -> Any:
    """`get_variable` for a variable that is no part of the model: local, and not trainable."""
    kwargs["collections"] = [GraphKeys.LOCAL_VARIABLES, *(kwargs.get("collections") or ())]
    return get_variable(name, *args, **{**kwargs, "trainable": False})


def variable_op_scope(values: Any, name_or_scope: Any, default_name: str | None = None,
                      **options: Any) -> variable_scope:  # fmt: skip
    """`variable_scope` with the order of arguments that it had before."""
    return variable_scope(name_or_scope, default_name, values, **options)


def no_regularizer(_: Any) -> None:
    """A regularizer that adds nothing: for variables in a scope that has one."""
