"""What rows ask for, done: parties made or changed, many at once."""

from collections import Counter, deque
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Final

from partita.access.permission import Permission
from partita.domain.address import AddressKind
from partita.domain.errors import ReferenceUnknown
from partita.domain.importing import ImportStep
from partita.domain.party import Party
from partita.domain.standing import Role
from partita.usecases.building import (
    differs,
    new_account,
    new_mail,
    new_party,
    new_role,
    says_something,
    settle_party,
)
from partita.usecases.context import Context
from partita.usecases.exchange.batch import (
    About,
    Batch,
    Link,
    Series,
    Step,
    free_uuids,
    kept,
    step_of,
    take_free,
)
from partita.usecases.exchange.matching import Plan, match
from partita.usecases.exchange.own_rows import Settled
from partita.usecases.exchange.part_writing import PLACE_SERIES, Numbers, write_parts
from partita.usecases.exchange.parts import PART_LINKS
from partita.usecases.exchange.ranges import Ranges
from partita.usecases.exchange.wishes import Rejection, Wish, rejection
from partita.usecases.numbers import take_role_numbers
from partita.usecases.parties import add_role
from partita.usecases.role_rules import (
    REFERENCE_KINDS,
    check_references,
    settle_standing,
    settle_words,
)
from partita.usecases.roles import ROLE_RECORDS, role_records

MERGED_INTO: Final = "merged_into"
_PARTY_SERIES: Final = Series("party", "parties", "id")


@dataclass(slots=True)
class Run:
    """What an import remembers from row to row.

    Attributes:
        source: Marks the parties it makes.
        job_id: Id of its job; 0 for a dry run at the command line, of which nothing is kept.
        position: How many steps it noted so far.
        ids: The least and the greatest id of the parties it made; 0 while it made none.
        given: Numbers it gave to rows without one.
        refusals: What is wrong with values that point at the book's lists, empty when nothing.
        links: Pointers to parties that may come later in the file.
        rows: What became of the rows of lists that the file brings.
        numbered: Values of roles that were given a number since `moment`.
    """

    source: str
    job_id: int = 0
    position: int = 0
    ids: tuple[int, int] = (0, 0)
    given: dict[Role, Ranges] = field(default_factory=lambda: {role: Ranges() for role in Role})
    refusals: dict[tuple[str, Any], str] = field(default_factory=dict)
    links: list[Link] = field(default_factory=list)
    rows: Settled = field(default_factory=Settled)
    numbered: list[dict[str, Any]] = field(default_factory=list)

    def moment(self) -> Callable[[], None]:
        """Remember how it stands; what this returns undoes what became of it, and of wishes, since.

        What is wrong with values that point at lists stays known.
        """
        position, ids, links = self.position, self.ids, len(self.links)
        backs = [self.rows.moment(), *(given.moment() for given in self.given.values())]
        self.numbered.clear()

        def back() -> None:
            self.position, self.ids = position, ids
            del self.links[links:]
            for values in self.numbered:
                del values["number"]
            for each in backs:
                each()

        return back

    def note(self, ids: Iterable[int]) -> None:
        """Remember between which ids the parties are that it made."""
        known = [*ids, *(each for each in self.ids if each)]
        if known:
            self.ids = (min(known), max(known))


@dataclass(slots=True)
class Outcome:
    """What became of some rows.

    Attributes:
        left_out: Parts of rows that could not be done, while the rest could.
    """

    created: list[Wish] = field(default_factory=list)
    updated: list[Wish] = field(default_factory=list)
    unchanged: list[Wish] = field(default_factory=list)
    rejections: list[Rejection] = field(default_factory=list)
    left_out: list[Rejection] = field(default_factory=list)


def apply_wishes(ctx: Context, run: Run, wishes: Sequence[Wish]) -> Outcome:
    """Do what rows ask for.

    Args:
        run: The import they belong to.
        wishes: What they ask for; no two of them share a key.

    Returns:
        What became of them.

    Raises:
        NotAllowed: The actor may not write what they ask for.
        NumbersUsedUp: A series has no free number left.
    """
    ctx.require(Permission.PARTIES_WRITE)
    outcome = Outcome()
    waiting = deque([wishes])
    while waiting:
        plans, rejections = match(ctx, waiting.popleft(), run.given)
        outcome.rejections += rejections
        now, *later = _one_for_each_party(plans)
        waiting.extendleft([plan.wish for plan in part] for part in reversed(later))
        _apply(ctx, run, now, outcome)
    return outcome


