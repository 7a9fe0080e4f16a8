"""Arguments of a layer's constructor: those of Keras 2, and the config that follows from them."""

from __future__ import annotations

import inspect
from typing import Any, TypeVar

T = TypeVar("T")


def default_build(build: T) -> T:
    """Mark a `build` that makes no weights: a layer with it needs no input shapes to be built."""
    marked: Any = build
    marked.is_default = True
    return build


def input_shape_from(kwargs: dict[str, Any]) -> tuple[Any, ...] | None:
    """Batch shape from the keyword arguments of Keras 2, which are taken out of `kwargs`."""
    batch_size = kwargs.pop("batch_size", None)
    dim, shape = kwargs.pop("input_dim", None), kwargs.pop("input_shape", None)
    for key in ("batch_input_shape", "batch_shape"):
        if kwargs.get(key) is not None:
            return tuple(kwargs.pop(key))
        kwargs.pop(key, None)
    if dim is not None:
        shape = (dim,)
    if shape is None:
        return None
    return (batch_size, *((shape,) if isinstance(shape, int) else shape))


def automatic_config(layer: Any, base: dict[str, Any]) -> dict[str, Any]:
    """The arguments that the constructor of a user's layer got, and what it takes of `base`."""
    args, kwargs = layer._init_arguments
    parameters = inspect.signature(type(layer).__init__).parameters
    kinds = {p.kind for p in parameters.values()}
    try:
        bound = inspect.signature(type(layer).__init__).bind(layer, *args, **kwargs).arguments
    except TypeError:
        bound = None
    if bound is None or (inspect.Parameter.VAR_POSITIONAL in kinds and args):
        raise NotImplementedError(
            f"Object {type(layer).__name__} was created by passing non-serializable argument "
            "values in `__init__()`, and therefore the object must override `get_config()` in "
            "order to be serializable. Please implement `get_config()`."
        )
    config = dict(list(bound.items())[1:])
    for name, parameter in parameters.items():
        if parameter.kind == inspect.Parameter.VAR_KEYWORD:
            config.update(config.pop(name, {}))
    open_ended = inspect.Parameter.VAR_KEYWORD in kinds
    taken = {k: v for k, v in base.items() if open_ended or k in parameters}
    return {**taken, **{k: v for k, v in config.items() if k not in base}}
