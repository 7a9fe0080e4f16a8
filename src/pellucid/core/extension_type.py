"""`tf.experimental.ExtensionType`: classes of one's own that pass wherever tensors do.

ExtensionType                a frozen record of tensors and other values, with a type spec
BatchableExtensionType       one that `tf.data` and `tf.map_fn` can batch and unbatch
ExtensionTypeSpec            its spec, made for each class as `Class.Spec`
ExtensionTypeBatchEncoder    how it is batched
as_dict                      its fields
"""

from __future__ import annotations

import inspect
from abc import ABCMeta
from collections.abc import Mapping
from typing import Any, ClassVar

from pellucid.core import nest
from pellucid.core.errors import explain
from pellucid.core.extension_fields import MISSING, Field, ImmutableDict, fields_of, spec_of
from pellucid.core.registry import OPS
from pellucid.core.specs import TypeSpec
from pellucid.core.tensor import Tensor


class ExtensionTypeSpec(TypeSpec):
    """The spec of an extension type: its fields, with specs in place of tensors.

    Each extension type has its own subclass, `Class.Spec`, whose constructor takes the fields.
    """

    _fields: ClassVar[tuple[Field, ...]] = ()
    _value_class: ClassVar[type] = object

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        values = _bound(self._signature(), args, kwargs)
        for field in self._fields:
            object.__setattr__(self, field.name, field.convert(values[field.name], in_spec=True))

    @classmethod
    def _signature(cls) -> inspect.Signature:
        kind = inspect.Parameter.POSITIONAL_OR_KEYWORD
        return inspect.Signature([inspect.Parameter(f.name, kind) for f in cls._fields])

    @property
    def value_type(self) -> type:
        """The extension type."""
        return self._value_class

    def _serialize(self) -> tuple[Any, ...]:
        return tuple(getattr(self, field.name) for field in self._fields)

    def __setattr__(self, name: str, value: Any) -> None:
        problem = f"Cannot mutate attribute `{name}`"
        raise AttributeError(explain(type(self).__name__, problem))

    @property
    def _component_specs(self) -> Any:
        return [leaf for leaf in _leaves(self._serialize()) if isinstance(leaf, TypeSpec)]

    def _to_components(self, value: Any) -> Any:
        parts = _leaves(tuple(getattr(value, field.name) for field in self._fields))
        known = _leaves(self._serialize())
        return [p for p, spec in zip(parts, known, strict=True) if isinstance(spec, TypeSpec)]

    def _from_components(self, components: Any) -> Any:
        left = iter(components)
        values = _filled(self._serialize(), left)
        made = object.__new__(self._value_class)
        for field, value in zip(self._fields, values, strict=True):
            vars(made)[field.name] = value
        vars(made)["_tf_extension_type_frozen"] = True
        return made

    def _with_components(self, change: Any) -> ExtensionTypeSpec:
        """The spec with the specs of all its components changed."""
        changed = iter([change(spec) for spec in self._component_specs])
        return type(self)(*_filled(self._serialize(), changed))

    def __repr__(self) -> str:
        inner = ", ".join(f"{f.name}={getattr(self, f.name)!r}" for f in self._fields)
        return f"{type(self).__qualname__.rpartition('<locals>.')[2]}({inner})"


def _leaves(value: Any) -> list[Any]:
    """What tuples and mappings of fields hold, in order; mappings by their sorted keys."""
    if isinstance(value, tuple):
        return [leaf for v in value for leaf in _leaves(v)]
    if isinstance(value, Mapping):
        return [leaf for k in sorted(value) for leaf in _leaves(value[k])]
    return [value]


def _filled(spec: Any, components: Any) -> Any:
    """The structure of a spec with the next component in place of each spec in it."""
    if isinstance(spec, tuple):
        return tuple(_filled(s, components) for s in spec)
    if isinstance(spec, Mapping):
        found = {k: _filled(spec[k], components) for k in sorted(spec)}
        return ImmutableDict({k: found[k] for k in spec})
    return next(components) if isinstance(spec, TypeSpec) else spec


def _bound(signature: inspect.Signature, args: Any, kwargs: Any) -> dict[str, Any]:
    bound = signature.bind(*args, **kwargs)
    bound.apply_defaults()
    return bound.arguments


