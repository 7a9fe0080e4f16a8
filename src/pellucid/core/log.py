"""What Pellucid tells about its own work, when it is asked to: `PELLUCID_LOG`, `tf.config.set_log`.

set_log, get_log   which topics are told
wants              whether a topic is
tell               write a line about it
"""

from __future__ import annotations

import os
import sys
from collections.abc import Sequence

from pellucid.core.errors import explain

TOPICS = ("retrace", "islands")
VARIABLE = "PELLUCID_LOG"

_topics: set[str] = set()


def set_log(topics: str | Sequence[str] = ()) -> None:
    """Choose what to be told of on standard error.

    The environment variable `PELLUCID_LOG` does the same for a whole process:
    `PELLUCID_LOG=retrace,islands python program.py`.

    Args:
        topics: names, as a list or separated by commas: `"retrace"` tells why a `tf.function` was
            traced again, `"islands"` what of a function runs on the host, outside of compiled code.
            Empty: nothing.

    Raises:
        ValueError: a topic does not exist.

    Example:
        >>> tf.config.set_log("retrace,islands")
        >>> tf.config.get_log()
        ['islands', 'retrace']
        >>> tf.config.set_log()
    """
    names = topics.split(",") if isinstance(topics, str) else list(topics)
    names = [n.strip() for n in names if n.strip()]
    unknown = [n for n in names if n not in TOPICS]
    if unknown:
        where, expected = "tf.config.set_log [topics]", f"some of {list(TOPICS)}"
        raise ValueError(explain(where, "no such topic", expected=expected, received=unknown))
    _topics.clear()
    _topics.update(names)


def get_log() -> list[str]:
    """The topics that are told of, in alphabetical order."""
    return sorted(_topics)


def wants(topic: str) -> bool:
    """Whether a topic is told of."""
    return topic in _topics


def tell(topic: str, text: str) -> None:
    """Write a line about a topic to standard error."""
    print(f"[pellucid {topic}] {text}", file=sys.stderr)


def _from_environment() -> None:
    """Take the topics of `PELLUCID_LOG`; a wrong one must not keep a program from starting."""
    try:
        set_log(os.environ.get(VARIABLE, ""))
    except ValueError as error:
        tell("log", f"{VARIABLE}: {error}")


_from_environment()
