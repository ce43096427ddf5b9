"""One request: read, checked, planned, run, answered (contracts/sage.md 1.2 to 1.4, 7)."""

from collections.abc import Mapping
from contextlib import nullcontext
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, Final

import msgspec
from graphql import DocumentNode, SelectionSetNode, execute_sync
from graphql.execution.values import VariableValues

from partita.domain.errors import PartitaError
from partita.facekit.face import JSON, Mixed, Reply, Request
from partita.faces.sage import access, errors
from partita.faces.sage.answers import ANSWERS, LANGUAGE, language_of, read_book
from partita.faces.sage.asking import (
    Question,
    arguments_of,
    check_cost,
    question_of,
    read_variables,
)
from partita.faces.sage.documents import read_document
from partita.faces.sage.faults import OK, Entry, Faulty, FieldFaulty, entry, placed, refuse, told
from partita.faces.sage.graph import Generation, Listing, Type, Verb
from partita.faces.sage.keys import tenant_id
from partita.faces.sage.mutations import Refusal, Refused
from partita.faces.sage.plan import (
    AnswerRoot,
    ConnectionRoot,
    FixedRoot,
    MutationRoot,
    Plan,
    Root,
    SchemaRoot,
    SingleRoot,
    plan_of,
)
from partita.faces.sage.resolvers import RESOLVERS
from partita.faces.sage.running import NOTHING, Connection, single
from partita.usecases.context import Context, Looking

_decoder: Final = msgspec.json.Decoder(float_hook=Decimal)


@dataclass(frozen=True, slots=True)
class Asked:
    """A request that may be run.

    Attributes:
        plan: What to do.
        variables: Values of its variables, coerced.
        raw: As they were sent.
        questions: What its connections are asked for, or why they cannot be, by name.
    """

    plan: Plan
    variables: VariableValues
    raw: Mapping[str, Any]
    questions: Mapping[str, Question | FieldFaulty]


def mixed(generation: Generation) -> Mixed:
    """The operation of a generation: its documents read or write."""

    def prepare(request: Request) -> Asked | Faulty:
        """What is asked; what is wrong with it waits until the headers were looked at."""
        try:
            return ask(generation, request)
        except Faulty as error:
            return error

    def read(look: Looking, request: Request, asked: Asked | Faulty) -> Reply:
        if isinstance(asked, Faulty):
            return refusal(asked)
        return Run(look, request, asked).reply()

    def write(ctx: Context, request: Request, asked: Asked) -> Reply:
        return Run(ctx.looking, request, asked, ctx).reply()

    def is_write(asked: Asked | Faulty) -> bool:
        return isinstance(asked, Asked) and asked.plan.is_mutation

    return Mixed(prepare=prepare, is_write=is_write, read=read, write=write)


def ask(generation: Generation, request: Request) -> Asked:
    """Read a request, and check all that can be checked before anything is run.

    Raises:
        Faulty: It is not well-formed, or asks too much.
    """
    text, name, raw = _read_body(request.body())
    document = read_document(generation, text)
    operation = document.operation(name)
    variables = read_variables(document.built, operation, raw)
    plan = plan_of(document, name, variables.coerced)
    questions: dict[str, Question | FieldFaulty] = {}
    for root in plan.roots:
        if isinstance(root, ConnectionRoot):
            questions[root.name] = _question(plan, root, variables)
    sizes = {
        name: each.paging.size for name, each in questions.items() if isinstance(each, Question)
    }
    check_cost(plan, sizes)
    return Asked(plan, variables, raw, questions)


def _question(
    plan: Plan, root: ConnectionRoot, variables: VariableValues
) -> Question | FieldFaulty:
    try:
        return question_of(plan, root, variables)
    except FieldFaulty as error:
        return error


def _read_body(body: bytes) -> tuple[str, str | None, Mapping[str, Any]]:
    try:
        sent = _decoder.decode(body)
    except (msgspec.DecodeError, RecursionError, ValueError):
        raise refuse("The request body is not valid JSON.", "HC0012") from None
    if isinstance(sent, list):
        raise refuse("Batches of requests are not answered; send one request at a time.")
    if not isinstance(sent, dict):
        raise refuse("The request body must be a JSON object.", "HC0012")
    text, name, variables = sent.get("query"), sent.get("operationName"), sent.get("variables")
    if not isinstance(text, str) or not text.strip():
        raise refuse("The request has no `query`.", "HC0013")
    if name is not None and not isinstance(name, str):
        raise refuse("The `operationName` must be a text.")
    if variables is not None and not isinstance(variables, dict):
        raise refuse("The `variables` must be an object.")
    return text, name or None, variables or {}


