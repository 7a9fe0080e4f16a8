"""`tf.compat.v1.logging`: TensorFlow 1's log, over Python's logger `"tensorflow"`."""

from __future__ import annotations

import logging as python
from typing import Any

DEBUG, INFO, WARN, ERROR, FATAL = 10, 20, 30, 40, 50


def get_logger() -> python.Logger:
    """Python's logger that everything here goes to."""
    found = python.getLogger("tensorflow")
    if not found.handlers and not python.getLogger().handlers:
        handler = python.StreamHandler()
        handler.setFormatter(python.Formatter("%(levelname)s:%(name)s:%(message)s"))
        found.addHandler(handler)
    return found


def log(level: int, msg: Any, *args: Any, **kwargs: Any) -> None:
    """Log at a level."""
    get_logger().log(level, msg, *args, **kwargs)


def debug(msg: Any, *args: Any, **kwargs: Any) -> None:
    """Log at level DEBUG."""
    get_logger().debug(msg, *args, **kwargs)


def info(msg: Any, *args: Any, **kwargs: Any) -> None:
    """Log at level INFO."""
    get_logger().info(msg, *args, **kwargs)


def warning(msg: Any, *args: Any, **kwargs: Any) -> None:
    """Log at level WARN."""
    get_logger().warning(msg, *args, **kwargs)


def warn(msg: Any, *args: Any, **kwargs: Any) -> None:
    """Log at level WARN."""
    warning(msg, *args, **kwargs)


def error(msg: Any, *args: Any, **kwargs: Any) -> None:
    """Log at level ERROR."""
    get_logger().error(msg, *args, **kwargs)


def fatal(msg: Any, *args: Any, **kwargs: Any) -> None:
    """Log at level FATAL."""
    get_logger().critical(msg, *args, **kwargs)


def log_if(level: int, msg: Any, condition: bool, *args: Any) -> None:
    """Log at a level if `condition` is true."""
    if condition:
        log(level, msg, *args)


def set_verbosity(v: int | str) -> None:
    """What is less serious than this level is not logged."""
    get_logger().setLevel(v)


def get_verbosity() -> int:
    """The level that decides what is logged."""
    return get_logger().getEffectiveLevel()


def flush() -> None:
    """Write out what has been logged."""
    for handler in get_logger().handlers:
        handler.flush()


__all__ = [
    "DEBUG", "ERROR", "FATAL", "INFO", "WARN", "debug", "error", "fatal", "flush", "get_logger",
    "get_verbosity", "info", "log", "log_if", "set_verbosity", "warn", "warning",
]  # fmt: skip
