"""TensorFlow's exceptions, and the one form in which messages are written here.

The tree (numbers are the error codes that TensorFlow's programs know):

    Exception
    ├── OpError                        an op failed; catch this to catch them all
    │   ├── CancelledError        1    somebody stopped the work
    │   ├── UnknownError          2    nothing more precise is known
    │   ├── InvalidArgumentError  3    a value, shape or dtype does not fit the op
    │   │   └── TracedArgumentError    the same, seen while a graph is built; a ValueError too
    │   ├── DeadlineExceededError 4    it took longer than was allowed
    │   ├── NotFoundError         5    a file, a key, a table entry is missing
    │   ├── AlreadyExistsError    6    it is there already
    │   ├── PermissionDeniedError 7    the caller may not do this
    │   ├── ResourceExhaustedError 8   out of memory or of quota
    │   ├── FailedPreconditionError 9  the system is not in the state this needs
    │   ├── AbortedError         10    another action interfered; retrying may help
    │   ├── OutOfRangeError      11    past the end of the data
    │   ├── UnimplementedError   12    the op has no kernel for this
    │   ├── InternalError        13    an invariant of the framework is broken
    │   ├── UnavailableError     14    a service does not answer now
    │   ├── DataLossError        15    stored data are damaged
    │   └── UnauthenticatedError 16    the caller did not say who it is
    ├── TypeError
    │   └── OperatorNotAllowedInGraphError   `if tensor:` or `for x in tensor` while tracing
    └── ValueError
        └── InaccessibleTensorError          a tensor of another graph was used

`explain` writes a message, `describe` the tensor in it; all errors that users can cause use them.
"""

from __future__ import annotations

import reprlib
from typing import Any

from pellucid.core.context import STATE

OK = 0
CANCELLED = 1
UNKNOWN = 2
INVALID_ARGUMENT = 3
DEADLINE_EXCEEDED = 4
NOT_FOUND = 5
ALREADY_EXISTS = 6
PERMISSION_DENIED = 7
RESOURCE_EXHAUSTED = 8
FAILED_PRECONDITION = 9
ABORTED = 10
OUT_OF_RANGE = 11
UNIMPLEMENTED = 12
INTERNAL = 13
UNAVAILABLE = 14
DATA_LOSS = 15
UNAUTHENTICATED = 16


def explain(
    where: str,
    problem: str,
    *,
    expected: object = None,
    received: object = None,
    fix: str | None = None,
) -> str:
    """Write an error message in the form of this library: where, what, expected, received, fix.

    Args:
        where: the public function and, in brackets, the argument: `"tf.matmul [b]"`; "" in a
            kernel, which does not know by which function it was reached: the dispatcher adds it.
        problem: what is wrong, as a clause without a full stop.
        expected: what would have been right.
        received: what was given; see `describe` for tensors.
        fix: what to do, if there is an obvious step.

    Example:
        >>> explain("tf.reshape [shape]", "sizes differ", expected="6 elements", received=(4, 2))
        'tf.reshape [shape]: sizes differ. Expected 6 elements, received (4, 2).'
    """
    parts = []
    if expected is not None:
        parts.append(f"expected {expected}")
    if received is not None:
        parts.append(f"received {received}")
    message = f"{where}: {problem}." if where else f"{problem}."
    if parts:
        sentence = ", ".join(parts)
        message += f" {sentence[0].upper()}{sentence[1:]}."
    return f"{message} Fix: {fix}" if fix else message


def axis_range(axis: object, rank: int, name: str = "axis") -> str:
    """Write what a kernel says of an axis outside of its tensor.

    Example:
        >>> axis_range(3, 2)
        'axis out of range. Expected -2 <= axis < 2, received 3.'
    """
    expected = f"{-rank} <= {name} < {rank}"
    return explain("", f"{name} out of range", expected=expected, received=axis)


