"""The networks of `snippets/fit.py` in PyTorch, for `fit.py`: same weights, data and optimizer.

Written as PyTorch's users do: channels first, an eager training loop, `nn.Module`s. Only the
weights are brought over from Keras's order of axes and gates, so that the losses can be compared.
"""

from __future__ import annotations

import importlib.util
import sys
from collections.abc import Callable
from pathlib import Path
from types import ModuleType
from typing import Any

import numpy as np


def keras_text() -> ModuleType:
    """`snippets/fit.py`, whose data, batches and weights these networks share."""
    path = Path(__file__).with_name("fit.py")
    spec = importlib.util.spec_from_file_location("fit_snippets", path)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    sys.modules["fit_snippets"] = module
    spec.loader.exec_module(module)
    return module


class FromKeras:
    """Makes layers with the weights that `compiled` in fit.py draws, one after the other."""

    def __init__(self, torch: Any, weights_like: Callable[..., np.ndarray]) -> None:
        self.torch = torch
        self._like = weights_like
        self._draw = np.random.default_rng(1)

    def weight(self, *shape: int) -> Any:
        """The next weight, as Keras lays it out."""
        return self.torch.from_numpy(self._like(np.zeros(shape, np.float32), self._draw))

    def convolution(self, inputs: int, outputs: int, size: int, padding: str = "valid") -> Any:
        """A convolution; Keras: (height, width, inputs, outputs)."""
        layer = self.torch.nn.Conv2d(inputs, outputs, size, padding=padding)
        kernel = self.weight(size, size, inputs, outputs).permute(3, 2, 0, 1)
        return self._with(layer, weight=kernel, bias=self.torch.zeros(outputs))

    def dense(self, inputs: int, outputs: int, image: tuple[int, int, int] | None = None) -> Any:
        """A dense layer; after flattening an image (height, width, channels) if there is one."""
        kernel = self.weight(inputs, outputs)
        if image is not None:
            kernel = kernel.reshape(*image, outputs).permute(2, 0, 1, 3).reshape(inputs, outputs)
        layer = self.torch.nn.Linear(inputs, outputs)
        return self._with(layer, weight=kernel.T, bias=self.torch.zeros(outputs))

    def embedding(self, words: int, size: int) -> Any:
        """A table of vectors."""
        return self._with(self.torch.nn.Embedding(words, size), weight=self.weight(words, size))

    def lstm(self, inputs: int, units: int) -> Any:
        """An LSTM. Keras has one bias, so the second one stays zero."""
        layer = self.torch.nn.LSTM(inputs, units, batch_first=True)
        kernel, recurrent = self.weight(inputs, 4 * units), self.weight(units, 4 * units)
        bias = self.torch.zeros(4, units)
        bias[1] = 1.0  # of the forget gate
        layer.bias_hh_l0.requires_grad_(False)
        zero = self.torch.zeros(4 * units)
        return self._with(
            layer, weight_ih_l0=kernel.T, weight_hh_l0=recurrent.T, bias_ih_l0=bias.flatten(),
            bias_hh_l0=zero,
        )  # fmt: skip

    def gru(self, inputs: int, units: int) -> Any:
        """A GRU. Keras orders its gates update, reset, new; PyTorch reset, update, new."""
        layer = self.torch.nn.GRU(inputs, units, batch_first=True)
        kernel, recurrent = self.weight(inputs, 3 * units), self.weight(units, 3 * units)
        biases = self.weight(2, 3 * units)

        def ordered(weight: Any) -> Any:
            update, reset, new = weight.split(units, dim=-1)
            return self.torch.cat([reset, update, new], dim=-1)

        return self._with(
            layer, weight_ih_l0=ordered(kernel).T, weight_hh_l0=ordered(recurrent).T,
            bias_ih_l0=ordered(biases[0]), bias_hh_l0=ordered(biases[1]),
        )  # fmt: skip

    def _with(self, layer: Any, **weights: Any) -> Any:
        with self.torch.no_grad():
            for name, weight in weights.items():
                getattr(layer, name).copy_(weight)
        return layer


def mnist(make: FromKeras, dropout: float) -> Any:
    """As `mnist` in fit.py."""
    nn = make.torch.nn
    return nn.Sequential(
        make.convolution(1, 32, 3), nn.ReLU(), nn.MaxPool2d(2),
        make.convolution(32, 64, 3), nn.ReLU(), nn.MaxPool2d(2),
        nn.Flatten(), nn.Dropout(dropout), make.dense(1600, 10, (5, 5, 64)),
    )  # fmt: skip


def three_convolutions(channels: int, last: int) -> Callable[[FromKeras, float], Any]:
    """As in fit.py; `last` is the side of the last image."""

    def network(make: FromKeras, dropout: float) -> Any:
        nn = make.torch.nn
        return nn.Sequential(
            make.convolution(channels, 32, 3), nn.ReLU(), nn.MaxPool2d(2),
            make.convolution(32, 64, 3), nn.ReLU(), nn.MaxPool2d(2),
            make.convolution(64, 64, 3), nn.ReLU(), nn.Flatten(),
            make.dense(last * last * 64, 64, (last, last, 64)), nn.ReLU(), make.dense(64, 10),
        )  # fmt: skip

    return network


