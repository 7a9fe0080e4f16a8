"""Configs: any object of a model to and from plain JSON data, in the format of Keras 3.

An object is `{'module': 'keras.layers', 'class_name': 'Dense', 'config': {…}, 'registered_name':
None}`; for tuples, tensors, slices and functions `class_name` is `__tuple__`, `__tensor__`, …
The dictionaries of Keras 2, without 'module', are read as well.
Functions: serialize_keras_object, deserialize_keras_object, public_module, find_class.
"""

from __future__ import annotations

import contextlib
import importlib
import marshal
import sys
import threading
import types
from collections.abc import Iterator
from typing import Any

import numpy as np

import pellucid as tf
from pellucid.keras import config as keras_config
from pellucid.keras.saving import object_registry

_ROOT = "pellucid.keras."
_ROOMS = (
    "layers",
    "models",
    "optimizers",
    "optimizers.schedules",
    "losses",
    "metrics",
    "initializers",
    "regularizers",
    "constraints",
    "activations",
    "dtype_policies",
    "random",
)
_local = threading.local()


def public_module(obj: Any) -> str | None:
    """Keras's public module of one of our classes or functions, None for the user's own.

    Example: `public_module(keras.layers.Dense)` gives `'keras.layers'`.
    """
    module = getattr(obj, "__module__", None) or ""
    if not module.startswith(_ROOT):
        return None
    declared = getattr(obj, "keras_module", None)
    if declared is not None:
        return declared
    room, *rest = module[len(_ROOT) :].split(".")
    if room in ("models", "dtype_policies", "training"):
        return "keras"
    return "keras.optimizers.schedules" if rest[:1] == ["schedules"] else f"keras.{room}"


def serialize_keras_object(obj: Any) -> Any:
    """`obj` as plain data: numbers and strings stay, objects become dictionaries.

    Args:
        obj: None, number, string, list, dict, tuple, tensor, dtype, function, or an object with
            `get_config()` (layer, optimizer, loss…).

    Returns: JSON data, to be read by `deserialize_keras_object`.
    Raises:
        ValueError, TypeError: for what cannot be stored.
    Example: `serialize_keras_object(keras.layers.Dense(2))['class_name']` gives `'Dense'`.
    """
    if obj is None or isinstance(obj, str | bool | int | float):
        return obj
    plain = _serialize_plain(obj)
    if plain is not _MISSING:
        return plain
    if isinstance(obj, types.FunctionType | types.BuiltinFunctionType | types.MethodType):
        return _serialize_function(obj)
    if isinstance(obj, type):
        return {
            "module": public_module(obj) or obj.__module__,
            "class_name": "class",
            "config": obj.__name__,
            "registered_name": object_registry.get_registered_name(obj),
        }
    if not hasattr(obj, "get_config"):
        raise ValueError(
            f"keras.saving.serialize_keras_object [obj]: cannot be stored. Expected an object with "
            f"get_config(), received {obj!r} of type {type(obj)}. Fix: give the class a "
            "get_config() method and register it."
        )
    return _serialize_object(obj)


_MISSING = object()


def _serialize_plain(obj: Any) -> Any:
    if isinstance(obj, dict):
        return {key: serialize_keras_object(value) for key, value in obj.items()}
    if isinstance(obj, tuple):
        return _special("__tuple__", {"value": [serialize_keras_object(x) for x in obj]})
    if isinstance(obj, list):
        return [serialize_keras_object(x) for x in obj]
    if isinstance(obj, bytes):
        return _special("__bytes__", {"value": obj.decode("utf-8")})
    if isinstance(obj, np.generic):
        return obj.item()
    if isinstance(obj, np.ndarray):
        return _special("__numpy__", {"value": obj.tolist(), "dtype": obj.dtype.name})
    if isinstance(obj, slice):
        parts = {"start": obj.start, "stop": obj.stop, "step": obj.step}
        return _special("__slice__", {k: serialize_keras_object(v) for k, v in parts.items()})
    if obj is Ellipsis:
        return _special("__ellipsis__", {})
    if isinstance(obj, tf.DType):
        return obj.name
    if isinstance(obj, tf.TensorShape):
        return obj.as_list() if obj.rank is not None else None
    if isinstance(obj, tf.Variable | tf.Tensor):
        if not hasattr(obj, "numpy"):
            raise ValueError(f"A tensor of a graph has no value and cannot be stored: {obj!r}.")
        value = np.asarray(obj).tolist()
        return _special("__tensor__", {"value": value, "dtype": obj.dtype.name})
    return _MISSING


def _special(name: str, config: dict[str, Any]) -> dict[str, Any]:
    return {"class_name": name, "config": config}


