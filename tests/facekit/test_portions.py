"""Long answers end once, however they end, and hold a place until then."""

import threading
from collections.abc import Generator
from typing import Any

import pytest

from partita.domain.errors import StoreBusy
from partita.facekit.face import Reply
from partita.facekit.portions import Portions, Sending

Parts = Generator[bytes, None, None]


class Source:
    """Portions that note when their reader is let go."""

    def __init__(self, *parts: bytes | Exception) -> None:
        self.parts = parts
        self.read = 0
        self.closed = threading.Event()

    def rest(self) -> Parts:
        try:
            for part in self.parts:
                self.read += 1
                if isinstance(part, Exception):
                    raise part
                yield part
        finally:
            self.closed.set()


def send(portions: Portions, source: Source) -> tuple[Sending, list[tuple[int, bool]]]:
    reply = portions.placed(Reply(200, b"[", rest=source.rest()), is_sent=True)
    assert reply.rest is not None
    ends = list[tuple[int, bool]]()
    return portions.send(reply.body, reply.rest, lambda *how: ends.append(how)), ends


def has_place(portions: Portions) -> bool:
    reply = portions.placed(Reply(200, rest=Source(b"x").rest()), is_sent=True)
    if reply.rest is not None:
        portions.send(b"", reply.rest, lambda *_: None).close()
    return reply.rest is not None


def test_what_is_read_is_sent_and_the_end_is_told_once() -> None:
    portions, source = Portions(1), Source(b"1", b",2", b"]")
    sending, ends = send(portions, source)
    assert next(sending) == b"["
    assert source.read == 0, "nothing is read before it is wanted"
    assert not has_place(portions)
    assert b"".join(sending) == b"1,2]"
    sending.close()
    assert ends == [(5, True)]
    assert has_place(portions)


def test_a_client_that_goes_away_lets_go_of_the_reader() -> None:
    portions, source = Portions(1), Source(b"1", b"2")
    sending, ends = send(portions, source)
    assert [next(sending), next(sending)] == [b"[", b"1"]
    sending.close()
    assert source.closed.is_set()
    assert ends == [(2, False)]
    assert list(sending) == []
    assert has_place(portions)


def test_a_client_that_takes_too_long_does_not_hold_the_reader() -> None:
    portions, source = Portions(1, duration_s=0.05), Source(b"1", b"2")
    sending, ends = send(portions, source)
    assert [next(sending), next(sending)] == [b"[", b"1"]
    assert source.closed.wait(10), "though nobody asks for more"
    assert list(sending) == []
    assert ends == [(2, False)]
    assert has_place(portions)


def test_an_error_on_the_way_ends_it() -> None:
    portions, source = Portions(1), Source(b"1", StoreBusy(retry_after_s=1))
    sending, ends = send(portions, source)
    with pytest.raises(StoreBusy):
        list(sending)
    assert ends == [(2, False)]
    assert has_place(portions)


@pytest.mark.parametrize("how", [{"places": 0, "is_sent": True}, {"places": 1, "is_sent": False}])
def test_without_a_place_or_a_body_it_is_put_together_first(how: dict[str, Any]) -> None:
    portions = Portions(how["places"])
    made = Reply(200, b"[", "a/b", {"X": "y"}, rest=Source(b"1", b"]").rest())
    reply = portions.placed(made, is_sent=how["is_sent"])
    assert (reply.body, reply.rest, reply.media_type, reply.headers) == (
        b"[1]",
        None,
        "a/b",
        {"X": "y"},
    )
    failing = Reply(200, rest=Source(StoreBusy(retry_after_s=1)).rest())
    with pytest.raises(StoreBusy):
        portions.placed(failing, is_sent=how["is_sent"])
