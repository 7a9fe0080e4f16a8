"""`tensorflow.python.client.device_lib`, the private file that GPU checks of old scripts import."""

from __future__ import annotations

from typing import NamedTuple


class DeviceAttributes(NamedTuple):
    """The fields of TensorFlow's device description that scripts read."""

    name: str
    device_type: str
    memory_limit: int


def list_local_devices(session_config: object = None) -> list[DeviceAttributes]:
    """The devices that ops can be placed on.

    Args:
        session_config: accepted for TensorFlow's signature; only None is possible, because
            Pellucid has no sessions to configure here.

    Returns:
        One entry a device, for example `DeviceAttributes('/device:CPU:0', 'CPU', 268435456)`.

    Raises:
        ValueError: a `session_config` is given.
    """
    if session_config is not None:
        raise ValueError(
            "device_lib.list_local_devices [session_config]: Expected None, "
            f"received {session_config!r}. Fix: configure devices with tf.config."
        )
    import pellucid as tf

    listed = []
    for device in tf.config.list_logical_devices():
        kind = device.device_type
        name = device.name if device.name.startswith("/") else f"/device:{kind}:{len(listed)}"
        # TensorFlow reports this constant for the CPU, whatever the machine has.
        listed.append(DeviceAttributes(name, kind, 256 << 20 if kind == "CPU" else 0))
    return listed