def _serialize_function(fn: Any) -> dict[str, Any]:
    import base64

    if fn.__name__ != "<lambda>":
        module = public_module(fn)
        return {
            "module": module or "builtins",
            "class_name": "function",
            "config": object_registry.get_registered_name(fn),
            "registered_name": fn.__name__ if module else "function",
        }
    code = base64.encodebytes(marshal.dumps(fn.__code__)).decode("ascii")
    closure = [cell.cell_contents for cell in fn.__closure__] if fn.__closure__ else None
    return _special(
        "__lambda__",
        {
            "code": code,
            "defaults": serialize_keras_object(fn.__defaults__ and list(fn.__defaults__)),
            "closure": serialize_keras_object(closure),
        },
    )


def _serialize_object(obj: Any) -> dict[str, Any]:
    cls = type(obj)
    module = public_module(cls)
    registered = getattr(cls, "keras_registered_name", None)
    if module is None:
        module, registered = cls.__module__, object_registry.get_registered_name(cls)
    data = {
        "module": module,
        "class_name": cls.__name__,
        "config": _plain_config(obj),
        "registered_name": registered,
    }
    build_config = obj.get_build_config() if hasattr(obj, "get_build_config") else None
    if build_config is not None:
        data["build_config"] = _plain(build_config)
    if hasattr(obj, "get_compile_config"):
        data["compile_config"] = _plain(obj.get_compile_config() or {})
    return data


def _plain_config(obj: Any) -> dict[str, Any]:
    config = obj.get_config()
    if not isinstance(config, dict):
        raise TypeError(
            f"get_config() of {obj!r} must return a dictionary. Received: {type(config)}"
        )
    return _plain(config)


def _plain(value: Any) -> Any:
    """Like serialize_keras_object, but tuples (shapes, strides) become lists, as in JSON."""
    if isinstance(value, dict):
        return {k: _plain(v) for k, v in value.items()}
    if isinstance(value, list | tuple):
        return [_plain(v) for v in value]
    return serialize_keras_object(value)


def in_safe_mode() -> bool | None:
    """Whether a config is being read that may not hold lambdas; None when none is being read."""
    return getattr(_local, "safe_mode", None)


@contextlib.contextmanager
def safe_mode_scope(safe_mode: bool) -> Iterator[None]:
    """Inside, lambdas are refused (`True`) or loaded (`False`)."""
    before = in_safe_mode()
    _local.safe_mode = safe_mode
    try:
        yield
    finally:
        _local.safe_mode = before


def deserialize_keras_object(
    config: Any,
    custom_objects: dict[str, Any] | None = None,
    safe_mode: bool = True,
    module_objects: dict[str, Any] | None = None,
    printable_module_name: str = "object",
) -> Any:
    """The object that `serialize_keras_object` described.

    Args:
        config: plain data; a string names an entry of `module_objects` or a custom object.
        custom_objects: name → class or function, used first.
        safe_mode: refuse Python lambdas stored in the data.
        module_objects: name → class, for strings and for Keras 2 dictionaries.
        printable_module_name: word for error messages.

    Returns: a new object (or the plain value).
    Raises:
        ValueError, TypeError: unknown names, malformed data, a lambda in safe mode.
    """
    outer = in_safe_mode()
    scope = safe_mode_scope(safe_mode if outer is None else outer)
    with object_registry.custom_object_scope(custom_objects), scope:
        return _deserialize(config, module_objects, printable_module_name)


def _deserialize(config: Any, module_objects: dict[str, Any] | None, word: str) -> Any:
    if isinstance(config, str):
        found = object_registry.get_custom(config) or (module_objects or {}).get(config)
        if module_objects is not None and found is None:
            raise ValueError(f"Unknown {word}: '{config}'.")
        if isinstance(found, type):
            return found()
        return config if found is None else found
    if isinstance(config, list | tuple):
        return [_deserialize(item, None, word) for item in config]
    if not isinstance(config, dict):
        return config
    if "class_name" not in config or "config" not in config:
        return {key: _deserialize(value, None, word) for key, value in config.items()}
    name, inner = config["class_name"], config["config"]
    if isinstance(name, str) and name.startswith("__") and name in _SPECIAL:
        return _SPECIAL[name](inner)
    if name in ("function", "class"):
        return _find_function(config)
    cls = find_class(
        name, config.get("module"), config.get("registered_name"), module_objects, word
    )
    return _construct(cls, config, inner or {})


def _construct(cls: Any, data: dict[str, Any], inner: dict[str, Any]) -> Any:
    if not hasattr(cls, "from_config"):
        raise TypeError(
            f"Unable to reconstruct an instance of '{data['class_name']}' because the class is "
            "missing a `from_config()` method. Full object config: "
            f"{data}"
        )
    try:
        instance = cls.from_config(dict(inner))
    except TypeError as error:
        raise TypeError(
            f"{cls} could not be deserialized properly. Please ensure that components that are "
            "Python object instances (layers, models, etc.) returned by `get_config()` are "
            f"explicitly deserialized in the model's `from_config()` method.\n\nconfig={data}\n\n"
            f"Exception encountered: {error}"
        ) from error
    build_config = data.get("build_config")
    if build_config and hasattr(instance, "build_from_config"):
        instance.build_from_config(build_config)
    compile_config = data.get("compile_config")
    if compile_config and hasattr(instance, "compile_from_config"):
        instance.compile_from_config(compile_config)
    return instance


