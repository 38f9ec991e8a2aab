"""The entry point: print the version at once, and run everything else with garbage collection off."""

from __future__ import annotations

import gc
import os
import sys

from mlprep_cli import __version__


def main() -> None:
    """Run mlprep with the command-line arguments, and exit; Ctrl-C exits with 130, even during start-up."""
    try:
        code = start()
    except KeyboardInterrupt:
        code = 130
    threads = sys.modules.get("threading")
    if threads is not None and threads.active_count() > 1:
        # A thread that is still loading modules could fail while the interpreter shuts down.
        _flush()
        os._exit(code)
    sys.exit(code)


def start() -> int:
    """Run mlprep with the command-line arguments, and return the exit code."""
    if sys.argv[1:] in (["--version"], ["-V"]):
        print(f"mlprep {__version__}")
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


def _flush() -> None:
    for stream in (sys.stdout, sys.stderr):
        try:
            stream.flush()
        except OSError:
            continue


if __name__ == "__main__":
    main()
