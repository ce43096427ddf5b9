"""The contact persons of a party are found in the order in which they are shown."""

from alembic import op

revision = "0016"
down_revision = "0015"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Go up."""
    op.create_index(
        "contact_party_id_position_number_idx",
        "contact",
        ["book_id", "party_id", "position", "number"],
    )
