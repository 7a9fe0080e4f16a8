"""`keras.applications`: image classifiers from the literature, random or trained on ImageNet."""

from pellucid.keras.applications import (
    imagenet_utils as imagenet_utils,
    mobilenet_v2 as mobilenet_v2,
    resnet as resnet,
    resnet50 as resnet50,
    resnet_v2 as resnet_v2,
)
from pellucid.keras.applications.mobilenet_v2 import MobileNetV2 as MobileNetV2
from pellucid.keras.applications.resnet import (
    ResNet50 as ResNet50,
    ResNet101 as ResNet101,
    ResNet152 as ResNet152,
)
from pellucid.keras.applications.resnet_v2 import (
    ResNet50V2 as ResNet50V2,
    ResNet101V2 as ResNet101V2,
    ResNet152V2 as ResNet152V2,
)

__all__ = [
    "MobileNetV2",
    "ResNet50",
    "ResNet50V2",
    "ResNet101",
    "ResNet101V2",
    "ResNet152",
    "ResNet152V2",
    "imagenet_utils",
    "mobilenet_v2",
    "resnet",
    "resnet50",
    "resnet_v2",
]
