"""`tf.queue`: queues that threads fill and empty.

FIFOQueue            first in, first out
PaddingFIFOQueue     the same, elements of unequal shapes padded when several are taken
PriorityQueue        the smallest int64 first
RandomShuffleQueue   any of those that are there

An element is a list of tensors, one for each dtype of the queue. Taking from an empty queue waits
until there is something, or the queue is closed.
"""

from __future__ import annotations

import heapq
import itertools
import threading
from collections import deque
from collections.abc import Callable, Sequence
from typing import Any

import numpy as np

from pellucid.core import dtypes as types
from pellucid.core.convert import convert
from pellucid.core.dtypes import DType, as_dtype
from pellucid.core.errors import (
    CancelledError,
    InvalidArgumentError,
    OutOfRangeError,
    explain,
)
from pellucid.core.seeds import get_seed
from pellucid.core.shapes import TensorShape, as_shape
from pellucid.core.tensor import Tensor
from pellucid.graph.shape_rules import scalar
from pellucid.ops import philox
from pellucid.runtime.dispatch import op

Element = tuple[Any, ...]


class QueueStorage:
    """The elements of a queue, guarded by a lock. This one is first in, first out.

    Attributes:
        kind: the class's name in messages.
        capacity: the most elements it holds.
        shapes: the shape of each component, or None if elements may differ.
        least: how many elements stay behind while the queue is open.
        variable: the resource that stands for the queue in graphs.
    """

    kind = "FIFOQueue"

    def __init__(self, capacity: int, shapes: list[TensorShape] | None) -> None:
        self.capacity, self.shapes = capacity, shapes
        self.closed = False
        self.least = 0
        self.variable: Any = None
        self._elements: Any = deque()
        self._changed = threading.Condition()

    def __len__(self) -> int:
        return len(self._elements)

    def put(self, element: Element) -> None:
        """Add an element, after waiting for room."""
        with self._changed:
            self._changed.wait_for(
                lambda: self.closed or self.capacity < 0 or len(self) < self.capacity
            )
            if self.closed:
                raise CancelledError(None, None, f"{self.kind} is closed.")
            self._insert(element)
            self._changed.notify_all()

    def take(self, count: int, fewer: bool) -> list[Element]:
        """Remove `count` elements, after waiting for them; fewer if the queue is closed and may."""
        if count > self.capacity >= 0:
            raise ValueError(f"requested {count} elements from a queue of capacity {self.capacity}")
        with self._changed:
            found: list[Element] = []
            while len(found) < count:
                self._changed.wait_for(lambda: self.closed or len(self) > self.least)
                if self.closed and not len(self):
                    if fewer and found:
                        break
                    for element in reversed(found):
                        self._give_back(element)
                    raise OutOfRangeError(
                        None, None,
                        f"{self.kind} is closed and has insufficient elements (requested {count}, "
                        f"current size {len(self)})",
                    )  # fmt: skip
                found.append(self._remove())
                self._changed.notify_all()
            return found

    def close(self) -> None:
        """Take no more elements; those who wait for some go on."""
        with self._changed:
            self.closed = True
            self._changed.notify_all()

    def joined(self, component: int, arrays: list[Any]) -> Any:
        """The component of several elements as one array."""
        return np.stack(arrays)

    def _insert(self, element: Element) -> None:
        self._elements.append(element)

    def _remove(self) -> Element:
        return self._elements.popleft()

    def _give_back(self, element: Element) -> None:
        self._elements.appendleft(element)


class _Padding(QueueStorage):
    kind = "PaddingFIFOQueue"

    def joined(self, component: int, arrays: list[Any]) -> Any:
        sizes = np.max([a.shape for a in arrays], axis=0)
        filler = b"" if arrays[0].dtype == object else 0
        result = np.full((len(arrays), *sizes), filler, arrays[0].dtype)
        for row, array in zip(result, arrays, strict=True):
            row[tuple(slice(n) for n in array.shape)] = array
        return result


