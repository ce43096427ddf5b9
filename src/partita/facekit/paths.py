"""Paths as clients write them, made those that the router knows."""

from collections.abc import Mapping
from typing import Any, Final

import falcon

OWN_PATHS: Final = frozenset({"/healthz", "/metrics"})
"""Those of the server itself, the same under every host name."""


OWN_FOLDERS: Final = ("/logos/",)
"""Those of the server itself with anything below."""


def _is_own(path: str) -> bool:
    return path in OWN_PATHS or path.startswith(OWN_FOLDERS)


class PathRequest(falcon.Request):
    """A request that knows its path in three forms; `path` is the one the router sees.

    Attributes:
        path_given: As the client wrote it.
        path_cased: With the mount in front and slashes put right, letters as the client wrote them.
        is_at_root: The host name stands for a mount, so that its URLs do not show it.
    """

    __slots__ = ("is_at_root", "path_cased", "path_given")

    def __init__(self, env: dict[str, Any], options: falcon.RequestOptions | None = None) -> None:
        """Read what a server passes on."""
        super().__init__(env, options)
        self.path_given: str = self.path
        self.path_cased: str = self.path
        self.is_at_root = False


class PathNormaliser:
    """Makes routing ignore letter case, doubled and trailing slashes, and mapped host names."""

    def __init__(self, hosts: Mapping[str, str]) -> None:
        """Know which host names serve which mount at their root."""
        self._hosts = hosts

    def process_request(self, req: PathRequest, resp: falcon.Response) -> None:
        """Rewrite the path that the router sees."""
        del resp
        path = req.path_given
        while "//" in path:
            path = path.replace("//", "/")
        mount = self._mount(req) if self._hosts else ""
        req.is_at_root = bool(mount) and not _is_own(path)
        if req.is_at_root:
            path = mount + path
        path = path.rstrip("/") or "/"
        req.path_cased, req.path = path, path.lower()

    def _mount(self, req: PathRequest) -> str:
        """The mount a host name stands for; its port does not matter."""
        host = str(req.env.get("HTTP_HOST", "")).lower()
        return self._hosts.get(host) or self._hosts.get(host.rpartition(":")[0], "")


class Template:
    """A route's path, to find again what the client wrote in its variable parts."""

    def __init__(self, path: str) -> None:
        """Note where the variable parts are."""
        parts = path.split("/")
        self._length = len(parts)
        self._places = {
            part[1:-1]: place for place, part in enumerate(parts) if part[:1] + part[-1:] == "{}"
        }

    def as_written(self, params: Mapping[str, str], path_cased: str) -> Mapping[str, str]:
        """The values of the variable parts with the letters the client wrote."""
        parts = path_cased.split("/")
        if len(parts) != self._length:
            return params
        return {
            name: parts[self._places[name]] if name in self._places else value
            for name, value in params.items()
        }


class Cors(falcon.CORSMiddleware[Any, Any]):
    """Lets pages of other origins call, and tells caches that the answer depends on the origin."""

    def process_response(  # the signature is the base class's
        self,
        req: falcon.Request,
        resp: falcon.Response,
        resource: object,
        req_succeeded: bool,  # noqa: FBT001
    ) -> None:
        """Add what browsers ask for."""
        if "HTTP_ORIGIN" in req.env:
            super().process_response(req, resp, resource, req_succeeded)
        if self.allow_origins != "*":
            resp.append_header("Vary", "Origin")
