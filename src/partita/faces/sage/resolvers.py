"""What answers each mutation, by the type it writes and what it does to it."""

from collections.abc import Mapping
from typing import Final

from partita.domain.standing import Role
from partita.faces.sage import lists, rows, thirds, wire
from partita.faces.sage.graph import Type, Verb
from partita.faces.sage.mutations import Resolver
from partita.faces.sage.thirds import Third

_THIRDS: Final = (
    Third(wire.CUSTOMER, Role.CUSTOMER),
    Third(wire.SUPPLIER, Role.SUPPLIER),
    Third(wire.EMPLOYEE, Role.EMPLOYEE, addresses_max=1, needs_address=False),
)
RESOLVERS: Final[Mapping[tuple[Type, Verb], Resolver]] = {
    **{(each.of, Verb.CREATE): thirds.create(each) for each in _THIRDS},
    **{(each.of, Verb.UPDATE): thirds.update(each) for each in _THIRDS},
    **{(each.of, Verb.DELETE): thirds.delete(each) for each in _THIRDS},
    (wire.PAYMENT_TERM, Verb.CREATE): rows.create_payment_term(wire.PAYMENT_TERM),
    (wire.PAYMENT_TERM, Verb.DELETE): rows.delete("payment_term"),
    (lists.PAYMENT_MEAN, Verb.CREATE): rows.create(
        lists.PAYMENT_MEAN, "payment_mean", is_unique=True
    ),
    (lists.PAYMENT_MEAN, Verb.DELETE): rows.delete("payment_mean"),
    (lists.JOB_AREA, Verb.CREATE): rows.create(lists.JOB_AREA, "job_area"),
    (lists.BUSINESS_AREA, Verb.CREATE): rows.create(lists.BUSINESS_AREA, "business_area"),
    (lists.BUSINESS_AREA, Verb.DELETE): rows.delete("business_area"),
}