class _Priority(QueueStorage):
    kind = "PriorityQueue"

    def __init__(self, capacity: int, shapes: list[TensorShape] | None) -> None:
        super().__init__(capacity, shapes)
        self._elements = []
        self._arrivals = itertools.count()

    def _insert(self, element: Element) -> None:
        heapq.heappush(self._elements, (int(element[0]), next(self._arrivals), element))

    def _remove(self) -> Element:
        return heapq.heappop(self._elements)[2]

    _give_back = _insert


class _Shuffled(QueueStorage):
    kind = "RandomShuffleQueue"

    def __init__(
        self, capacity: int, shapes: list[TensorShape] | None, least: int, seeds: tuple[int, int]
    ) -> None:
        super().__init__(capacity, shapes)
        self._elements = []
        self.least = least
        self._state = philox.initial_state(*seeds)
        self._drawn = 0

    def close(self) -> None:
        self.least = 0
        super().close()

    def _remove(self) -> Element:
        block, place = divmod(self._drawn, 4)
        words = philox.words_at(np, self._state, np.array([block], np.uint64))[0]
        self._drawn += 1
        index = int(words[place]) % len(self._elements)
        chosen, self._elements[index] = self._elements[index], self._elements[-1]
        self._elements.pop()
        return chosen

    def _give_back(self, element: Element) -> None:
        self._elements.append(element)


class QueueResource:
    """What stands for a queue among the inputs of an op."""

    dtype = types.resource
    dims = ()

    def __init__(self, storage: QueueStorage) -> None:
        self._storage = storage
        storage.variable = self

    @property
    def handle(self) -> QueueStorage:
        """The queue's storage."""
        return self._storage


_OPTIONS: dict[str, Any] = {"stateful": True, "gradient": None}
Enqueue = op("QueueEnqueueV2", "handle: resource, components: Tcomponents... ->",
             timeout_ms=-1, **_OPTIONS)  # fmt: skip
EnqueueMany = op("QueueEnqueueManyV2", "handle: resource, components: Tcomponents... ->",
                 timeout_ms=-1, **_OPTIONS)  # fmt: skip
Dequeue = op("QueueDequeueV2", "handle: resource -> components: component_types...",
             component_types=list, timeout_ms=-1, shapes=(), **_OPTIONS)  # fmt: skip
DequeueMany = op(
    "QueueDequeueManyV2", "handle: resource, n: int32 -> components: component_types...",
    component_types=list, timeout_ms=-1, shapes=(), **_OPTIONS,
)  # fmt: skip
DequeueUpTo = op(
    "QueueDequeueUpToV2", "handle: resource, n: int32 -> components: component_types...",
    component_types=list, timeout_ms=-1, shapes=(), **_OPTIONS,
)  # fmt: skip
Close = op("QueueCloseV2", "handle: resource ->", cancel_pending_enqueues=False, **_OPTIONS)
IsClosed = op("QueueIsClosedV2", "handle: resource -> is_closed: bool", infer=scalar, **_OPTIONS)
Size = op("QueueSizeV2", "handle: resource -> size: int32", infer=scalar, **_OPTIONS)


@Enqueue.kernel("host")
def _(queue: QueueStorage, components: list[Any]) -> None:
    queue.put(tuple(np.array(c) for c in components))


@EnqueueMany.kernel("host")
def _(queue: QueueStorage, components: list[Any]) -> None:
    if len({len(c) for c in components}) > 1:
        raise ValueError(
            f"all components must have as many rows, got {[len(c) for c in components]}"
        )
    for row in zip(*components, strict=True):
        queue.put(tuple(np.asarray(c) for c in row))


@Dequeue.kernel("host")
def _(queue: QueueStorage) -> Any:
    return tuple(queue.take(1, fewer=False)[0])


