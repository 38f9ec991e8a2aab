"""The entry point: the version at once, everything else with the garbage collector out of the way."""

from __future__ import annotations

import gc
import os
import sys

from mlprep_cli import __version__


def main() -> None:
    """Run mlprep with the arguments of the command line, and leave; ^C ends it with 130, however early it comes."""
    try:
        code = start()
    except KeyboardInterrupt:
        code = 130
    threads = sys.modules.get("threading")
    if threads is not None and threads.active_count() > 1:
        # What is still being loaded for an answer that nobody waits for any more must not meet the end of the interpreter.
        _flush()
        os._exit(code)
    sys.exit(code)


def start() -> int:
    """Run mlprep with the arguments of the command line, and return the exit code."""
    if sys.argv[1:] in (["--version"], ["-V"]):
        print(f"mlprep {__version__}")
        return 0
    # Start-up makes many objects and no garbage; a session turns the collector on again.
    gc.disable()
    if sys.argv[1:2] == ["status"]:
        from mlprep_cli.app import status  # a prompt does not wait for the command line

        if (code := status.run(sys.argv[2:])) is not None:
            return code
    from mlprep_cli.cli.main import run  # the version must not pay for it

    code = run()
    # What is left needs no last look for garbage.
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
