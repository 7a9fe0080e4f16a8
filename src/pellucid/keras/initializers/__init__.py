"""First values of weights."""

from pellucid.keras.initializers.constant import Constant as Constant
from pellucid.keras.initializers.constant import Constant as constant
from pellucid.keras.initializers.constant import Identity as Identity
from pellucid.keras.initializers.constant import Identity as IdentityInitializer
from pellucid.keras.initializers.constant import Identity as identity
from pellucid.keras.initializers.constant import Ones as Ones
from pellucid.keras.initializers.constant import Ones as ones
from pellucid.keras.initializers.constant import Zeros as Zeros
from pellucid.keras.initializers.constant import Zeros as zeros
from pellucid.keras.initializers.initializer import Initializer as Initializer
from pellucid.keras.initializers.lookup import deserialize as deserialize
from pellucid.keras.initializers.lookup import get as get
from pellucid.keras.initializers.lookup import serialize as serialize
from pellucid.keras.initializers.random import GlorotNormal as GlorotNormal
from pellucid.keras.initializers.random import GlorotNormal as glorot_normal
from pellucid.keras.initializers.random import GlorotUniform as GlorotUniform
from pellucid.keras.initializers.random import GlorotUniform as glorot_uniform
from pellucid.keras.initializers.random import HeNormal as HeNormal
from pellucid.keras.initializers.random import HeNormal as he_normal
from pellucid.keras.initializers.random import HeUniform as HeUniform
from pellucid.keras.initializers.random import HeUniform as he_uniform
from pellucid.keras.initializers.random import LecunNormal as LecunNormal
from pellucid.keras.initializers.random import LecunNormal as lecun_normal
from pellucid.keras.initializers.random import LecunUniform as LecunUniform
from pellucid.keras.initializers.random import LecunUniform as lecun_uniform
from pellucid.keras.initializers.random import Orthogonal as Orthogonal
from pellucid.keras.initializers.random import Orthogonal as OrthogonalInitializer
from pellucid.keras.initializers.random import Orthogonal as orthogonal
from pellucid.keras.initializers.random import RandomNormal as RandomNormal
from pellucid.keras.initializers.random import RandomNormal as random_normal
from pellucid.keras.initializers.random import RandomUniform as RandomUniform
from pellucid.keras.initializers.random import RandomUniform as random_uniform
from pellucid.keras.initializers.random import TruncatedNormal as TruncatedNormal
from pellucid.keras.initializers.random import TruncatedNormal as truncated_normal
from pellucid.keras.initializers.random import VarianceScaling as VarianceScaling
from pellucid.keras.initializers.random import VarianceScaling as variance_scaling
from pellucid.keras.initializers.stft import STFT as STFT
from pellucid.keras.initializers.stft import STFT as STFTInitializer
from pellucid.keras.initializers.stft import STFT as stft

__all__ = [
    "Constant",
    "GlorotNormal",
    "GlorotUniform",
    "HeNormal",
    "HeUniform",
    "Identity",
    "IdentityInitializer",
    "Initializer",
    "LecunNormal",
    "LecunUniform",
    "Ones",
    "Orthogonal",
    "OrthogonalInitializer",
    "RandomNormal",
    "RandomUniform",
    "STFT",
    "STFTInitializer",
    "TruncatedNormal",
    "VarianceScaling",
    "Zeros",
    "constant",
    "deserialize",
    "get",
    "glorot_normal",
    "glorot_uniform",
    "he_normal",
    "he_uniform",
    "identity",
    "lecun_normal",
    "lecun_uniform",
    "ones",
    "orthogonal",
    "random_normal",
    "random_uniform",
    "serialize",
    "stft",
    "truncated_normal",
    "variance_scaling",
    "zeros",
]
