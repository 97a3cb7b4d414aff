"""What a process that decodes strangers' media may do: read that file and Python's own, compute for a while, and answer.

Limits hold everywhere. That nothing else is read or written, sent or started is up to Linux: Landlock (5.13) for files, a
filter of system calls (seccomp) for the rest. Where a kernel has neither, the limits alone are left; `enforced()` tells.
"""

import ctypes
import os
import platform
import resource
import struct
import sys
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Final

MEGABYTE: Final = 1024 * 1024
MOST_FILES: Final = 64


@dataclass(frozen=True, slots=True)
class Limits:
    """What looking at one file may take.

    Attributes:
        cpu_s: Seconds of computing, over all threads.
        wall_s: Seconds by the clock: a file on a slow disk, or one that makes a decoder wait.
        memory_mb: Megabytes of address space, the program's own 500 included.
    """

    cpu_s: int = 60
    wall_s: float = 300.0
    memory_mb: int = 4096


# Landlock: linux/landlock.h. The rights that each version of its interface knows, as bits.
_CREATE_RULESET, _ADD_RULE, _RESTRICT_SELF = 444, 445, 446
_RIGHTS: Final = {1: 13, 2: 14, 3: 15, 4: 15, 5: 16}
_READ_FILE: Final = 1 << 2
_READ_FOLDER: Final = _READ_FILE | 1 << 3
_PATH_BENEATH: Final = 1

# Seccomp: linux/filter.h, linux/seccomp.h, linux/audit.h. Calls that send, start, trace or signal, by machine.
_ARCHITECTURES: Final = {
    # socket, connect, socketpair, execve, kill, ptrace, tkill, tgkill, process_vm_readv, process_vm_writev, execveat
    "x86_64": (0xC000003E, (41, 42, 53, 59, 62, 101, 200, 234, 310, 311, 322)),
    "aarch64": (0xC00000B7, (198, 203, 199, 221, 129, 117, 130, 131, 270, 271, 281)),
}
_EVERYWHERE: Final = (425, 434, 438)  # io_uring_setup, pidfd_open, pidfd_getfd
_OTHER_ABI: Final = 0x40000000  # x32 calls of x86-64
_LOAD, _EQUAL, _AT_LEAST, _RETURN = 0x20, 0x15, 0x35, 0x06
_ALLOW, _REFUSE, _KILL = 0x7FFF0000, 0x0005000D, 0x80000000  # 0x0005: with EACCES, 13
_NO_NEW_PRIVILEGES, _SET_SECCOMP, _FILTER = 38, 22, 2


def confine(path: Path, limits: Limits) -> None:
    """Give up, for the rest of this process, whatever looking at one file does not need.

    Args:
        path: The only file that is read from now on, Python's own aside.
        limits: What it may take.
    """
    memory = limits.memory_mb * MEGABYTE
    for which, most in (
        (resource.RLIMIT_CPU, limits.cpu_s),
        (resource.RLIMIT_FSIZE, 0),
        (resource.RLIMIT_CORE, 0),
        (resource.RLIMIT_NOFILE, MOST_FILES),
        (resource.RLIMIT_AS, memory),
    ):
        _limit(which, most)
    library = ctypes.CDLL(None, use_errno=True)
    if sys.platform == "linux" and not library.prctl(_NO_NEW_PRIVILEGES, 1, 0, 0, 0):
        _read_only(library, path)
        _filter_calls(library)


def enforced() -> tuple[str, ...]:
    """Return by what else than limits this machine confines such a process: `landlock`, `seccomp`."""
    if sys.platform != "linux":
        return ()
    library = ctypes.CDLL(None, use_errno=True)
    found = ["landlock"] if library.syscall(_CREATE_RULESET, None, 0, 1) > 0 else []
    if platform.machine() in _ARCHITECTURES and library.prctl(21, 0, 0, 0, 0) >= 0:  # PR_GET_SECCOMP
        found.append("seccomp")
    return tuple(found)


def _limit(which: int, most: int) -> None:
    _, hard = resource.getrlimit(which)
    wanted = most if hard == resource.RLIM_INFINITY else min(most, hard)
    # Computing: the soft limit's signal ends the process, the hard one a second later would end it anyhow.
    resource.setrlimit(which, (wanted, wanted + 1 if which == resource.RLIMIT_CPU and hard < 0 else wanted))


def _read_only(library: ctypes.CDLL, path: Path) -> None:
    version = library.syscall(_CREATE_RULESET, None, 0, 1)
    if version < 1:
        return
    rights = ctypes.c_uint64((1 << _RIGHTS[min(version, 5)]) - 1)
    rules = library.syscall(_CREATE_RULESET, ctypes.byref(rights), ctypes.sizeof(rights), 0)
    if rules < 0:
        return
    for allowed, readable in _readable(path):
        handle = os.open(readable, os.O_PATH | os.O_CLOEXEC)
        library.syscall(_ADD_RULE, rules, _PATH_BENEATH, struct.pack("=Qi", allowed, handle), 0)
        os.close(handle)
    library.syscall(_RESTRICT_SELF, rules, 0)
    os.close(rules)


def _readable(path: Path) -> Iterable[tuple[int, str]]:
    if path.is_file():
        yield _READ_FILE, str(path)
    for folder in {sys.prefix, sys.base_prefix, *sys.path}:  # what is imported late
        if Path(folder).is_dir():
            yield _READ_FOLDER, folder


def _filter_calls(library: ctypes.CDLL) -> None:
    machine = platform.machine()
    if machine not in _ARCHITECTURES:
        return
    architecture, refused = _ARCHITECTURES[machine]
    tests = [(_AT_LEAST, _OTHER_ABI)] if machine == "x86_64" else []
    tests += [(_EQUAL, number) for number in (*refused, *_EVERYWHERE)]
    steps = [(_LOAD, 0, 0, 4), (_EQUAL, 1, 0, architecture), (_RETURN, 0, 0, _KILL), (_LOAD, 0, 0, 0)]
    steps += [(how, len(tests) - index, 0, number) for index, (how, number) in enumerate(tests)]
    steps += [(_RETURN, 0, 0, _ALLOW), (_RETURN, 0, 0, _REFUSE)]
    program = ctypes.create_string_buffer(b"".join(struct.pack("=HBBI", *step) for step in steps))
    # The kernel's struct is padded to the pointer: two bytes of length, six of nothing, eight of address.
    header = ctypes.create_string_buffer(struct.pack("@HP", len(steps), ctypes.addressof(program)))
    library.prctl(_SET_SECCOMP, _FILTER, header, 0, 0)
