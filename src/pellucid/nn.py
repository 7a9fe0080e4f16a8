"""`tf.nn`: the operations of neural networks."""

from pellucid import nn_experimental as experimental
from pellucid.ops.activation import crelu as crelu
from pellucid.ops.activation import elu as elu
from pellucid.ops.activation import gelu as gelu
from pellucid.ops.activation import leaky_relu as leaky_relu
from pellucid.ops.activation import log_softmax as log_softmax
from pellucid.ops.activation import relu as relu
from pellucid.ops.activation import relu6 as relu6
from pellucid.ops.activation import selu as selu
from pellucid.ops.activation import silu as silu
from pellucid.ops.activation import softmax as softmax
from pellucid.ops.activation import swish as swish
from pellucid.ops.blocks import depth_to_space as depth_to_space
from pellucid.ops.blocks import space_to_batch as space_to_batch
from pellucid.ops.blocks import space_to_depth as space_to_depth
from pellucid.ops.convolution import atrous_conv2d as atrous_conv2d
from pellucid.ops.convolution import atrous_conv2d_transpose as atrous_conv2d_transpose
from pellucid.ops.convolution import conv1d as conv1d
from pellucid.ops.convolution import conv1d_transpose as conv1d_transpose
from pellucid.ops.convolution import conv2d as conv2d
from pellucid.ops.convolution import conv2d_transpose as conv2d_transpose
from pellucid.ops.convolution import conv3d as conv3d
from pellucid.ops.convolution import conv3d_transpose as conv3d_transpose
from pellucid.ops.convolution import conv_transpose as conv_transpose
from pellucid.ops.convolution import convolution as convolution
from pellucid.ops.convolution import depthwise_conv2d as depthwise_conv2d
from pellucid.ops.convolution import depthwise_conv2d_backprop_filter as depthwise_conv2d_backprop_filter
from pellucid.ops.convolution import depthwise_conv2d_backprop_input as depthwise_conv2d_backprop_input
from pellucid.ops.convolution import separable_conv2d as separable_conv2d
from pellucid.ops.counting import in_top_k as in_top_k
from pellucid.ops.counting import zero_fraction as zero_fraction
from pellucid.ops.dilation import pool as pool
from pellucid.ops.dilation import with_space_to_batch as with_space_to_batch
from pellucid.ops.dropout import dropout as dropout
from pellucid.ops.exponential import sigmoid as sigmoid
from pellucid.ops.exponential import softplus as softplus
from pellucid.ops.exponential import softsign as softsign
from pellucid.ops.gather import embedding_lookup as embedding_lookup
from pellucid.ops.linalg import l2_normalize as l2_normalize
from pellucid.ops.losses import compute_average_loss as compute_average_loss
from pellucid.ops.losses import l2_loss as l2_loss
from pellucid.ops.losses import log_poisson_loss as log_poisson_loss
from pellucid.ops.losses import scale_regularization_loss as scale_regularization_loss
from pellucid.ops.losses import sigmoid_cross_entropy_with_logits as sigmoid_cross_entropy_with_logits
from pellucid.ops.losses import softmax_cross_entropy_with_logits as softmax_cross_entropy_with_logits
from pellucid.ops.losses import sparse_softmax_cross_entropy_with_logits as sparse_softmax_cross_entropy_with_logits
from pellucid.ops.losses import weighted_cross_entropy_with_logits as weighted_cross_entropy_with_logits
from pellucid.ops.morphology import dilation2d as dilation2d
from pellucid.ops.morphology import erosion2d as erosion2d
from pellucid.ops.normalization import batch_norm_with_global_normalization as batch_norm_with_global_normalization
from pellucid.ops.normalization import batch_normalization as batch_normalization
from pellucid.ops.normalization import bias_add as bias_add
from pellucid.ops.normalization import local_response_normalization as local_response_normalization
from pellucid.ops.normalization import lrn as lrn
from pellucid.ops.normalization import moments as moments
from pellucid.ops.normalization import normalize_moments as normalize_moments
from pellucid.ops.normalization import sufficient_statistics as sufficient_statistics
from pellucid.ops.normalization import weighted_moments as weighted_moments
from pellucid.ops.pooling import avg_pool as avg_pool
from pellucid.ops.pooling import avg_pool1d as avg_pool1d
from pellucid.ops.pooling import avg_pool2d as avg_pool2d
from pellucid.ops.pooling import avg_pool3d as avg_pool3d
from pellucid.ops.pooling import max_pool as max_pool
from pellucid.ops.pooling import max_pool1d as max_pool1d
from pellucid.ops.pooling import max_pool2d as max_pool2d
from pellucid.ops.pooling import max_pool3d as max_pool3d
from pellucid.ops.pooling_argmax import max_pool_with_argmax as max_pool_with_argmax
from pellucid.ops.sorting import top_k as top_k
from pellucid.ops.trigonometric import tanh as tanh

__all__ = [
    "atrous_conv2d",
    "atrous_conv2d_transpose",
    "avg_pool",
    "avg_pool1d",
    "avg_pool2d",
    "avg_pool3d",
    "batch_norm_with_global_normalization",
    "batch_normalization",
    "bias_add",
    "compute_average_loss",
    "conv1d",
    "conv1d_transpose",
    "conv2d",
    "conv2d_transpose",
    "conv3d",
    "conv3d_transpose",
    "conv_transpose",
    "convolution",
    "crelu",
    "depth_to_space",
    "depthwise_conv2d",
    "depthwise_conv2d_backprop_filter",
    "depthwise_conv2d_backprop_input",
    "dilation2d",
    "dropout",
    "elu",
    "embedding_lookup",
    "erosion2d",
    "experimental",
    "gelu",
    "in_top_k",
    "l2_loss",
    "l2_normalize",
    "leaky_relu",
    "local_response_normalization",
    "log_poisson_loss",
    "log_softmax",
    "lrn",
    "max_pool",
    "max_pool1d",
    "max_pool2d",
    "max_pool3d",
    "max_pool_with_argmax",
    "moments",
    "normalize_moments",
    "pool",
    "relu",
    "relu6",
    "scale_regularization_loss",
    "selu",
    "separable_conv2d",
    "sigmoid",
    "sigmoid_cross_entropy_with_logits",
    "silu",
    "softmax",
    "softmax_cross_entropy_with_logits",
    "softplus",
    "softsign",
    "space_to_batch",
    "space_to_depth",
    "sparse_softmax_cross_entropy_with_logits",
    "sufficient_statistics",
    "swish",
    "tanh",
    "top_k",
    "weighted_cross_entropy_with_logits",
    "weighted_moments",
    "with_space_to_batch",
    "zero_fraction",
]
