"""Layers, one a file."""

from pellucid.keras.layers.activation import Activation as Activation
from pellucid.keras.layers.activity_regularization import (
    ActivityRegularization as ActivityRegularization,
)
from pellucid.keras.layers.adaptive_average_pooling1d import (
    AdaptiveAveragePooling1D as AdaptiveAveragePooling1D,
)
from pellucid.keras.layers.adaptive_average_pooling2d import (
    AdaptiveAveragePooling2D as AdaptiveAveragePooling2D,
)
from pellucid.keras.layers.adaptive_average_pooling3d import (
    AdaptiveAveragePooling3D as AdaptiveAveragePooling3D,
)
from pellucid.keras.layers.adaptive_max_pooling1d import (
    AdaptiveMaxPooling1D as AdaptiveMaxPooling1D,
)
from pellucid.keras.layers.adaptive_max_pooling2d import (
    AdaptiveMaxPooling2D as AdaptiveMaxPooling2D,
)
from pellucid.keras.layers.adaptive_max_pooling3d import (
    AdaptiveMaxPooling3D as AdaptiveMaxPooling3D,
)
from pellucid.keras.layers.add import Add as Add, add as add
from pellucid.keras.layers.additive_attention import AdditiveAttention as AdditiveAttention
from pellucid.keras.layers.alpha_dropout import AlphaDropout as AlphaDropout
from pellucid.keras.layers.attention import Attention as Attention
from pellucid.keras.layers.average import Average as Average, average as average
from pellucid.keras.layers.average_pooling1d import (
    AveragePooling1D as AveragePooling1D,
    AvgPool1D as AvgPool1D,
)
from pellucid.keras.layers.average_pooling2d import (
    AveragePooling2D as AveragePooling2D,
    AvgPool2D as AvgPool2D,
)
from pellucid.keras.layers.average_pooling3d import (
    AveragePooling3D as AveragePooling3D,
    AvgPool3D as AvgPool3D,
)
from pellucid.keras.layers.batch_normalization import BatchNormalization as BatchNormalization
from pellucid.keras.layers.bidirectional import Bidirectional as Bidirectional
from pellucid.keras.layers.category_encoding import CategoryEncoding as CategoryEncoding
from pellucid.keras.layers.center_crop import CenterCrop as CenterCrop
from pellucid.keras.layers.concatenate import Concatenate as Concatenate, concatenate as concatenate
from pellucid.keras.layers.conv1d import Conv1D as Conv1D, Convolution1D as Convolution1D
from pellucid.keras.layers.conv1d_transpose import (
    Conv1DTranspose as Conv1DTranspose,
    Convolution1DTranspose as Convolution1DTranspose,
)
from pellucid.keras.layers.conv2d import Conv2D as Conv2D, Convolution2D as Convolution2D
from pellucid.keras.layers.conv2d_transpose import (
    Conv2DTranspose as Conv2DTranspose,
    Convolution2DTranspose as Convolution2DTranspose,
)
from pellucid.keras.layers.conv3d import Conv3D as Conv3D, Convolution3D as Convolution3D
from pellucid.keras.layers.conv3d_transpose import (
    Conv3DTranspose as Conv3DTranspose,
    Convolution3DTranspose as Convolution3DTranspose,
)
from pellucid.keras.layers.conv_lstm1d import ConvLSTM1D as ConvLSTM1D
from pellucid.keras.layers.conv_lstm2d import ConvLSTM2D as ConvLSTM2D
from pellucid.keras.layers.conv_lstm3d import ConvLSTM3D as ConvLSTM3D
from pellucid.keras.layers.cropping1d import Cropping1D as Cropping1D
from pellucid.keras.layers.cropping2d import Cropping2D as Cropping2D
from pellucid.keras.layers.cropping3d import Cropping3D as Cropping3D
from pellucid.keras.layers.dense import Dense as Dense
from pellucid.keras.layers.depthwise_conv1d import DepthwiseConv1D as DepthwiseConv1D
from pellucid.keras.layers.depthwise_conv2d import DepthwiseConv2D as DepthwiseConv2D
from pellucid.keras.layers.discretization import Discretization as Discretization
from pellucid.keras.layers.dot import Dot as Dot, dot as dot
from pellucid.keras.layers.dropout import Dropout as Dropout
from pellucid.keras.layers.einsum_dense import EinsumDense as EinsumDense
from pellucid.keras.layers.elu import ELU as ELU
from pellucid.keras.layers.embedding import Embedding as Embedding
from pellucid.keras.layers.flatten import Flatten as Flatten
from pellucid.keras.layers.gaussian_dropout import GaussianDropout as GaussianDropout
from pellucid.keras.layers.gaussian_noise import GaussianNoise as GaussianNoise
from pellucid.keras.layers.global_average_pooling1d import (
    GlobalAveragePooling1D as GlobalAveragePooling1D,
    GlobalAvgPool1D as GlobalAvgPool1D,
)
from pellucid.keras.layers.global_average_pooling2d import (
    GlobalAveragePooling2D as GlobalAveragePooling2D,
    GlobalAvgPool2D as GlobalAvgPool2D,
)
from pellucid.keras.layers.global_average_pooling3d import (
    GlobalAveragePooling3D as GlobalAveragePooling3D,
    GlobalAvgPool3D as GlobalAvgPool3D,
)
from pellucid.keras.layers.global_max_pooling1d import (
    GlobalMaxPool1D as GlobalMaxPool1D,
    GlobalMaxPooling1D as GlobalMaxPooling1D,
)
from pellucid.keras.layers.global_max_pooling2d import (
    GlobalMaxPool2D as GlobalMaxPool2D,
    GlobalMaxPooling2D as GlobalMaxPooling2D,
)
from pellucid.keras.layers.global_max_pooling3d import (
    GlobalMaxPool3D as GlobalMaxPool3D,
    GlobalMaxPooling3D as GlobalMaxPooling3D,
)
from pellucid.keras.layers.group_normalization import GroupNormalization as GroupNormalization
from pellucid.keras.layers.group_query_attention import GroupQueryAttention as GroupQueryAttention
from pellucid.keras.layers.gru import GRU as GRU
from pellucid.keras.layers.gru_cell import GRUCell as GRUCell
from pellucid.keras.layers.identity import Identity as Identity
from pellucid.keras.layers.input_layer import Input as Input, InputLayer as InputLayer
from pellucid.keras.layers.input_spec import InputSpec as InputSpec
from pellucid.keras.layers.lambda_layer import Lambda as Lambda
from pellucid.keras.layers.layer import Layer as Layer
from pellucid.keras.layers.layer_normalization import LayerNormalization as LayerNormalization
from pellucid.keras.layers.leaky_relu import LeakyReLU as LeakyReLU
from pellucid.keras.layers.lookup import deserialize as deserialize, serialize as serialize
from pellucid.keras.layers.lstm import LSTM as LSTM
from pellucid.keras.layers.lstm_cell import LSTMCell as LSTMCell
from pellucid.keras.layers.masking import Masking as Masking
from pellucid.keras.layers.max_pooling1d import MaxPool1D as MaxPool1D, MaxPooling1D as MaxPooling1D
from pellucid.keras.layers.max_pooling2d import MaxPool2D as MaxPool2D, MaxPooling2D as MaxPooling2D
from pellucid.keras.layers.max_pooling3d import MaxPool3D as MaxPool3D, MaxPooling3D as MaxPooling3D
from pellucid.keras.layers.maximum import Maximum as Maximum, maximum as maximum
from pellucid.keras.layers.minimum import Minimum as Minimum, minimum as minimum
from pellucid.keras.layers.multi_head_attention import MultiHeadAttention as MultiHeadAttention
from pellucid.keras.layers.multiply import Multiply as Multiply, multiply as multiply
from pellucid.keras.layers.normalization import Normalization as Normalization
from pellucid.keras.layers.p_relu import PReLU as PReLU
from pellucid.keras.layers.permute import Permute as Permute
from pellucid.keras.layers.pipeline import Pipeline as Pipeline
from pellucid.keras.layers.relu import ReLU as ReLU
from pellucid.keras.layers.repeat_vector import RepeatVector as RepeatVector
from pellucid.keras.layers.rescaling import Rescaling as Rescaling
from pellucid.keras.layers.reshape import Reshape as Reshape
from pellucid.keras.layers.reversible_embedding import ReversibleEmbedding as ReversibleEmbedding
from pellucid.keras.layers.rms_normalization import RMSNormalization as RMSNormalization
from pellucid.keras.layers.rnn import RNN as RNN
from pellucid.keras.layers.separable_conv1d import (
    SeparableConv1D as SeparableConv1D,
    SeparableConvolution1D as SeparableConvolution1D,
)
from pellucid.keras.layers.separable_conv2d import (
    SeparableConv2D as SeparableConv2D,
    SeparableConvolution2D as SeparableConvolution2D,
)
from pellucid.keras.layers.simple_rnn import SimpleRNN as SimpleRNN
from pellucid.keras.layers.simple_rnn_cell import SimpleRNNCell as SimpleRNNCell
from pellucid.keras.layers.softmax import Softmax as Softmax
from pellucid.keras.layers.spatial_dropout1d import SpatialDropout1D as SpatialDropout1D
from pellucid.keras.layers.spatial_dropout2d import SpatialDropout2D as SpatialDropout2D
from pellucid.keras.layers.spatial_dropout3d import SpatialDropout3D as SpatialDropout3D
from pellucid.keras.layers.spectral_normalization import (
    SpectralNormalization as SpectralNormalization,
)
from pellucid.keras.layers.stacked_rnn_cells import StackedRNNCells as StackedRNNCells
from pellucid.keras.layers.subtract import Subtract as Subtract, subtract as subtract
from pellucid.keras.layers.thresholded_relu import ThresholdedReLU as ThresholdedReLU
from pellucid.keras.layers.time_distributed import TimeDistributed as TimeDistributed
from pellucid.keras.layers.unit_normalization import UnitNormalization as UnitNormalization
from pellucid.keras.layers.up_sampling1d import UpSampling1D as UpSampling1D
from pellucid.keras.layers.up_sampling2d import UpSampling2D as UpSampling2D
from pellucid.keras.layers.up_sampling3d import UpSampling3D as UpSampling3D
from pellucid.keras.layers.wrapper import Wrapper as Wrapper
from pellucid.keras.layers.zero_padding1d import ZeroPadding1D as ZeroPadding1D
from pellucid.keras.layers.zero_padding2d import ZeroPadding2D as ZeroPadding2D
from pellucid.keras.layers.zero_padding3d import ZeroPadding3D as ZeroPadding3D

