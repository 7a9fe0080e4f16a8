"""`tf.experimental`: what may still change in TensorFlow.

What few programs use is imported when it is first asked for.
"""

from typing import TYPE_CHECKING

from pellucid.core.dtypes import (
    float4_e2m1fn as float4_e2m1fn,
    float8_e4m3b11fnuz as float8_e4m3b11fnuz,
    float8_e4m3fn as float8_e4m3fn,
    float8_e4m3fnuz as float8_e4m3fnuz,
    float8_e5m2 as float8_e5m2,
    float8_e5m2fnuz as float8_e5m2fnuz,
    int2 as int2,
    int4 as int4,
    uint2 as uint2,
    uint4 as uint4,
)
from pellucid.core.late import late
from pellucid.ops.ragged_shape import DynamicRaggedShape as DynamicRaggedShape
from pellucid.ops.row_partition import RowPartition as RowPartition

if TYPE_CHECKING:
    from pellucid.core.extension_type import (
        BatchableExtensionType as BatchableExtensionType,
        ExtensionType as ExtensionType,
        ExtensionTypeBatchEncoder as ExtensionTypeBatchEncoder,
        ExtensionTypeSpec as ExtensionTypeSpec,
    )
    from pellucid.experimental import (
        dlpack as dlpack,
        extension_type as extension_type,
        numpy as numpy,
        tensorrt as tensorrt,
    )
    from pellucid.experimental.dispatch import (
        dispatch_for_api as dispatch_for_api,
        dispatch_for_binary_elementwise_apis as dispatch_for_binary_elementwise_apis,
        dispatch_for_binary_elementwise_assert_apis as dispatch_for_binary_elementwise_assert_apis,
        dispatch_for_unary_elementwise_apis as dispatch_for_unary_elementwise_apis,
        unregister_dispatch_for as unregister_dispatch_for,
    )
    from pellucid.experimental.execution import (
        async_clear_error as async_clear_error,
        async_scope as async_scope,
        enable_strict_mode as enable_strict_mode,
        function_executor_type as function_executor_type,
    )
    from pellucid.ops.optional import Optional as Optional

_TYPES = "pellucid.core.extension_type"
_DISPATCH = "pellucid.experimental.dispatch"
_EXECUTION = "pellucid.experimental.execution"

__getattr__ = late(
    globals(),
    {
        "BatchableExtensionType": _TYPES,
        "ExtensionType": _TYPES,
        "ExtensionTypeBatchEncoder": _TYPES,
        "ExtensionTypeSpec": _TYPES,
        "Optional": "pellucid.ops.optional",
        "async_clear_error": _EXECUTION,
        "async_scope": _EXECUTION,
        "dispatch_for_api": _DISPATCH,
        "dispatch_for_binary_elementwise_apis": _DISPATCH,
        "dispatch_for_binary_elementwise_assert_apis": _DISPATCH,
        "dispatch_for_unary_elementwise_apis": _DISPATCH,
        "dlpack": "pellucid.experimental.dlpack",
        "enable_strict_mode": _EXECUTION,
        "extension_type": "pellucid.experimental.extension_type",
        "function_executor_type": _EXECUTION,
        "numpy": "pellucid.experimental.numpy",
        "tensorrt": "pellucid.experimental.tensorrt",
        "unregister_dispatch_for": _DISPATCH,
    },
)

__all__ = [
    "BatchableExtensionType",
    "DynamicRaggedShape",
    "ExtensionType",
    "ExtensionTypeBatchEncoder",
    "ExtensionTypeSpec",
    "Optional",
    "RowPartition",
    "async_clear_error",
    "async_scope",
    "dispatch_for_api",
    "dispatch_for_binary_elementwise_apis",
    "dispatch_for_binary_elementwise_assert_apis",
    "dispatch_for_unary_elementwise_apis",
    "dlpack",
    "enable_strict_mode",
    "extension_type",
    "float4_e2m1fn",
    "float8_e4m3b11fnuz",
    "float8_e4m3fn",
    "float8_e4m3fnuz",
    "float8_e5m2",
    "float8_e5m2fnuz",
    "function_executor_type",
    "int2",
    "int4",
    "numpy",
    "tensorrt",
    "uint2",
    "uint4",
    "unregister_dispatch_for",
]
