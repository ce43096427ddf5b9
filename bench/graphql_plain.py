"""The same documents over the same rows, answered by plain graphql-core resolvers.

The rows are read in as few statements as can be and held as dictionaries before the clock starts:
what is compared is executing a document, not reading a database.
"""

import json
import time
from collections.abc import Callable
from typing import Any, Final

from graphql import GraphQLSchema, execute_sync, parse

from partita.faces.sage.graph import Generation
from partita.faces.sage.schema import built

FLAT: Final = """{ customers(first: 100) { nodes {
  id creationDate modificationDate sourceType code socialName tradeName countryAcronym documentId
  vatNumber comments status disabled disabledDate gdprApplied customerType
  hasEquivalenceSurcharge discount blockOrderEnabled printNameOnPdf
} } }"""
DEEP: Final = """{ customers(first: 100) { nodes {
  id socialName
  addresses { id firstLine city zipCode }
  contacts { id name surname emails { emailAddress usage isDefault } }
} } }"""


def plain(document: str, rows: dict[str, Any]) -> Callable[[], str]:
    """What executes a parsed document over an answer's own rows, by graphql-core's default way."""
    schema: GraphQLSchema = built(Generation.SECOND).schema
    node = parse(document)

    def run() -> str:
        result = execute_sync(schema, node, root_value=rows)
        return json.dumps(result.formatted)

    return run


def per_second(run: Callable[[], object], seconds: float) -> float:
    """How often it runs in a second."""
    run()
    count, started = 0, time.perf_counter()
    while time.perf_counter() - started < seconds:
        run()
        count += 1
    return count / (time.perf_counter() - started)
