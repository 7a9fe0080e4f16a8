"""The devices of this machine: listing them, choosing one, limiting what is visible."""

from __future__ import annotations

import os
from collections.abc import Sequence
from typing import Any

from pellucid.core.context import STATE
from pellucid.core.devices import CPU_0, LogicalDevice, PhysicalDevice, merge_device
from pellucid.core.errors import InvalidArgumentError, explain

_KINDS = {"cuda": "GPU", "rocm": "GPU", "gpu": "GPU", "tpu": "TPU"}
_visible: dict[str, list[PhysicalDevice]] = {}
_soft_placement = [True]
_memory_growth: dict[str, bool] = {}
LOGICAL: dict[str, Any] = {}
"""What physical devices are divided into, by name; see `runtime/device_settings.py`."""


def list_physical_devices(device_type: str | None = None) -> list[PhysicalDevice]:
    """The devices of the machine, of one type (`"CPU"`, `"GPU"`, `"TPU"`) or all.

    The CPU is always there. Others are looked for only if the machine shows signs of them, so that
    asking costs nothing on a machine without.
    """
    found = [PhysicalDevice("/physical_device:CPU:0", "CPU"), *_accelerators()]
    return [d for d in found if device_type is None or d.device_type == device_type]


def _accelerators() -> list[PhysicalDevice]:
    if not may_have_accelerator():
        return []
    from pellucid.runtime.backend import load_jax

    devices = [d for d in load_jax().devices() if d.platform != "cpu"]
    kinds = [_KINDS.get(d.platform) or str(d.platform).upper() for d in devices]
    return [PhysicalDevice(f"/physical_device:{k}:{i}", k) for i, k in enumerate(kinds)]


def may_have_accelerator() -> bool:
    """Whether the machine shows signs of an accelerator; XLA is not started for that."""
    import glob

    if os.environ.get("CUDA_VISIBLE_DEVICES") in ("", "-1"):
        return False
    asked = os.environ.get("JAX_PLATFORMS", "")
    if asked:
        return asked != "cpu"
    return bool(glob.glob("/dev/nvidia[0-9]*") or glob.glob("/dev/accel*") or glob.glob("/dev/kfd"))


def get_visible_devices(device_type: str | None = None) -> list[PhysicalDevice]:
    """The devices that the program may use."""
    kinds = [device_type] if device_type else ["CPU", "GPU", "TPU"]
    found: list[PhysicalDevice] = []
    for kind in kinds:
        found.extend(_visible.get(kind, list_physical_devices(kind)))
    return found


def set_visible_devices(
    devices: Sequence[PhysicalDevice] | PhysicalDevice, device_type: str | None = None
) -> None:
    """Let the program use only `devices`.

    What asks for no device runs on the first accelerator that is visible, else on the CPU.

    Args:
        devices: some of those that `list_physical_devices` lists; [] for none.
        device_type: the type that is chosen among (`"GPU"`); by default all types.

    Raises:
        ValueError: a device that is not there, or of another type.
    """
    several = isinstance(devices, list | tuple) and not isinstance(devices, PhysicalDevice)
    chosen: list[Any] = list(devices) if several else [devices]
    for device in chosen:
        if device not in list_physical_devices(device_type):
            raise ValueError(f"Unrecognized device: {device!r}")
    kinds = [device_type] if device_type else ["CPU", "GPU", "TPU"]
    for kind in kinds:
        _visible[kind] = [d for d in chosen if d.device_type == kind]
    if _accelerators():
        _run_on_visible()


def _run_on_visible() -> None:
    """Make the first visible accelerator, or else the CPU, the one that XLA uses unasked."""
    from pellucid.runtime.backend import load_jax

    jax = load_jax()
    everywhere = [d for d in jax.devices() if d.platform != "cpu"]
    visible = [d for d in get_visible_devices() if d.device_type != "CPU"]
    index = list_physical_devices().index(visible[0]) - 1 if visible else None
    chosen = jax.local_devices(backend="cpu")[0] if index is None else everywhere[index]
    jax.config.update("jax_default_device", chosen)


def list_logical_devices(device_type: str | None = None) -> list[LogicalDevice]:
    """The devices that operations can be placed on."""
    found = [LogicalDevice(f"/device:{d.device_type}:{i}", d.device_type) for i, d in _numbered()]
    return [d for d in found if device_type is None or d.device_type == device_type]


def _numbered() -> list[tuple[int, PhysicalDevice]]:
    count: dict[str, int] = {}
    numbered = []
    for device in get_visible_devices():
        for _ in LOGICAL.get(device.name, [None]):
            index = count.get(device.device_type, 0)
            count[device.device_type] = index + 1
            numbered.append((index, device))
    return numbered


def set_memory_growth(device: PhysicalDevice, enable: bool) -> None:
    """Whether a GPU's memory is taken as it is needed.

    XLA's allocator reads this once, when the GPU is first used: set it before.

    Raises:
        ValueError: `device` is a CPU, or not there.
    """
    if device not in list_physical_devices():
        raise ValueError(f"Unrecognized device: {device!r}")
    if device.device_type == "CPU":
        raise ValueError("Cannot set memory growth on a CPU device")
    _memory_growth[device.name] = bool(enable)
    if enable:
        os.environ.setdefault("XLA_PYTHON_CLIENT_PREALLOCATE", "false")