def describe(value: object) -> str:
    """Describe a value in a few words: shape and dtype of a tensor, else type and short repr.

    Example:
        >>> describe(np.zeros((2, 3), np.float32))
        '(2, 3) float32'
        >>> describe([1, 2])
        'list [1, 2]'
    """
    shape = getattr(value, "shape", None)
    dtype = getattr(value, "dtype", None)
    if dtype is not None and (shape is not None or hasattr(value, "shape")):
        shape_text = "<unknown>" if shape is None else str(shape)
        return f"{shape_text} {getattr(dtype, 'name', dtype)}"
    if value is None or isinstance(value, type):
        return repr(value)
    return f"{type(value).__name__} {reprlib.repr(value)}"


class OpError(Exception):
    """An op failed while it ran; the base of all errors that carry an error code.

    Args:
        node_def: the node's definition, or `None` outside a graph.
        op: the operation that failed, or `None`.
        message: what went wrong.
        error_code: one of the codes of this module. Subclasses know theirs and leave it out.
        *args: a dictionary of payloads, from name to bytes.

    Example:
        >>> try:
        ...     tf.gather([1, 2], 5)
        ... except tf.errors.OpError as error:
        ...     error.error_code == tf.errors.INVALID_ARGUMENT
        True
    """

    def __init__(self, node_def: Any, op: Any, message: str, error_code: int, *args: Any) -> None:
        super().__init__(message)
        self._node_def = node_def
        self._op = op
        self._message = message
        self._error_code = error_code
        self._payloads = args[0] if args else {}

    @property
    def message(self) -> str:
        """What went wrong."""
        return self._message

    @property
    def op(self) -> Any:
        """The operation that failed, or `None` if it is not known."""
        return self._op

    @property
    def node_def(self) -> Any:
        """The definition of the node that failed, or `None`."""
        return self._node_def

    @property
    def error_code(self) -> int:
        """The number of the error, one of the constants of `tf.errors`."""
        return self._error_code

    @property
    def experimental_payloads(self) -> Any:
        """Machine-readable details that came with the error: from name to bytes."""
        return self._payloads

    def __str__(self) -> str:
        return str(self._message)

    def __reduce__(self) -> tuple[Any, ...]:
        code = (self._error_code,) if type(self) is OpError else ()
        payloads = (self._payloads,) if self._payloads else ()
        return type(self), (self._node_def, self._op, self._message, *code, *payloads)


class _CodedError(OpError):
    """An error whose class alone tells its code."""

    _code: int = UNKNOWN

    def __init__(self, node_def: Any, op: Any, message: str, *args: Any) -> None:
        super().__init__(node_def, op, message, self._code, *args)


class CancelledError(_CodedError):
    """The work was stopped before it was done.

    Raised in threads that wait for an op, for an element of a closed queue or for a dataset whose
    iterator was deleted, when somebody else cancels it. The waiting code is normally not at fault.

    Example:
        >>> raise tf.errors.CancelledError(None, None, "the queue was closed")

    Reference: https://www.tensorflow.org/api_docs/python/tf/errors/CancelledError
    """

    _code = CANCELLED


class UnknownError(_CodedError):
    """The op failed, and nothing more precise is known.

    Raised when a failure came from outside with a code that has no class of its own, for example an
    exception of unusual type inside `tf.py_function`.

    Example:
        >>> raise tf.errors.UnknownError(None, None, "the server sent status 599")

    Reference: https://www.tensorflow.org/api_docs/python/tf/errors/UnknownError
    """

    _code = UNKNOWN


class InvalidArgumentError(_CodedError):
    """A value, shape or dtype does not fit the op, whatever the state of the system.

    The most common error: matrices whose inner dimensions differ, tensors of different dtypes in
    one operation, an index outside the tensor. One that is made while a graph is being built is a
    `TracedArgumentError`.

    Example:
        >>> tf.matmul(tf.ones([2, 3]), tf.ones([2, 3]))   # 3 columns, but 2 rows

    Reference: https://www.tensorflow.org/api_docs/python/tf/errors/InvalidArgumentError
    """

    _code = INVALID_ARGUMENT

    def __new__(cls, *args: Any) -> InvalidArgumentError:
        made: Any = cls
        if cls is InvalidArgumentError and STATE.graph is not None:
            made = TracedArgumentError
        return super().__new__(made, *args)


