"""The command `pellucid`: `run`, `doctor`, `--version`, `--help`."""

from __future__ import annotations

import sys

from . import install
from .names import KERAS_VERSION, TENSORFLOW_VERSION

HELP = """\
usage: pellucid <command> ...

Pellucid: TensorFlow 2 that you can read.

commands:
  run [-v] script.py [args]   run an unmodified TensorFlow or Keras program on Pellucid
  run [-v] -m module [args]   the same for a module
  run [-v] -c code [args]     the same for a line of code
  doctor [--devices]          versions, folders, and devices on request

options:
  -h, --help                  this text; also after a command
  --version                   the version of Pellucid
"""

RUN_HELP = """\
usage: pellucid run [-v] (script.py | -m module | -c code | -) [args ...]

Runs a program in which `tensorflow`, `keras` and `tf_keras` mean Pellucid, as `python` would run
it: same arguments, same __main__, same exit status. The processes it starts inherit that.

  script.py     a file, or a folder or zip file with a __main__.py; - reads standard input
  -m module     a module, found as `python -m` finds it
  -c code       a line of code
  -v            say on stderr when an installed TensorFlow is passed over

In a notebook: %load_ext pellucid. In Python: pellucid.launcher.install().
"""

DOCTOR_HELP = """\
usage: pellucid doctor [--devices]

Prints the versions of Pellucid and of what it stands on, and the folders it uses.

  --devices     also list the devices (imports JAX)
"""


def main(arguments: list[str] | None = None) -> int:
    """Run the command line.

    Args:
        arguments: the words after `pellucid`; by default those of `sys.argv`.

    Returns:
        The exit status: 0, or 2 for a mistake in the command line. A program that is run may end
        in its own way: by SystemExit, or by the exception that ended it.
    """
    words = sys.argv[1:] if arguments is None else list(arguments)
    command, rest = (words[0], words[1:]) if words else ("--help", [])
    if command in ("-h", "--help"):
        print(HELP, end="")
    elif command == "--version":
        from .doctor import version

        print(
            f"pellucid {version('pellucid')} "
            f"(stands in for tensorflow {TENSORFLOW_VERSION}, keras {KERAS_VERSION})"
        )
    elif command == "run":
        return _run(rest)
    elif command == "doctor":
        return _doctor(rest)
    else:
        hint = f" Fix: pellucid run {command}" if command.endswith(".py") else ""
        return _mistake(f"unknown command {command!r}.{hint}", HELP)
    return 0


def _run(words: list[str]) -> int:
    """`pellucid run`: our own options end at the program."""
    from .run import run_code, run_module, run_script

    verbose = False
    while words and words[0] in ("-v", "--verbose"):
        verbose, words = True, words[1:]
    if words and words[0] in ("-h", "--help"):
        print(RUN_HELP, end="")
        return 0
    if not words:
        return _mistake("which program? Expected a script, -m module or -c code.", RUN_HELP)
    option, rest = words[0], words[1:]
    if option in ("-m", "-c") and not rest:
        return _mistake(f"argument expected for {option}.", RUN_HELP)
    if option.startswith("-") and option not in ("-m", "-c", "-"):
        return _mistake(f"unknown option {option!r}.", RUN_HELP)
    install(verbose=verbose)
    if option == "-m":
        run_module(rest[0], rest[1:])
    elif option == "-c":
        run_code(rest[0], rest[1:])
    else:
        run_script(option, rest)
    return 0


def _doctor(words: list[str]) -> int:
    """`pellucid doctor`."""
    from .doctor import report

    if words and words[0] in ("-h", "--help"):
        print(DOCTOR_HELP, end="")
        return 0
    unknown = [word for word in words if word != "--devices"]
    if unknown:
        return _mistake(f"unknown option {unknown[0]!r}.", DOCTOR_HELP)
    print(report(devices="--devices" in words))
    return 0


def _mistake(text: str, help_text: str) -> int:
    print(f"pellucid: {text}\n\n{help_text}", end="", file=sys.stderr)
    return 2
