"""The entry point: print the version at once, and run everything else with garbage collection off."""

from __future__ import annotations

import gc
import os
import sys
from types import TracebackType

from mlprep_cli import __version__

INTERRUPTED = 130
"""The exit code after Ctrl-C."""


def main() -> None:
    """Run mlprep with the command-line arguments, and exit; Ctrl-C exits with 130, even during start-up."""
    sys.excepthook, sys.unraisablehook = _leave_if_interrupted, _leave_if_import_interrupted
    try:
        _open_closed_streams()
        code = start()
    except KeyboardInterrupt:
        code = INTERRUPTED
    threads = sys.modules.get("threading")
    if threads is not None and threads.active_count() > 1:
        # A thread that is still loading modules could fail while the interpreter shuts down.
        _flush()
        os._exit(code)
    sys.exit(code)


def start() -> int:
    """Run mlprep with the command-line arguments, and return the exit code."""
    if sys.argv[1:] in (["--version"], ["-V"]) and _print_version():
        return 0
    # Start-up makes many objects and no garbage; a session turns the collector on again.
    gc.disable()
    if sys.argv[1:2] == ["status"]:
        from mlprep_cli.app import status  # a shell prompt must not wait for Typer

        if (code := status.run(sys.argv[2:])) is not None:
            return code
    from mlprep_cli.cli.main import run  # `--version` must not wait for it

    code = run()
    # No final collection is needed at exit.
    gc.freeze()
    return code


def _print_version() -> bool:
    """Print the version, and return whether that was possible. If not, the full command line meets the error and shows it."""
    try:
        print(f"mlprep {__version__}", flush=True)
    except OSError:
        return False
    return True


def _open_closed_streams() -> None:
    """Open each standard stream that was closed, so that no file that is opened later takes its place.

    Nothing can be read from such a stream, and writing to it fails. An input that cannot be read is like a closed one.
    """
    for number, (name, mode) in enumerate((("stdin", "r"), ("stdout", "w"), ("stderr", "w"))):
        if getattr(sys, name) is None or (name == "stdin" and not _is_readable(number)):
            nowhere = os.open(os.devnull, os.O_RDONLY)
            if nowhere != number:
                os.dup2(nowhere, number)
                os.close(nowhere)
            setattr(sys, name, open(number, mode, 1, "utf-8", closefd=False))  # noqa: SIM115  it stays open


def _is_readable(descriptor: int) -> bool:
    try:
        # Reading nothing from a terminal would stop a program in the background.
        return os.isatty(descriptor) or os.read(descriptor, 0) == b""
    except OSError:
        return False


def _leave_if_interrupted(kind: type[BaseException], error: BaseException, trace: TracebackType | None) -> None:
    if issubclass(kind, KeyboardInterrupt):
        os._exit(INTERRUPTED)
    sys.__excepthook__(kind, error, trace)


def _leave_if_import_interrupted(unraisable: sys.UnraisableHookArgs) -> None:
    """Leave after Ctrl-C in code that cannot raise it, such as a callback of the import system."""
    if issubclass(unraisable.exc_type, KeyboardInterrupt):
        os._exit(INTERRUPTED)
    sys.__unraisablehook__(unraisable)


def _flush() -> None:
    for stream in (sys.stdout, sys.stderr):
        try:
            stream.flush()
        except OSError:
            continue


if __name__ == "__main__":
    main()
