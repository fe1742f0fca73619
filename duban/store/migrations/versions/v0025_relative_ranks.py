"""A target may be a rank to rise by, from one that is on record, or a bad rank to leave."""

import sqlalchemy as sa
from alembic import op

revision = "0025"
down_revision = "0024"
branch_labels = None
depends_on = None

BEFORE = ("at_least", "at_most", "about", "equal", "zero_tolerance", "rank", "grade")
AFTER = ("at_least", "at_most", "about", "equal", "zero_tolerance", "rank", "outside", "rise", "grade")


def upgrade() -> None:
    with op.batch_alter_table("target") as batch:
        batch.add_column(sa.Column("base", sa.String(), nullable=True))
        batch.drop_constraint(op.f("ck_target_comparison"), type_="check")
        batch.create_check_constraint(op.f("ck_target_comparison"), _is_one_of(AFTER))
        batch.create_check_constraint(op.f("ck_target_rise_has_base"), "(comparison = 'rise') = (base IS NOT NULL)")


def downgrade() -> None:
    with op.batch_alter_table("target") as batch:
        batch.drop_constraint(op.f("ck_target_rise_has_base"), type_="check")
        batch.drop_constraint(op.f("ck_target_comparison"), type_="check")
        batch.create_check_constraint(op.f("ck_target_comparison"), _is_one_of(BEFORE))
        batch.drop_column("base")


def _is_one_of(comparisons: tuple[str, ...]) -> str:
    listed = ", ".join(repr(each) for each in comparisons)
    return f"comparison IN ({listed})"
