"""`tf.config`: devices, threads, and how functions run."""

from pellucid.config import (
    experimental as experimental,
    optimizer as optimizer,
    threading as threading,
)
from pellucid.core.devices import LogicalDevice as LogicalDevice, PhysicalDevice as PhysicalDevice
from pellucid.core.log import get_log as get_log, set_log as set_log
from pellucid.function.function import (
    functions_run_eagerly as experimental_functions_run_eagerly,
    functions_run_eagerly as functions_run_eagerly,
    run_functions_eagerly as experimental_run_functions_eagerly,
    run_functions_eagerly as run_functions_eagerly,
)
from pellucid.runtime.device_settings import (
    LogicalDeviceConfiguration as LogicalDeviceConfiguration,
    get_logical_device_configuration as get_logical_device_configuration,
    set_logical_device_configuration as set_logical_device_configuration,
)
from pellucid.runtime.devices import (
    get_soft_device_placement as get_soft_device_placement,
    get_visible_devices as get_visible_devices,
    list_logical_devices as list_logical_devices,
    list_physical_devices as list_physical_devices,
    set_soft_device_placement as set_soft_device_placement,
    set_visible_devices as set_visible_devices,
)

__all__ = [
    "LogicalDevice",
    "LogicalDeviceConfiguration",
    "PhysicalDevice",
    "experimental",
    "experimental_functions_run_eagerly",
    "experimental_run_functions_eagerly",
    "functions_run_eagerly",
    "get_logical_device_configuration",
    "get_log",
    "get_soft_device_placement",
    "get_visible_devices",
    "list_logical_devices",
    "list_physical_devices",
    "optimizer",
    "run_functions_eagerly",
    "set_logical_device_configuration",
    "set_log",
    "set_soft_device_placement",
    "set_visible_devices",
    "threading",
]
