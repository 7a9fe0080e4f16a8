"""`tf.test`: help for tests.

`TestCase` and what belongs to it are imported, and unittest with them, when one is first used.
"""

from typing import TYPE_CHECKING

from pellucid.autodiff.numeric import compute_gradient as compute_gradient
from pellucid.core.late import late
from pellucid.graph.compare import assert_equal_graph_def as assert_equal_graph_def
from pellucid.runtime.devices import (
    gpu_device_name as gpu_device_name,
    is_built_with_cuda as is_built_with_cuda,
    is_built_with_gpu_support as is_built_with_gpu_support,
    is_built_with_rocm as is_built_with_rocm,
    is_built_with_xla as is_built_with_xla,
    is_cpu_target_available as is_cpu_target_available,
    is_gpu_available as is_gpu_available,
)
from pellucid.test import experimental as experimental
from pellucid.test.benchmark import Benchmark as Benchmark, benchmark_config as benchmark_config

if TYPE_CHECKING:
    from pellucid.test.case import (
        TestCase as TestCase,
        disable_with_predicate as disable_with_predicate,
        main as main,
        with_eager_op_as_function as with_eager_op_as_function,
    )

__getattr__ = late(
    globals(),
    {
        "TestCase": "pellucid.test.case",
        "disable_with_predicate": "pellucid.test.case",
        "main": "pellucid.test.case",
        "with_eager_op_as_function": "pellucid.test.case",
    },
)

__all__ = [
    "Benchmark",
    "TestCase",
    "assert_equal_graph_def",
    "benchmark_config",
    "compute_gradient",
    "disable_with_predicate",
    "experimental",
    "gpu_device_name",
    "is_built_with_cuda",
    "is_built_with_gpu_support",
    "is_built_with_rocm",
    "is_built_with_xla",
    "is_cpu_target_available",
    "is_gpu_available",
    "main",
    "with_eager_op_as_function",
]
