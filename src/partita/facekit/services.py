"""What the plumbing between HTTP and the use cases needs of the rest."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from partita.facekit.arriving import Arrivals
from partita.facekit.budget import SharedBudget
from partita.facekit.portions import Portions
from partita.facekit.streaming import NO_STREAMS, Streams
from partita.facekit.tally import Tally
from partita.facekit.telemetry import Figures
from partita.kit.clock import Clock
from partita.ports import Branding, Database, Jobs


@dataclass(frozen=True, slots=True, kw_only=True)
class Services:
    """What the plumbing needs of the rest.

    Attributes:
        database: The store.
        clock: What time it is.
        budgets: Who used how much, by face; a face without one has no limits.
        figures: What was counted.
        body_bytes_max: Longest request body.
        public_url: Base of absolute URLs, without a slash at the end; by the request's own host
            when empty.
        tally: Counts calls by app; nobody does when ``None``.
        streams: How long, and how many at once, answers may go on.
        branding: Who looks for logos, web sites and names of parties.
        jobs: Who does work that takes longer than a request may.
        arrivals: Who waits for bodies that come slowly.
        portions: The same for answers that are sent while they are read.
        attempts: Counts attempts to sign in; nobody does when ``None``.
    """

    database: Database
    clock: Clock
    budgets: Mapping[str, SharedBudget]
    figures: Figures
    body_bytes_max: int
    public_url: str
    branding: Branding
    jobs: Jobs
    streams: Streams = NO_STREAMS
    portions: Portions = field(default_factory=lambda: Portions(0))
    arrivals: Arrivals = field(default_factory=Arrivals)
    tally: Tally | None = None
    attempts: SharedBudget | None = None
