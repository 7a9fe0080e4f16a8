"""`tf.compat.v1.flags`: a program's command line options, declared where they are used.

    DEFINE_string("data_dir", "data", "Where the data are.")
    FLAGS.data_dir

`tf.compat.v1.app.run()` reads the command line; before that a flag has its default.
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator, Sequence
from typing import Any


class Error(Exception):
    """The base of what can be wrong with flags."""


class IllegalFlagValueError(Error):
    """A flag was given a value that it cannot have."""


class UnrecognizedFlagError(Error):
    """There is no flag of this name."""


class DuplicateFlagError(Error):
    """A flag was declared twice."""


class _Flag:
    def __init__(self, name: str, default: Any, help: str | None, parse: Any) -> None:
        self.name, self.default, self.help, self.parse = name, default, help, parse
        self.value = default
        self.present = False
        self.required = False

    def set(self, text: Any) -> None:
        """Take a value from the command line or from a program."""
        try:
            self.value = None if text is None else self.parse(text)
        except ValueError as error:
            raise IllegalFlagValueError(f"flag --{self.name}={text}: {error}") from None
        self.present = True


class FlagValues:
    """The flags of a program: attributes by their names, and called with `argv` to read it."""

    def __init__(self) -> None:
        self.__dict__["_flags"] = {}
        self.__dict__["_parsed"] = False

    def __getattr__(self, name: str) -> Any:
        flags = self.__dict__["_flags"]
        if name not in flags:
            raise AttributeError(name)
        return flags[name].value

    def __setattr__(self, name: str, value: Any) -> None:
        self._known(name).set(value)

    def __getitem__(self, name: str) -> Any:
        return self._known(name)

    def __contains__(self, name: str) -> bool:
        return name in self.__dict__["_flags"]

    def __iter__(self) -> Iterator[str]:
        return iter(self.__dict__["_flags"])

    def _known(self, name: str) -> _Flag:
        flags = self.__dict__["_flags"]
        if name not in flags:
            raise UnrecognizedFlagError(f"Unknown command line flag '{name}'")
        return flags[name]

    def add(self, flag: _Flag) -> None:
        """Declare a flag. Raises DuplicateFlagError if there is one of that name."""
        flags = self.__dict__["_flags"]
        if flag.name in flags:
            raise DuplicateFlagError(f"The flag '{flag.name}' is defined twice.")
        flags[flag.name] = flag

    def __call__(self, argv: Sequence[str], known_only: bool = False) -> list[str]:
        """Read `argv`; returns the program's name and what are no flags.

        Raises:
            UnrecognizedFlagError: there is no such flag (unless `known_only`).
            IllegalFlagValueError: a value does not fit, or a required one is missing.
        """
        rest, arguments = list(argv[:1]), list(argv[1:])
        while arguments:
            text = arguments.pop(0)
            if text == "--":
                rest += arguments
                break
            if not text.startswith("-") or text == "-":
                rest.append(text)
                continue
            name, equals, value = text.lstrip("-").partition("=")
            flags = self.__dict__["_flags"]
            if name not in flags and name.startswith("no") and name[2:] in flags:
                name, equals, value = name[2:], "=", "false"
            if name not in flags and known_only:
                rest.append(text)
                continue
            flag = self._known(name)
            if not equals:
                value = "true" if flag.parse is _boolean else self._next(arguments, name)
            flag.set(value)
        self.mark_as_parsed()
        return rest

    @staticmethod
    def _next(arguments: list[str], name: str) -> str:
        if not arguments:
            raise Error(f"Missing value for flag --{name}")
        return arguments.pop(0)

    def mark_as_parsed(self) -> None:
        """Take the values as they are; IllegalFlagValueError where a required one is missing."""
        for flag in self.__dict__["_flags"].values():
            if flag.required and flag.value is None:
                raise IllegalFlagValueError(
                    f"Flag --{flag.name} must have a value other than None."
                )
        self.__dict__["_parsed"] = True

    def is_parsed(self) -> bool:
        """Whether the command line has been read."""
        return self.__dict__["_parsed"]

    def flag_values_dict(self) -> dict[str, Any]:
        """All values by their names."""
        return {k: f.value for k, f in self.__dict__["_flags"].items()}

    def unparse_flags(self) -> None:
        """Give every flag its default again."""
        for flag in self.__dict__["_flags"].values():
            flag.value, flag.present = flag.default, False
        self.__dict__["_parsed"] = False


FLAGS = FlagValues()


def _boolean(text: Any) -> bool:
    known = {"true": True, "t": True, "1": True, "yes": True, "y": True,
             "false": False, "f": False, "0": False, "no": False, "n": False}  # fmt: skip
    if str(text).lower() not in known:
        raise ValueError("expected a truth value")
    return known[str(text).lower()]


def _listed(text: Any) -> list[str]:
    parts = text if isinstance(text, list) else str(text).split(",")
    return [p.strip() for p in parts if p.strip()]


def _define(name: str, default: Any, help: str | None, parse: Callable[[Any], Any],
            flag_values: FlagValues, required: bool) -> None:  # fmt: skip
    flag = _Flag(name, None if default is None else parse(default), help, parse)
    flag.required = required
    flag_values.add(flag)


def DEFINE_string(name: str, default: str | None, help: str | None,
                  flag_values: FlagValues = FLAGS, required: bool = False) -> None:  # fmt: skip
    """Declare a flag that is text."""
    _define(name, default, help, str, flag_values, required)


def DEFINE_integer(
    name: str, default: int | None, help: str | None, lower_bound: int | None = None,
    upper_bound: int | None = None, flag_values: FlagValues = FLAGS, required: bool = False,
) -> None:  # fmt: skip
    """Declare a flag that is an integer, perhaps within bounds."""

    def parse(text: Any) -> int:
        return _bounded(int(text), lower_bound, upper_bound)

    _define(name, default, help, parse, flag_values, required)


def DEFINE_float(
    name: str, default: float | None, help: str | None, lower_bound: float | None = None,
    upper_bound: float | None = None, flag_values: FlagValues = FLAGS, required: bool = False,
) -> None:  # fmt: skip
    """Declare a flag that is a number, perhaps within bounds."""

    def parse(text: Any) -> float:
        return _bounded(float(text), lower_bound, upper_bound)

    _define(name, default, help, parse, flag_values, required)


def _bounded(value: Any, lower: Any, upper: Any) -> Any:
    if (lower is not None and value < lower) or (upper is not None and value > upper):
        raise ValueError(f"expected a number in [{lower}, {upper}]")
    return value


def DEFINE_boolean(name: str, default: bool | None, help: str | None,
                   flag_values: FlagValues = FLAGS, required: bool = False) -> None:  # fmt: skip
    """Declare a flag that is true or false: `--name`, `--noname`, `--name=false`."""
    _define(name, default, help, _boolean, flag_values, required)


def DEFINE_bool(name: str, default: bool | None, help: str | None,
                flag_values: FlagValues = FLAGS, required: bool = False) -> None:  # fmt: skip
    """Another name of `DEFINE_boolean`."""
    DEFINE_boolean(name, default, help, flag_values, required)


def DEFINE_enum(
    name: str, default: str | None, enum_values: Sequence[str], help: str | None,
    flag_values: FlagValues = FLAGS, required: bool = False,
) -> None:  # fmt: skip
    """Declare a flag that is one of several texts."""

    def parse(text: Any) -> str:
        if text not in enum_values:
            raise ValueError(f"expected one of {', '.join(enum_values)}")
        return text

    _define(name, default, help, parse, flag_values, required)


def DEFINE_list(name: str, default: Any, help: str | None, flag_values: FlagValues = FLAGS,
                required: bool = False) -> None:  # fmt: skip
    """Declare a flag that is a list of texts, separated by commas."""
    _define(name, default, help, _listed, flag_values, required)


def mark_flag_as_required(flag_name: str, flag_values: FlagValues = FLAGS) -> None:
    """Let the program stop if the flag is not given."""
    flag_values[flag_name].required = True


def mark_flags_as_required(flag_names: Sequence[str], flag_values: FlagValues = FLAGS) -> None:
    """Let the program stop if one of the flags is not given."""
    for name in flag_names:
        mark_flag_as_required(name, flag_values)


def run(main: Callable[[list[str]], Any] | None = None, argv: Sequence[str] | None = None) -> None:
    """Read the command line, call `main(rest)`, and end the program (`tf.compat.v1.app.run`).

    Args:
        main: the function; default `main` of the program.
        argv: the command line; default `sys.argv`.
    """
    function = main or sys.modules["__main__"].main
    sys.exit(function(FLAGS(sys.argv if argv is None else argv, known_only=True)))
