"""Files that come with records: coordinations, interviews, inspections and the like."""

import sqlalchemy as sa
from alembic import op
from sqlmodel.sql.sqltypes import AutoString

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None

BIG = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
BEFORE = "item_id IS NULL OR order_id IS NULL"
NOW = f"({BEFORE}) AND (record_id IS NULL OR coalesce(item_id, order_id) IS NULL)"


def upgrade() -> None:
    with op.batch_alter_table("attachment") as batch:
        batch.add_column(sa.Column("record_table", AutoString(), nullable=True))
        batch.add_column(sa.Column("record_id", BIG, nullable=True))
        batch.drop_constraint(op.f("ck_attachment_one_subject"), type_="check")
        batch.create_check_constraint(op.f("ck_attachment_one_subject"), NOW)
        batch.create_check_constraint(
            op.f("ck_attachment_names_its_table"), "(record_id IS NULL) = (record_table IS NULL)"
        )
    op.create_index("ix_attachment_record", "attachment", ["record_table", "record_id"])


def downgrade() -> None:
    op.drop_index("ix_attachment_record", "attachment")
    with op.batch_alter_table("attachment") as batch:
        batch.drop_constraint(op.f("ck_attachment_names_its_table"), type_="check")
        batch.drop_constraint(op.f("ck_attachment_one_subject"), type_="check")
        batch.create_check_constraint(op.f("ck_attachment_one_subject"), BEFORE)
        batch.drop_column("record_id")
        batch.drop_column("record_table")
