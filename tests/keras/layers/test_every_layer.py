"""Each layer passes the shared check; a new layer is one row."""

from __future__ import annotations

import numpy as np
import pytest
from check_layer import check_layer

import pellucid as tf

L = tf.keras.layers
IMAGE = (2, 6, 5, 2)
VOLUME = (1, 4, 5, 4, 2)
SEQUENCE = (2, 6, 3)

ROWS = {
    "dense": (lambda: L.Dense(3, "tanh"), [(2, 4)]),
    "dense_3d": (lambda: L.Dense(3, use_bias=False), [(2, 3, 4)]),
    "conv1d_causal": (lambda: L.Conv1D(3, 2, padding="causal", dilation_rate=2), [(2, 6, 2)]),
    "conv2d": (lambda: L.Conv2D(3, 3, activation="relu"), [IMAGE]),
    "conv2d_strides": (lambda: L.Conv2D(3, (2, 3), strides=2, padding="same"), [IMAGE]),
    "conv2d_groups": (lambda: L.Conv2D(4, 2, groups=2), [IMAGE]),
    "conv2d_channels_first": (lambda: L.Conv2D(3, 2, data_format="channels_first"), [(2, 2, 5, 4)]),
    "max_pooling1d": (lambda: L.MaxPooling1D(2), [(2, 5, 3)]),
    "max_pooling2d": (lambda: L.MaxPooling2D(), [IMAGE]),
    "max_pooling2d_same": (lambda: L.MaxPooling2D(3, 2, "same"), [IMAGE]),
    "average_pooling1d": (lambda: L.AveragePooling1D(2, padding="same"), [(2, 5, 3)]),
    "average_pooling2d": (lambda: L.AveragePooling2D((2, 1)), [IMAGE]),
    "global_average1d": (lambda: L.GlobalAveragePooling1D(), [(2, 5, 3)]),
    "global_average2d": (lambda: L.GlobalAveragePooling2D(keepdims=True), [IMAGE]),
    "global_max1d": (lambda: L.GlobalMaxPooling1D(), [(2, 5, 3)]),
    "global_max2d": (lambda: L.GlobalMaxPooling2D(data_format="channels_first"), [IMAGE]),
    "dropout": (lambda: L.Dropout(0.5, seed=1), [(2, 4)]),
    "batch_normalization": (lambda: L.BatchNormalization(), [IMAGE]),
    "batch_normalization_axis": (lambda: L.BatchNormalization(axis=1), [(2, 3, 4)]),
    "layer_normalization": (lambda: L.LayerNormalization(), [(2, 3, 4)]),
    "layer_normalization_axes": (lambda: L.LayerNormalization(axis=[1, 2]), [(2, 3, 4)]),
    "activation": (lambda: L.Activation("softmax"), [(2, 4)]),
    "relu": (lambda: L.ReLU(1.0, 0.1, 0.2), [(2, 4)]),
    "leaky_relu": (lambda: L.LeakyReLU(0.2), [(2, 4)]),
    "thresholded_relu": (lambda: L.ThresholdedReLU(0.3), [(2, 4)]),
    "elu": (lambda: L.ELU(0.5), [(2, 4)]),
    "softmax": (lambda: L.Softmax(axis=1), [(2, 3, 4)]),
    "flatten": (lambda: L.Flatten(), [(2, 3, 4)]),
    "reshape": (lambda: L.Reshape((-1, 2)), [(2, 3, 4)]),
    "permute": (lambda: L.Permute((2, 1)), [(2, 3, 4)]),
    "repeat_vector": (lambda: L.RepeatVector(3), [(2, 4)]),
    "identity": (lambda: L.Identity(), [(2, 4)]),
    "rescaling": (lambda: L.Rescaling(0.5, 1.0), [(2, 4)]),
    "masking": (lambda: L.Masking(), [(2, 3, 2)]),
    "zero_padding2d": (lambda: L.ZeroPadding2D(((1, 0), (2, 1))), [IMAGE]),
    "up_sampling2d": (lambda: L.UpSampling2D((2, 3)), [IMAGE]),
    "up_sampling2d_area": (lambda: L.UpSampling2D(2, interpolation="area"), [IMAGE]),
    "add": (lambda: L.Add(), [(2, 3), (2, 3), (2, 3)]),
    "subtract": (lambda: L.Subtract(), [(2, 3), (2, 3)]),
    "multiply": (lambda: L.Multiply(), [(2, 3), (2, 3)]),
    "average": (lambda: L.Average(), [(2, 3), (2, 3)]),
    "maximum": (lambda: L.Maximum(), [(2, 3), (2, 3)]),
    "minimum": (lambda: L.Minimum(), [(2, 3), (2, 1)]),
    "concatenate": (lambda: L.Concatenate(), [(2, 3), (2, 4)]),
    "dot": (lambda: L.Dot(axes=(2, 1)), [(2, 3, 4), (2, 4, 5)]),
    "dot_normalized": (lambda: L.Dot(axes=1, normalize=True), [(2, 3), (2, 3)]),
    "conv3d": (lambda: L.Conv3D(3, 2, strides=2, padding="same"), [VOLUME]),
    "conv3d_groups": (lambda: L.Conv3D(4, 2, groups=2), [VOLUME]),
    "conv1d_transpose": (lambda: L.Conv1DTranspose(2, 3, strides=2), [SEQUENCE]),
    "conv2d_transpose": (lambda: L.Conv2DTranspose(2, 3, strides=2, padding="same"), [IMAGE]),
    "conv2d_transpose_padded": (
        lambda: L.Conv2DTranspose(2, 3, strides=2, output_padding=1, padding="same"),
        [IMAGE],
    ),
    "conv2d_transpose_first": (
        lambda: L.Conv2DTranspose(2, 2, data_format="channels_first"),
        [(1, 2, 3, 4)],
    ),
    "conv3d_transpose": (lambda: L.Conv3DTranspose(2, 2), [(1, 2, 3, 2, 2)]),
    "depthwise_conv1d": (lambda: L.DepthwiseConv1D(3, strides=2, padding="same"), [SEQUENCE]),
    "depthwise_conv2d": (lambda: L.DepthwiseConv2D(2, depth_multiplier=3), [IMAGE]),
    "separable_conv1d": (lambda: L.SeparableConv1D(4, 3, padding="causal"), [SEQUENCE]),
    "separable_conv2d": (lambda: L.SeparableConv2D(4, 3, depth_multiplier=2), [IMAGE]),
    "max_pooling3d": (lambda: L.MaxPooling3D(), [VOLUME]),
    "average_pooling3d": (lambda: L.AveragePooling3D(2, padding="same"), [VOLUME]),
    "global_average3d": (lambda: L.GlobalAveragePooling3D(), [VOLUME]),
    "global_max3d": (lambda: L.GlobalMaxPooling3D(keepdims=True), [VOLUME]),
    "adaptive_average1d": (lambda: L.AdaptiveAveragePooling1D(4), [SEQUENCE]),
    "adaptive_average2d": (lambda: L.AdaptiveAveragePooling2D((4, 2)), [IMAGE]),
    "adaptive_average3d": (lambda: L.AdaptiveAveragePooling3D(3), [VOLUME]),
    "adaptive_max1d": (lambda: L.AdaptiveMaxPooling1D(4), [SEQUENCE]),
    "adaptive_max2d": (lambda: L.AdaptiveMaxPooling2D(3), [IMAGE]),
    "adaptive_max3d": (lambda: L.AdaptiveMaxPooling3D((1, 2, 3)), [VOLUME]),
    "zero_padding1d": (lambda: L.ZeroPadding1D((1, 2)), [SEQUENCE]),
    "zero_padding3d": (lambda: L.ZeroPadding3D((1, 0, 2)), [VOLUME]),
    "cropping1d": (lambda: L.Cropping1D((0, 2)), [SEQUENCE]),
    "cropping2d": (lambda: L.Cropping2D(((1, 0), (2, 1))), [IMAGE]),
    "cropping3d": (lambda: L.Cropping3D(1), [VOLUME]),
    "up_sampling1d": (lambda: L.UpSampling1D(3), [SEQUENCE]),
    "up_sampling3d": (lambda: L.UpSampling3D((1, 2, 3)), [VOLUME]),
    "gaussian_noise": (lambda: L.GaussianNoise(0.5), [(2, 4)]),
    "gaussian_dropout": (lambda: L.GaussianDropout(0.5), [(2, 4)]),
    "alpha_dropout": (lambda: L.AlphaDropout(0.5), [(2, 4)]),
    "spatial_dropout1d": (lambda: L.SpatialDropout1D(0.5), [SEQUENCE]),
    "spatial_dropout2d": (lambda: L.SpatialDropout2D(0.5), [IMAGE]),
    "spatial_dropout3d": (lambda: L.SpatialDropout3D(0.5), [VOLUME]),
    "activity_regularization": (lambda: L.ActivityRegularization(0.1, 0.2), [(2, 4)]),
    "group_normalization": (lambda: L.GroupNormalization(2), [(2, 3, 4)]),
    "group_normalization_axis": (lambda: L.GroupNormalization(-1, axis=1), [(2, 3, 4)]),
    "unit_normalization": (lambda: L.UnitNormalization([1, 2]), [(2, 3, 4)]),
    "rms_normalization": (lambda: L.RMSNormalization(), [(2, 3, 4)]),
    "spectral_normalization": (lambda: L.SpectralNormalization(L.Dense(3)), [(2, 4)]),
    "p_relu": (lambda: L.PReLU("ones", shared_axes=[1]), [(2, 3, 4)]),
    "einsum_dense": (lambda: L.EinsumDense("abc,cd->abd", (3, 4), None, "d"), [(2, 3, 5)]),
    "einsum_dense_dots": (lambda: L.EinsumDense("...x,xy->...y", 4), [(2, 3, 5)]),
    "attention": (lambda: L.Attention(use_scale=True), [(2, 3, 4), (2, 5, 4)]),
    "attention_concat": (lambda: L.Attention(score_mode="concat"), [(2, 3, 4), (2, 5, 4)]),
    "additive_attention": (lambda: L.AdditiveAttention(), [(2, 3, 4), (2, 5, 4), (2, 5, 4)]),
    "normalization": (lambda: L.Normalization(mean=1.0, variance=4.0), [(2, 4)]),
    "normalization_adapted": (lambda: L.Normalization(), [(2, 4)]),
    "simple_rnn": (lambda: L.SimpleRNN(3), [SEQUENCE]),
    "lstm": (lambda: L.LSTM(3, return_sequences=True), [SEQUENCE]),
    "gru": (lambda: L.GRU(3, go_backwards=True), [SEQUENCE]),
    "rnn": (lambda: L.RNN(L.LSTMCell(3)), [SEQUENCE]),
    "bidirectional": (lambda: L.Bidirectional(L.GRU(3)), [SEQUENCE]),
    "time_distributed": (lambda: L.TimeDistributed(L.Dense(3)), [SEQUENCE]),
    "conv_lstm1d": (lambda: L.ConvLSTM1D(2, 2), [(2, 3, 5, 2)]),
    "conv_lstm2d": (lambda: L.ConvLSTM2D(2, 2, return_sequences=True), [(2, 3, 4, 4, 1)]),
    "conv_lstm3d": (lambda: L.ConvLSTM3D(1, 2, padding="same"), [(1, 2, 3, 2, 3, 1)]),
    "center_crop": (lambda: L.CenterCrop(2, 3), [IMAGE]),
    "pipeline": (lambda: L.Pipeline([L.Rescaling(2.0), L.Flatten()]), [(2, 3, 4)]),
}


