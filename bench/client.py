"""The small client: what `wrk` does with ``drive.lua``, for machines without it.

Reads ``{"port", "seconds", "plan"}`` from standard input. It is slower than the servers it asks,
so its rates say little about them; what it checks is the same.
"""

import http.client
import json
import random
import re
import sys
import threading
import time
from typing import Any

EDITED_EACH = 40
TIMEOUT_S = 20


class Connection:
    """One connection, asking until the time is over."""

    def __init__(self, given: dict[str, Any], index: int) -> None:
        """Prepare to ask."""
        self._plan = given["plan"]
        self._edit = self._plan["edit"]
        self._index = index
        self._counter = 0
        self._kept: dict[int, tuple[str, int]] = {}
        self._random = random.Random(self._plan["seed"] * 1000 + index)
        self._http = http.client.HTTPConnection("127.0.0.1", given["port"], timeout=TIMEOUT_S)
        self._until = time.monotonic() + given["seconds"]
        self.times: list[float] = []
        self.right = 0
        self.complaints: list[str] = []

    def run(self) -> None:
        """Ask."""
        while time.monotonic() < self._until:
            started = time.perf_counter()
            try:
                complaint = self._turn_edit() if self._edit else self._turn()
            except OSError as error:
                complaint = repr(error)
                self._http.close()
            self.times.append(time.perf_counter() - started)
            if complaint:
                self.complaints.append(complaint)
        self._http.close()

    def _ask(self, method: str, path: str, body: str | None) -> tuple[int, str]:
        self._http.request(method, path, body and body.encode(), self._plan["headers"])
        answer = self._http.getresponse()
        return answer.status, answer.read().decode()

    def _filled(self, template: str) -> str:
        plan = self._plan
        number = plan["low"] + plan["step"] * self._random.randrange(plan["count"])
        values = {"n": str(number), "unique": self._unique(), "term": ""}
        if plan["terms"]:
            values["term"] = self._random.choice(plan["terms"])
        return _fill(template, values)

    def _unique(self) -> str:
        self._counter += 1
        return f"{self._plan['seed']:x}-{self._index}-{self._counter}"

    def _turn(self) -> str:
        plan = self._plan
        body = self._filled(plan["body"]) if plan["body"] else None
        status, text = self._ask(plan["method"], self._filled(plan["path"]), body)
        if status != plan["status"] or len(text.encode()) < plan["bytes_min"]:
            return f"status or length: {status} {text[:200]}"
        rows = text.count(plan["marker"]) if plan["marker"] else plan["rows_min"]
        if not plan["rows_min"] <= rows <= plan["rows_max"]:
            return f"rows {rows}: {text[:200]}"
        self.right += 1
        return ""

    def _turn_edit(self) -> str:
        plan, edit = self._plan, self._edit
        share = max(1, plan["count"] // plan["connections"])
        some = min(EDITED_EACH, share)
        place = plan["connections"] * (self._random.randrange(some) * share // some)
        number = plan["low"] + self._index + place
        if number not in self._kept:
            status, text = self._ask("GET", _fill(edit["read_path"], {"n": str(number)}), None)
            found = re.search(edit["version"], text)
            if status != 200 or found is None:
                return f"read of {number}: {status} {text[:200]}"
            self._kept[number] = text, int(found[1], edit["base"])
            return ""
        text, version = self._kept[number]
        path = _fill(plan["path"], {"n": str(number)})
        status, answer = self._ask(plan["method"], path, self._edited(text, version))
        if status != plan["status"]:
            del self._kept[number]
            return f"write of {number}: {status} {answer[:200]}"
        self._kept[number] = text, version + 1
        self.right += 1
        return ""

    def _edited(self, text: str, version: int) -> str:
        edit = self._edit
        digits = f"{version:{'x' if edit['base'] == 16 else 'd'}}".zfill(edit["digits"])
        values = {"version": digits, "unique": self._unique()}
        text = re.sub(edit["version"], lambda _: _fill(edit["version_as"], values), text)
        return re.sub(edit["changed"], lambda _: _fill(edit["changed_as"], values), text)


def _fill(template: str, values: dict[str, str]) -> str:
    return re.sub(r"\{([a-z]+)\}", lambda found: values[found[1]], template)


def main() -> None:
    """Ask with all connections and print what came of it."""
    given = json.load(sys.stdin)
    asking = [Connection(given, index) for index in range(given["plan"]["connections"])]
    started = time.perf_counter()
    threads = [threading.Thread(target=each.run, daemon=True) for each in asking]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(given["seconds"] + TIMEOUT_S)
    seconds = time.perf_counter() - started
    times = sorted(each for one in asking for each in one.times) or [0.0]
    complaints = [each for one in asking for each in one.complaints]
    outcome = {
        "requests": sum(each.right for each in asking),
        "answers": len(times),
        "seconds": seconds,
        "p50_ms": times[len(times) // 2] * 1000,
        "p99_ms": times[len(times) * 99 // 100] * 1000,
        "bad": len(complaints),
        "complaint": complaints[-1] if complaints else "",
    }
    print("BENCH " + json.dumps(outcome))


if __name__ == "__main__":
    main()