def _take_many(queue: QueueStorage, n: Any, fewer: bool) -> Any:
    if queue.shapes is None:
        raise ValueError(
            f"{queue.kind}'s DequeueMany and DequeueUpTo require the components to have specified "
            "shapes."
        )
    if n < 0:
        raise ValueError(f"n must be non-negative, got {n}")
    rows = queue.take(int(n), fewer)
    return tuple(queue.joined(i, list(column)) for i, column in enumerate(zip(*rows, strict=True)))


@DequeueMany.kernel("host")
def _(queue: QueueStorage, n: Any) -> Any:
    return _take_many(queue, n, fewer=False)


@DequeueUpTo.kernel("host")
def _(queue: QueueStorage, n: Any) -> Any:
    return _take_many(queue, n, fewer=True)


def _element_shapes(rows: int) -> Callable[[Any], list[Any]]:
    """The shape rule of taking one element (rows 0) or several (1)."""

    def rule(call: Any) -> list[Any]:
        shapes = call.attrs["shapes"] or [None] * len(call.attrs["component_types"])
        return [None if s is None else (None,) * rows + tuple(s) for s in shapes]

    return rule


Dequeue.infer(_element_shapes(0))
DequeueMany.infer(_element_shapes(1))
DequeueUpTo.infer(_element_shapes(1))


@Close.kernel("host")
def _(queue: QueueStorage) -> None:
    queue.close()


@IsClosed.kernel("host")
def _(queue: QueueStorage) -> Any:
    return np.bool_(queue.closed)


@Size.kernel("host")
def _(queue: QueueStorage) -> Any:
    return np.int32(len(queue))


