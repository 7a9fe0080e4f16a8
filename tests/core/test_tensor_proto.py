import ml_dtypes
import numpy as np
import pytest

from pellucid.core import dtypes
from pellucid.core.messages import TensorProto
from pellucid.core.tensor_proto import (
    array_to_proto,
    dims_from_proto,
    make_ndarray,
    shape_to_proto,
)


@pytest.mark.parametrize(
    "array",
    [
        np.arange(6.0).reshape(2, 3), np.float32(3), np.array(True), np.array(2 + 1j),
        np.array(1.5, ml_dtypes.bfloat16), np.array([], np.int64), np.array([b"a\0", b""], object),
    ],
)  # fmt: skip
def test_round_trip(array):
    array = np.asarray(array)
    dtype = dtypes.NUMPY_TO_DTYPE[array.dtype]
    found = make_ndarray(TensorProto.FromString(array_to_proto(array, dtype).SerializeToString()))
    assert found.dtype == array.dtype
    np.testing.assert_array_equal(found, array)


def test_last_listed_element_fills_the_rest():
    made = array_to_proto(np.array([1, 2], np.int32), dtypes.int32, [2, 2])
    np.testing.assert_array_equal(make_ndarray(made), [[1, 2], [2, 2]])


def test_shapes():
    assert dims_from_proto(shape_to_proto((None, 3))) == (None, 3)
    assert dims_from_proto(shape_to_proto(None)) is None