def get_memory_growth(device: PhysicalDevice) -> bool | None:
    """What `set_memory_growth` said of a device; None if nothing."""
    return _memory_growth.get(device.name)


def set_soft_device_placement(enabled: bool) -> None:
    """Whether operations asked onto a device that is not there run on the CPU instead."""
    _soft_placement[0] = bool(enabled)


def get_soft_device_placement() -> bool:
    """Whether soft placement is on (it is by default)."""
    return _soft_placement[0]


class device:
    """Ask for a device for the operations of the block.

    Args:
        device_name: such as `"/CPU:0"`, `"GPU:0"`, a full name, or None for no wish.

    Raises:
        ValueError: not a device name.
        InvalidArgumentError: there is no such device, and soft placement is off.

    Example:
        >>> with tf.device("/CPU:0"):
        ...     x = tf.constant([1.])
    """

    def __init__(self, device_name: Any) -> None:
        self._name = getattr(device_name, "name", device_name)
        if hasattr(device_name, "to_string"):
            self._name = device_name.to_string()
        self._outer: list[str | None] = []

    def __enter__(self) -> None:
        self._outer.append(STATE.device)
        STATE.device = self._resolve()

    def _resolve(self) -> str | None:
        if self._name is None:
            return None
        if not isinstance(self._name, str):
            raise ValueError(
                explain(
                    "tf.device",
                    "not a device name",
                    expected="a string such as '/GPU:0'",
                    received=repr(self._name),
                )
            )
        name = merge_device(STATE.device or CPU_0, self._name, any_index=0)
        _, _, kind_and_index = name.rpartition("device:")
        kind, _, index = kind_and_index.partition(":")
        known = kind == "CPU" and index == "0"
        if not known and not _soft_placement[0]:
            available = [d.name for d in list_logical_devices()]
            if f"/device:{kind}:{index}" not in available:
                raise InvalidArgumentError(
                    None,
                    None,
                    f"Could not satisfy device specification '{self._name}'. "
                    f"All available devices {available}.",
                )
        return name

    def __exit__(self, *error: object) -> None:
        STATE.device = self._outer.pop()


def is_gpu_available(cuda_only: bool = False, min_cuda_compute_capability: Any = None) -> bool:
    """Whether there is a GPU; the older question, see `tf.config.list_physical_devices("GPU")`.

    Args:
        cuda_only: count only NVIDIA GPUs.
        min_cuda_compute_capability: a pair (major, minor) that the GPU must reach.
    """
    if not list_physical_devices("GPU"):
        return False
    from pellucid.runtime.backend import load_jax

    found = [
        d for d in load_jax().devices() if d.platform in (("cuda", "gpu") if cuda_only else _KINDS)
    ]
    if min_cuda_compute_capability is None:
        return bool(found)
    major, minor = min_cuda_compute_capability
    return any(
        tuple(int(n) for n in str(getattr(d, "compute_capability", "0.0")).split("."))
        >= (major, minor)
        for d in found
    )


def gpu_device_name() -> str:
    """`"/device:GPU:0"` if there is a GPU, else an empty string."""
    return "/device:GPU:0" if list_physical_devices("GPU") else ""


def is_built_with_cuda() -> bool:
    """Whether programs can be compiled for NVIDIA GPUs: jax's CUDA plugin is installed."""
    from importlib.util import find_spec

    return any(find_spec(f"jax_cuda{n}_plugin") is not None for n in (12, 13))


def is_built_with_gpu_support() -> bool:
    """Whether programs can be compiled for some GPU."""
    from importlib.util import find_spec

    return is_built_with_cuda() or any(
        find_spec(f"jax_rocm{n}_plugin") is not None for n in (60, 7)
    )


def is_built_with_rocm() -> bool:
    """Whether programs can be compiled for AMD GPUs: jax's ROCm plugin is installed."""
    return is_built_with_gpu_support() and not is_built_with_cuda()


def is_built_with_xla() -> bool:
    """True: XLA compiles all programs."""
    return True


def is_cpu_target_available(target: str) -> bool:
    """Whether XLA can compile for a CPU, `"aarch64"` or `"x86_64"`: it does so for this one.

    Raises:
        AssertionError: another target.
    """
    import platform

    names = {"aarch64": ("aarch64", "arm64"), "x86_64": ("x86_64", "amd64")}
    if target not in names:
        raise AssertionError(f"Unknown CPU target: {target}")
    return platform.machine().lower() in names[target]


def sync_devices() -> None:
    """Wait until all devices have done what they were asked to do."""
    from pellucid.runtime.backend import load_jax

    if load_jax.cache_info().currsize:
        jax = load_jax()
        jax.effects_barrier()
        for device in jax.devices():
            # Devices do what they are asked to do in order: the last is done when this is.
            jax.device_put(0, device).block_until_ready()
