"""`tf.test`: help for tests."""

from pellucid.autodiff.numeric import compute_gradient as compute_gradient
from pellucid.runtime.devices import (
    gpu_device_name as gpu_device_name,
    is_built_with_cuda as is_built_with_cuda,
    is_built_with_gpu_support as is_built_with_gpu_support,
    is_gpu_available as is_gpu_available,
)

__all__ = [
    "compute_gradient",
    "gpu_device_name",
    "is_built_with_cuda",
    "is_built_with_gpu_support",
    "is_gpu_available",
]
