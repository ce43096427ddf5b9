"""Served OpenAPI documents, held to what they say: `schemathesis` asks as they allow, and worse."""

from collections.abc import Mapping
from typing import Any, Final

import schemathesis
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis.strategies import one_of
from schemathesis import GenerationMode
from schemathesis.checks import not_a_server_error
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    response_headers_conformance,
    response_schema_conformance,
    status_code_conformance,
)

from tests.faces.world import World

CHECKS: Final = [
    not_a_server_error,
    status_code_conformance,
    content_type_conformance,
    response_schema_conformance,
    response_headers_conformance,
]


def check_document(
    world: World, path: str, headers: Mapping[str, str | None], *, examples_max: int
) -> None:
    """Ask every operation of a document, and hold the answers against it.

    Args:
        world: Whom.
        path: Where the document is.
        headers: Headers of every request.
        examples_max: Requests of each operation.
    """
    schema = schemathesis.openapi.from_wsgi(path, world.app)
    operations: Any = schema.get_all_operations()
    for operation in operations:
        _check(operation.ok(), headers, examples_max)


def _cases(operation: Any) -> Any:  # noqa: ANN401
    """Requests as the document allows them, and others."""
    return one_of(
        operation.as_strategy(generation_mode=GenerationMode.POSITIVE),
        operation.as_strategy(generation_mode=GenerationMode.NEGATIVE),
    )


def _check(operation: Any, headers: Mapping[str, str | None], examples_max: int) -> None:  # noqa: ANN401
    @given(case=_cases(operation))
    @settings(
        max_examples=examples_max,
        deadline=None,
        database=None,
        derandomize=True,
        phases=[Phase.generate],
        suppress_health_check=list(HealthCheck),
    )
    def send(case: Any) -> None:  # noqa: ANN401
        response = case.call(headers=headers)
        case.validate_response(response, checks=CHECKS)

    send()
