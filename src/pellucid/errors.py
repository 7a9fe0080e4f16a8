"""`tf.errors`: the exceptions, a tree drawn in `core/errors.py`."""

from pellucid.core.errors import ABORTED as ABORTED
from pellucid.core.errors import ALREADY_EXISTS as ALREADY_EXISTS
from pellucid.core.errors import AbortedError as AbortedError
from pellucid.core.errors import AlreadyExistsError as AlreadyExistsError
from pellucid.core.errors import CANCELLED as CANCELLED
from pellucid.core.errors import CancelledError as CancelledError
from pellucid.core.errors import DATA_LOSS as DATA_LOSS
from pellucid.core.errors import DEADLINE_EXCEEDED as DEADLINE_EXCEEDED
from pellucid.core.errors import DataLossError as DataLossError
from pellucid.core.errors import DeadlineExceededError as DeadlineExceededError
from pellucid.core.errors import FAILED_PRECONDITION as FAILED_PRECONDITION
from pellucid.core.errors import FailedPreconditionError as FailedPreconditionError
from pellucid.core.errors import INTERNAL as INTERNAL
from pellucid.core.errors import INVALID_ARGUMENT as INVALID_ARGUMENT
from pellucid.core.errors import InaccessibleTensorError as InaccessibleTensorError
from pellucid.core.errors import InternalError as InternalError
from pellucid.core.errors import InvalidArgumentError as InvalidArgumentError
from pellucid.core.errors import NOT_FOUND as NOT_FOUND
from pellucid.core.errors import NotFoundError as NotFoundError
from pellucid.core.errors import OK as OK
from pellucid.core.errors import OUT_OF_RANGE as OUT_OF_RANGE
from pellucid.core.errors import OpError as OpError
from pellucid.core.errors import OperatorNotAllowedInGraphError as OperatorNotAllowedInGraphError
from pellucid.core.errors import OutOfRangeError as OutOfRangeError
from pellucid.core.errors import PERMISSION_DENIED as PERMISSION_DENIED
from pellucid.core.errors import PermissionDeniedError as PermissionDeniedError
from pellucid.core.errors import RESOURCE_EXHAUSTED as RESOURCE_EXHAUSTED
from pellucid.core.errors import ResourceExhaustedError as ResourceExhaustedError
from pellucid.core.errors import UNAUTHENTICATED as UNAUTHENTICATED
from pellucid.core.errors import UNAVAILABLE as UNAVAILABLE
from pellucid.core.errors import UNIMPLEMENTED as UNIMPLEMENTED
from pellucid.core.errors import UNKNOWN as UNKNOWN
from pellucid.core.errors import UnauthenticatedError as UnauthenticatedError
from pellucid.core.errors import UnavailableError as UnavailableError
from pellucid.core.errors import UnimplementedError as UnimplementedError
from pellucid.core.errors import UnknownError as UnknownError

__all__ = [
    "ABORTED",
    "ALREADY_EXISTS",
    "AbortedError",
    "AlreadyExistsError",
    "CANCELLED",
    "CancelledError",
    "DATA_LOSS",
    "DEADLINE_EXCEEDED",
    "DataLossError",
    "DeadlineExceededError",
    "FAILED_PRECONDITION",
    "FailedPreconditionError",
    "INTERNAL",
    "INVALID_ARGUMENT",
    "InaccessibleTensorError",
    "InternalError",
    "InvalidArgumentError",
    "NOT_FOUND",
    "NotFoundError",
    "OK",
    "OUT_OF_RANGE",
    "OpError",
    "OperatorNotAllowedInGraphError",
    "OutOfRangeError",
    "PERMISSION_DENIED",
    "PermissionDeniedError",
    "RESOURCE_EXHAUSTED",
    "ResourceExhaustedError",
    "UNAUTHENTICATED",
    "UNAVAILABLE",
    "UNIMPLEMENTED",
    "UNKNOWN",
    "UnauthenticatedError",
    "UnavailableError",
    "UnimplementedError",
    "UnknownError",
]
