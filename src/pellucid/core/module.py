"""`tf.Module`: an object that owns variables and other modules."""

from __future__ import annotations

import functools
import re
from collections.abc import Callable, Iterator, Mapping
from typing import Any

from pellucid.core.errors import explain
from pellucid.core.names import name_scope


class Module:
    """A named container of variables; subclasses add methods that use them.

    Variables and modules are found in attributes, also inside lists, tuples and dicts, in the
    order of attribute names.

    Args:
        name: the module's name, by default the class name in snake_case.

    Raises:
        ValueError: the name is not a valid Python identifier.

    Example:
        >>> class Linear(tf.Module):
        ...     def __init__(self):
        ...         super().__init__()
        ...         self.w = tf.Variable(2.)
        >>> [v.name for v in Linear().trainable_variables]
        ['Variable:0']
    """

    # Attributes that hold no variables of the module's own.
    _TF_MODULE_IGNORED_PROPERTIES = frozenset({"_name", "_name_scope"})

    def __init__(self, name: str | None = None) -> None:
        name = name or _snake_case(type(self).__name__)
        if not name.isidentifier():
            problem, expected = f"{name!r} is not a valid module name", "a Python identifier"
            raise ValueError(
                explain("tf.Module [name]", problem, expected=expected, received=repr(name))
            )
        self._name = name
        with name_scope(name) as scope:
            self._name_scope = name_scope(scope)

    @property
    def name(self) -> str:
        """The module's name."""
        return self._name

    @property
    def name_scope(self) -> name_scope:
        """The name scope in which the module's variables are named."""
        return self._name_scope

    @property
    def variables(self) -> tuple[Any, ...]:
        """All variables of this module and those inside it."""
        return tuple(self._flatten(_is_variable))

    @property
    def trainable_variables(self) -> tuple[Any, ...]:
        """Those of `variables` that are trainable."""
        return tuple(self._flatten(lambda v: _is_variable(v) and v.trainable))

    @property
    def non_trainable_variables(self) -> tuple[Any, ...]:
        """Those of `variables` that are not trainable."""
        return tuple(self._flatten(lambda v: _is_variable(v) and not v.trainable))

    @property
    def submodules(self) -> tuple[Any, ...]:
        """All modules inside this one, at any depth."""
        return tuple(self._flatten(lambda v: isinstance(v, Module)))

    def _flatten(self, predicate: Callable[[Any], bool]) -> Iterator[Any]:
        """The values inside this module for which `predicate` holds, each once."""
        seen: set[int] = {id(self)}
        later: list[Module] = [self]
        while later:
            module = later.pop(0)
            for value in module._leaves():
                if id(value) in seen:
                    continue
                seen.add(id(value))
                if predicate(value):
                    yield value
                if isinstance(value, Module):
                    later.append(value)

    def _leaves(self) -> Iterator[Any]:
        for key in sorted(vars(self)):
            if key not in self._TF_MODULE_IGNORED_PROPERTIES:
                yield from _open(vars(self)[key])

    @classmethod
    def with_name_scope(cls, method: Callable[..., Any]) -> Callable[..., Any]:
        """A decorator: run the method in the module's name scope."""

        @functools.wraps(method)
        def wrapped(self: Module, *args: Any, **kwargs: Any) -> Any:
            with self.name_scope:
                return method(self, *args, **kwargs)

        return wrapped


def _open(value: Any) -> Iterator[Any]:
    """What a container holds, or the value itself."""
    if isinstance(value, Mapping):
        for key in sorted(value, key=str):
            yield from _open(value[key])
    elif isinstance(value, list | tuple):
        for item in value:
            yield from _open(item)
    else:
        yield value


def _is_variable(value: Any) -> bool:
    return hasattr(value, "handle") and hasattr(value, "trainable")


def _snake_case(name: str) -> str:
    return re.sub(r"(?<=[a-z0-9])([A-Z])|(?<=[A-Z])([A-Z])(?=[a-z])", r"_\1\2", name).lower()