def _one_for_each_party(plans: Sequence[Plan]) -> list[list[Plan]]:
    """Part plans so that none of a part is about a party that another one of it is about.

    Rows that found one party by different keys are done one after the other; who they are about
    is asked anew then, for the one before may have given a key away.
    """
    parts: list[list[Plan]] = [[]]
    found = Counter[int]()
    for plan in plans:
        place = 0 if plan.party is None else found[plan.party.id]
        if plan.party is not None:
            found[plan.party.id] += 1
        if place == len(parts):
            parts.append([])
        parts[place].append(plan)
    return parts


def _apply(ctx: Context, run: Run, plans: list[Plan], outcome: Outcome) -> None:
    plans = [plan for plan in plans if not _refused(ctx, run, plan, outcome)]
    batch = Batch()
    _take_ids(ctx, batch, plans)
    _take_numbers(ctx, run, plans)
    new = [plan for plan in plans if plan.party is None]
    for plan, history in zip(new, ctx.new_many(len(new)), strict=True):
        _make_party(run, batch, plan, history)
    _write_mails(ctx, batch, [plan for plan in plans if plan.wish.mail or plan.party is not None])
    _write_accounts(ctx, batch, [plan for plan in plans if plan.wish.account])
    numbers = write_parts(ctx, batch, plans, run.links)
    batch.write_parties(ctx)
    histories = ctx.new_many(sum(len(plan.wish.roles) for plan in new))
    for plan in plans:
        _write_roles(ctx, batch, plan, (numbers, histories))
        if plan.party is not None:
            _change_party(ctx, batch, plan, plan.party)
        _sort(outcome, plan)
        _note_links(run, plan)
    batch.write(ctx)
    outcome.left_out += batch.left_out
    run.note(batch.new)
    keep_steps(ctx, run, batch.steps)


def keep_steps(ctx: Context, run: Run, steps: Sequence[Step]) -> None:
    """Keep what an import did to parties that were there, so that it can be undone.

    Args:
        run: The import.
        steps: What it did.
    """
    if not run.job_id:
        return
    kept = [
        ImportStep(
            import_id=run.job_id,
            party_id=each.party_id,
            position=position,
            records=each.records,
            record_key=each.key,
            differences=each.differences,
            version_after=each.version,
        )
        for position, each in enumerate(steps, run.position + 1)
    ]
    run.position += len(kept)
    ctx.unit.import_steps.insert(*kept)


def _sort(outcome: Outcome, plan: Plan) -> None:
    if plan.party is None:
        outcome.created.append(plan.wish)
    elif plan.is_touched:
        outcome.updated.append(plan.wish)
    else:
        outcome.unchanged.append(plan.wish)


def _refused(ctx: Context, run: Run, plan: Plan, outcome: Outcome) -> bool:
    """Tell whether a role points at something the book's lists do not have."""
    for role, values in plan.wish.roles.items():
        current = plan.roles.get(role)
        for name, value in values.items():
            if name not in REFERENCE_KINDS or value is None:
                continue
            if getattr(current, name, None) != value:
                reason = _refusal(ctx, run, name, value)
                if reason:
                    outcome.rejections.append(rejection(plan.wish.line, name, value, reason))
                    return True
    return False


def _refusal(ctx: Context, run: Run, name: str, value: Any) -> str:  # noqa: ANN401
    if run.rows.is_new(name, value):
        return ""
    if (name, value) not in run.refusals:
        try:
            check_references(ctx, 0, {name: value})
            run.refusals[name, value] = ""
        except ReferenceUnknown as error:
            kind = error.facts["kind"]
            run.refusals[name, value] = f"is not in the book's list {kind}, or is barred there"
    return run.refusals[name, value]


def _take_ids(ctx: Context, batch: Batch, plans: Sequence[Plan]) -> None:
    new = [plan for plan in plans if plan.party is None]
    if new:
        wanted = [plan.wish.party_id for plan in new]
        ids = take_free(ctx, batch, _PARTY_SERIES, wanted)
        for plan, party_id in zip(new, ids, strict=True):
            plan.party_id = party_id


