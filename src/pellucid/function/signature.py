"""What a call looks like to `tf.function`: the key of its trace, and the tensors it passes.

    Arguments          the arguments of one call, bound to the parameters
    describe           the hashable key of a value, collecting the tensors and variables in it
    placeholders       the same nest with symbolic stand-ins, for tracing

Tensors count by dtype and shape, Python values by equality (so 1, 1.0 and True are the same),
variables by dtype and shape and by whether the same one is passed twice; NumPy arrays are tensors.
"""

from __future__ import annotations

import inspect
from collections.abc import Callable, Sequence
from typing import Any

import numpy as np

from pellucid.core import nest
from pellucid.core.convert import convert, to_array
from pellucid.core.dtypes import NUMPY_TO_DTYPE
from pellucid.core.nest_paths import flatten_up_to
from pellucid.core.shapes import is_subshape
from pellucid.core.specs import TensorSpec, TypeSpec
from pellucid.core.tensor import EagerTensor, Tensor

_PYTHON = frozenset({int, float, bool, str, bytes, complex, type(None)})


class Parameters:
    """The parameters of the Python function, and how calls are bound to them."""

    def __init__(self, function: Callable[..., Any]) -> None:
        try:
            self.signature = inspect.signature(function)
        except (TypeError, ValueError):
            self.signature = inspect.Signature(
                [
                    inspect.Parameter("args", inspect.Parameter.VAR_POSITIONAL),
                    inspect.Parameter("kwargs", inspect.Parameter.VAR_KEYWORD),
                ]
            )
        parameters = list(self.signature.parameters.values())
        self._plain = all(p.kind is p.POSITIONAL_OR_KEYWORD for p in parameters)
        self._count = len(parameters)
        self.names = [p.name for p in parameters]

    def bind(
        self, args: tuple[Any, ...], kwargs: dict[str, Any]
    ) -> tuple[tuple[Any, ...], dict[str, Any]]:
        """Positional and keyword arguments with defaults filled in, in one canonical form.

        Raises:
            TypeError: the call does not fit the parameters.
        """
        if self._plain and not kwargs and len(args) == self._count:
            return args, kwargs
        bound = self.signature.bind(*args, **kwargs)
        bound.apply_defaults()
        return bound.args, dict(sorted(bound.kwargs.items()))

    def check_count(self, specs: Sequence[Any], name: str) -> None:
        """Refuse an `input_signature` with more specs than parameters; `self` needs none.

        Raises:
            TypeError: there are too many.
        """
        parameters = list(self.signature.parameters.values())
        if any(p.kind is p.VAR_POSITIONAL for p in parameters):
            return
        if parameters and parameters[0].name == "self":
            del parameters[0]
        taken = [p.name for p in parameters if p.kind is not p.VAR_KEYWORD]
        extra = len(specs) - len(taken)
        if extra > 0:
            raise TypeError(
                f"tf.function {name}: input_signature contains {extra} extra type constraints. "
                f"Expected: at most {len(taken)}, for {taken}. Received: {len(specs)}. "
                "Fix: give one tf.TensorSpec for each parameter."
            )

    def name_of(self, index: int) -> str:
        """The parameter that positional argument `index` belongs to."""
        if index < len(self.names):
            return self.names[index]
        return self.names[-1] if self.names else "args"


def describe(value: Any, found: list[Any]) -> Any:
    """The key of a value; tensors and variables in it are appended to `found`."""
    kind = type(value)
    if kind is EagerTensor:
        found.append(value)
        array = value._host if value._host is not None else value._device_array
        return (array.dtype.num if array.dtype.num < 256 else array.dtype, array.shape)
    if kind in _PYTHON:
        return value
    if kind is tuple or kind is list:
        key: list[Any] = [kind]
        for item in value:
            if item.__class__ is EagerTensor:  # as above: most arguments are, and a call costs
                found.append(item)
                array = item._host if item._host is not None else item._device_array
                dtype = array.dtype
                key.append((dtype.num if dtype.num < 256 else dtype, array.shape))
            else:
                key.append(describe(item, found))
        return tuple(key)
    if isinstance(value, np.ndarray | np.generic):
        return describe(as_eager(value), found)
    if kind is dict:
        return (dict, *[part for k in sorted(value) for part in (k, describe(value[k], found))])
    if isinstance(value, Tensor):  # symbolic: the call is itself being traced
        found.append(value)
        dtype = value.dtype.np_dtype
        key_of = (dtype.num if dtype.num < 256 else dtype, value.dims)
        return (*key_of, "weak") if value.weak else key_of
    if isinstance(value, TensorSpec):
        dtype = value.dtype.np_dtype
        return (dtype.num if dtype.num < 256 else dtype, value.shape.as_tuple)
    return _describe_object(value, found)


def as_eager(array: Any) -> EagerTensor:
    """A NumPy array as an argument: an eager tensor, also while an outer function is traced."""
    return EagerTensor(to_array(array))


