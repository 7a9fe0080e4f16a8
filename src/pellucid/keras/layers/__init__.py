"""Layers, one a file."""

from pellucid.keras.layers.activation import Activation as Activation
from pellucid.keras.layers.average_pooling1d import AveragePooling1D as AveragePooling1D
from pellucid.keras.layers.average_pooling1d import AvgPool1D as AvgPool1D
from pellucid.keras.layers.average_pooling2d import AveragePooling2D as AveragePooling2D
from pellucid.keras.layers.average_pooling2d import AvgPool2D as AvgPool2D
from pellucid.keras.layers.batch_normalization import BatchNormalization as BatchNormalization
from pellucid.keras.layers.conv1d import Conv1D as Conv1D
from pellucid.keras.layers.conv1d import Convolution1D as Convolution1D
from pellucid.keras.layers.conv2d import Conv2D as Conv2D
from pellucid.keras.layers.conv2d import Convolution2D as Convolution2D
from pellucid.keras.layers.dense import Dense as Dense
from pellucid.keras.layers.dropout import Dropout as Dropout
from pellucid.keras.layers.flatten import Flatten as Flatten
from pellucid.keras.layers.global_average_pooling1d import GlobalAveragePooling1D as GlobalAveragePooling1D
from pellucid.keras.layers.global_average_pooling1d import GlobalAvgPool1D as GlobalAvgPool1D
from pellucid.keras.layers.global_average_pooling2d import GlobalAveragePooling2D as GlobalAveragePooling2D
from pellucid.keras.layers.global_average_pooling2d import GlobalAvgPool2D as GlobalAvgPool2D
from pellucid.keras.layers.global_max_pooling1d import GlobalMaxPooling1D as GlobalMaxPooling1D
from pellucid.keras.layers.global_max_pooling1d import GlobalMaxPool1D as GlobalMaxPool1D
from pellucid.keras.layers.global_max_pooling2d import GlobalMaxPooling2D as GlobalMaxPooling2D
from pellucid.keras.layers.global_max_pooling2d import GlobalMaxPool2D as GlobalMaxPool2D
from pellucid.keras.layers.input_layer import InputLayer as InputLayer
from pellucid.keras.layers.input_layer import Input as Input
from pellucid.keras.layers.input_spec import InputSpec as InputSpec
from pellucid.keras.layers.layer import Layer as Layer
from pellucid.keras.layers.max_pooling1d import MaxPooling1D as MaxPooling1D
from pellucid.keras.layers.max_pooling1d import MaxPool1D as MaxPool1D
from pellucid.keras.layers.max_pooling2d import MaxPooling2D as MaxPooling2D
from pellucid.keras.layers.max_pooling2d import MaxPool2D as MaxPool2D
from pellucid.keras.layers.lookup import deserialize as deserialize
from pellucid.keras.layers.lookup import serialize as serialize

__all__ = [
    "Activation",
    "AveragePooling1D",
    "AveragePooling2D",
    "AvgPool1D",
    "AvgPool2D",
    "BatchNormalization",
    "Conv1D",
    "Conv2D",
    "Convolution1D",
    "Convolution2D",
    "Dense",
    "Dropout",
    "Flatten",
    "GlobalAveragePooling1D",
    "GlobalAveragePooling2D",
    "GlobalAvgPool1D",
    "GlobalAvgPool2D",
    "GlobalMaxPool1D",
    "GlobalMaxPool2D",
    "GlobalMaxPooling1D",
    "GlobalMaxPooling2D",
    "Input",
    "InputLayer",
    "InputSpec",
    "Layer",
    "MaxPool1D",
    "MaxPool2D",
    "MaxPooling1D",
    "MaxPooling2D",
    "deserialize",
    "serialize",
]