@pytest.mark.parametrize("name", ROWS)
def test_layer(name):
    make, shapes = ROWS[name]
    check_layer(make, *shapes)


def test_embedding():
    output = check_layer(lambda: L.Embedding(3, 4, mask_zero=True), (2, 5), dtype="int32")
    assert output.shape == (2, 5, 4)


def test_every_layer_has_a_row():
    tested = {type(make()).__name__ for make, _ in ROWS.values()} | {"Embedding"}
    classes = {
        cls.__name__
        for name in L.__all__
        if isinstance(cls := getattr(L, name), type) and issubclass(cls, L.Layer)
    }
    # what has other inputs than arrays of floats has tests of its own
    others = {"CategoryEncoding", "Discretization", "ReversibleEmbedding", "StackedRNNCells"}
    others |= {"GRUCell", "LSTMCell", "SimpleRNNCell", "Wrapper", "InputLayer", "Lambda", "Layer"}
    others |= {"GroupedQueryAttention", "MultiHeadAttention"}
    assert classes - tested <= others


def test_numbers():
    x = np.arange(6.0, dtype="float32").reshape(2, 3)
    dense = L.Dense(2, kernel_initializer="ones", bias_initializer="ones")
    np.testing.assert_array_equal(dense(x), [[4, 4], [13, 13]])
    np.testing.assert_allclose(
        L.LayerNormalization(epsilon=0)(x), [[-1.224745, 0, 1.224745]] * 2, rtol=1e-5
    )
    image = np.arange(16.0, dtype="float32").reshape(1, 4, 4, 1)
    np.testing.assert_array_equal(L.MaxPooling2D()(image)[0, :, :, 0], [[5, 7], [13, 15]])
    np.testing.assert_array_equal(
        L.AveragePooling2D(2)(image)[0, :, :, 0], [[2.5, 4.5], [10.5, 12.5]]
    )
    conv = L.Conv2D(1, 3, kernel_initializer="ones", padding="same")
    np.testing.assert_array_equal(conv(image)[0, 0, :, 0], [10, 18, 24, 18])
    np.testing.assert_array_equal(L.Dot(1)([x, x]), [[5], [50]])