class ExtensionTypeMetaclass(ABCMeta):
    """Reads the fields of a class, and checks and freezes its objects once they are made."""

    def __init__(cls, name: str, bases: tuple[type, ...], namespace: dict[str, Any]) -> None:
        super().__init__(name, bases, namespace)
        inherited = next((b._fields for b in bases if isinstance(b, ExtensionTypeMetaclass)), ())
        cls._fields: tuple[Field, ...] = fields_of(cls, inherited)
        for field in cls._fields:  # a default is no attribute of the class
            if field.name in namespace:
                type.__delattr__(cls, field.name)
        if "__init__" not in namespace and cls._fields:
            cls.__init__ = _constructor(cls)  # type: ignore[misc]
        _, *parameters = inspect.signature(cls.__init__).parameters.values()
        cls.__signature__ = inspect.Signature(parameters)
        if "_is_extension_base" not in namespace:
            cls.Spec = _spec_class(cls, namespace.get("Spec"))

    def __call__(cls, *args: Any, **kwargs: Any) -> Any:
        made = super().__call__(*args, **kwargs)
        values = vars(made)
        missing = {f.name for f in cls._fields if f.name not in values and f.default is MISSING}
        if missing:
            raise ValueError(explain(cls.__name__, f"Missing required fields: {missing}"))
        extra = set(values) - {f.name for f in cls._fields}
        if extra:
            known = [f.name for f in cls._fields]
            raise ValueError(
                explain(cls.__name__, "Got unexpected fields", expected=known, received=extra)
            )
        for field in cls._fields:
            values[field.name] = field.convert(values.get(field.name, field.default))
        made.__validate__()
        values["_tf_extension_type_frozen"] = True
        return made


def _constructor(cls: Any) -> Any:
    """An `__init__` with the fields as parameters; those behind a default need their names."""
    parameters, kind = [], inspect.Parameter.POSITIONAL_OR_KEYWORD
    optional = False
    for field in cls._fields:
        optional = optional or field.default is not MISSING
        if optional and field.default is MISSING:
            kind = inspect.Parameter.KEYWORD_ONLY
        default = inspect.Parameter.empty if field.default is MISSING else field.default
        parameters.append(
            inspect.Parameter(field.name, kind, default=default, annotation=field.annotation)
        )
    parameters.sort(key=lambda p: p.kind)
    signature = inspect.Signature(parameters)

    def __init__(self: Any, *args: Any, **kwargs: Any) -> None:
        vars(self).update(_bound(signature, args, kwargs))

    first = inspect.Parameter("self", inspect.Parameter.POSITIONAL_OR_KEYWORD)
    __init__.__signature__ = inspect.Signature(  # type: ignore[attr-defined]
        [first, *parameters], return_annotation=cls
    )
    __init__.__qualname__ = f"{cls.__qualname__}.__init__"
    return __init__


def _spec_class(cls: Any, given: Any) -> type[ExtensionTypeSpec]:
    """`Class.Spec`, with what the user's own class of that name adds."""
    base = BatchableExtensionTypeSpec if _Batchable in cls.__mro__ else ExtensionTypeSpec
    bases = (base,) if given is None else (given, base)
    body = {
        "_fields": cls._fields, "_value_class": cls, "__module__": cls.__module__,
        "__qualname__": f"{cls.__qualname__}.Spec", "__doc__": f"The spec of {cls.__name__}.",
    }  # fmt: skip
    if given is not None and issubclass(given, ExtensionTypeSpec):
        bases = (given,)
    made: Any = type(f"{cls.__name__}.Spec", bases, body)
    made.__signature__ = made._signature()
    return made


class ExtensionType(metaclass=ExtensionTypeMetaclass):
    """The base of classes of one's own that pass through `tf.function`, `tf.cond`, `tf.data`, ...

    A subclass lists its fields as annotated class variables. Its objects are immutable: values are
    converted by the annotations when an object is made, then `__validate__` is called.

    Example:
        >>> class MaskedTensor(tf.experimental.ExtensionType):
        ...     values: tf.Tensor
        ...     mask: tf.Tensor
        >>> @tf.function
        ... def total(x):
        ...     return tf.reduce_sum(tf.where(x.mask, x.values, 0))
        >>> total(MaskedTensor([1, 2, 3], [True, False, True])).numpy()
        np.int32(4)

    Reference: https://www.tensorflow.org/guide/extension_type
    """

    _is_extension_base = True
    Spec: ClassVar[type[ExtensionTypeSpec]] = ExtensionTypeSpec

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        if type(self)._fields or args or kwargs:
            raise TypeError(f"{type(self).__name__}() takes no arguments")

    def __validate__(self) -> None:
        """Raise an exception if the fields do not fit each other; for subclasses to define."""

    @property
    def _type_spec(self) -> TypeSpec:
        return type(self).Spec(*(spec_of(getattr(self, f.name)) for f in type(self)._fields))

    def __setattr__(self, name: str, value: Any) -> None:
        if "_tf_extension_type_frozen" in vars(self):
            raise _frozen(name)
        object.__setattr__(self, name, value)

    def __delattr__(self, name: str) -> None:
        if "_tf_extension_type_frozen" in vars(self):
            raise _frozen(name)
        object.__delattr__(self, name)

    def __eq__(self, other: object) -> Any:
        if type(self) is not type(other):
            return False
        mine, theirs = self._type_spec, other._type_spec  # type: ignore[attr-defined]
        if not mine.is_compatible_with(theirs):
            return False
        pairs = zip(
            nest.flatten(self, expand_composites=True),
            nest.flatten(other, expand_composites=True),
            strict=True,
        )
        equal = [OPS["All"](OPS["Equal"](a, b), _all_axes(a), keep_dims=False) for a, b in pairs]
        if not equal:
            return True
        return OPS["All"](OPS["Pack"](equal, axis=0), [0], keep_dims=False)

    def __ne__(self, other: object) -> Any:
        equal = self == other
        return not equal if isinstance(equal, bool) else OPS["LogicalNot"](equal)

    def __hash__(self) -> int:
        if any(isinstance(leaf, Tensor) for leaf in nest.flatten(self, expand_composites=True)):
            raise TypeError(f"unhashable type: {type(self).__name__!r}")
        return hash((type(self), *(getattr(self, f.name) for f in type(self)._fields)))

    def __repr__(self) -> str:
        inner = ", ".join(f"{f.name}={getattr(self, f.name)!r}" for f in type(self)._fields)
        return f"{type(self).__qualname__.rpartition('<locals>.')[2]}({inner})"


