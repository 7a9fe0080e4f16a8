"""One op, computed by its native kernel, by XLA and by NumPy."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest

from pellucid.core import dtypes
from pellucid.runtime.backend import load_jax
from pellucid.runtime.cpu import NativeKernels, native


class Machines:
    """Runs an op's kernels on arrays."""

    def __init__(self) -> None:
        self.jax = load_jax()
        assert native.usable(self.jax)

    def native(self, op: Any, *inputs: Any, **attrs: Any) -> np.ndarray:
        """The native kernel; it must cover the case."""

        def lower(values: list[Any], known: dict[str, Any]) -> Any:
            found = NativeKernels(self.jax).lower(op, values, known)
            assert found is not None, "the native kernel does not cover this case"
            return found

        return self._compiled(lower, op, inputs, attrs)

    def covers(self, op: Any, *inputs: Any, **attrs: Any) -> bool:
        """Whether there is a native kernel for the case."""
        known = {**op.schema.defaults, "T": dtypes.as_dtype(inputs[-1].dtype), **attrs}

        def ask(*active: Any) -> Any:
            found = NativeKernels(self.jax).lower(op, self._filled(op, inputs, active), known)
            return self.jax.numpy.zeros(()) if found is None else found

        return self.jax.eval_shape(ask, *self._active(op, inputs)).shape != ()

    def xla(self, op: Any, *inputs: Any, **attrs: Any) -> np.ndarray:
        """The XLA kernel."""
        return self._compiled(
            lambda values, known: op.xla_kernel.run_xla(self.jax, values, known), op, inputs, attrs
        )

    def numpy(self, op: Any, *inputs: Any, **attrs: Any) -> np.ndarray:
        """The NumPy kernel."""
        known = {**op.schema.defaults, "T": dtypes.as_dtype(inputs[-1].dtype), **attrs}
        with np.errstate(all="ignore"):
            return op.run_numpy(list(inputs), known)[0]

    def _compiled(
        self, run: Callable[..., Any], op: Any, inputs: tuple[Any, ...], attrs: dict[str, Any]
    ) -> np.ndarray:
        known = {**op.schema.defaults, "T": dtypes.as_dtype(inputs[-1].dtype), **attrs}
        function = self.jax.jit(lambda *active: run(self._filled(op, inputs, active), known))
        return np.asarray(function(*self._active(op, inputs)))

    @staticmethod
    def _active(op: Any, inputs: tuple[Any, ...]) -> list[Any]:
        return [v for i, v in enumerate(inputs) if i not in op.static]

    @staticmethod
    def _filled(op: Any, inputs: tuple[Any, ...], active: Any) -> list[Any]:
        rest = iter(active)
        return [v if i in op.static else next(rest) for i, v in enumerate(inputs)]


@pytest.fixture(scope="session")
def machines() -> Machines:
    if native.load().library is None:
        pytest.skip(f"no native kernels: {native.load().reason}")
    return Machines()


def close(found: np.ndarray, expected: np.ndarray, tolerance: float = 1e-5) -> None:
    """Equal up to a share of the largest number; NaN and infinities in the same places."""
    assert found.shape == expected.shape
    assert found.dtype == expected.dtype
    finite = np.isfinite(expected)
    scale = np.abs(expected[finite]).max(initial=1e-6)
    np.testing.assert_array_equal(np.isnan(found), np.isnan(expected))
    np.testing.assert_array_equal(found[~finite], expected[~finite])
    np.testing.assert_allclose(found[finite], expected[finite], rtol=0, atol=tolerance * scale)


@pytest.fixture(scope="session")
def same() -> Callable[..., None]:
    return close
