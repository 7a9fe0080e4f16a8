"""Settings of devices that `tf.config` and `tf.config.experimental` offer.

logical devices      set_/get_logical_device_configuration
memory               get_memory_info, get_memory_usage, reset_memory_stats
what a device is     get_device_details
how things run       device policy, synchronous execution, TensorFloat-32, op determinism
"""

from __future__ import annotations

import os
from collections.abc import Sequence
from typing import Any, NamedTuple

from pellucid.core.devices import DeviceSpec, PhysicalDevice
from pellucid.core.errors import InvalidArgumentError, UnimplementedError, explain
from pellucid.runtime.devices import LOGICAL, list_physical_devices, may_have_accelerator

_POLICIES = (None, "explicit", "warn", "silent", "silent_for_int32")
_settings: dict[str, Any] = {
    "policy": "silent", "synchronous": True, "tf32": True, "deterministic": False, "mlir": True
}  # fmt: skip


class LogicalDeviceConfiguration(NamedTuple):
    """One of the logical devices that a physical one is divided into.

    Attributes:
        memory_limit: megabytes that a GPU's device may take; None for all.
        experimental_priority: must be None: XLA's streams have no priorities.
        experimental_device_ordinal: the order among logical devices; must be None.
    """

    memory_limit: int | None = None
    experimental_priority: int | None = None
    experimental_device_ordinal: int | None = None


def set_logical_device_configuration(
    device: PhysicalDevice, logical_devices: Sequence[LogicalDeviceConfiguration]
) -> None:
    """Divide a physical device into logical ones, before anything was compiled.

    Args:
        device: one that `tf.config.list_physical_devices` lists.
        logical_devices: the parts. A CPU may have any number of them, without memory limits. A GPU
            has one, whose memory can be limited.

    Raises:
        ValueError: an unknown device, or a part that XLA does not make.
        RuntimeError: it is too late.
    """
    where = "tf.config.set_logical_device_configuration"
    if device not in list_physical_devices():
        raise ValueError(f"Unrecognized device: {device!r}")
    parts = [LogicalDeviceConfiguration(*d) for d in logical_devices]
    for part in parts:
        if part.experimental_priority is not None or part.experimental_device_ordinal is not None:
            raise ValueError(explain(where, "XLA knows no priorities or ordinals", received=part))
        if part.memory_limit is not None and device.device_type == "CPU":
            raise ValueError("Setting memory limit on CPU is currently not supported")
    if device.device_type != "CPU" and len(parts) > 1:
        raise ValueError(
            explain(where, f"a {device.device_type} is not divided by XLA",
                    expected="one logical device", received=len(parts))
        )  # fmt: skip
    if LOGICAL.get(device.name) == parts:
        return
    if _has_started():
        raise RuntimeError("Virtual devices cannot be modified after being initialized")
    LOGICAL[device.name] = parts
    if device.device_type == "CPU":
        flag = f"--xla_force_host_platform_device_count={len(parts)}"
        others = [f for f in os.environ.get("XLA_FLAGS", "").split() if not f.startswith(flag[:39])]
        os.environ["XLA_FLAGS"] = " ".join([*others, flag])
    elif parts and parts[0].memory_limit is not None:
        share = parts[0].memory_limit / _gpu_megabytes(int(device.name.rpartition(":")[2]))
        os.environ["XLA_PYTHON_CLIENT_MEM_FRACTION"] = f"{min(share, 1.0):.4f}"


def get_logical_device_configuration(
    device: PhysicalDevice,
) -> list[LogicalDeviceConfiguration] | None:
    """What `set_logical_device_configuration` made of a device; None if nothing."""
    if device not in list_physical_devices():
        raise ValueError(f"Unrecognized device: {device!r}")
    return LOGICAL.get(device.name)


