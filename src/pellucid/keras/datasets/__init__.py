"""`keras.datasets`: small well-known data sets, and the real digits that come with the package."""

from __future__ import annotations

from pellucid.keras.datasets import boston_housing as boston_housing
from pellucid.keras.datasets import california_housing as california_housing
from pellucid.keras.datasets import cifar10 as cifar10
from pellucid.keras.datasets import cifar100 as cifar100
from pellucid.keras.datasets import digits as digits
from pellucid.keras.datasets import fashion_mnist as fashion_mnist
from pellucid.keras.datasets import imdb as imdb
from pellucid.keras.datasets import mnist as mnist
from pellucid.keras.datasets import reuters as reuters

__all__ = [
    "boston_housing",
    "california_housing",
    "cifar10",
    "cifar100",
    "digits",
    "fashion_mnist",
    "imdb",
    "mnist",
    "reuters",
]
