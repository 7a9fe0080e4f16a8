"""`tf.version`: which Pellucid this is, and which TensorFlow's graphs it writes."""

__version__ = "0.1.0"

VERSION = __version__
GIT_VERSION = "v" + __version__
COMPILER_VERSION = "none: plain Python, compiled by XLA at run time"
GRAPH_DEF_VERSION = 2474
GRAPH_DEF_VERSION_MIN_CONSUMER = 0
GRAPH_DEF_VERSION_MIN_PRODUCER = 0

__all__ = [
    "COMPILER_VERSION",
    "GIT_VERSION",
    "GRAPH_DEF_VERSION",
    "GRAPH_DEF_VERSION_MIN_CONSUMER",
    "GRAPH_DEF_VERSION_MIN_PRODUCER",
    "VERSION",
    "__version__",
]
