"""The schema of an op: its inputs, outputs and attributes, in TensorFlow's own notation.

    "x: T, y: T -> z: T"                       one type for all
    "x: SrcT -> y: DstT"                       types that differ
    "condition: bool, t: T, e: T -> out: T"    a fixed type
    "values: N*T, axis: Tidx -> out: T"        a list of N tensors of one type
    "input: Tin... -> output: Tout..."         a list of tensors of any types

Names on the right of a colon that are not dtypes are type variables; keyword arguments of the
same name say which dtypes they allow. All other keyword arguments are attributes with their
default (a value) or, where there is none, their type.
"""

from __future__ import annotations

import functools
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from pellucid.core import dtypes
from pellucid.core.dtypes import DType

_FIXED = {d.name: d for d in dtypes.ALL} | {"resource": dtypes.resource, "variant": dtypes.variant}


@dataclass(frozen=True)
class Argument:
    """One input or output of an op.

    Attributes:
        name: as in TensorFlow's op definition.
        dtype: the fixed dtype, or None if it varies.
        variable: the type attribute that gives the dtype (for `Tin...` the list of dtypes).
        count: the attribute that holds the length of a homogeneous list (`N*T`).
        variadic: whether the argument is a list of tensors of any types.
    """

    name: str
    dtype: DType | None = None
    variable: str = ""
    count: str = ""
    variadic: bool = False

    @property
    def is_list(self) -> bool:
        """Whether the argument is a list of tensors."""
        return bool(self.count) or self.variadic


@dataclass(frozen=True)
class Schema:
    """Inputs, outputs, type variables and attributes of an op.

    Attributes:
        types: for each type variable the set of dtypes that it allows.
        defaults: for each attribute its default.
        required: for each attribute without a default its Python type.
    """

    inputs: tuple[Argument, ...]
    outputs: tuple[Argument, ...]
    types: Mapping[str, frozenset[DType]] = field(default_factory=dict)
    defaults: Mapping[str, Any] = field(default_factory=dict)
    required: Mapping[str, type] = field(default_factory=dict)

    @property
    def derived(self) -> frozenset[str]:
        """The attributes that follow from the inputs: their dtypes and the lengths of lists."""
        names = {a.variable for a in self.inputs} | {a.count for a in self.inputs}
        return frozenset(names - {""})


def parse(text: str, attributes: Mapping[str, Any]) -> Schema:
    """Read a schema such as `"x: T, y: T -> z: T"`; see the module's description.

    Args:
        text: the inputs and outputs.
        attributes: allowed dtypes of type variables (frozensets of DType), defaults of other
            attributes, or their types where they have no default.
    """
    left, arrow, right = text.partition("->")
    assert arrow, f"schema without an arrow: {text!r}"
    inputs, outputs = _arguments(left), _arguments(right)
    types = {k: v for k, v in attributes.items() if isinstance(v, frozenset)}
    rest = {k: v for k, v in attributes.items() if k not in types}
    variables = {a.variable for a in inputs + outputs if a.variable and not a.variadic}
    for name in variables:
        types.setdefault(name, dtypes.ALL)
    return Schema(
        inputs,
        outputs,
        types,
        {k: v for k, v in rest.items() if not isinstance(v, type)},
        {k: v for k, v in rest.items() if isinstance(v, type)},
    )


def _arguments(text: str) -> tuple[Argument, ...]:
    return tuple([_argument(part) for part in text.split(",") if part.strip()])


@functools.cache  # "x: T" occurs in a hundred schemas
def _argument(text: str) -> Argument:
    name, _, kind = (part.strip() for part in text.partition(":"))
    if kind.endswith("..."):
        return Argument(name, variable=kind[:-3], variadic=True)
    count, star, element = kind.rpartition("*")
    fixed = _FIXED.get(element)
    return Argument(
        name, dtype=fixed, variable="" if fixed else element, count=count if star else ""
    )
