"""`keras.applications` against recorded answers of Keras (tests/fixtures/keras_applications)."""

from __future__ import annotations

import json
import runpy
from pathlib import Path

import numpy as np
import pytest

import pellucid as tf

keras = tf.keras
applications = keras.applications
FOLDER = Path(__file__).parents[2] / "fixtures" / "keras_applications"
RECORD = runpy.run_path(str(FOLDER / "record.py"))
ANSWERS = json.loads((FOLDER / "keras.json").read_text())


def case_name(value):
    return value if isinstance(value, str) else ""


@pytest.mark.parametrize(
    ("name", "settings", "model_name", "count", "layers"), ANSWERS["layers"], ids=case_name
)
def test_layers_and_weights_are_those_of_keras(name, settings, model_name, count, layers):
    keras.backend.clear_session()
    model = getattr(applications, name)(weights=None, **settings)
    assert (model.name, model.count_params()) == (model_name, count)
    assert RECORD["layers_of"](model) == layers


@pytest.mark.parametrize(("name", "settings", "numbers"), ANSWERS["numbers"], ids=case_name)
def test_numbers_are_those_of_keras(name, settings, numbers):
    model = getattr(applications, name)(weights=None, **settings)
    received = RECORD["numbers_of"](model)
    np.testing.assert_allclose(received, numbers, rtol=1e-4, atol=1e-5)


@pytest.mark.parametrize("extension", [".weights.h5", ".keras"])
def test_weights_from_a_path(tmp_path, extension):
    small = {"input_shape": (32, 32, 3), "alpha": 0.35, "classes": 3}
    first = applications.MobileNetV2(weights=None, **small)
    path = str(tmp_path / f"m{extension}")
    (first.save if extension == ".keras" else first.save_weights)(path)
    second = applications.MobileNetV2(weights=path, **small)
    x = np.ones((1, 32, 32, 3), np.float32)
    np.testing.assert_array_equal(first(x), second(x))


def test_input_tensor_keeps_the_users_layers():
    images = keras.Input((40, 48, 3), name="photo")
    scaled = keras.layers.Rescaling(1 / 127.5, -1.0)(images)
    model = applications.MobileNetV2(
        weights=None, input_tensor=scaled, include_top=False, pooling="avg"
    )
    assert model.inputs[0] is images
    assert [layer.name for layer in model.layers[:2]] == ["photo", "rescaling"]
    assert model.output_shape == (None, 1280)


def test_frozen_backbone_trains_its_head():
    base = applications.MobileNetV2((32, 32, 3), 0.35, include_top=False, weights=None)
    base.trainable = False
    model = keras.Sequential(
        [base, keras.layers.GlobalAveragePooling2D(), keras.layers.Dense(2, "softmax")]
    )
    model.compile("sgd", "sparse_categorical_crossentropy")
    before = [w.copy() for w in base.get_weights()]
    x = np.random.default_rng(0).random((4, 32, 32, 3), np.float32)
    model.fit(x, np.array([0, 1, 0, 1]), epochs=1, verbose=0)
    assert len(model.trainable_weights) == 2
    for old, new in zip(before, base.get_weights(), strict=True):
        np.testing.assert_array_equal(old, new)


@pytest.mark.parametrize(
    ("settings", "text"),
    [
        ({"weights": "nowhere.h5"}, "path to the weights file"),
        ({"weights": "imagenet", "classes": 10}, "should be 1000"),
        ({"weights": None, "include_top": False, "pooling": "sum"}, "received 'sum'"),
        ({"weights": None, "input_shape": (16, 16, 3)}, "at least 32x32"),
        ({"weights": None, "input_shape": (96, 96)}, "tuple of three"),
        ({"weights": None, "input_shape": (None, None, 3)}, "static `input_shape`"),
        ({"weights": "imagenet", "input_shape": (96, 96, 1), "include_top": False}, "3 channels"),
        ({"weights": "imagenet", "input_shape": (96, 96, 3)}, r"\(224, 224, 3\)"),
        ({"weights": None, "input_tensor": np.zeros((1, 32, 32, 3))}, "must be a KerasTensor"),
        ({"weights": "imagenet", "classifier_activation": "relu"}, "`None` and `softmax`"),
    ],
)
def test_contradictions_are_refused(settings, text):
    with pytest.raises(ValueError, match=text):
        applications.ResNet50(**settings)


