"""Muon: momentum made orthogonal for matrices, Adam for the rest."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Unpack

import pellucid as tf
from pellucid.keras.optimizers.gradients import dense, toward, toward_squares
from pellucid.keras.optimizers.optimizer import CommonOptions, Optimizer


class Muon(Optimizer):
    """Muon: matrices move along their orthogonalized momentum, other variables by Adam.

    Args:
        learning_rate: number, schedule or function; 0.001 by default.
        adam_beta_1: decay of Adam's first moment.
        adam_beta_2: decay of Adam's second moment.
        adam_weight_decay: decay of what Adam moves.
        epsilon: keeps Adam's divisor from 0.
        weight_decay: decay of what Muon moves.
        exclude_layers: words; variables whose path contains one are moved by Adam.
        exclude_embeddings: whether embeddings are moved by Adam.
        muon_a: first coefficient of the Newton-Schulz iteration.
        muon_b: second coefficient.
        muon_c: third coefficient.
        adam_lr_ratio: Adam's learning rate, as a multiple.
        momentum: of Muon.
        ns_steps: Newton-Schulz iterations.
        nesterov: whether the momentum is Nesterov's.
        rms_rate: scale of a step against the larger side of a matrix; None: the paper's first form.
        **options: see `CommonOptions`: clipnorm, clipvalue, use_ema, ...

    Reference:
        Jordan et al., Muon, 2024; Liu et al., Muon is Scalable, arXiv:2502.16982.
    """

    def __init__(
        self,
        learning_rate: Any = 0.001,
        adam_beta_1: float = 0.9,
        adam_beta_2: float = 0.999,
        adam_weight_decay: float = 0.004,
        epsilon: float = 1e-7,
        weight_decay: float | None = 0.004,
        exclude_layers: Sequence[str] | None = None,
        exclude_embeddings: bool = True,
        muon_a: float = 3.4445,
        muon_b: float = -4.775,
        muon_c: float = 2.0315,
        adam_lr_ratio: float = 1,
        momentum: float = 0.95,
        ns_steps: int = 5,
        nesterov: bool = True,
        rms_rate: float | None = 0.2,
        **options: Unpack[CommonOptions],
    ) -> None:
        super().__init__(learning_rate, weight_decay=weight_decay, **options)
        self.adam_beta_1, self.adam_beta_2 = adam_beta_1, adam_beta_2
        self.adam_weight_decay, self.epsilon = adam_weight_decay, epsilon
        self.exclude_layers = list(exclude_layers or [])
        self.exclude_embeddings = exclude_embeddings
        self.muon_a, self.muon_b, self.muon_c = muon_a, muon_b, muon_c
        self.adam_lr_ratio, self.momentum = adam_lr_ratio, momentum
        self.ns_steps, self.nesterov, self.rms_rate = ns_steps, nesterov, rms_rate

    def _uses_adam(self, variable: Any) -> bool:
        import re

        path = (getattr(variable, "path", None) or variable.name).lower()
        if len(variable.shape) not in (2, 3, 4):
            return True
        if self.exclude_embeddings and "embedding" in path:
            return True
        return any(re.search(word, path) for word in self.exclude_layers)

    def build(self, variables: Sequence[Any]) -> None:
        """Makes momenta for each variable, and second moments for Adam's."""
        if self.built:
            return
        super().build(variables)
        self._m, self._v = [], []
        for variable in variables:
            self._m.append(self.add_variable_from_reference(variable, "momentum"))
            adam = self._uses_adam(variable)
            self._v.append(self.add_variable_from_reference(variable, "velocity") if adam else None)

    def _decay_weights(self, variables: Sequence[Any], rate: Any) -> None:
        for variable in variables:
            decay = self.adam_weight_decay if self._uses_adam(variable) else self.weight_decay
            if decay and self._decays(variable):
                factor = tf.cast(rate, variable.dtype) * decay
                variable.assign_sub(tf.convert_to_tensor(variable) * factor)

    def update_step(self, gradient: Any, variable: Any, learning_rate: Any) -> None:
        """Moves one variable."""
        i = self._get_variable_index(variable)
        if self._v[i] is not None:
            self._adam_step(i, gradient, variable, learning_rate * self.adam_lr_ratio)
            return
        gradient = dense(gradient)
        m = tf.convert_to_tensor(self._m[i]) * self.momentum + gradient
        self._m[i].assign(m)
        direction = gradient + self.momentum * m if self.nesterov else m
        shape = tuple(variable.shape)
        step = self._orthogonal(tf.reshape(direction, (-1, shape[-1])))
        rows, columns = tuple(step.shape)
        if self.rms_rate is None:
            scale = max(1.0, rows / columns) ** 0.5
        else:
            scale = self.rms_rate * max(rows, columns) ** 0.5
        variable.assign_sub(learning_rate * tf.reshape(step, shape) * scale)

    def _adam_step(self, i: int, gradient: Any, variable: Any, learning_rate: Any) -> None:
        step = tf.cast(tf.convert_to_tensor(self.iterations) + 1, variable.dtype)
        m, v = tf.convert_to_tensor(self._m[i]), tf.convert_to_tensor(self._v[i])
        m = toward(m, gradient, 1.0 - self.adam_beta_1)
        v = toward_squares(v, gradient, 1.0 - self.adam_beta_2)
        self._m[i].assign(m)
        self._v[i].assign(v)
        one = 1.0 - tf.pow(tf.constant(self.adam_beta_1, step.dtype), step)
        two = 1.0 - tf.pow(tf.constant(self.adam_beta_2, step.dtype), step)
        rate = learning_rate * tf.sqrt(two) / one
        variable.assign_sub(rate * m / (tf.sqrt(v) + self.epsilon))

    def _orthogonal(self, x: Any) -> Any:
        """Returns nearly the orthogonal matrix next to `x`, by Newton-Schulz iterations."""
        tall = x.shape[0] > x.shape[1]
        if tall:
            x = tf.transpose(x)
        x = x / (tf.norm(x) + 1e-7)
        for _ in range(self.ns_steps):
            gram = tf.matmul(x, x, transpose_b=True)
            x = self.muon_a * x + tf.matmul(
                self.muon_b * gram + self.muon_c * tf.matmul(gram, gram), x
            )
        return tf.transpose(x) if tall else x

    def get_config(self) -> dict[str, Any]:
        """Returns the arguments from which `from_config` makes the same optimizer."""
        names = (
            "adam_beta_1", "adam_beta_2", "epsilon", "exclude_layers", "muon_a", "muon_b", "muon_c",
            "adam_lr_ratio", "momentum", "ns_steps", "nesterov", "exclude_embeddings",
            "adam_weight_decay", "rms_rate",
        )  # fmt: skip
        return super().get_config() | {name: getattr(self, name) for name in names}
