"""`tf.random.Generator`: random numbers from a state that the user can see, save and set.

The state is a variable: three int64 (counter low, counter high, key) for Philox. Every draw reads
it and moves it on by 256 counter values for each number, so that draws never overlap.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from pellucid.core import dtypes
from pellucid.core.dtypes import as_dtype
from pellucid.core.errors import UnimplementedError, explain
from pellucid.core.tensor import Tensor
from pellucid.core.typing import DTypeLike, ShapeLike, TensorLike
from pellucid.ops import philox
from pellucid.ops.broadcasting import shape_vector
from pellucid.ops.constants import convert_to_tensor
from pellucid.ops.random import moved, scaled
from pellucid.ops.stateless_random import (
    StatelessRandomNormalV2,
    StatelessRandomUniformFullIntV2,
    StatelessRandomUniformIntV2,
    StatelessRandomUniformV2,
    StatelessTruncatedNormalV2,
    algorithm_number,
)  # fmt: skip
from pellucid.ops.variables import Variable
from pellucid.runtime.dispatch import op

_SIZES = {1: 3, 2: 2, 3: 3}

RngReadAndSkip = op(
    "RngReadAndSkip", "resource: resource, alg: int32, delta: uint64 -> value: int64",
    stateful=True, static=("alg",), gradient=None, infer=lambda call: (None,),
)  # fmt: skip


@RngReadAndSkip.kernel
def _(xp: Any, resource: Any, alg: Any, delta: Any) -> Any:
    if int(alg) == 2:
        raise UnimplementedError(
            None, None, "The ThreeFry algorithm is not supported here. Fix: alg='philox'"
        )
    before = xp.asarray(resource.value)
    state = before.astype(np.uint64)
    steps = xp.asarray(delta).astype(np.uint64) * np.uint64(philox.RESERVED)
    resource.value = philox.advance(xp, state, steps).astype(np.int64)
    return before


class Generator:
    """A random number generator.

    Args:
        copy_from: a generator to copy.
        state: the state, for `alg`: a vector of integers or a variable that is used as it is.
        alg: `"philox"` or `"auto_select"`; `"threefry"` generators can be made but not drawn from.

    Attributes:
        state: the variable that holds the state, int64.
        algorithm: the number of the algorithm (Philox is 1).
        key: the part of the state that a draw does not change.

    Example:
        >>> g = tf.random.Generator.from_seed(1)
        >>> g.normal([2]).numpy()
        array([ 0.43842277, -0.53439844], dtype=float32)
    """

    def __init__(
        self, copy_from: Generator | None = None, state: Any = None, alg: Any = None
    ) -> None:
        if copy_from is not None:
            if state is not None or alg is not None:
                raise ValueError(
                    explain("tf.random.Generator", "copy_from goes without state and alg")
                )
            state, alg = copy_from.state.read_value(), copy_from.algorithm
        elif state is None or alg is None:
            raise ValueError(
                explain(
                    "tf.random.Generator",
                    "state and alg are needed",
                    fix="tf.random.Generator.from_seed",
                )
            )
        self._alg = algorithm_number(alg)
        if isinstance(state, Variable):
            _check_state(state, self._alg)
            self._state = state
        else:
            self._state = Variable(
                _as_state(state, self._alg), dtype=dtypes.int64, trainable=False, name="StateVar"
            )

    @classmethod
    def from_state(cls, state: TensorLike, alg: Any) -> Generator:
        """A generator with this state: a vector of three integers for Philox."""
        return cls(state=state, alg=alg)

    @classmethod
    def from_seed(cls, seed: TensorLike, alg: Any = None) -> Generator:
        """A generator whose state is made from a seed: an integer, or a vector of integers."""
        alg = "philox" if alg is None else alg
        return cls(state=create_rng_state(seed, alg), alg=alg)

    @classmethod
    def from_non_deterministic_state(cls, alg: Any = None) -> Generator:
        """A generator that starts anywhere, different in every program."""
        alg = "philox" if alg is None else alg
        size = _SIZES[algorithm_number(alg)]
        import secrets

        return cls(state=[secrets.randbits(64) - 2**63 for _ in range(size)], alg=alg)

    @classmethod
    def from_key_counter(cls, key: TensorLike, counter: TensorLike, alg: Any) -> Generator:
        """A generator with this key (a scalar) and counter (a vector of two for Philox)."""
        return cls(state=_joined(key, counter, algorithm_number(alg)), alg=alg)

    @property
    def state(self) -> Variable:
        """The variable that holds the state."""
        return self._state

    @property
    def algorithm(self) -> int:
        """The number of the algorithm."""
        return self._alg

    @property
    def key(self) -> Tensor:
        """The key: the last number of the state."""
        return self._state[_SIZES[self._alg] - 1]

    def reset(self, state: TensorLike) -> None:
        """Set the state."""
        self._state.assign(_as_state(state, self._alg))

    def reset_from_seed(self, seed: TensorLike) -> None:
        """Set the state to that of `from_seed(seed)`."""
        self._state.assign(create_rng_state(seed, self._alg))

    def reset_from_key_counter(self, key: TensorLike, counter: TensorLike) -> None:
        """Set key and counter."""
        self._state.assign(_joined(key, counter, self._alg))

    def skip(self, delta: TensorLike) -> Tensor:
        """Move on as if `delta` numbers had been drawn.

        Returns: the state before, int64.
        """
        from pellucid.ops.casting import cast

        return RngReadAndSkip(self._state, self._alg, cast(convert_to_tensor(delta), dtypes.uint64))

    def _next(self, shape: Any) -> tuple[Tensor, Tensor, Tensor, Any]:
        """Shape, key, counter and algorithm for a draw of `shape`; the state moves on."""
        from pellucid.ops.casting import bitcast
        from pellucid.ops.reduction import reduce_prod

        shape = shape_vector(shape)
        before = self.skip(reduce_prod(shape))
        key = bitcast(before[2:3], dtypes.uint64)
        return shape, key, bitcast(before[:2], dtypes.uint64), 1

    def normal(
        self, shape: ShapeLike, mean: TensorLike = 0.0, stddev: TensorLike = 1.0,
        dtype: DTypeLike = dtypes.float32, name: str | None = None,
    ) -> Tensor:  # fmt: skip
        """Numbers from a normal distribution; see `tf.random.normal`."""
        drawn = StatelessRandomNormalV2(*self._next(shape), dtype=as_dtype(dtype), name=name)
        return moved(drawn, mean, stddev)

    def truncated_normal(
        self, shape: ShapeLike, mean: TensorLike = 0.0, stddev: TensorLike = 1.0,
        dtype: DTypeLike = dtypes.float32, name: str | None = None,
    ) -> Tensor:  # fmt: skip
        """Normal numbers within two standard deviations of the mean."""
        drawn = StatelessTruncatedNormalV2(*self._next(shape), dtype=as_dtype(dtype), name=name)
        return moved(drawn, mean, stddev)

    def uniform(
        self, shape: ShapeLike, minval: TensorLike | None = 0, maxval: TensorLike | None = None,
        dtype: DTypeLike = dtypes.float32, name: str | None = None,
    ) -> Tensor:  # fmt: skip
        """Numbers from [minval, maxval); for integers both bounds may be None: any number.

        Raises:
            ValueError: only one bound of an integer dtype is None.
        """
        dtype = as_dtype(dtype)
        if not dtype.is_integer:
            drawn = StatelessRandomUniformV2(*self._next(shape), dtype=dtype, name=name)
            return scaled(drawn, 0 if minval is None else minval, 1 if maxval is None else maxval)
        if (minval is None) != (maxval is None):
            raise ValueError(
                explain("tf.random.Generator.uniform [minval, maxval]",
                        f"for the integer dtype {dtype.name} both or none must be None",
                        received=f"minval={minval}, maxval={maxval}")
            )  # fmt: skip
        if minval is None:
            return self.uniform_full_int(shape, dtype, name)
        bounds = convert_to_tensor(minval, dtype), convert_to_tensor(maxval, dtype)
        return StatelessRandomUniformIntV2(*self._next(shape), *bounds, name=name)

    def uniform_full_int(
        self, shape: ShapeLike, dtype: DTypeLike = dtypes.uint64, name: str | None = None
    ) -> Tensor:
        """Integers of which every bit is random (int32, int64, uint32 or uint64)."""
        return StatelessRandomUniformFullIntV2(*self._next(shape), dtype=as_dtype(dtype), name=name)

    def binomial(
        self, shape: ShapeLike, counts: TensorLike, probs: TensorLike,
        dtype: DTypeLike = dtypes.int32, name: str | None = None,
    ) -> Tensor:  # fmt: skip
        """How often something of probability `probs` happens in `counts` trials.

        Args:
            shape: shape of the result; it ends with the broadcast shape of counts and probs.
            counts, probs: float tensors.
            dtype: dtype of the result.
            name: name of the operation.
        """
        from pellucid.ops.random_distributions import StatefulRandomBinomial

        counts = convert_to_tensor(counts, dtype_hint=dtypes.float32)
        probs = convert_to_tensor(probs, counts.dtype)
        return StatefulRandomBinomial(
            self._state, 1, shape_vector(shape), counts, probs, dtype=as_dtype(dtype), name=name
        )

    def make_seeds(self, count: int = 1) -> Tensor:
        """Seeds for stateless functions: int64 of shape (2, count), one in each column."""
        from pellucid.ops.creation import zeros_like
        from pellucid.ops.joining import stack

        keys = self.uniform_full_int([count], dtypes.int64)
        return stack([keys, zeros_like(keys)])

    def split(self, count: int = 1) -> list[Generator]:
        """`count` generators with random keys, independent of each other and of this one."""
        keys = self.uniform_full_int([count], dtypes.int64)
        counter = np.zeros(_SIZES[self._alg] - 1, np.int64)
        return [Generator.from_key_counter(keys[i], counter, self._alg) for i in range(count)]

    def __deepcopy__(self, memo: dict[int, Any]) -> Generator:
        return Generator(copy_from=self)


def _check_state(state: Any, alg: int) -> None:
    if state.dtype is not dtypes.int64 or state.dims != (_SIZES[alg],):
        raise ValueError(
            explain("tf.random.Generator [state]", "not a state",
                    expected=f"int64 of shape ({_SIZES[alg]},)",
                    received=f"{state.dtype.name} of shape {state.shape}")
        )  # fmt: skip


def _as_state(state: Any, alg: int) -> Any:
    """A state given by the user as an int64 tensor."""
    from pellucid.ops.casting import cast

    if not isinstance(state, Tensor):
        state = convert_to_tensor(_signed(np.asarray(state)))
    state = cast(state, dtypes.int64)
    if state.dims is not None and state.dims != (_SIZES[alg],):
        raise ValueError(
            explain(
                "tf.random.Generator [state]",
                f"Shapes {state.dims} and [{_SIZES[alg]}] are incompatible",
            )
        )
    return state


def _signed(values: np.ndarray) -> np.ndarray:
    """Numbers as int64, large unsigned ones wrapped."""
    if values.dtype.kind == "O":
        return np.array([(int(v) + 2**63) % 2**64 - 2**63 for v in values.reshape(-1)]).reshape(
            values.shape
        )
    return values.astype(np.int64)


def _joined(key: Any, counter: Any, alg: int) -> Any:
    """The state of a key and a counter."""
    from pellucid.ops.array import reshape
    from pellucid.ops.casting import cast
    from pellucid.ops.joining import concat

    counter = cast(convert_to_tensor(counter), dtypes.int64)
    if counter.dims is not None and counter.dims != (_SIZES[alg] - 1,):
        raise ValueError(
            explain(
                "tf.random.Generator [counter]",
                f"Shapes {counter.dims} and [{_SIZES[alg] - 1}] are incompatible",
            )
        )
    return concat([counter, reshape(cast(convert_to_tensor(key), dtypes.int64), [1])], 0)


def create_rng_state(seed: TensorLike, alg: Any) -> Tensor:
    """The state of a generator from a seed.

    Args:
        seed: an integer, cut into pieces of 64 bits from the lowest on; or a vector of integers,
            zeros put before it or its end cut off until it has the right length.
        alg: the algorithm.

    Returns: int64, shape (3,) for Philox and (2,) for ThreeFry.

    Example:
        >>> tf.random.create_rng_state(5, "philox").numpy()
        array([5, 0, 0])
    """
    from pellucid.ops.array import reshape
    from pellucid.ops.casting import cast
    from pellucid.ops.joining import concat

    size = _SIZES[algorithm_number(alg)]
    if isinstance(seed, int | np.integer):
        pieces = [(int(seed) >> (64 * i)) % 2**64 for i in range(size)]
        return convert_to_tensor(_signed(np.array(pieces, object)))
    if isinstance(seed, Tensor):
        values = seed
    else:
        values = convert_to_tensor(_signed(np.asarray(seed)))
    values = reshape(cast(values, dtypes.int64), [-1])
    missing = size - (values.dims or (0,))[0]
    if missing > 0:
        values = concat([np.zeros(missing, np.int64), values], 0)
    return values[:size]


_global: list[Generator] = []


def get_global_generator() -> Generator:
    """The generator of the whole program, made with a random state when first asked for."""
    if not _global:
        from pellucid.core.context import init_scope

        with init_scope():
            _global.append(Generator.from_non_deterministic_state())
    return _global[0]


def set_global_generator(generator: Generator) -> None:
    """Make `generator` the one that `get_global_generator` returns.

    A `tf.function` that was traced before keeps the one it saw.
    """
    _global[:] = [generator]
