"""`tf.compat.v1.make_template`: a function whose variables are the same in every call."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from pellucid.compat.v1.variable_scope import variable_scope


class Template:
    """A function that makes its variables in the first call and shares them from then on."""

    def __init__(self, name: str, function: Callable[..., Any], unique: str | None,
                 getter: Any, options: dict[str, Any]) -> None:  # fmt: skip
        self._function, self._options, self._getter = function, options, getter
        self._name, self._unique = name, unique
        self._scope: Any = None

    @property
    def variable_scope(self) -> Any:
        """The scope of its variables; None before the first call."""
        return self._scope

    @property
    def trainable_variables(self) -> list[Any]:
        """Its trainable variables."""
        return [] if self._scope is None else self._scope.trainable_variables()

    @property
    def global_variables(self) -> list[Any]:
        """Its variables."""
        return [] if self._scope is None else self._scope.global_variables()

    def __call__(self, *args: Any, **kwargs: Any) -> Any:
        """Call the function in the scope of its variables."""
        if self._scope is None:
            opened = variable_scope(self._unique, self._name, custom_getter=self._getter)
        else:
            opened = variable_scope(self._scope, reuse=True)
        with opened as scope:
            self._scope = self._scope or scope
            return self._function(*args, **{**self._options, **kwargs})


def make_template(
    name_: str, func_: Callable[..., Any], create_scope_now_: bool = False,
    unique_name_: str | None = None, custom_getter_: Any = None, **kwargs: Any,
) -> Template:  # fmt: skip
    """A function that uses the same variables in every call.

    Args:
        name_: the scope of its variables, made unique.
        func_: the function, which gets its variables from `get_variable`.
        create_scope_now_: not supported; must be False: the scope is opened by the first call.
        unique_name_: the scope exactly.
        custom_getter_: see `get_variable`.
        **kwargs: arguments of the function.

    Example:
        >>> layer = tf.compat.v1.make_template("layer", lambda x: tf.compat.v1.layers.dense(x, 3))
        >>> a, b = layer(x), layer(y)  # one kernel, one bias
    """
    if create_scope_now_:
        raise ValueError("tf.compat.v1.make_template: create_scope_now_=True is not supported.")
    return Template(name_, func_, unique_name_, custom_getter_, kwargs)
