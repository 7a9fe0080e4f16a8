"""Letting functions of `tf` take one's own types: `tf.experimental.dispatch_for_api` and its kin.

A function that somebody registers a handler for is replaced, wherever Pellucid's modules hold it,
by one that asks the handlers first. Functions without handlers cost nothing.
"""

from __future__ import annotations

import contextlib
import functools
import inspect
import sys
import types
import typing
from collections.abc import Callable
from typing import Any

import pellucid as tf

Handler = Callable[..., Any]
_WHERE = "tf.experimental.dispatch_for_api"


class Dispatcher:
    """A function of `tf`, the handlers for it, and the function that stands in for it."""

    def __init__(self, api: Callable[..., Any]) -> None:
        self.api = api
        self.signature = inspect.signature(api)
        self.handlers: list[tuple[Handler, Callable[[dict[str, Any]], bool], Handler]] = []

        @functools.wraps(api)
        def stand_in(*args: Any, **kwargs: Any) -> Any:
            try:
                arguments = self.signature.bind(*args, **kwargs).arguments
            except TypeError:
                return api(*args, **kwargs)  # which says what is wrong
            for _, fits, call in self.handlers:
                if fits(arguments):
                    return call(*args, **kwargs)
            return api(*args, **kwargs)

        stand_in._dispatcher = self  # type: ignore[attr-defined]
        self.stand_in = stand_in

    def add(self, target: Handler, fits: Callable[[dict[str, Any]], bool], call: Handler) -> None:
        """Register `call`, on behalf of the user's function `target`, for arguments that fit."""
        if not self.handlers:
            _rebind(self.api, self.stand_in)
        self.handlers.append((target, fits, call))

    def remove(self, target: Handler) -> bool:
        """Forget the handlers of `target`; whether there was one."""
        kept = [handler for handler in self.handlers if handler[0] is not target]
        found = len(kept) < len(self.handlers)
        self.handlers = kept
        if found and not kept:
            _rebind(self.stand_in, self.api)
        return found


_DISPATCHERS: dict[Callable[..., Any], Dispatcher] = {}


def _rebind(old: Callable[..., Any], new: Callable[..., Any]) -> None:
    """Put `new` wherever a module of this package holds `old`."""
    for name, module in list(sys.modules.items()):
        if name == "pellucid" or name.startswith("pellucid."):
            for key, value in list(vars(module).items()):
                if value is old:
                    setattr(module, key, new)


def _dispatcher(api: Any) -> Dispatcher:
    if hasattr(api, "_dispatcher"):
        return api._dispatcher
    supported = inspect.isfunction(api) and api.__module__.startswith("pellucid.ops.")
    if not supported:
        raise ValueError(f"{_WHERE} [api]: {api!r} does not support dispatch.")
    if api not in _DISPATCHERS:
        _DISPATCHERS[api] = Dispatcher(api)
    return _DISPATCHERS[api]


def dispatch_for_api(api: Callable[..., Any], *signatures: dict[Any, Any]) -> Any:
    """A decorator: call the decorated function instead of `api` for arguments of certain types.

    Args:
        api: a function of `tf`.
        *signatures: from names (or positions) of parameters to the types that the arguments must
            have: classes, `List[X]`, `Union[X, Y]`. By default the annotations of the decorated
            function.

    Raises:
        ValueError: `api` is not a function of `tf`, the parameters of the decorated function are
            not those of `api` (`name` may be left out), or there are neither signatures nor
            annotations.

    Example:
        >>> class Masked(tf.experimental.ExtensionType):
        ...     values: tf.Tensor
        >>> @tf.experimental.dispatch_for_api(tf.shape, {"input": Masked})
        ... def shape(input, out_type=None, name=None):
        ...     return tf.shape(input.values)
        >>> tf.shape(Masked([1, 2, 3])).numpy().tolist()
        [3]
        >>> tf.experimental.unregister_dispatch_for(shape)
    """
    dispatcher = _dispatcher(api)

    def decorate(target: Handler) -> Handler:
        wanted, own = list(dispatcher.signature.parameters), inspect.signature(target).parameters
        unnamed = "name" in wanted and "name" not in own
        if [n for n in wanted if n != "name" or not unnamed] != list(own):
            raise ValueError(
                f"{_WHERE}: Dispatch function's signature {inspect.signature(target)} does not "
                f"match API's signature {dispatcher.signature}."
            )
        chosen = [_by_name(s, wanted) for s in signatures] or [_annotated(target)]
        call = _in_name_scope(target, dispatcher.signature) if unnamed else target
        dispatcher.add(target, lambda arguments: any(_fit(arguments, s) for s in chosen), call)
        return target

    return decorate


