"""How often apps call, counted by day."""

from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True, slots=True)
class CallCount:
    """What an app asked on a day, in a dialect.

    Attributes:
        day: In UTC.
        app_id: Which app.
        dialect: Which dialect.
        calls: Answers in all.
        refused: Answers that said no (the caller was wrong, or early).
        failed: Answers that said that something went wrong here.
        app: What the app is called; empty when nobody asked, or it is gone.
    """

    day: date
    app_id: int
    dialect: str
    calls: int
    refused: int
    failed: int
    app: str = ""
