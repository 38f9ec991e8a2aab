"""The entry point: the version at once, everything else with the garbage collector out of the way."""

from __future__ import annotations

import gc
import sys

from mlprep_cli import __version__


def main() -> None:
    """Run mlprep with the arguments of the command line; ^C ends it with 130, however early it comes."""
    try:
        _run()
    except KeyboardInterrupt:
        sys.exit(130)


def _run() -> None:
    if sys.argv[1:] in (["--version"], ["-V"]):
        print(f"mlprep {__version__}")
        return
    # Start-up makes many objects and no garbage; a session turns the collector on again.
    gc.disable()
    if sys.argv[1:2] == ["status"]:
        from mlprep_cli import status  # a prompt does not wait for the command line

        if (code := status.run(sys.argv[2:])) is not None:
            sys.exit(code)
    from mlprep_cli.cli import run  # the version must not pay for it

    code = run()
    # What is left needs no last look for garbage.
    gc.freeze()
    sys.exit(code)


if __name__ == "__main__":
    main()
