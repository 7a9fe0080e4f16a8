"""`keras.applications.resnet50`: the old home of ResNet50."""

from pellucid.keras.applications.resnet import (
    ResNet50 as ResNet50,
    decode_predictions as decode_predictions,
    preprocess_input as preprocess_input,
)

__all__ = ["ResNet50", "decode_predictions", "preprocess_input"]