def find_class(
    name: str,
    module: str | None = None,
    registered_name: str | None = None,
    module_objects: dict[str, Any] | None = None,
    word: str = "object",
) -> Any:
    """The class called `name`: custom objects first, then the given table, then Keras's rooms."""
    found = object_registry.get_custom(name, registered_name) or (module_objects or {}).get(name)
    if found is None and (module is None or module.split(".")[0] in _KERAS_ROOTS):
        found = _find_builtin(name, module)
    if found is None and module in sys.modules:
        # classes of the running program; never imports what is not already imported
        found = getattr(sys.modules[module], name, None)
        if not (isinstance(found, type) and hasattr(found, "from_config")):
            found = None
    if found is None:
        raise TypeError(
            f"Could not locate class '{name}'. Make sure custom classes and functions are "
            "decorated with `@keras.saving.register_keras_serializable()`. Unknown "
            f"{word}: '{name}' (module={module}, registered_name={registered_name})."
        )
    return found


_KERAS_ROOTS = ("keras", "tf_keras", "tensorflow", "pellucid", "builtins")


def _find_builtin(name: str, module: str | None) -> Any:
    """A Keras class or function by public module; private and old module paths by name alone."""
    from pellucid.keras.symbolic import op_lambda, operators

    if module is not None and module.startswith(operators.MODULE):
        return operators.BY_NAME.get(name)
    if module == op_lambda.OpLambda.keras_module:
        return op_lambda.OpLambda if name == "OpLambda" else None
    last = (module or "").removeprefix("tensorflow.").removeprefix("keras").strip(".")
    rooms = [last, *_ROOMS] if last in _ROOMS else list(_ROOMS)
    for room in rooms:
        try:
            found = getattr(importlib.import_module(_ROOT + room), name, None)
        except ModuleNotFoundError as error:
            if not str(error.name).startswith(_ROOT.rstrip(".")):
                raise
            continue
        if found is not None and callable(found):
            return found
    return operators.BY_NAME.get(name) if module is None or "ops" in module else None


def _find_function(data: dict[str, Any]) -> Any:
    name, module = data["config"], data.get("module")
    found = object_registry.get_custom(name, data.get("registered_name"))
    if found is None and (module is None or module.split(".")[0] in _KERAS_ROOTS):
        found = _find_builtin(name, module)
    if found is None and module in sys.modules:
        found = getattr(sys.modules[module], name, None)
    if found is None or not callable(found):
        raise TypeError(
            f"Could not locate function '{name}'. Make sure custom classes and functions are "
            "decorated with `@keras.saving.register_keras_serializable()`. Full object config: "
            f"{data}"
        )
    return found


def _load_lambda(inner: dict[str, Any]) -> Any:
    import base64

    allowed = in_safe_mode() is False
    if not allowed and not keras_config.unsafe_deserialization_enabled():
        raise ValueError(
            "Requested the deserialization of a Python lambda. This carries a potential risk of "
            "arbitrary code execution and thus it is disallowed by default. If you trust the "
            "source of the artifact, you can override this error by passing `safe_mode=False` to "
            "the loading function, or calling `keras.config.enable_unsafe_deserialization()`."
        )
    code = marshal.loads(base64.decodebytes(inner["code"].encode("ascii")))
    defaults = _deserialize(inner.get("defaults"), None, "object")
    closure = inner.get("closure")
    cells = (
        None
        if closure is None
        else tuple(types.CellType(_deserialize(c, None, "object")) for c in closure)
    )
    scope = {"tf": tf, "np": np, "keras": importlib.import_module("pellucid.keras")}
    scope["__builtins__"] = __builtins__
    return types.FunctionType(code, scope, "<lambda>", defaults and tuple(defaults), cells)


def _value(inner: dict[str, Any]) -> Any:
    return _deserialize(inner["value"], None, "object")


def _load_typespec(inner: dict[str, Any]) -> Any:
    return getattr(tf, inner["spec_name"])(
        *[_deserialize(x, None, "object") for x in inner["spec"]]
    )


_SPECIAL = {
    "__tuple__": lambda inner: tuple(_value(inner)),
    "__bytes__": lambda inner: inner["value"].encode("utf-8"),
    "__numpy__": lambda inner: np.array(inner["value"], dtype=inner["dtype"]),
    "__tensor__": lambda inner: tf.constant(inner["value"], dtype=inner["dtype"]),
    "__ellipsis__": lambda inner: Ellipsis,
    "__slice__": lambda inner: slice(
        *(_deserialize(inner[k], None, "object") for k in ("start", "stop", "step"))
    ),
    "__lambda__": _load_lambda,
    "__typespec__": _load_typespec,
    "__keras_tensor__": lambda inner: inner,
}