def _gpu_megabytes(index: int) -> float:
    """The memory of a GPU, asked from its driver, since XLA is not to start for that."""
    import subprocess

    asked = ["nvidia-smi", f"--id={index}", "--query-gpu=memory.total"]
    try:
        answer = subprocess.run(
            [*asked, "--format=csv,noheader,nounits"], capture_output=True, text=True, check=True
        )
        return float(answer.stdout)
    except (OSError, subprocess.CalledProcessError, ValueError) as error:
        raise ValueError(
            explain("tf.config [memory_limit]", "this GPU's memory is not known",
                    fix="set XLA_PYTHON_CLIENT_MEM_FRACTION")
        ) from error  # fmt: skip


def _has_started() -> bool:
    from pellucid.runtime.backend import load_jax

    return bool(load_jax.cache_info().currsize)


# ----------------------------------------------------------------------------- memory, details


def _named(device: str) -> Any:
    """jax's device of a name like `GPU:0`. None for a CPU."""
    try:
        spec = DeviceSpec.from_string(device)
    except ValueError:
        spec = DeviceSpec()
    if spec.device_type is None or spec.device_index is None:
        raise ValueError(
            f"Failed parsing device name: '{device}'. Note a valid device string should at least "
            'contain a device type and a device index, like "GPU:0".'
        )
    found = list_physical_devices(spec.device_type)
    if spec.device_index >= len(found):
        raise ValueError(f"No matching devices found for '{device}'")
    if spec.device_type == "CPU":
        return None
    from pellucid.runtime.backend import load_jax

    return [d for d in load_jax().devices() if d.platform != "cpu"][spec.device_index]


def get_memory_info(device: str) -> dict[str, int]:
    """Bytes of a device's memory in use now (`"current"`) and at most so far (`"peak"`).

    Args:
        device: such as `"GPU:0"`. For CPUs, whose memory is the process's, both are 0.

    Raises:
        ValueError: no such device.

    Example:
        >>> tf.config.experimental.get_memory_info("CPU:0")
        {'current': 0, 'peak': 0}
    """
    found = _named(device)
    stats = (found.memory_stats() or {}) if found is not None else {}
    return {
        "current": int(stats.get("bytes_in_use", 0)),
        "peak": int(stats.get("peak_bytes_in_use", 0)),
    }


def get_memory_usage(device: str) -> int:
    """The bytes in use of a device's memory; the older form of `get_memory_info`."""
    return get_memory_info(device)["current"]


def reset_memory_stats(device: str) -> None:
    """Begin the count of the peak again. XLA keeps one peak for the whole process.

    Raises:
        InvalidArgumentError: the device counts, and cannot begin again.
        ValueError: no such device.
    """
    if _named(device) is not None:
        raise InvalidArgumentError(
            None, None, f"tf.config.experimental.reset_memory_stats: XLA keeps one peak of {device}"
        )


def get_device_details(device: PhysicalDevice) -> dict[str, Any]:
    """What is known of a GPU: `device_name`, `compute_capability`; nothing of a CPU.

    Raises:
        ValueError: `device` is not one of `tf.config.list_physical_devices()`.
    """
    if not isinstance(device, PhysicalDevice):
        raise ValueError(f"device must be a tf.config.PhysicalDevice, but got: {device}")
    if device.device_type == "CPU":
        return {}
    found = _named(device.name.removeprefix("/physical_device:"))
    details: dict[str, Any] = {"device_name": found.device_kind}
    capability = getattr(found, "compute_capability", None)
    if capability is not None:
        details["compute_capability"] = tuple(int(n) for n in str(capability).split("."))
    return details


# ----------------------------------------------------------------------------- how things run


def set_device_policy(device_policy: str | None) -> None:
    """What happens to an input on another device than the operation: it is moved.

    Args:
        device_policy: None or `"silent"`: without a word, as XLA does it. `"silent_for_int32"`,
            `"warn"` and `"explicit"` (refuse) are for machines with several devices. Where
            there is only a CPU nothing is ever moved: the policy has no effect, as in TensorFlow.

    Raises:
        ValueError: another policy.
        UnimplementedError: a policy but silence where there are accelerators.
    """
    if device_policy not in _POLICIES:
        raise ValueError(
            f"Invalid argument `device_policy`: {device_policy!r}. Expected one of {_POLICIES}."
        )
    if device_policy not in (None, "silent") and len(list_physical_devices()) > 1:
        raise UnimplementedError(
            None, None,
            explain("tf.config.experimental.set_device_policy", "XLA moves arrays without a word",
                    expected="None or 'silent'", received=repr(device_policy)),
        )  # fmt: skip
    _settings["policy"] = device_policy or "silent"


