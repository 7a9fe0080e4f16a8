"""`tf.custom_gradient` and `tf.recompute_grad`: functions that bring their own derivative."""

from __future__ import annotations

import copy
import functools
import inspect
from collections.abc import Callable, Sequence
from typing import Any

from pellucid.autodiff.tape import GradientTape
from pellucid.autodiff.transplant import transplanted
from pellucid.core import nest
from pellucid.core.context import STATE, recording
from pellucid.core.convert import convert
from pellucid.core.tensor import Tensor
from pellucid.graph.shape_rules import Call
from pellucid.runtime.dispatch import op

# Passes `results` on; `inputs` are there so that a gradient can flow back to them.
CustomGradient = op(
    "PellucidCustomGradient", "results: Tr..., inputs: Ti... -> output: Tr...", gradient=None
)


@CustomGradient.kernel
def _(xp: Any, results: list[Any], inputs: list[Any]) -> list[Any]:
    return results


@CustomGradient.infer
def _(call: Call) -> Any:
    return [t.dims for t in call.inputs[: len(call.attrs["Tr"])]]


def custom_gradient(f: Callable[..., Any] | None = None) -> Any:
    """Give a function its own gradient.

    Args:
        f: a function of tensors that returns `(y, grad)`. `grad(*dy)` takes a cotangent for each
            tensor in `y` and returns one for each positional argument. If `f` reads variables,
            `grad` must accept `variables=None`, and return
            `(argument gradients, variable gradients)`.

    Returns: a function that returns `y`.

    Raises:
        TypeError: `f` does not return a pair, or it reads variables and `grad` takes none.
        ValueError: `grad` returns a wrong number of gradients.

    Example (a softplus that does not overflow):
        >>> @tf.custom_gradient
        ... def log1pexp(x):
        ...     e = tf.exp(x)
        ...     return tf.math.log(1 + e), lambda dy: dy * (1 - 1 / (1 + e))
    """
    if f is None:
        return custom_gradient

    @functools.wraps(f)
    def decorated(*args: Any, **kwargs: Any) -> Any:
        return _call(f, args, kwargs)

    return decorated


def _call(f: Callable[..., Any], args: tuple[Any, ...], kwargs: dict[str, Any]) -> Any:
    arguments = nest.map_structure(_as_tensor, args, expand_composites=True)
    # Outer tapes listen too. They differentiate by the op below, not by what happens inside; but
    # `grad` may use values from inside, and the gradient's own gradient flows through those.
    with GradientTape() as watcher:
        pair = f(*arguments, **kwargs)
    if not (isinstance(pair, tuple | list) and len(pair) == 2 and callable(pair[1])):
        raise TypeError(
            f"tf.custom_gradient: expected {getattr(f, '__name__', 'f')} to return (y, grad), "
            f"received {type(pair).__name__}. Fix: return y, grad"
        )
    result, gradient = pair
    variables = [v for v in watcher.watched_variables() if not _is_argument(v, args)]
    flat_results = [_as_tensor(r) for r in nest.flatten(result, expand_composites=True)]
    flat_inputs = nest.flatten(arguments, expand_composites=True)
    sources = [
        v if _is_variable(v) else a
        for v, a in zip(nest.flatten(args, expand_composites=True), flat_inputs, strict=True)
    ]
    tensors = [s for s in sources if isinstance(s, Tensor) or _is_variable(s)]
    run = _gradient_function(gradient, arguments, sources, variables, len(flat_results))
    made = _op(run, STATE.graph, None)
    outputs = made(flat_results, [*tensors, *variables])
    return nest.pack_sequence_as(result, outputs, expand_composites=True)


def _op(run: Callable[..., Any], graph: Any, find: Callable[[Any], Any] | None) -> Any:
    """The op with a gradient function that was made in `graph`.

    Args:
        run: the gradient function.
        find: what stands for a tensor of that graph where the op is called.
    """
    made = copy.copy(CustomGradient)
    made.gradient_function = run if find is None else transplanted(run, graph, find)
    if graph is not None:

        def again(values: dict[int, Any]) -> Any:
            def here(tensor: Any) -> Any:
                before = tensor if find is None else find(tensor)
                return None if before is None else values.get(id(before))

            return _op(run, graph, here)

        made.called_again = again
    return made