class TracedArgumentError(InvalidArgumentError, ValueError):
    """An argument that does not fit, seen while a graph is built.

    TensorFlow raises `ValueError` for what its shape functions see, `InvalidArgumentError`
    for what its kernels see later. Here one place sees both, so the error is both.

    Example:
        >>> tf.function(lambda x: tf.matmul(x, x))(tf.ones([2, 3]))
    """


class DeadlineExceededError(_CodedError):
    """The work took longer than the time that was allowed for it.

    Raised by calls that have a timeout, such as a request to a model server or `tf.distribute`'s
    wait for the other workers.

    Example:
        >>> raise tf.errors.DeadlineExceededError(None, None, "no answer in 5 s")

    Reference: https://www.tensorflow.org/api_docs/python/tf/errors/DeadlineExceededError
    """

    _code = DEADLINE_EXCEEDED


class NotFoundError(_CodedError):
    """Something that was asked for by name does not exist.

    Raised for a missing file or directory, a checkpoint key, a table that was never made.

    Example:
        >>> tf.io.read_file("no_such_file")

    Reference: https://www.tensorflow.org/api_docs/python/tf/errors/NotFoundError
    """

    _code = NOT_FOUND


class AlreadyExistsError(_CodedError):
    """Something that was to be created exists already.

    Raised when a file would be overwritten that must not be, or a resource name is taken.

    Example:
        >>> tf.io.gfile.copy("a", "b", overwrite=False)   # b is there

    Reference: https://www.tensorflow.org/api_docs/python/tf/errors/AlreadyExistsError
    """

    _code = ALREADY_EXISTS


class PermissionDeniedError(_CodedError):
    """The caller is known, and may not do this.

    Raised for files and directories that the user of this process cannot read or write.

    Example:
        >>> tf.io.read_file("/etc/shadow")

    Reference: https://www.tensorflow.org/api_docs/python/tf/errors/PermissionDeniedError
    """

    _code = PERMISSION_DENIED


class UnauthenticatedError(_CodedError):
    """The request carries no valid proof of who asks.

    Raised by remote services: file systems in a cloud, a protected model server.

    Example:
        >>> raise tf.errors.UnauthenticatedError(None, None, "token missing")

    Reference: https://www.tensorflow.org/api_docs/python/tf/errors/UnauthenticatedError
    """

    _code = UNAUTHENTICATED


class ResourceExhaustedError(_CodedError):
    """Memory, disk space or a quota is used up.

    Raised when a tensor does not fit into the device's memory. Smaller batches, or mixed precision,
    usually help.

    Example:
        >>> tf.zeros([10**6, 10**7])   # 40 TB

    Reference: https://www.tensorflow.org/api_docs/python/tf/errors/ResourceExhaustedError
    """

    _code = RESOURCE_EXHAUSTED


class FailedPreconditionError(_CodedError):
    """The system is not in the state that this needs; changing the state helps, retrying does not.

    Raised when a variable or a table is read before it has been initialized.

    Example:
        >>> tf.lookup.StaticVocabularyTable(...).lookup(keys)   # before its initializer ran

    Reference: https://www.tensorflow.org/api_docs/python/tf/errors/FailedPreconditionError
    """

    _code = FAILED_PRECONDITION


class AbortedError(_CodedError):
    """The work was given up because something else interfered; retrying may help.

    Raised when two concurrent actions collide, such as enqueueing while a queue is being closed, or
    when a worker of a distributed run goes away.

    Example:
        >>> raise tf.errors.AbortedError(None, None, "worker 3 restarted")

    Reference: https://www.tensorflow.org/api_docs/python/tf/errors/AbortedError
    """

    _code = ABORTED