def _take_numbers(ctx: Context, run: Run, plans: Sequence[Plan]) -> None:
    """Give a number to each new role that has none; a row's own number is free by now."""
    for role in Role:
        asking = [plan for plan in plans if role in plan.wish.roles and role not in plan.roles]
        bare = [plan.wish.roles[role] for plan in asking if "number" not in plan.wish.roles[role]]
        if bare:
            said = {plan.wish.roles[role].get("number") for plan in asking}
            numbers = [n for n in take_role_numbers(ctx, role, len(bare)) if n not in said]
            while len(numbers) < len(bare):
                more = take_role_numbers(ctx, role, len(bare) - len(numbers))
                numbers += [number for number in more if number not in said]
            run.given[role].add(numbers)
            for values, number in zip(bare, numbers, strict=True):
                values["number"] = number
            run.numbered += bare


def _make_party(run: Run, batch: Batch, plan: Plan, history: Mapping[str, Any]) -> None:
    wish = plan.wish
    if wish.uuid:
        history = {**history, "uuid": wish.uuid}
    values = {**wish.party, "source": run.source, "external_key": wish.external_key}
    if wish.is_whole:
        values = {"first_name": None, "last_name": None, **values}
    party = new_party(history, plan.party_id, settle_party(values, "party"))
    batch.make(About("parties", "party", party.id, party.id), party)


def _write_roles(
    ctx: Context,
    batch: Batch,
    plan: Plan,
    known: tuple[Numbers, Iterator[Mapping[str, Any]]],
) -> None:
    """Make or change roles.

    Args:
        known: The numbers that parts have here, and histories for new roles.
    """
    numbers, histories = known
    for role, wished in plan.wish.roles.items():
        values = _linked(plan, role, wished, numbers)
        number = values.pop("number", 0)
        current = plan.roles.get(role)
        if current is not None:
            settled = settle_standing(values, current.standing, today=ctx.now.date())
            settled = settle_words(settled, current)
            if differs(current, settled):
                plan.is_touched = True
                batch.change(ctx, _about_role(plan, role, current.number), current, settled)
        elif plan.party is None:
            made = new_role(next(histories), role, plan.party_id, number, values)
            batch.make(_about_role(plan, role, number), made)
        else:
            plan.is_touched = True
            batch.later.append(_adding(ctx, plan.party_id, role, values, number))


def _about_role(plan: Plan, role: Role, number: int) -> About:
    return About(ROLE_RECORDS[role][1], str(role), number, plan.party_id)


def _adding(
    ctx: Context, party_id: int, role: Role, values: Mapping[str, Any], number: int
) -> Callable[[], Iterable[Step]]:
    def act() -> Iterable[Step]:
        made = add_role(ctx, party_id, role, values, number=number)
        party = ctx.unit.parties.find(party_id)
        yield step_of(ROLE_RECORDS[role][1], party_id, None, made)
        yield step_of("parties", party_id, party, party)

    return act


def _linked(plan: Plan, role: Role, values: Mapping[str, Any], numbers: Numbers) -> dict[str, Any]:
    """The values of a role with the numbers its party's own records have here."""
    found = dict(values)
    for (whose, name), records in PART_LINKS.items() if plan.wish.is_whole else ():
        if whose is role and found.get(name) is not None:
            number = numbers.get((plan.party_id, records, found[name]))
            if number is None:
                del found[name]
            else:
                found[name] = number
    return found


def _change_party(ctx: Context, batch: Batch, plan: Plan, party: Party) -> None:
    """Change a party; it moves on, too, when something that is part of it does."""
    wish = plan.wish
    values = settle_party(wish.party, "party", party)
    if wish.external_key:
        values["external_key"] = wish.external_key
    if differs(party, values):
        plan.is_touched = True
    if plan.is_touched:
        batch.change(ctx, About("parties", "party", party.id, party.id), party, values)


def _write_mails(ctx: Context, batch: Batch, plans: Sequence[Plan]) -> None:
    """Make or change mail addresses; one that was in the party's country moves with it."""
    ids = [plan.party_id for plan in plans if plan.party is not None]
    found = ctx.unit.addresses.select_in("party_id", ids, kind=AddressKind.MAIL) if ids else []
    current = {each.party_id: each for each in found}
    new = [
        plan for plan in plans if plan.party_id not in current and says_something(plan.wish.mail)
    ]
    wanted = [plan.wish.mail.get("number") for plan in new]
    numbers = take_free(ctx, batch, PLACE_SERIES, wanted) if new else []
    free = free_uuids(ctx, batch, "addresses", [plan.wish.mail_uuid for plan in new])
    for plan, number, history in zip(new, numbers, ctx.new_many(len(new)), strict=True):
        values = {name: value for name, value in plan.wish.mail.items() if name != "number"}
        if not plan.wish.is_whole:
            values.setdefault("country", plan.wish.party.get("country"))
        made = new_mail(kept(history, plan.wish.mail_uuid, free), plan.party_id, number, values)
        plan.is_touched = True
        batch.make(About("addresses", "address", number, plan.party_id), made)
    for plan in plans:
        mail = current.get(plan.party_id)
        values = {} if mail is None else _mail_values(plan, mail)
        if mail is not None and differs(mail, values):
            plan.is_touched = True
            about = About("addresses", "address", mail.number, plan.party_id)
            batch.change(ctx, about, mail, values)


