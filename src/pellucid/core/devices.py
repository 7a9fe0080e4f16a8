"""Names of devices: `tf.DeviceSpec`, canonical names, and the records that `tf.config` lists.

A full name is `/job:localhost/replica:0/task:0/device:GPU:1`; every part may be left out, and
`/gpu:1` or `GPU:1` are short for `/device:GPU:1`. A `*` instead of a number means any.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any, NamedTuple

from pellucid.core.errors import explain

CPU_0 = "/job:localhost/replica:0/task:0/device:CPU:0"

_SHORT_TYPES = frozenset({"CPU", "GPU", "TPU", "TPU_SYSTEM", "XLA_CPU", "XLA_GPU"})


@dataclass(frozen=True, repr=False)
class DeviceSpec:
    """A device name in parts, each of which may be `None` for "not said".

    Args:
        job: the job of a cluster, such as `"worker"`.
        replica: the number of the replica.
        task: the number of the task in its job.
        device_type: `"CPU"`, `"GPU"` or `"TPU"`; lower case is accepted.
        device_index: the number of the device among those of its type.

    Raises:
        ValueError: if `replica`, `task` or `device_index` is not a number.

    Example:
        >>> tf.DeviceSpec(job="worker", device_type="GPU", device_index=1).to_string()
        '/job:worker/device:GPU:1'

    Reference: https://www.tensorflow.org/api_docs/python/tf/DeviceSpec
    """

    job: str | None = None
    replica: int | None = None
    task: int | None = None
    device_type: str | None = None
    device_index: int | None = None

    def __post_init__(self) -> None:
        for field in ("replica", "task", "device_index"):
            value = getattr(self, field)
            object.__setattr__(self, field, None if value is None else int(value))
        if self.job is not None:
            object.__setattr__(self, "job", str(self.job))
        if self.device_type is not None:
            object.__setattr__(self, "device_type", str(self.device_type).upper())

    @classmethod
    def from_string(cls, spec: str) -> DeviceSpec:
        """Return the spec that a device name stands for.

        Args:
            spec: a full or partial name, such as `"/job:worker/task:1/gpu:0"`.

        Raises:
            ValueError: if a part is unknown, or the name has two device types.
        """
        return cls(**_parse(spec))

    def parse_from_string(self, spec: str) -> DeviceSpec:
        """Return the spec that the device name `spec` stands for; this one is not changed."""
        return self.from_string(spec)

    def make_merged_spec(self, dev: DeviceSpec) -> DeviceSpec:
        """Return a spec with what `dev` says, and what this one says where `dev` says nothing."""
        said = {part: value for part, value in vars(dev).items() if value is not None}
        return replace(self, **said)

    def replace(self, **kwargs: Any) -> DeviceSpec:
        """Return a copy in which the given parts are others.

        Raises:
            TypeError: if a keyword is not a part of a device name.
        """
        return replace(self, **kwargs)

    def to_string(self) -> str:
        """Return the device name, `""` if nothing is said."""
        parts = []
        if self.job is not None:
            parts.append(f"/job:{self.job}")
        if self.replica is not None:
            parts.append(f"/replica:{self.replica}")
        if self.task is not None:
            parts.append(f"/task:{self.task}")
        if self.device_type is not None:
            index = "*" if self.device_index is None else self.device_index
            parts.append(f"/device:{self.device_type}:{index}")
        return "".join(parts)

    def __repr__(self) -> str:
        parts = ", ".join(f"{part}={value}" for part, value in vars(self).items())
        return f"<DeviceSpec({parts})>"


def _parse(spec: str | None) -> dict[str, Any]:
    parts: dict[str, Any] = {}
    for part in (spec or "").split("/"):
        if not part:
            continue
        key, *values = part.split(":")
        if key in ("job", "replica", "task") and len(values) == 1:
            parts[key] = values[0]
            continue
        if key == "device" and len(values) == 2:
            kind, index = values
        elif key.upper() in _SHORT_TYPES and len(values) <= 1:
            kind, index = key, (values or ["*"])[0]
        else:
            raise ValueError(
                explain(
                    "tf.DeviceSpec [spec]",
                    f"Unknown attribute {key!r} in the device name {spec!r}",
                    expected="parts such as /job:worker, /replica:0, /task:0, /device:GPU:0",
                )
            )
        if "device_type" in parts:
            raise ValueError(
                explain(
                    "tf.DeviceSpec [spec]", f"Multiple device types in the device name {spec!r}"
                )
            )
        parts["device_type"] = kind
        parts["device_index"] = None if index == "*" else index
    return parts


def canonical_device(name: str) -> str:
    """Return the full name of the device that a partial name means on this machine.

    Example:
        >>> canonical_device("gpu:1")
        '/job:localhost/replica:0/task:0/device:GPU:1'
    """
    return merge_device(CPU_0, name, any_index=0)


def merge_device(outer: str, inner: str, any_index: int | None = None) -> str:
    """Return the device name inside two nested `tf.device` scopes: the inner parts win.

    Args:
        outer: the name of the enclosing scope.
        inner: the name of the inner scope. If it names a device type without an index, then the
            index of `outer` is not taken over unless the type is the same.
        any_index: the index to write where the merged name has a device type but no index.

    Example:
        >>> merge_device("/job:worker/gpu:1", "/cpu:0")
        '/job:worker/device:CPU:0'
    """
    base, top = DeviceSpec.from_string(outer), DeviceSpec.from_string(inner)
    if top.device_type is not None and top.device_type != base.device_type:
        base = base.replace(device_index=None)
    merged = base.make_merged_spec(top)
    if merged.device_index is None and any_index is not None:
        merged = merged.replace(device_index=any_index)
    return merged.to_string()


class PhysicalDevice(NamedTuple):
    """A device of this machine, as `tf.config.list_physical_devices` lists it.

    Attributes:
        name: such as `"/physical_device:GPU:0"`.
        device_type: `"CPU"`, `"GPU"` or `"TPU"`.
    """

    name: str
    device_type: str


class LogicalDevice(NamedTuple):
    """A device that ops can be placed on, as `tf.config.list_logical_devices` lists it.

    Attributes:
        name: such as `"/device:GPU:0"`.
        device_type: `"CPU"`, `"GPU"` or `"TPU"`.
    """

    name: str
    device_type: str
