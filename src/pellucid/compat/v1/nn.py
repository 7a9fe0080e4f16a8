"""`tf.compat.v1.nn`: neural network operations, with TensorFlow 1's arguments."""

# A table of names, a line of them at a time.
# isort: off
# fmt: off
from pellucid.compat.v1.arrays import (
    depth_to_space as depth_to_space, space_to_batch as space_to_batch,
    space_to_depth as space_to_depth,
)
from pellucid.compat.v1.ctc import (
    ctc_beam_search_decoder as ctc_beam_search_decoder, ctc_loss as ctc_loss,
)
from pellucid.compat.v1.neural_networks import (
    avg_pool as avg_pool,
    batch_norm_with_global_normalization as batch_norm_with_global_normalization, conv1d as conv1d,
    conv2d as conv2d, conv2d_transpose as conv2d_transpose, conv3d as conv3d,
    convolution as convolution, crelu as crelu, depthwise_conv2d as depthwise_conv2d,
    depthwise_conv2d_native as depthwise_conv2d_native, dropout as dropout,
    embedding_lookup as embedding_lookup, in_top_k as in_top_k, log_softmax as log_softmax,
    max_pool as max_pool, moments as moments, nce_loss as nce_loss, pool as pool,
    relu_layer as relu_layer, sampled_softmax_loss as sampled_softmax_loss,
    separable_conv2d as separable_conv2d,
    sigmoid_cross_entropy_with_logits as sigmoid_cross_entropy_with_logits, softmax as softmax,
    softmax_cross_entropy_with_logits as softmax_cross_entropy_with_logits,
    softmax_cross_entropy_with_logits_v2 as softmax_cross_entropy_with_logits_v2,
    sparse_softmax_cross_entropy_with_logits as sparse_softmax_cross_entropy_with_logits,
    sufficient_statistics as sufficient_statistics,
    weighted_cross_entropy_with_logits as weighted_cross_entropy_with_logits,
    weighted_moments as weighted_moments, xw_plus_b as xw_plus_b,
)
from pellucid.nn import (
    all_candidate_sampler as all_candidate_sampler, atrous_conv2d as atrous_conv2d,
    atrous_conv2d_transpose as atrous_conv2d_transpose, avg_pool1d as avg_pool1d,
    avg_pool3d as avg_pool3d, avg_pool as avg_pool_v2, batch_normalization as batch_normalization,
    bias_add as bias_add, collapse_repeated as collapse_repeated,
    compute_accidental_hits as compute_accidental_hits,
    compute_average_loss as compute_average_loss, conv1d_transpose as conv1d_transpose,
    conv_transpose as conv_transpose, ctc_greedy_decoder as ctc_greedy_decoder,
    ctc_loss as ctc_loss_v2, ctc_unique_labels as ctc_unique_labels,
    depthwise_conv2d_backprop_filter as depthwise_conv2d_backprop_filter,
    depthwise_conv2d_backprop_input as depthwise_conv2d_backprop_input, elu as elu,
    fixed_unigram_candidate_sampler as fixed_unigram_candidate_sampler, l2_loss as l2_loss,
    l2_normalize as l2_normalize, leaky_relu as leaky_relu,
    local_response_normalization as local_response_normalization,
    log_poisson_loss as log_poisson_loss, lrn as lrn, max_pool1d as max_pool1d,
    max_pool2d as max_pool2d, max_pool3d as max_pool3d, max_pool as max_pool_v2,
    normalize_moments as normalize_moments, relu as relu, relu6 as relu6,
    scale_regularization_loss as scale_regularization_loss, selu as selu, sigmoid as sigmoid,
    silu as silu, softplus as softplus, softsign as softsign, swish as swish, tanh as tanh,
    top_k as top_k, with_space_to_batch as with_space_to_batch, zero_fraction as zero_fraction,
)
from pellucid.ops.batch_norm import fused_batch_norm as fused_batch_norm
from pellucid.random import (
    log_uniform_candidate_sampler as log_uniform_candidate_sampler,
    uniform_candidate_sampler as uniform_candidate_sampler,
)
from pellucid.compat.v1.nn import (
    avg_pool as avg_pool2d,
)
from pellucid.math import (
    approx_max_k as approx_max_k, approx_min_k as approx_min_k,
)
from pellucid.nn import (
    ctc_beam_search_decoder as ctc_beam_search_decoder_v2,
    depthwise_conv2d_backprop_filter as depthwise_conv2d_native_backprop_filter,
    depthwise_conv2d_backprop_input as depthwise_conv2d_native_backprop_input,
    learned_unigram_candidate_sampler as learned_unigram_candidate_sampler,
)
from pellucid import (
    nn_experimental as experimental,
)

__all__ = [
    "all_candidate_sampler", "approx_max_k", "approx_min_k", "atrous_conv2d",
    "atrous_conv2d_transpose", "avg_pool", "avg_pool1d", "avg_pool2d", "avg_pool3d", "avg_pool_v2",
    "batch_norm_with_global_normalization", "batch_normalization", "bias_add", "collapse_repeated",
    "compute_accidental_hits", "compute_average_loss", "conv1d", "conv1d_transpose", "conv2d",
    "conv2d_transpose", "conv3d", "conv_transpose", "convolution", "crelu",
    "ctc_beam_search_decoder", "ctc_beam_search_decoder_v2", "ctc_greedy_decoder", "ctc_loss",
    "ctc_loss_v2", "ctc_unique_labels",
    "depth_to_space", "depthwise_conv2d", "depthwise_conv2d_backprop_filter",
    "depthwise_conv2d_backprop_input", "depthwise_conv2d_native",
    "depthwise_conv2d_native_backprop_filter", "depthwise_conv2d_native_backprop_input", "dropout",
    "elu", "embedding_lookup", "experimental", "fixed_unigram_candidate_sampler",
    "fused_batch_norm", "in_top_k", "l2_loss", "l2_normalize", "leaky_relu",
    "learned_unigram_candidate_sampler", "local_response_normalization", "log_poisson_loss",
    "log_softmax", "log_uniform_candidate_sampler", "lrn", "max_pool", "max_pool1d", "max_pool2d",
    "max_pool3d", "max_pool_v2", "moments", "nce_loss", "normalize_moments", "pool", "relu",
    "relu6", "relu_layer", "sampled_softmax_loss", "scale_regularization_loss", "selu",
    "separable_conv2d", "sigmoid", "sigmoid_cross_entropy_with_logits", "silu", "softmax",
    "softmax_cross_entropy_with_logits", "softmax_cross_entropy_with_logits_v2", "softplus",
    "softsign", "space_to_batch", "space_to_depth", "sparse_softmax_cross_entropy_with_logits",
    "sufficient_statistics", "swish", "tanh", "top_k", "uniform_candidate_sampler",
    "weighted_cross_entropy_with_logits", "weighted_moments", "with_space_to_batch", "xw_plus_b",
    "zero_fraction",
]