def _describe_object(value: Any, found: list[Any]) -> Any:
    traced_as = getattr(value, "__tf_tracing_type__", None)
    if traced_as is not None:
        return ("traced as", traced_as(None))
    if hasattr(value, "handle"):
        first = next((i for i, v in enumerate(found) if v is value), len(found))
        found.append(value)
        return ("variable", value.dtype.name, value.dims, first)
    if nest.is_nested_or_composite(value):
        spec = composite_spec(value)
        parts = nest.flatten(value, expand_composites=True)
        if spec is not None:
            found.extend(parts)
            return ("composite", spec)
        spec = getattr(value, "_type_spec", None)
        keys = sorted(value) if isinstance(value, dict) else None
        return (type(value), spec, keys and tuple(keys), *[describe(p, found) for p in parts])
    try:
        hash(value)
    except TypeError:
        return ("object", id(value))
    return value


def composite_spec(value: Any) -> Any:
    """The spec of a composite tensor if that is all that decides about its trace, else None.

    It leaves out what may differ from call to call, such as how many values a ragged tensor has.
    """
    spec = getattr(value, "_type_spec", None)
    if not isinstance(spec, TypeSpec):
        return None
    parts, specs = nest.flatten(value, expand_composites=True), spec._flat_tensor_specs
    fits = len(parts) == len(specs) and all(
        isinstance(p, Tensor) and is_subshape(p.dims, s.shape.as_tuple)
        for p, s in zip(parts, specs, strict=True)
    )
    return spec if fits else None


def placeholders(
    value: Any, name: str, graph: Any, relaxed: dict[int, Any], position: list[int]
) -> Any:
    """`value` with every tensor replaced by an argument of `graph`; variables stay themselves.

    Args:
        relaxed: shapes to use instead of the tensors' own, or specs of composite tensors, by
            position among them.
        position: a counter of the tensors, composite tensors and variables seen.
    """

    def stand_in(leaf: Any) -> Any:
        if isinstance(leaf, np.ndarray | np.generic):
            leaf = as_eager(leaf)
        if hasattr(leaf, "handle"):
            position[0] += 1
            return leaf
        if isinstance(leaf, TensorSpec):
            return graph.argument(leaf.dtype, leaf.shape.as_tuple, leaf.name or name)
        if isinstance(leaf, Tensor):
            dims = relaxed.get(position[0], leaf.dims)
            position[0] += 1
            made = graph.argument(leaf.dtype, dims, name)
            made.weak = leaf.weak
            return made
        traced_as = getattr(leaf, "__tf_tracing_type__", None)
        return leaf if traced_as is None else traced_as(None).placeholder_value(None)

    def stand_in_for_all(part: Any) -> Any:
        if not nest.is_nested_or_composite(part):
            return stand_in(part)
        spec = composite_spec(part)
        if spec is None:
            return nest.map_structure(stand_in, part, expand_composites=True)
        spec = relaxed.get(position[0], spec)
        position[0] += 1
        return spec._from_tensor_list(
            [graph.argument(s.dtype, s.shape.as_tuple, name) for s in spec._flat_tensor_specs]
        )

    return nest.map_structure(stand_in_for_all, value)


def spec_of(value: Any, name: str | None = None) -> Any:
    """The structured signature of an argument: tensors become specs, Python values stay."""

    def spec(leaf: Any) -> Any:
        if isinstance(leaf, np.ndarray | np.generic):
            return TensorSpec(leaf.shape, NUMPY_TO_DTYPE[leaf.dtype], name)
        if isinstance(leaf, Tensor):
            return TensorSpec(leaf.shape, leaf.dtype, name)
        return leaf

    return nest.map_structure(spec, value, expand_composites=False)


def match_signature(signature: Any, values: Any, where: str) -> Any:
    """`values` converted to an `input_signature`.

    Raises:
        TypeError: a value is not compatible with its spec.
    """
    flat_specs = nest.flatten(signature)
    try:
        nest.assert_same_structure(signature, values, check_types=False)
        flat = nest.flatten(values)
    except (ValueError, TypeError):
        flat = _flatten_lists(signature, values, where)
    converted = []
    for spec, value in zip(flat_specs, flat, strict=True):
        if not isinstance(spec, TensorSpec):
            converted.append(value)
            continue
        try:
            tensor = convert(value, None if isinstance(value, Tensor) else spec.dtype)
        except (TypeError, ValueError) as error:
            raise TypeError(f"{where}: can not cast {value!r} to {spec!r}") from error
        fits = tensor.dtype is spec.dtype and is_subshape(tensor.dims, spec.shape.as_tuple)
        if not fits:
            raise TypeError(
                f"{where}: Can not cast {spec_of(tensor)!r} to {spec!r}. "
                "Fix: tf.cast or tf.reshape the argument."
            )
        converted.append(tensor)
    return nest.pack_sequence_as(signature, converted)


def _flatten_lists(signature: Any, values: Any, where: str) -> list[Any]:
    """Lists given for a single tensor are converted as a whole."""
    try:
        return flatten_up_to(signature, values, check_types=False)
    except (TypeError, ValueError) as error:
        raise TypeError(
            f"{where}: expected the structure {signature}, received {values!r}"
        ) from error