def _mail_values(plan: Plan, mail: Any) -> dict[str, Any]:  # noqa: ANN401  # an address
    values = {name: value for name, value in plan.wish.mail.items() if name != "number"}
    old = None if plan.party is None else plan.party.country
    new = plan.wish.party.get("country", old)
    if "country" not in values and new != old and mail.country == old and not plan.wish.is_whole:
        values["country"] = new
    if values.get("country", mail.country) != mail.country and "country_text" not in values:
        values["country_text"] = None
    return values


def _write_accounts(ctx: Context, batch: Batch, plans: Sequence[Plan]) -> None:
    ids = [plan.party_id for plan in plans if plan.party is not None]
    found = ctx.unit.bank_accounts.select_in("party_id", ids, is_default=True) if ids else []
    current = {each.party_id: each for each in found}
    new = [plan for plan in plans if plan.party_id not in current]
    number = ctx.unit.take_numbers("bank_account", len(new)) if new else 0
    for plan in plans:
        account = current.get(plan.party_id)
        if account is None:
            made = new_account(ctx.new(), plan.party_id, number, plan.wish.account)
            batch.make(About("bank_accounts", "bank_account", number, plan.party_id), made)
            plan.is_touched = True
            number += 1
        elif differs(account, plan.wish.account):
            plan.is_touched = True
            about = About("bank_accounts", "bank_account", account.number, plan.party_id)
            batch.change(ctx, about, account, plan.wish.account)


def _note_links(run: Run, plan: Plan) -> None:
    """Remember whom a party points at; they may come later in the file."""
    for (role, name), target in plan.wish.links.items():
        if role is None:
            about = About("parties", "party", plan.party_id, plan.party_id)
        else:
            about = _about_role(plan, role, plan.party_id)
        run.links.append(Link(about, name, target, plan.wish.line))


def settle_links(ctx: Context, run: Run, links: Sequence[Link]) -> list[Rejection]:
    """Let records point at the parties that a file named by uuid, as far as they are there.

    Args:
        run: The import they belong to.
        links: Whose field points at whom.

    Returns:
        What could not be: mergers that would hide a party.

    Raises:
        NotAllowed: The actor lacks ``parties.write``.

    Emits:
        *.changed
    """
    ctx.require(Permission.PARTIES_WRITE)
    uuids = sorted({link.target for link in links})
    ids = {party.uuid: party.id for party in ctx.unit.parties.select_in("uuid", uuids)}
    steps, refused = [], []
    for about, name, target, line in links:
        records: Any = getattr(ctx.unit, about.records)
        current = records.find(about.key)
        if current is None or target not in ids or getattr(current, name) == ids[target]:
            continue
        if name == MERGED_INTO and (reason := _hides(ctx, current, ids[target])):
            refused.append(rejection(line, f"party.{name}", target, reason))
            continue
        changed = current.changed({name: ids[target]}, ctx.now)
        records.put(changed)
        key = getattr(current, "number", about.key)
        kind = f"{about.noun}.changed"
        ctx.record(kind, key, party_id=about.party_id, before=current, after=changed)
        steps.append(step_of(about.records, about.party_id, current, changed))
    keep_steps(ctx, run, steps)
    return refused


def _hides(ctx: Context, party: Party, survivor: int) -> str:
    """Why a party cannot be a pointer to another: nobody would see what it is; empty if it can."""
    if party.id == survivor:
        return "is the party itself"
    if not ctx.unit.parties.has(id=survivor, merged_into=None):
        return "was merged into another itself"
    if any(role_records(ctx, role).has(party_id=party.id) for role in Role):
        return "cannot absorb a party that has a role here"
    return ""