def _gradient_function(
    gradient: Callable[..., Any],
    arguments: Any,
    sources: Sequence[Any],
    variables: Sequence[Any],
    results: int,
) -> Callable[..., Any]:
    """The op's gradient: nothing for `results`, then one for each tensor argument and variable."""
    if variables and not _accepts_variables(gradient):
        raise TypeError(
            "If using @custom_gradient with a function that uses variables, then grad_fn must "
            "accept a 'variables' keyword argument. Fix: def grad(dy, variables=None)"
        )

    def run(node: Any, *dy: Any) -> list[Any]:
        if variables:
            found, by_variable = gradient(*dy, variables=list(variables))
        else:
            found, by_variable = gradient(*dy), []
        flat = _flat_gradients(found, arguments)
        if len(flat) != len(sources):
            raise ValueError(
                f"custom_gradient function expected to return {len(sources)} gradients, but "
                f"returned {len(flat)} instead."
            )
        kept = [
            g
            for g, s in zip(flat, sources, strict=True)
            if isinstance(s, Tensor) or _is_variable(s)
        ]
        return (
            [None] * results
            + [None if g is None else convert_gradient(g) for g in kept]
            + list(by_variable)
        )

    return run


def convert_gradient(gradient: Any) -> Any:
    """A gradient from user code as a tensor; IndexedSlices stay."""
    return gradient if hasattr(gradient, "indices") else convert(gradient)


def _flat_gradients(found: Any, arguments: Any) -> list[Any]:
    if not isinstance(found, list | tuple):
        return [found]
    flat: list[Any] = []
    for value in found:
        flat.extend(nest.flatten(value) if isinstance(value, list | tuple | dict) else [value])
    return flat


def _accepts_variables(gradient: Callable[..., Any]) -> bool:
    parameters = inspect.signature(gradient).parameters.values()
    return any(p.name == "variables" or p.kind is p.VAR_KEYWORD for p in parameters)


def _is_variable(value: Any) -> bool:
    return hasattr(value, "handle") and not isinstance(value, Tensor)


def _is_argument(variable: Any, args: Any) -> bool:
    return any(a is variable for a in nest.flatten(args))


def _as_tensor(value: Any) -> Any:
    return convert(value) if value is not None and not callable(value) else value


def recompute_grad(f: Callable[..., Any]) -> Callable[..., Any]:
    """Compute `f` again in the backward pass rather than keep its intermediate values.

    Reference: Chen et al., "Training Deep Nets with Sublinear Memory Cost", arXiv:1604.06174.
    """

    @functools.wraps(f)
    def wrapped(*args: Any, **kwargs: Any) -> Any:
        @custom_gradient
        def inner(*tensors: Any) -> Any:
            with recording(STATE.tapes[-1:]):  # none but custom_gradient's, which finds variables
                result = f(*tensors, **kwargs)

            def gradient(*dy: Any, variables: Any = None) -> Any:
                watched = list(variables or [])
                with GradientTape(watch_accessed_variables=False) as tape:
                    tape.watch([*tensors, *watched])
                    again = f(*tensors, **kwargs)
                found = tape.gradient(again, [*tensors, *watched], list(dy))
                split = len(tensors)
                return (found[:split], found[split:]) if variables is not None else found[:split]

            return result, gradient

        return inner(*args)

    return wrapped


def grad_pass_through(f: Callable[..., Any]) -> Callable[..., Any]:
    """`f` with the gradient of the identity (a straight-through estimator, arXiv:1308.3432)."""

    @custom_gradient
    def wrapped(*args: Any, **kwargs: Any) -> Any:
        def gradient(*dy: Any, variables: Any = None) -> Any:
            found: Any = dy if len(dy) > 1 else next(iter(dy))
            return (found, [None] * len(variables)) if variables is not None else found

        return f(*args, **kwargs), gradient

    return wrapped
