"""Pairs gathered: when A is B and B is C, the three are one."""

from collections.abc import Iterable


def clusters_of(pairs: Iterable[tuple[int, int]]) -> list[tuple[int, ...]]:
    """Everybody who hangs together by pairs, each cluster sorted, in order of their first.

    >>> clusters_of([(7, 9), (1, 4), (9, 8)])
    [(1, 4), (7, 8, 9)]
    """
    leaders: dict[int, int] = {}
    for left, right in pairs:
        first, second = sorted((_leader(leaders, left), _leader(leaders, right)))
        leaders[second] = first
    found: dict[int, list[int]] = {}
    for member in sorted(leaders):
        found.setdefault(_leader(leaders, member), []).append(member)
    return [tuple(members) for _, members in sorted(found.items())]


def _leader(leaders: dict[int, int], member: int) -> int:
    """The smallest of its cluster so far; ways there are shortened."""
    above = leaders.setdefault(member, member)
    while above != member:
        leaders[member] = leaders[above]
        member, above = above, leaders[above]
    return member