def _in_name_scope(target: Handler, signature: inspect.Signature) -> Handler:
    """A handler without the parameter `name`, called in a scope of that name."""

    def call(*args: Any, **kwargs: Any) -> Any:
        arguments = dict(signature.bind(*args, **kwargs).arguments)
        name = arguments.pop("name", None)
        with tf.name_scope(name) if name is not None else contextlib.nullcontext():
            return target(**arguments)

    return call


def _by_name(signature: dict[Any, Any], names: list[str]) -> dict[str, Any]:
    found = {names[k] if isinstance(k, int) else k: v for k, v in signature.items()}
    unknown = set(found) - set(names)
    if unknown:
        raise ValueError(f"{_WHERE} [signatures]: the API has no parameters {sorted(unknown)}")
    return found


def _annotated(target: Handler) -> dict[str, Any]:
    hints = typing.get_type_hints(target)
    hints.pop("return", None)
    if not hints:
        raise ValueError(
            f"{_WHERE}: must be called with at least one signature, or applied to a function that "
            "has type annotations on its parameters."
        )
    return hints


def _fit(arguments: dict[str, Any], signature: dict[str, Any]) -> bool:
    return all(n in arguments and _is_a(arguments[n], t) for n, t in signature.items())


def _is_a(value: Any, annotation: Any) -> bool:
    """Whether a value is of an annotated type."""
    origin, inner = typing.get_origin(annotation), typing.get_args(annotation)
    if origin in (typing.Union, types.UnionType):
        return any(_is_a(value, t) for t in inner)
    if origin in (list, tuple):
        return isinstance(value, list | tuple) and all(_is_a(v, inner[0]) for v in value)
    return isinstance(value, annotation)


def unregister_dispatch_for(dispatch_target: Handler) -> None:
    """Undo the registration of a function that a `dispatch_for_*` decorator was applied to.

    Raises:
        ValueError: it was not registered.
    """
    removed = [d.remove(dispatch_target) for d in _DISPATCHERS.values()]
    if not any(removed):
        raise ValueError(
            f"Function {dispatch_target} was not registered using a `@dispatch_for_*` decorator."
        )


# ---------------------------------------------------------------- element by element


def dispatch_for_unary_elementwise_apis(x_type: Any) -> Any:
    """A decorator: handle all functions of one tensor that work element by element.

    Args:
        x_type: the type of the first argument.

    The decorated function is called with (api, x), where `api` is a function of x alone: other
    arguments of the call are filled in.

    Raises:
        ValueError: there is a handler for this type already.

    Example:
        >>> class Masked(tf.experimental.ExtensionType):
        ...     values: tf.Tensor
        >>> @tf.experimental.dispatch_for_unary_elementwise_apis(Masked)
        ... def handle(api, x):
        ...     return Masked(api(x.values))
        >>> tf.abs(Masked([-1, 2])).values.numpy().tolist()
        [1, 2]
        >>> tf.experimental.unregister_dispatch_for(handle)
    """
    return _elementwise(UNARY, (x_type,))


def dispatch_for_binary_elementwise_apis(x_type: Any, y_type: Any) -> Any:
    """A decorator: handle all functions of two tensors that work element by element.

    Args:
        x_type, y_type: the types of the first two arguments.

    The decorated function is called with (api, x, y), where `api` is a function of x and y.

    Raises:
        ValueError: there is a handler for these types already.
    """
    return _elementwise(BINARY, (x_type, y_type))


def dispatch_for_binary_elementwise_assert_apis(x_type: Any, y_type: Any) -> Any:
    """A decorator: handle all assertions on two tensors that work element by element.

    Args:
        x_type, y_type: the types of the first two arguments.

    The decorated function is called with (assert_api, x, y).

    Raises:
        ValueError: there is a handler for these types already.
    """
    return _elementwise(ASSERTIONS, (x_type, y_type))


_REGISTERED: dict[tuple[Any, ...], Handler] = {}