class OutOfRangeError(_CodedError):
    """An iteration went past the end of its input.

    Raised by an iterator's `get_next()` after the last element; a Python `for` loop over a dataset
    turns it into the end of the loop.

    Example:
        >>> iterator = iter(tf.data.Dataset.range(0)); iterator.get_next()

    Reference: https://www.tensorflow.org/api_docs/python/tf/errors/OutOfRangeError
    """

    _code = OUT_OF_RANGE


class UnimplementedError(_CodedError):
    """The op exists, but not for this device, dtype or combination of arguments.

    Raised instead of giving an approximate answer; the message says which combinations work.

    Example:
        >>> raise tf.errors.UnimplementedError(None, None, "Conv2D with complex64 input")

    Reference: https://www.tensorflow.org/api_docs/python/tf/errors/UnimplementedError
    """

    _code = UNIMPLEMENTED


class InternalError(_CodedError):
    """An invariant of the framework itself is broken.

    Raised when the fault is not in the program; please report it, with the program.

    Example:
        >>> raise tf.errors.InternalError(None, None, "node without an output")

    Reference: https://www.tensorflow.org/api_docs/python/tf/errors/InternalError
    """

    _code = INTERNAL


class UnavailableError(_CodedError):
    """A service does not answer at the moment; trying again later may help.

    Raised when the network, a worker or a remote file system is down.

    Example:
        >>> raise tf.errors.UnavailableError(None, None, "connection refused")

    Reference: https://www.tensorflow.org/api_docs/python/tf/errors/UnavailableError
    """

    _code = UNAVAILABLE


class DataLossError(_CodedError):
    """Stored data are damaged and cannot be recovered.

    Raised when a checksum in a TFRecord file or a checkpoint does not match: the file was cut short
    or changed.

    Example:
        >>> list(tf.data.TFRecordDataset("truncated.tfrecord"))

    Reference: https://www.tensorflow.org/api_docs/python/tf/errors/DataLossError
    """

    _code = DATA_LOSS


class OperatorNotAllowedInGraphError(TypeError):
    """A symbolic tensor was used where Python needs a value at once.

    While a `tf.function` is traced its tensors have no values yet, so `bool(x)`, `for y in x` and
    the like cannot be answered. AutoGraph rewrites such code; where it cannot, use `tf.cond`,
    `tf.while_loop` or `tf.map_fn`, or remove the `tf.function`.

    Example:
        >>> @tf.function(autograph=False)
        ... def f(x):
        ...     return 1 if x > 0 else 2   # use tf.cond(x > 0, lambda: 1, lambda: 2)
    """


class OutOfScopeError(TypeError):
    """A symbolic tensor was used where operations run at once: it has no value there."""


class InaccessibleTensorError(ValueError):
    """A tensor of one graph was used in another, where it has no value.

    Usually a symbolic tensor escaped from a `tf.function`, a branch of `tf.cond` or a loop body
    through a global, an attribute or a list. Return it from the function, or keep it in a variable.

    Example:
        >>> kept = []
        >>> tf.function(lambda x: kept.append(x + 1))(1)
        >>> kept[0] + 1   # `x + 1` belongs to the graph of the function
    """


def _error_classes() -> dict[int, type[OpError]]:
    return {cls._code: cls for cls in _CodedError.__subclasses__()}


def exception_type_from_error_code(error_code: int) -> type[OpError]:
    """Return the class for one of this module's codes: 3 gives `InvalidArgumentError`.

    Raises:
        KeyError: if there is no such code.
    """
    return _error_classes()[error_code]


def error_code_from_exception_type(cls: type[OpError]) -> int:
    """Return the code of one of this module's classes: `InvalidArgumentError` gives 3.

    Classes without a code give `UNKNOWN`.
    """
    return next((code for code, known in _error_classes().items() if known is cls), UNKNOWN)