class QueueBase:
    """What all queues have; make a `FIFOQueue`, `PaddingFIFOQueue`, … instead.

    Args:
        dtypes: the dtype of each component of an element.
        shapes: the shape of each component, or None if elements may differ.
        names: a name for each component; elements are then dictionaries.
        queue_ref: the resource of the queue.
    """

    def __init__(self, dtypes: Any, shapes: Any, names: Any, queue_ref: QueueResource) -> None:
        self._dtypes: list[DType] = [
            as_dtype(t) for t in (dtypes if isinstance(dtypes, list | tuple) else [dtypes])
        ]
        self._shapes = (
            [as_shape(s) for s in shapes] if shapes else [TensorShape(None)] * len(self._dtypes)
        )
        if len(self._shapes) != len(self._dtypes):
            raise ValueError(
                f"tf.queue [shapes]: as many as dtypes ({len(self._dtypes)}) expected, "
                f"received {len(self._shapes)}."
            )
        if names is not None and len(names) != len(self._dtypes):
            raise ValueError(
                f"tf.queue [names]: as many as dtypes ({len(self._dtypes)}) expected, "
                f"received {len(names)}."
            )
        self._names: list[str] | None = list(names) if names else None
        self._queue_ref = queue_ref
        self._name = ""
        self._given: list[Any] = [None if s.rank is None else s.as_list() for s in self._shapes]

    @property
    def dtypes(self) -> list[DType]:
        """The dtype of each component."""
        return self._dtypes

    @property
    def shapes(self) -> list[TensorShape]:
        """The shape of each component, as far as it is known."""
        return self._shapes

    @property
    def names(self) -> list[str] | None:
        """The name of each component, or None."""
        return self._names

    @property
    def name(self) -> str:
        """The name that the queue was given."""
        return self._name

    @property
    def queue_ref(self) -> QueueResource:
        """The resource behind the queue."""
        return self._queue_ref

    @staticmethod
    def from_list(index: Any, queues: Sequence[QueueBase]) -> QueueBase:
        """The queue at `index` (a number or a scalar tensor with a value) of several alike.

        Raises:
            TypeError: they are not queues of the same dtypes.
        """
        if not queues or not all(isinstance(q, QueueBase) for q in queues):
            raise TypeError("A list of queues expected")
        if any(q.dtypes != queues[0].dtypes for q in queues):
            raise TypeError("Queues do not have matching component dtypes.")
        return queues[int(index)]

    def enqueue(self, vals: Any, name: str | None = None) -> Any:
        """Add one element, waiting for room: a tensor, a list of them, or a dict by names.

        Raises:
            CancelledError: the queue is closed.
            ValueError: shapes or their number do not fit.
        """
        return Enqueue(self._queue_ref, self._checked(vals, rows=0), name=name)

    def enqueue_many(self, vals: Any, name: str | None = None) -> Any:
        """Add the rows of `vals` one after the other; see `enqueue`."""
        return EnqueueMany(self._queue_ref, self._checked(vals, rows=1), name=name)

    def dequeue(self, name: str | None = None) -> Any:
        """Take one element, waiting for one.

        Raises:
            OutOfRangeError: the queue is closed and empty.
        """
        return self._shown(
            Dequeue(self._queue_ref, component_types=self._dtypes, shapes=self._given, name=name)
        )

    def dequeue_many(self, n: Any, name: str | None = None) -> Any:
        """Take `n` elements, waiting for them, each component stacked along a new first axis."""
        return self._shown(
            DequeueMany(
                self._queue_ref, n, component_types=self._dtypes, shapes=self._given, name=name
            )
        )

    def dequeue_up_to(self, n: Any, name: str | None = None) -> Any:
        """Take `n` elements, fewer (but at least one) if the queue was closed."""
        return self._shown(
            DequeueUpTo(
                self._queue_ref, n, component_types=self._dtypes, shapes=self._given, name=name
            )
        )

    def close(self, cancel_pending_enqueues: bool = False, name: str | None = None) -> Any:
        """Take no more elements; those that are there can still be taken.

        Args:
            cancel_pending_enqueues: also fail those who wait for room. They fail here either way,
                since a closed queue never takes another element.
            name: the node's name in a graph.
        """
        return Close(self._queue_ref, cancel_pending_enqueues=cancel_pending_enqueues, name=name)

    def is_closed(self, name: str | None = None) -> Tensor:
        """Whether the queue is closed, a bool scalar."""
        return IsClosed(self._queue_ref, name=name)

    def size(self, name: str | None = None) -> Tensor:
        """How many elements it holds, an int32 scalar."""
        return Size(self._queue_ref, name=name)

    def _checked(self, vals: Any, rows: int) -> list[Tensor]:
        if isinstance(vals, dict):
            if self._names is None or sorted(vals) != sorted(self._names):
                raise ValueError(f"Keys {sorted(vals)} are not the queue's names {self._names}.")
            vals = [vals[name] for name in self._names]
        elif self._names is not None:
            raise ValueError("You must enqueue a dictionary in a queue with names")
        elif not isinstance(vals, list | tuple):
            vals = [vals]
        if len(vals) != len(self._dtypes):
            raise ValueError(
                f"tf.queue [vals]: an element has {len(self._dtypes)} components, "
                f"received {len(vals)}."
            )
        tensors = [convert(v, t) for v, t in zip(vals, self._dtypes, strict=True)]
        for tensor, shape in zip(tensors, self._shapes, strict=True):
            found = tensor.shape[rows:]
            if not found.is_compatible_with(shape):
                raise ValueError(f"Shapes {found} and {shape} are incompatible")
        return tensors

    def _shown(self, parts: Any) -> Any:
        parts = list(parts) if isinstance(parts, list | tuple) else [parts]
        if self._names is not None:
            return dict(zip(self._names, parts, strict=True))
        return parts[0] if len(parts) == 1 else parts


def _known(shapes: Any) -> list[TensorShape] | None:
    """Shapes for storage: None unless all are fully defined."""
    if not shapes:
        return None
    found = [as_shape(s) for s in shapes]
    if not all(s.is_fully_defined() for s in found):
        raise ValueError(
            explain("tf.queue [shapes]", "shapes must be fully defined", received=str(found),
                    fix="tf.queue.PaddingFIFOQueue pads elements of unequal shapes")
        )  # fmt: skip
    return found


