"""A session knows whether the identity provider vouched for it. Whoever is signed in signs in once more."""

from typing import Literal

import sqlalchemy as sa
from alembic import op

revision = "0029"
down_revision = "0028"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.execute("DELETE FROM account_session")
    with op.batch_alter_table("account_session", recreate=_anew()) as batch:
        batch.add_column(sa.Column("vouched", sa.Boolean(), nullable=False))


def downgrade() -> None:
    with op.batch_alter_table("account_session") as batch:
        batch.drop_column("vouched")


def _anew() -> Literal["always", "auto"]:
    """SQLite adds no column that must be filled, not even to an empty table."""
    return "always" if op.get_bind().dialect.name == "sqlite" else "auto"
