"""GraphiQL, served by this server alone, for people who open an endpoint in a browser."""

import gzip
from functools import cache
from pathlib import Path
from typing import Final

from partita.domain.errors import RouteUnknown
from partita.facekit.face import HTML, Reply, Request

FOLDER: Final = Path(__file__).parent / "graphiql_files"
TYPES: Final = {
    "graphiql.min.js": "text/javascript; charset=utf-8",
    "graphiql.min.css": "text/css; charset=utf-8",
    "react.min.js": "text/javascript; charset=utf-8",
    "react-dom.min.js": "text/javascript; charset=utf-8",
    "page.js": "text/javascript; charset=utf-8",
}
_POLICY: Final = (
    "default-src 'none'; script-src 'self'; style-src 'self' 'unsafe-inline'; "
    "font-src 'self' data:; img-src 'self' data:; connect-src 'self'; base-uri 'none'"
)
_DAY_S: Final = 86_400

_PAGE: Final = """\
<!doctype html>
<html lang="en">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>GraphiQL</title>
<link rel="icon" href="data:,">
<link rel="stylesheet" href="{base}/graphiql/graphiql.min.css">
<style>html, body, #graphiql {{ height: 100%; margin: 0 }}</style>
<div id="graphiql">Loading …</div>
<script src="{base}/graphiql/react.min.js"></script>
<script src="{base}/graphiql/react-dom.min.js"></script>
<script src="{base}/graphiql/graphiql.min.js"></script>
<script src="{base}/graphiql/page.js"></script>
</html>
"""

_SCRIPT: Final = """\
// Keys may be given behind the # of the address, which no server sees:
// #x-api-key=...&Authorization=Bearer%20...&X-OrganizationId=...&X-TenantId=...
// So may another place on this server, at url=..., which knows by itself who asks.
const given = new URLSearchParams(location.hash.slice(1));
const target = new URL(given.get("url") ?? location.pathname, location.origin);
const isOwn = given.has("url") && target.origin === location.origin;
given.delete("url");
const headers = Object.fromEntries(given);
if (!isOwn) {
  for (const name of ["x-api-key", "Authorization", "X-OrganizationId", "X-TenantId"]) {
    headers[name] ??= name === "Authorization" ? "Bearer " : "";
  }
}
history.replaceState(null, "", location.pathname);  // keys do not stay in the address
ReactDOM.createRoot(document.getElementById("graphiql")).render(
  React.createElement(GraphiQL, {
    fetcher: GraphiQL.createFetcher({ url: isOwn ? target.href : location.pathname }),
    defaultHeaders: JSON.stringify(headers, null, 2),
    defaultEditorToolsVisibility: isOwn ? undefined : "headers",
    shouldPersistHeaders: false,
  })
);
"""


def page(request: Request) -> Reply:
    """The page, in which keys are entered as headers."""
    body = _PAGE.format(base=request.base_url.rstrip("/")).encode()
    return Reply(200, body, HTML, {"Content-Security-Policy": _POLICY})


def file(request: Request) -> Reply:
    """One of the files the page needs.

    Raises:
        RouteUnknown: It is none of them.
    """
    name = request.params["name"]
    if name not in TYPES:
        raise RouteUnknown(path=request.path)
    headers = {"Cache-Control": f"public, max-age={_DAY_S}", "Vary": "Accept-Encoding"}
    packed = _packed(name)
    if "gzip" in (request.header("Accept-Encoding") or "").lower():
        return Reply(200, packed, TYPES[name], {**headers, "Content-Encoding": "gzip"})
    return Reply(200, gzip.decompress(packed), TYPES[name], headers)


@cache
def _packed(name: str) -> bytes:
    if name == "page.js":
        return gzip.compress(_SCRIPT.encode(), mtime=0)
    return (FOLDER / f"{name}.gz").read_bytes()