def wide(make: FromKeras, dropout: float) -> Any:
    """As `wide` in fit.py."""
    nn = make.torch.nn
    return nn.Sequential(
        make.convolution(1, 64, 7, "same"), nn.ReLU(), nn.MaxPool2d(2),
        make.convolution(64, 128, 3, "same"), nn.ReLU(),
        make.convolution(128, 128, 3, "same"), nn.ReLU(), nn.MaxPool2d(2), nn.Flatten(),
        make.dense(7 * 7 * 128, 128, (7, 7, 128)), nn.ReLU(), nn.Dropout(dropout),
        make.dense(128, 10),
    )  # fmt: skip


def mlp(make: FromKeras, dropout: float) -> Any:
    """As `mlp` in fit.py."""
    nn = make.torch.nn
    return nn.Sequential(nn.Flatten(), make.dense(784, 128), nn.ReLU(), make.dense(128, 10))


def recurrent(name: str) -> Callable[[FromKeras, float], Any]:
    """As in fit.py: the last state of a recurrent layer, then a dense layer."""

    def network(make: FromKeras, dropout: float) -> Any:
        class LastState(make.torch.nn.Module):
            def __init__(self) -> None:
                super().__init__()
                self.layer = getattr(make, name)(64, 128)
                self.head = make.dense(128, 10)

            def forward(self, x: Any) -> Any:
                return self.head(self.layer(x)[0][:, -1])

        return LastState()

    return network


def reviews(words: int, size: int, hidden: int) -> Callable[[FromKeras, float], Any]:
    """As in fit.py; gives logits, as PyTorch's loss has the sigmoid in it."""

    def network(make: FromKeras, dropout: float) -> Any:
        nn = make.torch.nn

        class Mean(nn.Module):
            def forward(self, x: Any) -> Any:
                return x.mean(dim=1)

        return nn.Sequential(
            make.embedding(words, size), Mean(), make.dense(size, hidden), nn.ReLU(),
            nn.Dropout(dropout), make.dense(hidden, 1),
        )  # fmt: skip

    return network


NETWORKS = {
    "MNIST CNN, batch 128": mnist,
    "CIFAR CNN, batch 32": three_convolutions(3, 4),
    "Fashion CNN, batch 64": three_convolutions(1, 3),
    "wide CNN, batch 32": wide,
    "MLP, batch 32": mlp,
    "LSTM(128) x 100, batch 32": recurrent("lstm"),
    "GRU(128) x 100, batch 32": recurrent("gru"),
    "IMDB embedding 10000 x 128, batch 32": reviews(10_000, 128, 128),
    "IMDB embedding 80000 x 16, batch 32": reviews(80_000, 16, 16),
}


class Training:
    """A network with its loss and optimizer."""

    def __init__(self, torch: Any, text: ModuleType, name: str, dropout: float) -> None:
        self._torch, self._case = torch, text.CASES[name]
        self._network = NETWORKS[name](FromKeras(torch, text.weights_like), dropout).train()
        losses = torch.nn.functional
        self._loss = (
            losses.binary_cross_entropy_with_logits if self._case.binary else losses.cross_entropy
        )
        trained = [p for p in self._network.parameters() if p.requires_grad]
        self._optimizer = torch.optim.Adam(trained, lr=self._case.rate, eps=1e-7)

    def tensors(self, x: np.ndarray, y: np.ndarray) -> tuple[Any, Any]:
        """Examples and labels as PyTorch wants them."""
        inputs = self._torch.from_numpy(x)
        if x.ndim == 4:
            inputs = inputs.permute(0, 3, 1, 2).contiguous()
        labels = self._torch.from_numpy(y)
        return inputs, labels.float() if self._case.binary else labels

    def keras_epsilon(self, step: int) -> None:
        """Let the next update be Keras's: it adds epsilon before it corrects the bias."""
        self._optimizer.param_groups[0]["eps"] = 1e-7 / (1 - 0.999**step) ** 0.5

    def epoch(self, x: Any, y: Any) -> float:
        """Train on all batches in random order; the mean loss."""
        order = self._torch.randperm(len(x)).split(self._case.batch)
        total = self._torch.zeros(())
        for chosen in order:
            self._optimizer.zero_grad()
            loss = self._loss(self._network(x[chosen]), y[chosen])
            loss.backward()
            self._optimizer.step()
            total += loss.detach()
        return float(total) / len(order)


def cases(torch: ModuleType) -> dict[str, tuple[str, dict[str, Any], Any]]:
    """Name -> statement, variables, function for the answer."""
    text = keras_text()
    return {name: timed(torch, text, name) for name in NETWORKS}


def timed(
    torch: ModuleType, text: ModuleType, name: str
) -> tuple[str, dict[str, Any], Callable[[], list[float]]]:
    """The statement of a case; its answer is three losses without dropout."""
    x, y = text.data_of(text.CASES[name])
    batch = text.CASES[name].batch
    made: list[Any] = []

    def run() -> None:
        if not made:
            training = Training(torch, text, name, 0.5)
            made.extend([training, *training.tensors(x, y)])
        made[0].epoch(*made[1:])

    def answer() -> list[float]:
        training = Training(torch, text, name, 0.0)
        first = training.tensors(x[:batch], y[:batch])
        losses = []
        for step in (1, 2, 3):
            training.keras_epsilon(step)
            losses.append(training.epoch(*first))
        return losses

    return "run()", {"run": run}, answer