def get_device_policy() -> str:
    """The policy that was set; `"silent"` if none was."""
    return _settings["policy"]


def set_synchronous_execution(enable: bool) -> None:
    """Whether an operation is done when its call returns.

    An eager operation on the CPU is done before its call returns, whatever is asked: there is
    nothing to win by queueing it, and the numbers are the same, so that the setting has no effect
    but on `get_synchronous_execution`. Work on an accelerator is always queued (in TensorFlow too),
    and waited for when its value is read.
    """
    _settings["synchronous"] = bool(enable) if enable is not None else True


def get_synchronous_execution() -> bool:
    """What was set; True if nothing was."""
    return _settings["synchronous"]


def enable_tensor_float_32_execution(enabled: bool) -> None:
    """Whether GPUs may multiply float32 matrices with 10 bits of precision.

    CPUs have no such products: there the setting has no effect, as in TensorFlow.

    Args:
        enabled: False asks XLA for full float32 products.
    """
    _settings["tf32"] = bool(enabled)
    from pellucid.runtime.backend import load_jax

    precision = None if enabled else "highest"
    load_jax().config.update("jax_default_matmul_precision", precision)


def tensor_float_32_execution_enabled() -> bool:
    """Whether products of lower precision are allowed (they are by default)."""
    return _settings["tf32"]


def enable_op_determinism() -> None:
    """Make every run of a program give the same numbers: same seeds, same results.

    XLA's CPU programs always do; for GPUs its deterministic algorithms are chosen. From now on
    random operations without any seed raise an error.

    Raises:
        RuntimeError: a GPU has been used already, whose algorithms are then chosen.
    """
    from pellucid.core.seeds import SEEDS

    flag = "--xla_gpu_deterministic_ops=true"
    if flag not in os.environ.get("XLA_FLAGS", "") and may_have_accelerator():
        if _has_started():
            raise RuntimeError(
                explain("tf.config.experimental.enable_op_determinism", "a GPU is in use already",
                        fix="call it first, or set XLA_FLAGS=" + flag)
            )  # fmt: skip
        os.environ["XLA_FLAGS"] = f"{os.environ.get('XLA_FLAGS', '')} {flag}".strip()
    _settings["deterministic"] = SEEDS.required = True


def is_op_determinism_enabled() -> bool:
    """Whether `enable_op_determinism` was called."""
    return _settings["deterministic"]


def enable_mlir_bridge() -> None:
    """Compile through MLIR, as XLA always does here."""


def disable_mlir_bridge() -> None:
    """Ask not to compile through MLIR, which XLA cannot do without.

    Raises:
        ValueError: always.
    """
    raise ValueError(
        explain("tf.config.experimental.disable_mlir_bridge", "XLA's programs are MLIR")
    )


class ClusterDeviceFilters:
    """Which devices of a cluster each of its tasks sees.

    Example:
        >>> filters = tf.config.experimental.ClusterDeviceFilters()
        >>> filters.set_device_filters("worker", 0, ["/job:ps"])
    """

    def __init__(self) -> None:
        self._filters: dict[str, dict[int, list[str]]] = {}

    def set_device_filters(
        self, job_name: str, task_index: int, device_filters: Sequence[str]
    ) -> None:
        """Let a task see only devices whose names begin with one of `device_filters`.

        Raises:
            TypeError: a filter is not a string.
        """
        if not all(isinstance(f, str) for f in device_filters):
            raise TypeError(f"Device filters must be strings, received {device_filters!r}")
        self._filters.setdefault(job_name, {})[task_index] = list(device_filters)