__all__ = [
    "Activation",
    "ActivityRegularization",
    "AdaptiveAveragePooling1D",
    "AdaptiveAveragePooling2D",
    "AdaptiveAveragePooling3D",
    "AdaptiveMaxPooling1D",
    "AdaptiveMaxPooling2D",
    "AdaptiveMaxPooling3D",
    "Add",
    "AdditiveAttention",
    "AlphaDropout",
    "Attention",
    "Average",
    "AveragePooling1D",
    "AveragePooling2D",
    "AveragePooling3D",
    "AvgPool1D",
    "AvgPool2D",
    "AvgPool3D",
    "BatchNormalization",
    "Bidirectional",
    "CategoryEncoding",
    "CenterCrop",
    "Concatenate",
    "Conv1D",
    "Conv1DTranspose",
    "Conv2D",
    "Conv2DTranspose",
    "Conv3D",
    "Conv3DTranspose",
    "ConvLSTM1D",
    "ConvLSTM2D",
    "ConvLSTM3D",
    "Convolution1D",
    "Convolution1DTranspose",
    "Convolution2D",
    "Convolution2DTranspose",
    "Convolution3D",
    "Convolution3DTranspose",
    "Cropping1D",
    "Cropping2D",
    "Cropping3D",
    "Dense",
    "DepthwiseConv1D",
    "DepthwiseConv2D",
    "Discretization",
    "Dot",
    "Dropout",
    "ELU",
    "EinsumDense",
    "Embedding",
    "Flatten",
    "GRU",
    "GRUCell",
    "GaussianDropout",
    "GaussianNoise",
    "GlobalAveragePooling1D",
    "GlobalAveragePooling2D",
    "GlobalAveragePooling3D",
    "GlobalAvgPool1D",
    "GlobalAvgPool2D",
    "GlobalAvgPool3D",
    "GlobalMaxPool1D",
    "GlobalMaxPool2D",
    "GlobalMaxPool3D",
    "GlobalMaxPooling1D",
    "GlobalMaxPooling2D",
    "GlobalMaxPooling3D",
    "GroupNormalization",
    "GroupQueryAttention",
    "Identity",
    "Input",
    "InputLayer",
    "InputSpec",
    "LSTM",
    "LSTMCell",
    "Lambda",
    "Layer",
    "LayerNormalization",
    "LeakyReLU",
    "Masking",
    "MaxPool1D",
    "MaxPool2D",
    "MaxPool3D",
    "MaxPooling1D",
    "MaxPooling2D",
    "MaxPooling3D",
    "Maximum",
    "Minimum",
    "MultiHeadAttention",
    "Multiply",
    "Normalization",
    "PReLU",
    "Permute",
    "Pipeline",
    "RMSNormalization",
    "RNN",
    "ReLU",
    "RepeatVector",
    "Rescaling",
    "Reshape",
    "ReversibleEmbedding",
    "SeparableConv1D",
    "SeparableConv2D",
    "SeparableConvolution1D",
    "SeparableConvolution2D",
    "SimpleRNN",
    "SimpleRNNCell",
    "Softmax",
    "SpatialDropout1D",
    "SpatialDropout2D",
    "SpatialDropout3D",
    "SpectralNormalization",
    "StackedRNNCells",
    "Subtract",
    "ThresholdedReLU",
    "TimeDistributed",
    "UnitNormalization",
    "UpSampling1D",
    "UpSampling2D",
    "UpSampling3D",
    "Wrapper",
    "ZeroPadding1D",
    "ZeroPadding2D",
    "ZeroPadding3D",
    "add",
    "average",
    "concatenate",
    "deserialize",
    "dot",
    "maximum",
    "minimum",
    "multiply",
    "serialize",
    "subtract",
]
