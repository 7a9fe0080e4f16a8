"""The same small eager work in PyTorch."""

from __future__ import annotations


def cases(torch):
    """The cases; the names are those of `eager_tensorflow.py`."""
    a, b = torch.tensor([[1.0, 2.0], [3.0, 4.0]]), torch.tensor([[5.0, 6.0], [7.0, 8.0]])
    s, t = torch.tensor(1.5), torch.tensor(2.5)
    step = linear_regression(torch)
    return {
        "a + b, 2×2": ("a + b", {"a": a, "b": b}, lambda: (a + b).flatten().tolist()),
        "a + b, scalars": ("s + t", {"s": s, "t": t}, lambda: [float(s + t)]),
        "tape step": ("step()", {"step": step}, lambda: [step().item() for _ in range(10)]),
    }


def linear_regression(torch):
    """A function that takes one step of gradient descent on the smallest linear regression."""
    x = torch.tensor([0.0, 1.0, 2.0, 3.0, 4.0])
    y = torch.tensor([1.0, 3.1, 4.9, 7.2, 8.8])
    w, b = torch.tensor(0.0, requires_grad=True), torch.tensor(0.0, requires_grad=True)
    optimizer = torch.optim.SGD([w, b], lr=0.01)

    def step():
        optimizer.zero_grad()
        loss = torch.mean(torch.square(w * x + b - y))
        loss.backward()
        optimizer.step()
        return loss

    return step