class FIFOQueue(QueueBase):
    """A queue whose elements leave in the order in which they came.

    Args:
        capacity: the most elements it holds; negative for any number.
        dtypes: the dtype of each component of an element.
        shapes: the shape of each component; None lets elements differ, but then only one can be
            taken at a time.
        names: a name for each component; elements are then dictionaries.
        shared_name: must be None or empty: queues are not shared between processes.
        name: a name.

    Example:
        >>> q = tf.queue.FIFOQueue(3, [tf.int32], shapes=[[]])
        >>> q.enqueue_many([[1, 2]])
        >>> q.dequeue().numpy()
        1
    """

    def __init__(
        self, capacity: int, dtypes: Any, shapes: Any = None, names: Any = None,
        shared_name: str | None = None, name: str = "fifo_queue",
    ) -> None:  # fmt: skip
        _refuse_sharing(shared_name)
        resource = QueueResource(QueueStorage(capacity, _known(shapes)))
        super().__init__(dtypes, shapes, names, resource)
        self._name = name


class PaddingFIFOQueue(QueueBase):
    """A `FIFOQueue` whose elements may differ in size: several taken at once are padded.

    Args:
        capacity: the most elements it holds.
        dtypes: the dtype of each component of an element.
        shapes: the shape of each component, None for sizes that differ.
        names: a name for each component; elements are then dictionaries.
        shared_name: must be None or empty.
        name: a name.
    """

    def __init__(
        self, capacity: int, dtypes: Any, shapes: Any, names: Any = None,
        shared_name: str | None = None, name: str = "padding_fifo_queue",
    ) -> None:  # fmt: skip
        _refuse_sharing(shared_name)
        found = [as_shape(s) for s in shapes]
        if any(s.rank is None for s in found):
            raise InvalidArgumentError(
                None, None, f"tf.queue.PaddingFIFOQueue [shapes]: ranks must be known, got {found}"
            )
        super().__init__(dtypes, shapes, names, QueueResource(_Padding(capacity, found)))
        self._name = name


class PriorityQueue(QueueBase):
    """A queue whose smallest element comes first, by an int64 that precedes its components.

    Args:
        capacity: the most elements it holds.
        types: the dtype of each component after the priority.
        shapes: the shape of each component after the priority.
        names: a name for each component, the priority's first.
        shared_name: must be None or empty.
        name: a name.
    """

    def __init__(
        self, capacity: int, types: Any, shapes: Any = None, names: Any = None,
        shared_name: str | None = None, name: str = "priority_queue",
    ) -> None:  # fmt: skip
        _refuse_sharing(shared_name)
        several = list(types) if isinstance(types, list | tuple) else [types]
        shapes = [[], *shapes] if shapes else None
        resource = QueueResource(_Priority(capacity, _known(shapes)))
        super().__init__([as_dtype("int64"), *several], shapes, names, resource)
        self._name = name


class RandomShuffleQueue(QueueBase):
    """A queue of which any element may be the next.

    Args:
        capacity: the most elements it holds.
        min_after_dequeue: how many stay in it while it is open, so that there is something to
            choose from.
        dtypes: the dtype of each component of an element.
        shapes: the shape of each component.
        names: a name for each component.
        seed: a seed for the choice; see `tf.random.set_seed`.
        shared_name: must be None or empty.
        name: a name.
    """

    def __init__(
        self, capacity: int, min_after_dequeue: int, dtypes: Any, shapes: Any = None,
        names: Any = None, seed: int | None = None, shared_name: str | None = None,
        name: str = "random_shuffle_queue",
    ) -> None:  # fmt: skip
        _refuse_sharing(shared_name)
        first, second = get_seed(seed)
        storage = _Shuffled(capacity, _known(shapes), min_after_dequeue, (first or 0, second or 0))
        super().__init__(dtypes, shapes, names, QueueResource(storage))
        self._name = name


def _refuse_sharing(shared_name: str | None) -> None:
    if shared_name:
        raise ValueError(
            explain("tf.queue [shared_name]", "queues are not shared between processes",
                    expected="None", received=repr(shared_name))
        )  # fmt: skip
