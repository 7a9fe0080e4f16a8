"""`tf.config.optimizer`: whether XLA is asked for, and the options of TensorFlow's graph optimizer.

set_jit, get_jit              whether all that can be compiled is compiled
set_experimental_options,
get_experimental_options      what is done to graphs before they run
compiles_everything, is_set   what others ask
"""

from __future__ import annotations

from typing import Any, Literal

from pellucid.core.errors import UnimplementedError, explain
from pellucid.runtime.devices import list_physical_devices

_AUTOCLUSTERING: Literal["autoclustering"] = "autoclustering"

# TensorFlow's options: each switches a pass of its graph optimizer.
_SWITCHES = (
    "layout_optimizer", "constant_folding", "shape_optimization", "remapping",
    "arithmetic_optimization", "dependency_optimization", "loop_optimization",
    "function_optimization", "debug_stripper", "disable_model_pruning",
    "scoped_allocator_optimization", "pin_to_host_optimization", "implementation_selector",
    "auto_mixed_precision", "use_plugin_optimizers", "disable_meta_optimizer",
    "auto_mixed_precision_onednn_bfloat16", "auto_mixed_precision_mkl",
)  # fmt: skip

_state: dict[str, Any] = {"jit": False}
_options: dict[str, Any] = {"disable_model_pruning": False, "disable_meta_optimizer": False}


def set_jit(enabled: bool | Literal["autoclustering"]) -> None:
    """Let XLA compile all parts of functions that it can.

    Without it XLA compiles as well, but leaves a few cheap operations on small arrays, and shapes
    that keep changing, to NumPy.

    Args:
        enabled: True or `"autoclustering"`: everything; False: where it pays.

    Example:
        >>> tf.config.optimizer.set_jit(True)
        >>> tf.config.optimizer.get_jit()
        'autoclustering'
        >>> tf.config.optimizer.set_jit(False)
    """
    _state["jit"] = enabled in (True, _AUTOCLUSTERING)


def get_jit() -> Literal["autoclustering", ""]:
    """`"autoclustering"` if `set_jit` asked for XLA, else the empty string."""
    return _AUTOCLUSTERING if _state["jit"] else ""


def compiles_everything() -> bool:
    """Whether `set_jit(True)` is in force."""
    return _state["jit"]


def set_experimental_options(options: dict[str, Any]) -> None:
    """Choose among the passes of TensorFlow's graph optimizer.

    `debug_stripper` removes assertions, `tf.print` and `tf.debugging.check_numerics` from the
    functions that are traced, and the sessions' programs that are made, while it is on.
    `constant_folding`, `arithmetic_optimization` (which finds repeated computations),
    `disable_model_pruning` and `disable_meta_optimizer` choose what is done to the graphs of
    `tf.compat.v1.Session`. Whatever else may be switched names a pass that XLA does not need; with
    and without it results are the same. As in TensorFlow, options that are not given keep
    their values and unknown names are passed over.

    Args:
        options: names, such as `"layout_optimizer"`, and booleans; `"min_graph_nodes"` is a number.

    Raises:
        UnimplementedError: True for a pass that lowers precision
            (`auto_mixed_precision_onednn_bfloat16` and `auto_mixed_precision_mkl`;
            `auto_mixed_precision` where there is a GPU: on a CPU it changes nothing in
            TensorFlow either).

    Example:
        >>> tf.config.optimizer.set_experimental_options({"debug_stripper": True})
        >>> checked = tf.function(lambda x: tf.debugging.check_numerics(x, "x"))
        >>> checked(tf.constant(float("inf"))).numpy()
        np.float32(inf)
        >>> tf.config.optimizer.set_experimental_options({"debug_stripper": False})
    """
    lowering = ["auto_mixed_precision_onednn_bfloat16", "auto_mixed_precision_mkl"]
    if options.get("auto_mixed_precision") and list_physical_devices("GPU"):
        lowering.append("auto_mixed_precision")
    for name in lowering:
        if options.get(name):
            raise UnimplementedError(
                None, None,
                explain(f"tf.config.optimizer.set_experimental_options [{name}]",
                        "functions keep their precision", expected=False, received=True,
                        fix="tf.keras.mixed_precision.set_global_policy('mixed_bfloat16')"),
            )  # fmt: skip
    _options.update({k: bool(options[k]) for k in _SWITCHES if options.get(k) is not None})
    if options.get("min_graph_nodes") is not None:
        _options["min_graph_nodes"] = int(options["min_graph_nodes"])


def is_set(option: str, default: bool = False) -> bool:
    """Whether an option of the optimizer is on."""
    return bool(_options.get(option, default))


def get_experimental_options() -> dict[str, Any]:
    """The options that have been set, and TensorFlow's defaults."""
    return dict(_options)