def refusal(error: Faulty) -> Reply:
    """The answer to a request nothing of which was run."""
    return Reply(error.status, msgspec.json.encode({"errors": error.entries}), JSON)


class Run:
    """Runs what was asked."""

    def __init__(
        self, look: Looking, request: Request, asked: Asked, ctx: Context | None = None
    ) -> None:
        """Take what was asked, and the transaction in which it may write."""
        self._look = look
        self._request = request
        self._asked = asked
        self._ctx = ctx
        self._generation = asked.plan.document.built.generation
        self._errors: list[Entry] = []
        self._takes_all = False

    def reply(self) -> Reply:
        """The answer."""
        organization = self._organization()
        if isinstance(organization, Reply):
            return organization
        plan = self._asked.plan
        is_one = len(plan.roots) == 1 and not _is_deep(plan.roots[0])
        with nullcontext() if is_one else self._look.reading.moment():
            members = [f'"{root.name}":{self._text(root, organization)}' for root in plan.roots]
        data = NOTHING if self._takes_all else f"{{{','.join(members)}}}"
        head = ""
        if self._errors:
            head = f'"errors":{msgspec.json.encode(self._errors).decode()},'
        return Reply(OK, f'{{{head}"data":{data}}}'.encode(), JSON)

    def _text(self, root: Root, organization: "Organization") -> str:
        try:
            organization.check(self._needs_organization(root))
            return self._answer(root)
        except FieldFaulty as error:
            found = error.entry
            is_plain = found is errors.ORGANIZATION_MISSING
            self._errors.append(found if is_plain else placed(found, root.node, root.name))
            self._takes_all = self._takes_all or error.takes_all
        except Refused as error:
            self._errors += [
                placed(_refusal(each), root.node, root.name) for each in error.refusals
            ]
        except PartitaError as error:
            if errors.is_of_gateway(error):
                raise
            self._errors.append(placed(errors.business(error), root.node, root.name))
        return NOTHING

    def _answer(self, root: Root) -> str:
        match root:
            case ConnectionRoot():
                question = self._asked.questions[root.name]
                if isinstance(question, FieldFaulty):
                    raise question
                return Connection(self._look, root, question).text()
            case SingleRoot():
                found = arguments_of(self._asked.plan, root, self._asked.variables)
                key = access.uuid_of(found["id"])
                return NOTHING if key is None else self._single(root.listing, root, key)
            case AnswerRoot():
                return self._coded(root)
            case MutationRoot():
                return self._written(root)
            case FixedRoot():
                return root.text
            case SchemaRoot():
                return self._described(root)
        raise AssertionError(root)

    def _single(self, listing: Listing, root: SingleRoot, key: str) -> str:
        return single(self._look, root.level, id_field(listing.of), key, listing.only)

    def _coded(self, root: AnswerRoot) -> str:
        arguments = arguments_of(self._asked.plan, root, self._asked.variables)
        if any(each.name == LANGUAGE for each in root.answer.arguments):
            hint = language_of(self._request.header(access.COUNTRY_HEADER))
            arguments = {**arguments, LANGUAGE: arguments.get(LANGUAGE) or hint}
        found = ANSWERS[root.answer.name](self._look, arguments)
        if isinstance(found, list):
            return msgspec.json.encode([self._members(root, each) for each in found]).decode()
        return msgspec.json.encode(None if found is None else self._members(root, found)).decode()

    def _members(self, root: AnswerRoot, found: Mapping[str, Any]) -> dict[str, Any]:
        return {
            name: root.typename if what == "__typename" else found[what]
            for name, what in root.shown.items()
        }

    def _described(self, root: SchemaRoot) -> str:
        """What graphql-core says about the schema."""
        plan = self._asked.plan
        selection = SelectionSetNode(selections=root.nodes)
        node = plan.document.node
        definitions = tuple(
            replace_selection(plan, selection) if each is plan.operation else each
            for each in node.definitions
        )
        schema = plan.document.built.schema
        result = execute_sync(
            schema,
            DocumentNode(definitions=definitions),
            variable_values=dict(self._asked.raw),
            operation_name=plan.operation.name.value if plan.operation.name else None,
        )
        self._errors += [told(each) for each in result.errors or ()]
        return msgspec.json.encode((result.data or {}).get(root.name)).decode()

    # Writing.

    def _written(self, root: MutationRoot) -> str:
        mutation, ctx = root.mutation, self._ctx
        resolver = RESOLVERS.get((mutation.of, mutation.verb))
        if ctx is None or resolver is None:
            raise FieldFaulty(entry("global.businessErrors.authorizationFeature"))
        if not access.may_write(self._look.actor):
            verb = "add" if mutation.verb is Verb.CREATE else str(mutation.verb)
            noun = mutation.of.name[0].lower() + mutation.of.name[1:]
            key = "global.businessErrors.authorizationPolicy"
            raise FieldFaulty(entry(key, details=f"{verb}-{noun}"))
        values = arguments_of(self._asked.plan, root, self._asked.variables)["input"]
        field = id_field(mutation.of)
        with ctx.unit.attempt():
            if mutation.verb is Verb.DELETE:
                before = single(self._look, root.level, field, values["id"])
                resolver(ctx, values, self._generation)
                return before
            key = resolver(ctx, values, self._generation)
            return single(self._look, root.level, field, key)

    # Headers.

    def _needs_organization(self, root: Root) -> bool:
        match root:
            case ConnectionRoot(listing=source) | SingleRoot(listing=source):
                return self._generation in source.needs_organization
            case AnswerRoot(answer=answer):
                return self._generation in answer.needs_organization
            case MutationRoot():
                return True
        return False

    def _needs_tenant(self, root: Root) -> bool:
        return not isinstance(root, FixedRoot | SchemaRoot) and not (
            isinstance(root, AnswerRoot) and root.answer.name == "userProfile"
        )

    def _organization(self) -> "Organization | Reply":
        """What the headers say of the organization, or what is said to headers nobody can use."""
        roots = self._asked.plan.roots
        needs = any(self._needs_organization(root) for root in roots)
        is_first = self._generation is Generation.FIRST
        if is_first and any(self._needs_tenant(root) for root in roots):
            given = access.uuid_of(self._request.header(access.TENANT_HEADER))
            if given is None:
                return Reply(400, errors.HEADER_REFUSED, JSON)
        if not needs:
            return Organization(None)
        sent = self._request.header(access.ORGANIZATION_HEADER)
        found = access.uuid_of(sent)
        if is_first and found is None:
            return Reply(400, errors.HEADER_REFUSED, JSON)
        if not (sent or "").strip():
            return Organization(errors.ORGANIZATION_MISSING)
        return self._allowed(found)

    def _allowed(self, organization: str | None) -> "Organization":
        own = read_book(self._look)["uuid"]
        is_own = organization == own
        if is_own and self._generation is Generation.FIRST:
            tenant = access.uuid_of(self._request.header(access.TENANT_HEADER))
            is_own = tenant == tenant_id(own)
        return Organization(None if is_own else errors.NOT_AUTHORIZED)


