"""Windows on another system, run in a child process: without the modules, functions and signals that only POSIX has.

Usage: without_posix.py [ARGUMENT]...: run mlprep with these arguments, or import every module and print their number.
If standard input is a terminal, its bytes come through a stand-in of `msvcrt`.
"""

from __future__ import annotations

import importlib
import os
import pkgutil
import select
import signal
import subprocess  # noqa: F401  the standard library takes a system with `msvcrt` for Windows
import sys
from types import ModuleType

ON_WINDOWS = {"SIGABRT", "SIGFPE", "SIGILL", "SIGINT", "SIGSEGV", "SIGTERM", "SIG_DFL", "SIG_IGN"}
POSIX_MODULES = ("termios", "fcntl", "pty", "tty", "resource", "pwd", "grp", "curses", "readline", "syslog")
POSIX_NAMES = (
    "O_NOFOLLOW", "O_NONBLOCK", "O_DIRECTORY", "O_CLOEXEC", "O_NOCTTY", "fork", "forkpty", "openpty", "mkfifo", "mknod",
    "getuid", "geteuid", "getgid", "getppid", "getpgid", "getpgrp", "setsid", "setpgid", "killpg", "tcgetpgrp", "tcsetpgrp",
    "chown", "fchown", "lchown", "fchmod", "fdatasync", "sync", "statvfs", "uname", "nice", "posix_spawn", "pread",
    "pwrite", "readv", "writev", "sched_yield", "sched_getaffinity", "wait", "wait3", "wait4", "WNOHANG", "WIFEXITED",
    "ttyname", "ctermid", "getlogin_r", "major", "minor", "makedev",
)  # fmt: skip
_real_open, _real_select = os.open, select.select


def become_windows() -> None:
    """Take away what only POSIX has."""
    for name in POSIX_MODULES:
        sys.modules[name] = None  # type: ignore[assignment]  # an import of it fails
    for name in [each for each in dir(signal) if each.startswith("SIG") and each[3] != "_"]:
        if name not in ON_WINDOWS:
            delattr(signal, name)
    for name in ("pthread_sigmask", "sigwait", "setitimer", "alarm", "pause", "siginterrupt"):
        delattr(signal, name)
    for name in POSIX_NAMES:
        if hasattr(os, name):
            delattr(os, name)
    vars(os)["open"] = _open_a_file
    vars(os)["set_blocking"] = vars(select)["select"] = _refuse
    vars(select).pop("poll", None)
    sys.modules["msvcrt"] = Characters("msvcrt")


def _open_a_file(path: str, flags: int, mode: int = 0o777) -> int:
    """Open a file, but no folder."""
    if os.path.isdir(path):  # noqa: PTH112  as Windows does
        raise PermissionError(13, "Permission denied", path)
    return _real_open(path, flags, mode)


def _refuse(*_: object) -> None:
    raise OSError(10038, "An operation was attempted on something that is not a socket")


class Characters(ModuleType):
    """A stand-in of `msvcrt` over a terminal in raw mode."""

    def __init__(self, name: str) -> None:
        super().__init__(name)
        self._waiting = ""

    def kbhit(self) -> bool:
        """Return whether a character is waiting."""
        if not self._waiting and _real_select([0], [], [], 0)[0]:
            self._waiting = os.read(0, 4096).decode()
        return self._waiting != ""

    def getwch(self) -> str:
        """Return the next character."""
        assert self.kbhit()
        character, self._waiting = self._waiting[0], self._waiting[1:]
        return character


def main() -> int:
    """Run mlprep, or import every module."""
    everything = sys.argv[1:] == ["every module"]
    # These packages import what belongs to the system whose name they read, so they are loaded before.
    for name in ("platformdirs", "textual.app") if everything else ("platformdirs",):
        importlib.import_module(name)
    become_windows()
    if everything:
        import mlprep_cli

        names = [module.name for module in pkgutil.walk_packages(mlprep_cli.__path__, "mlprep_cli.")]
        print(len([importlib.import_module(name) for name in names]))
        return 0
    from mlprep_cli.__main__ import start

    return start()


if __name__ == "__main__":
    sys.exit(main())