def test_mobilenet_v2_refuses_its_own_contradictions():
    with pytest.raises(ValueError, match="alpha must be one of"):
        applications.MobileNetV2(alpha=0.9)
    with pytest.raises(ValueError, match="must equal input_shape"):
        applications.MobileNetV2((64, 64, 3), weights=None, input_tensor=keras.Input((32, 32, 3)))
    with pytest.warns(UserWarning, match="6 input channels"):
        applications.MobileNetV2((32, 32, 6), alpha=0.35, weights=None)


def test_imagenet_weights_come_from_the_file_keras_names(monkeypatch, tmp_path):
    asked = []

    def get_file(fname, origin, cache_subdir, file_hash):
        asked.append((fname, origin, cache_subdir, file_hash))
        raise ConnectionError("no network")

    monkeypatch.setattr(keras.utils, "get_file", get_file)
    for make in (
        lambda: applications.MobileNetV2((128, 128, 3), alpha=0.5, include_top=False),
        lambda: applications.ResNet50(include_top=False),
    ):
        with pytest.raises(ConnectionError):
            make()
    base = "https://storage.googleapis.com/tensorflow/keras-applications/"
    mobile = "mobilenet_v2_weights_tf_dim_ordering_tf_kernels_0.5_128_no_top.h5"
    residual = "resnet50_weights_tf_dim_ordering_tf_kernels_notop.h5"
    assert asked == [
        (mobile, f"{base}mobilenet_v2/{mobile}", "models", None),
        (residual, f"{base}resnet/{residual}", "models", "4d473c1dd8becc155b73f8504c6f6626"),
    ]


PIXELS = np.arange(24).reshape(2, 2, 2, 3).astype(np.float32) * 10
# the first pixel of each image mode, from Keras
FIRST_PIXEL = {
    "caffe": [-83.939, -106.779, -123.68],
    "tf": [-1.0, -0.92156863, -0.84313726],
    "torch": [-2.117904, -1.8606442, -1.4558606],
}


@pytest.mark.parametrize("mode", ["caffe", "tf", "torch"])
def test_preprocess_input(mode):
    scale = applications.imagenet_utils.preprocess_input
    expected = scale(PIXELS.copy(), mode=mode)
    np.testing.assert_allclose(expected[0, 0, 0], FIRST_PIXEL[mode], rtol=1e-6)
    np.testing.assert_allclose(scale(tf.constant(PIXELS), mode=mode), expected, rtol=1e-6)
    first = PIXELS.transpose(0, 3, 1, 2)
    for x in (first.copy(), tf.constant(first)):
        received = np.asarray(scale(x, data_format="channels_first", mode=mode))
        np.testing.assert_allclose(received.transpose(0, 2, 3, 1), expected, rtol=1e-6)
    symbol = keras.Input((2, 2, 3))
    model = keras.Model(symbol, scale(symbol, mode=mode))
    np.testing.assert_allclose(model(PIXELS), expected, rtol=1e-6)
    assert scale(PIXELS.astype(np.uint8), mode=mode).dtype == np.float32


def test_preprocess_input_refuses():
    scale = applications.imagenet_utils.preprocess_input
    with pytest.raises(ValueError, match="mode"):
        scale(PIXELS, mode="bgr")
    with pytest.raises(ValueError, match="data_format"):
        scale(PIXELS, data_format="NHWC")
    with pytest.raises(TypeError, match="no integers"):
        scale(tf.zeros((1, 2, 2, 3), tf.uint8))


def test_each_model_has_its_own_scaling():
    assert applications.mobilenet_v2.preprocess_input(PIXELS.copy())[0, 0, 0, 0] == -1.0
    assert applications.resnet_v2.preprocess_input(PIXELS.copy())[0, 0, 0, 0] == -1.0
    caffe = applications.resnet50.preprocess_input(PIXELS.copy())
    np.testing.assert_allclose(caffe[0, 0, 0], FIRST_PIXEL["caffe"], rtol=1e-6)


def test_decode_predictions(monkeypatch, tmp_path):
    file = tmp_path / "imagenet_class_index.json"
    file.write_text(json.dumps({str(i): [f"n{i:08}", f"thing_{i}"] for i in range(1000)}))
    monkeypatch.setattr(keras.utils, "get_file", lambda *args, **settings: str(file))
    scores = np.zeros((2, 1000), np.float32)
    scores[0, [7, 3]] = 0.75, 0.25
    scores[1, 999] = 1.0
    first, second = applications.resnet50.decode_predictions(tf.constant(scores), top=2)
    assert first == [("n00000007", "thing_7", 0.75), ("n00000003", "thing_3", 0.25)]
    assert second[0] == ("n00000999", "thing_999", 1.0)
    with pytest.raises(ValueError, match="2D array"):
        applications.resnet50.decode_predictions(scores[:, :10])
