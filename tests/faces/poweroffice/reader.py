"""Reads lists with the published package, unmodified; run by a test in a process of its own."""

import json
import sys
from uuid import UUID

from ds_provider_powerofficego_py_lib.dataset import (
    PowerOfficeGoDataset,
    PowerOfficeGoDatasetSettings,
    ReadSettings,
)
from ds_provider_powerofficego_py_lib.linked_service import (
    PowerOfficeGoLinkedService,
    PowerOfficeGoLinkedServiceSettings,
)

ANY_ID = UUID("12345678-1234-5678-1234-1234567890ab")


def main() -> None:
    """Read each list named in the task on standard input; say what came."""
    task = json.load(sys.stdin)
    service = PowerOfficeGoLinkedService(
        id=ANY_ID,
        name="partita",
        version="v1.0.0",
        settings=PowerOfficeGoLinkedServiceSettings(
            host=f"{task['base']}/",
            token_endpoint=f"{task['base']}/OAuth/Token",
            application_key=task["keys"]["application_key"],
            client_id=task["keys"]["client_key"],
            subscription_key=task["keys"]["subscription_key"],
        ),
    )
    service.connect()
    told = {}
    for name, checkpoint in task["lists"].items():
        dataset = PowerOfficeGoDataset(
            id=ANY_ID,
            name=name,
            version="v1.0.0",
            linked_service=service,
            settings=PowerOfficeGoDatasetSettings(
                data_product=name, read=ReadSettings(page_size=task["page_size"])
            ),
        )
        if checkpoint:
            dataset.checkpoint = checkpoint
        dataset.read()
        rows = (
            [] if dataset.output is None else json.loads(dataset.output.to_json(orient="records"))
        )
        told[name] = {"ids": [row["Id"] for row in rows], "checkpoint": dataset.checkpoint}
    sys.stdout.write(json.dumps(told))


if __name__ == "__main__":
    main()
