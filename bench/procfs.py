"""What processes use, from /proc."""

import os
from dataclasses import dataclass
from pathlib import Path

TICKS_PER_S = os.sysconf("SC_CLK_TCK")
PROC = Path("/proc")


@dataclass(frozen=True, slots=True)
class Memory:
    """What one process holds, in megabytes.

    Attributes:
        pss_mb: Its share: pages that several processes have count in parts.
        rss_mb: All pages it has, mapped files and shared libraries included.
        own_mb: Pages nobody else has and no file backs.
    """

    pid: int
    pss_mb: float
    rss_mb: float
    own_mb: float


def _stat(pid: int) -> list[str]:
    """The fields after the name, which may hold blanks."""
    return (PROC / str(pid) / "stat").read_text().rpartition(")")[2].split()


def tree(root: int) -> list[int]:
    """A process and all below it."""
    parents: dict[int, int] = {}
    for entry in PROC.iterdir():
        if entry.name.isdigit():
            try:
                parents[int(entry.name)] = int(_stat(int(entry.name))[1])
            except (OSError, IndexError):
                continue  # it has just ended
    found = [root]
    for pid in found:
        found += [child for child, parent in parents.items() if parent == pid]
    return found


def cpu_s(root: int) -> float:
    """Processor seconds of a process and all below it, ended children included."""
    ticks = 0
    for pid in tree(root):
        try:
            ticks += sum(map(int, _stat(pid)[11:15]))
        except (OSError, IndexError):
            continue
    return ticks / TICKS_PER_S


def memory(root: int) -> list[Memory]:
    """What each process below a master holds; of the master itself when it has none."""
    pids = tree(root)
    return [_memory(pid) for pid in (pids[1:] or pids) if _is_worker(pid)]


def _is_worker(pid: int) -> bool:
    """Tell workers from the resource tracker of multiprocessing."""
    try:
        return b"resource_tracker" not in (PROC / str(pid) / "cmdline").read_bytes()
    except OSError:
        return False


def _memory(pid: int) -> Memory:
    sizes: dict[str, int] = {}
    for line in (PROC / str(pid) / "smaps_rollup").read_text().splitlines()[1:]:
        name, _, rest = line.partition(":")
        sizes[name] = int(rest.split()[0])
    own = sizes.get("Private_Dirty", 0)
    return Memory(pid, sizes["Pss"] / 1024, sizes["Rss"] / 1024, own / 1024)
