"""The exception tree, and the form of messages."""

from __future__ import annotations

import pickle

import numpy as np
import pytest

from pellucid.core import errors
from pellucid.core.errors import describe, explain

CODES = {
    "Cancelled": 1,
    "Unknown": 2,
    "InvalidArgument": 3,
    "DeadlineExceeded": 4,
    "NotFound": 5,
    "AlreadyExists": 6,
    "PermissionDenied": 7,
    "ResourceExhausted": 8,
    "FailedPrecondition": 9,
    "Aborted": 10,
    "OutOfRange": 11,
    "Unimplemented": 12,
    "Internal": 13,
    "Unavailable": 14,
    "DataLoss": 15,
    "Unauthenticated": 16,
}


@pytest.mark.parametrize(("name", "code"), CODES.items())
def test_every_class(name, code):
    cls = getattr(errors, f"{name}Error")
    error = cls(None, None, "what happened")
    assert isinstance(error, errors.OpError)
    assert (error.message, error.op, error.node_def) == ("what happened", None, None)
    assert error.error_code == code
    assert error.experimental_payloads == {}
    assert str(error) == "what happened"
    assert errors.exception_type_from_error_code(code) is cls
    assert errors.error_code_from_exception_type(cls) == code
    assert "Example" in cls.__doc__


def test_constants_are_the_codes():
    assert errors.OK == 0
    assert errors.INVALID_ARGUMENT == 3
    assert errors.UNAUTHENTICATED == 16


def test_op_error_takes_a_code_and_payloads():
    error = errors.OpError("node", "op", "m", 3, {"key": b"value"})
    assert (error.node_def, error.op, error.error_code) == ("node", "op", 3)
    assert error.experimental_payloads == {"key": b"value"}
    with pytest.raises(TypeError):
        errors.OpError(None, None, "m")


@pytest.mark.parametrize(
    "error",
    [errors.OpError(None, None, "m", 7, {"a": b"b"}), errors.NotFoundError(None, None, "m")],
)
def test_pickle(error):
    again = pickle.loads(pickle.dumps(error))
    assert type(again) is type(error)
    assert (again.message, again.error_code) == (error.message, error.error_code)
    assert again.experimental_payloads == error.experimental_payloads


def test_graph_errors_are_pythons():
    assert issubclass(errors.OperatorNotAllowedInGraphError, TypeError)
    assert issubclass(errors.InaccessibleTensorError, ValueError)


def test_explain():
    message = explain("tf.matmul [b]", "inner dimensions differ", expected=3, received=4, fix="no.")
    assert message == ("tf.matmul [b]: inner dimensions differ. Expected 3, received 4. Fix: no.")
    assert explain("tf.f", "it broke") == "tf.f: it broke."
    assert explain("tf.f", "it broke", received="x") == "tf.f: it broke. Received x."
    assert explain("tf.f", "it broke", expected=0) == "tf.f: it broke. Expected 0."


def test_describe():
    assert describe(np.zeros((2, 3), np.float32)) == "(2, 3) float32"
    assert describe([1, 2]) == "list [1, 2]"
    assert describe(None) == "None"
    assert describe("a") == "str 'a'"
    assert len(describe(list(range(10_000)))) < 80
