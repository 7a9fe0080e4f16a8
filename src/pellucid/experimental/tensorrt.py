"""`tf.experimental.tensorrt`: parts of a SavedModel as TensorRT engines, which needs TensorRT.

Programs that convert where they can, and go on where they cannot, find what they find in a build of
TensorFlow without TensorRT.
"""

from __future__ import annotations

from typing import Any, NamedTuple

from pellucid.core.errors import explain

__all__ = ["ConversionParams", "Converter"]


class ConversionParams(NamedTuple):
    """How a model is converted.

    Attributes:
        max_workspace_size_bytes: memory for one engine's layers.
        precision_mode: `"FP32"`, `"FP16"` or `"INT8"`.
        minimum_segment_size: how many nodes a part needs at least.
        maximum_cached_engines: how many engines are kept for other input shapes.
        use_calibration: whether ranges for INT8 are measured.
        allow_build_at_runtime: whether engines may be built while the model runs.
    """

    max_workspace_size_bytes: int = 1 << 30
    precision_mode: str = "FP32"
    minimum_segment_size: int = 3
    maximum_cached_engines: int = 1
    use_calibration: bool = True
    allow_build_at_runtime: bool = True


class Converter:
    """Converts a SavedModel with TensorRT, which there is none of here.

    Raises:
        RuntimeError: always, as TensorFlow does when it was built without TensorRT.
    """

    def __init__(
        self,
        input_saved_model_dir: str | None = None,
        input_saved_model_tags: Any = None,
        input_saved_model_signature_key: str | None = None,
        use_dynamic_shape: bool | None = None,
        dynamic_shape_profile_strategy: str | None = None,
        max_workspace_size_bytes: int = 1 << 30,
        precision_mode: str = "FP32",
        minimum_segment_size: int = 3,
        maximum_cached_engines: int = 1,
        use_calibration: bool = True,
        allow_build_at_runtime: bool = True,
        conversion_params: ConversionParams | None = None,
    ) -> None:
        raise RuntimeError(
            explain("tf.experimental.tensorrt.Converter",
                    "Pellucid has not been built with TensorRT support",
                    expected="a machine with TensorRT and TensorFlow's build for it",
                    received=repr(input_saved_model_dir),
                    fix="tf.function(jit_compile=True): XLA fuses the model's operations")
        )  # fmt: skip
