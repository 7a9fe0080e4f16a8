"""`tf.compat.v1.test`: tests."""

# A table of names, a line of them at a time.
# isort: off
# fmt: off
from pellucid.test import (
    gpu_device_name as gpu_device_name, is_built_with_cuda as is_built_with_cuda,
    is_built_with_gpu_support as is_built_with_gpu_support, is_gpu_available as is_gpu_available,
)

__all__ = [
    "gpu_device_name", "is_built_with_cuda", "is_built_with_gpu_support", "is_gpu_available",
]
