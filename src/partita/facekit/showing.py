"""What a dialect shows of itself to somebody who tries it for the first time."""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, Final

_KEY: Final = re.compile(r"\{(\w+)\}")

Examples = Callable[[str, Mapping[str, str]], tuple[str, ...]]
"""Commands to try, from the base URL and the keys of an app by name."""


@dataclass(frozen=True, slots=True)
class Call:
    """A question a client of the dialect asks.

    Attributes:
        title: What it asks for, in words of the dialect.
        path: Below the server's root, with its query.
        method: Such as ``GET``.
        body: What is sent along; nothing when empty.
        headers: Beside those of credentials.
    """

    title: str
    path: str
    method: str = "GET"
    body: str = ""
    headers: Mapping[str, str] = field(default_factory=dict)

    def command(self, root_url: str, auth: str) -> str:
        r"""The command line that asks it.

        Args:
            root_url: Scheme and host.
            auth: What tells the dialect who asks.

        >>> print(Call("Party", "/alpha/parties?name=O'Hara").command("http://a", "-u me"))
        curl -u me \
          'http://a/alpha/parties?name=O'\''Hara'
        """
        method = [] if self.method == ("POST" if self.body else "GET") else [f"-X {self.method}"]
        headers = [f"-H {_quoted(f'{name}: {text}')}" for name, text in self.headers.items()]
        sent = [f"-d {_quoted(self.body)}"] if self.body else []
        given = [*method, auth, *headers, *sent, _quoted(root_url + self.path)]
        return "curl " + " \\\n  ".join(each for each in given if each)


def _quoted(text: str) -> str:
    """A text as one word of a shell."""
    escaped = text.replace("'", "'\\''")
    return f"'{escaped}'"


Calls = Callable[[Mapping[str, Any]], tuple[Call, ...]]
"""Questions about a party, from all that is known of it by name."""


Headers = Callable[[str], Mapping[str, str]]
"""Headers that say which book is meant, from its UUID."""


def no_headers(_uuid: str) -> Mapping[str, str]:
    """What a dialect needs whose credentials say which book is meant."""
    return {}


def no_calls(_party: Mapping[str, Any]) -> tuple[Call, ...]:
    """The calls of a dialect that has none about a single party."""
    return ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Showing:
    """A dialect as the demonstration tells of it; each face may declare its own in ``showing.py``.

    Attributes:
        title: What people call the dialect.
        base: Where its clients begin, below the server's root.
        reference: Where its reference page is, likewise.
        examples: Commands to try.
        calls: Questions about one party, which the pages ask and show.
        credentials: Headers that tell the dialect who asks, with keys of an app in braces.
        sign_in: A command line before the others, which gets a ``TOKEN`` for them; ``{root}``
            stands for the server.
        headers: Headers that say which book is meant.
        roles: What people of the pages are there, in words of the dialect; all it has when empty.
        document: Where its OpenAPI document is, below the server's root; none when empty.
        console: Where its own page to try it is, likewise. Behind a ``#``, in the form of a query,
            it takes the ``url`` to send to and headers.
        open_keys: Well-known keys, by name, for whoever only wants to look; none when empty.
    """

    title: str
    base: str
    reference: str
    examples: Examples
    calls: Calls = no_calls
    credentials: Mapping[str, str] = field(default_factory=dict)
    sign_in: str = ""
    headers: Headers = no_headers
    roles: tuple[str, ...] = ()
    document: str = ""
    console: str = ""
    open_keys: Mapping[str, str] = field(default_factory=dict)

    @property
    def auth(self) -> str:
        """What a command line needs: the keys are variables of the shell, named in capitals."""
        return " \\\n  ".join(
            f'-H "{name}: {_KEY.sub(lambda key: f"${key[1].upper()}", text)}"'
            for name, text in self.credentials.items()
        )