def _refusal(each: Refusal) -> Entry:
    return entry(each.key, **({"details": each.details} if each.details else {}))


@dataclass(frozen=True, slots=True)
class Organization:
    """What is wrong with the organization of a request, if anything."""

    fault: Entry | None

    def check(self, is_needed: bool) -> None:  # noqa: FBT001  # it says what it is
        """Refuse a field that needs an organization it may not use.

        Raises:
            FieldFaulty: It may not.
        """
        if is_needed and self.fault is not None:
            raise FieldFaulty(self.fault)


def replace_selection(plan: Plan, selection: SelectionSetNode) -> Any:
    """The operation of a plan with another selection."""
    operation = plan.operation
    return type(operation)(
        operation=operation.operation,
        name=operation.name,
        variable_definitions=operation.variable_definitions,
        directives=operation.directives,
        selection_set=selection,
        loc=operation.loc,
    )


def _is_deep(root: Root) -> bool:
    """A root field takes several statements, which must see one moment."""
    if not isinstance(root, ConnectionRoot):
        return isinstance(root, SingleRoot) and bool(root.level.inner)
    is_counted = any(piece.what == "totalCount" for piece in root.pieces)
    return is_counted or len(root.levels) > 1 or bool(root.levels[0].inner)


def id_field(of: Type) -> str:
    """The field of the book that is the id of a type."""
    field: Any = of.by_name["id"]
    return str(field.at)
