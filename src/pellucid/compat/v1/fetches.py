"""What `Session.run` is asked for, and the values put together again in the same structure."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, NamedTuple

from pellucid.core import nest
from pellucid.core.tensor import Tensor
from pellucid.graph.graph import Graph, Node
from pellucid.ops.indexed_slices import IndexedSlices
from pellucid.ops.ragged_tensor import RaggedTensor
from pellucid.ops.sparse_tensor import SparseTensor


class SparseTensorValue(NamedTuple):
    """A sparse tensor as NumPy arrays."""

    indices: Any
    values: Any
    dense_shape: Any


class IndexedSlicesValue(NamedTuple):
    """Some rows of a tensor as NumPy arrays."""

    values: Any
    indices: Any
    dense_shape: Any


Rebuild = Callable[[dict[int, Any]], Any]


class Fetches:
    """A nest of tensors, operations, variables and names.

    Attributes:
        elements: the tensors and operations to run.
        key: equal for equal elements.

    Raises:
        TypeError, ValueError: something in it cannot be fetched.
    """

    def __init__(self, graph: Graph, fetches: Any) -> None:
        self.graph = graph
        self.elements: list[Any] = []
        self.rebuild: Rebuild = self._parse(fetches)
        self.key = tuple(map(id, self.elements))

    def _parse(self, value: Any) -> Rebuild:
        if value is None:
            raise TypeError(
                f'Argument `fetch` = {value} has invalid type "NoneType". Cannot be None'
            )
        if isinstance(value, list | tuple):
            return self._sequence(value)
        if isinstance(value, Mapping):
            inner = {k: self._parse(v) for k, v in value.items()}
            kind = type(value) if isinstance(value, dict) else dict
            return lambda found: kind((k, f(found)) for k, f in inner.items())
        if isinstance(value, SparseTensor):
            parts = [self._parse(p) for p in (value.indices, value.values, value.dense_shape)]
            return lambda found: SparseTensorValue(*(f(found) for f in parts))
        if isinstance(value, IndexedSlices):
            parts = [self._optional(p) for p in (value.values, value.indices, value.dense_shape)]
            return lambda found: IndexedSlicesValue(*(f(found) for f in parts))
        if isinstance(value, RaggedTensor):
            return self._ragged(value)
        return self._element(value)

    def _optional(self, value: Any) -> Rebuild:
        return (lambda found: None) if value is None else self._parse(value)

    def _sequence(self, value: Any) -> Rebuild:
        inner = [self._parse(v) for v in value]
        if isinstance(value, list):
            return lambda found: [f(found) for f in inner]
        if hasattr(value, "_fields"):
            return lambda found: type(value)(*(f(found) for f in inner))
        return lambda found: tuple(f(found) for f in inner)

    def _ragged(self, value: RaggedTensor) -> Rebuild:
        """Ragged tensors come back as ragged tensors of eager values."""
        parts = nest.flatten(value, expand_composites=True)
        inner = [self._parse(p) for p in parts]
        from pellucid.ops.constants import constant

        return lambda found: nest.pack_sequence_as(
            value, [constant(f(found)) for f in inner], expand_composites=True
        )

    def _element(self, value: Any) -> Rebuild:
        try:
            element = self.graph.as_graph_element(value)
        except TypeError as error:
            raise TypeError(
                f'Argument `fetch` = {value} has invalid type "{type(value).__name__}" must be a '
                f"string or Tensor. ({error})"
            ) from None
        except (KeyError, ValueError) as error:
            raise ValueError(
                f"Argument `fetch` = {value} cannot be interpreted as a Tensor. ({error})"
            ) from None
        if not self.graph.is_fetchable(element):
            raise ValueError(f"{element!r} may not be fetched.")
        self.elements.append(element)
        if isinstance(element, Node):
            return lambda found: None
        assert isinstance(element, Tensor)
        return lambda found: found[id(element)]