def _all_axes(x: Any) -> Any:
    return list(range(len(x.shape))) if x.shape.rank else OPS["Range"](0, OPS["Rank"](x), 1)


def _frozen(name: str) -> AttributeError:
    return AttributeError(
        f"Cannot mutate attribute `{name}` outside the custom constructor of ExtensionType."
    )


def as_dict(value: ExtensionType) -> dict[str, Any]:
    """The fields of an extension type's object, by name.

    Example:
        >>> class Point(tf.experimental.ExtensionType):
        ...     x: int
        >>> tf.experimental.extension_type.as_dict(Point(3))
        {'x': 3}
    """
    return {field.name: getattr(value, field.name) for field in type(value)._fields}


# ---------------------------------------------------------------- batches


class ExtensionTypeBatchEncoder:
    """How objects of an extension type are batched: field by field.

    A subclass, as `__batch_encoder__` of the type, may say otherwise.
    """

    def batch(self, spec: Any, batch_size: int | None) -> Any:
        """The spec of a batch of values with this spec."""
        return spec._with_components(lambda s: s._batch(batch_size))

    def unbatch(self, spec: Any) -> Any:
        """The spec of one value of a batch with this spec."""
        return spec._with_components(lambda s: s._unbatch())

    def encode(self, spec: Any, value: Any, minimum_rank: int = 0) -> list[Any]:
        """A value as the list of tensors that stand for it while it is batched.

        Args:
            spec: its spec.
            value: the value.
            minimum_rank: the least rank the tensors must have: 1 where they are sliced.
        """
        return nest.flatten(spec._to_components(value), expand_composites=True)

    def decode(self, spec: Any, encoded_value: Any) -> Any:
        """The value that a list of tensors stands for."""
        return spec._from_tensor_list(list(encoded_value))

    def encoding_specs(self, spec: Any) -> list[Any]:
        """The specs of what `encode` returns."""
        return spec._component_specs


class _Batchable:
    """The mark of types that can be batched."""


class BatchableExtensionTypeSpec(ExtensionTypeSpec):
    """The spec of a batchable extension type."""

    @property
    def _encoder(self) -> ExtensionTypeBatchEncoder:
        return self._value_class.__batch_encoder__  # type: ignore[attr-defined]

    def _batch(self, batch_size: int | None) -> Any:
        return self._encoder.batch(self, batch_size)

    def _unbatch(self) -> Any:
        return self._encoder.unbatch(self)

    def _to_tensor_list(self, value: Any) -> list[Any]:
        return list(self._encoder.encode(self, value))

    def _to_batched_tensor_list(self, value: Any) -> list[Any]:
        return list(self._encoder.encode(self, value, minimum_rank=1))


class BatchableExtensionType(ExtensionType, _Batchable):
    """An extension type whose objects `tf.data`, `tf.map_fn` and Keras can batch and unbatch.

    All fields that hold tensors are batched, along their first axis.

    Example:
        >>> class Point(tf.experimental.BatchableExtensionType):
        ...     x: tf.Tensor
        ...     y: tf.Tensor
        >>> points = Point([1, 2], [3, 4])
        >>> tf.map_fn(lambda p: p.x * p.y, points, fn_output_signature=tf.int32).numpy().tolist()
        [3, 8]
    """

    _is_extension_base = True
    __batch_encoder__ = ExtensionTypeBatchEncoder()
