"""TensorFlow's ops that need no kernel here, because other ops make them up.

    MatrixExponential = composed("MatrixExponential", "input: T -> output: T")

    @MatrixExponential.by
    def _(input: Any) -> Any:
        return linalg.expm(input)

Such an op is called as `tf.raw_ops` calls all: by keywords, with the names, order and defaults of
TensorFlow. A graph that holds one gets the ops that it is made of; gradients are theirs.

The compositions are in `ops/composed_*.py`.
"""

from __future__ import annotations

import contextlib
import functools
from collections import namedtuple
from collections.abc import Callable
from typing import Any

from pellucid.core.context import STATE
from pellucid.core.convert import convert
from pellucid.core.errors import explain
from pellucid.core.names import name_scope
from pellucid.core.op import PYTHON_NAMES, KeywordSignature
from pellucid.core.registry import COMPOSED
from pellucid.core.schema import parse
from pellucid.core.tensor import Tensor


class ComposedOp:
    """An op that is made up of others.

    Attributes:
        name: TensorFlow's op name.
        schema: inputs, outputs and attributes.
        function: f(**inputs, **attributes) -> the output, or a tuple of several.
    """

    __signature__ = KeywordSignature()

    def __init__(self, name: str, schema: str, attributes: dict[str, Any]) -> None:
        self.name = name
        self.schema = parse(schema, attributes)
        self.function: Callable[..., Any] | None = None
        COMPOSED[name] = self

    def by(self, function: Callable[..., Any]) -> Callable[..., Any]:
        """Register what the op is made of."""
        self.function = function
        return function

    def __call__(self, *, name: str | None = None, **given: Any) -> Any:
        """Run it, or add its parts to the graph being built.

        Raises:
            TypeError: an input or attribute is missing, or there is none of the name.
        """
        for ours, pythons in PYTHON_NAMES:
            if pythons in given and pythons not in self._names() and ours in self._names():
                given[ours] = given.pop(pythons)
        wanted = {a.name for a in self.schema.inputs} | set(self.schema.required)
        if not wanted <= given.keys() <= self._names():
            raise TypeError(
                explain(f"tf.raw_ops.{self.name}", "wrong parameters",
                        expected=", ".join(sorted(self._names())), received=", ".join(given))
            )  # fmt: skip
        inputs = [given.pop(a.name) for a in self.schema.inputs]
        scope: Any = contextlib.nullcontext()
        if STATE.graph is not None:
            scope = name_scope(name or self.name)
        with scope:
            outputs = self.run(self._converted(inputs), given)
        if len(self.schema.outputs) > 1:
            return self._outputs_type(*outputs)
        return outputs[0] if outputs else None

    @functools.cached_property
    def _outputs_type(self) -> Any:
        return namedtuple(self.name, [output.name for output in self.schema.outputs])

    def run(self, inputs: list[Any], attributes: dict[str, Any]) -> list[Any]:
        """The outputs, one for each of the schema (a list for lists), from tensors."""
        assert self.function is not None
        given = dict(zip((a.name for a in self.schema.inputs), inputs, strict=True))
        options = {**self.schema.defaults, **attributes}
        made = self.function(**given, **options)
        if not self.schema.outputs:
            return []
        return list(made) if len(self.schema.outputs) > 1 else [made]

    def in_graph(
        self, flat: list[Any], attributes: dict[str, Any]
    ) -> tuple[list[Any], dict[str, int]]:
        """Run it on the flat inputs of an imported node.

        Returns: the flat outputs, and where each output of the schema begins among them.
        """
        rest, inputs = iter(flat), []
        for argument in self.schema.inputs:
            if not argument.is_list:
                inputs.append(next(rest))
                continue
            length = attributes[argument.count or argument.variable]
            length = length if isinstance(length, int) else len(length)
            inputs.append([next(rest) for _ in range(length)])
        options = {k: v for k, v in attributes.items() if k in self._names()}
        found: list[Any] = []
        places = {}
        for output, value in zip(self.schema.outputs, self.run(inputs, options), strict=True):
            places[output.name] = len(found)
            found += value if output.is_list else [value]
        return found, places

    def _names(self) -> set[str]:
        schema = self.schema
        return {a.name for a in schema.inputs} | schema.required.keys() | schema.defaults.keys()

    def _converted(self, inputs: list[Any]) -> list[Any]:
        """Tensors; Python values get the dtype of the tensors that share their type variable."""
        found: dict[str, Any] = {}
        for argument, value in zip(self.schema.inputs, inputs, strict=True):
            for item in value if argument.is_list else [value]:
                if isinstance(item, Tensor) or hasattr(item, "handle"):
                    found.setdefault(argument.variable, item.dtype)
        made = []
        for argument, value in zip(self.schema.inputs, inputs, strict=True):
            dtype = argument.dtype or found.get(argument.variable)
            if dtype is not None and dtype.name in ("resource", "variant"):
                made.append(value)
            elif argument.variadic:
                made.append([convert(item) for item in value])
            elif argument.count:
                made.append([convert(item, dtype) for item in value])
            else:
                made.append(convert(value, dtype))
                found.setdefault(argument.variable, made[-1].dtype)
        return made

    def __repr__(self) -> str:
        return f"<op {self.name}, composed of others>"


def composed(name: str, schema: str, **attributes: Any) -> ComposedOp:
    """Define an op that is made up of others.

    Args:
        name: TensorFlow's op name.
        schema: inputs and outputs, see `core/schema.py`.
        **attributes: defaults of attributes, or their types where they have none.
    """
    return ComposedOp(name, schema, attributes)