def _elementwise(names: str, kinds: tuple[Any, ...]) -> Callable[[Handler], Handler]:
    def decorate(target: Handler) -> Handler:
        known = [_dispatcher(api) for api in _functions(names)]
        taken = _REGISTERED.get((names, *kinds))
        if taken is not None and any(h[0] is taken for d in known for h in d.handlers):
            shown = ", ".join(getattr(k, "__name__", repr(k)) for k in kinds)
            raise ValueError(
                f"tf.experimental.dispatch: an elementwise handler ({taken.__name__}) has already "
                f"been registered for {shown}."
            )
        _REGISTERED[(names, *kinds)] = target
        for dispatcher in known:
            dispatcher.add(target, _first_are(kinds, dispatcher),
                           _handle(target, len(kinds), dispatcher.api))  # fmt: skip
        return target

    return decorate


def _first_are(kinds: tuple[Any, ...], dispatcher: Dispatcher) -> Callable[[dict[str, Any]], bool]:
    names = list(dispatcher.signature.parameters)[: len(kinds)]
    return lambda arguments: _fit(arguments, dict(zip(names, kinds, strict=True)))


def _handle(target: Handler, count: int, api: Callable[..., Any]) -> Handler:
    """Call the handler with the first arguments, and `api` with all others filled in."""
    signature = inspect.signature(api)

    def call(*args: Any, **kwargs: Any) -> Any:
        arguments = dict(signature.bind(*args, **kwargs).arguments)
        names = list(signature.parameters)[:count]
        first = [arguments.pop(name) for name in names]

        def on_parts(*parts: Any) -> Any:
            return api(**dict(zip(names, parts, strict=True)), **arguments)

        functools.update_wrapper(on_parts, api)
        return target(on_parts, *first)

    return call


def _functions(names: str) -> list[Callable[..., Any]]:
    """The functions of `tf` with these names, each once."""
    found: dict[int, Callable[..., Any]] = {}
    for name in names.split():
        value: Any = functools.reduce(getattr, name.split("."), tf)
        found[id(value)] = value
    return list(found.values())


UNARY = """
bitwise.invert cast clip_by_value debugging.check_numerics dtypes.saturate_cast ones_like zeros_like
image.adjust_brightness image.adjust_gamma image.convert_image_dtype image.random_brightness
image.stateless_random_brightness io.decode_base64 io.encode_base64 math.abs math.acos math.acosh
math.angle math.asin math.asinh math.atan math.atanh math.bessel_i0 math.bessel_i0e math.bessel_i1
math.bessel_i1e math.ceil math.conj math.cos math.cosh math.digamma math.erf math.erfc math.erfcinv
math.erfinv math.exp math.expm1 math.floor math.imag math.is_finite math.is_inf math.is_nan
math.lgamma math.log math.log1p math.log_sigmoid math.logical_not math.ndtri math.negative
math.nextafter math.real math.reciprocal math.reciprocal_no_nan math.rint math.round math.rsqrt
math.sigmoid math.sign math.sin math.sinh math.softplus math.special.bessel_j0
math.special.bessel_j1 math.special.bessel_k0 math.special.bessel_k0e math.special.bessel_k1
math.special.bessel_k1e math.special.bessel_y0 math.special.bessel_y1 math.special.dawsn
math.special.expint math.special.fresnel_cos math.special.fresnel_sin math.special.spence math.sqrt
math.square math.tan math.tanh nn.elu nn.gelu nn.leaky_relu nn.log_softmax nn.relu nn.relu6 nn.selu
nn.silu nn.softsign strings.as_string strings.length strings.lower strings.regex_full_match
strings.regex_replace strings.strip strings.substr strings.to_hash_bucket
strings.to_hash_bucket_fast strings.to_hash_bucket_strong strings.to_number strings.unicode_script
strings.unicode_transcode strings.upper
"""
BINARY = """
bitwise.bitwise_and bitwise.bitwise_or bitwise.bitwise_xor bitwise.left_shift bitwise.right_shift
dtypes.complex math.add math.atan2 math.divide math.divide_no_nan math.equal math.floordiv
math.floormod math.greater math.greater_equal math.less math.less_equal math.logical_and
math.logical_or math.logical_xor math.maximum math.minimum math.multiply math.multiply_no_nan
math.not_equal math.pow math.scalar_mul math.squared_difference math.subtract math.truediv
math.xdivy math.xlog1py math.xlogy math.zeta
"""
ASSERTIONS = """
debugging.assert_equal debugging.assert_greater debugging.assert_greater_equal
debugging.assert_less debugging.assert_less_equal debugging.assert_near debugging.assert_none_equal
"""
