"""The metadata that every table hangs on: constraint names are predictable, so that errors can be told by name."""

import sqlalchemy as sa
from sqlmodel import SQLModel

SQLModel.metadata.naming_convention = {
    "pk": "pk_%(table_name)s",
    "fk": "fk_%(table_name)s_%(column_0_N_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
}

metadata = SQLModel.metadata


class Row(SQLModel):
    """Base of every table. Rows do not validate themselves: services build them and CHECKs hold the line."""


def table_of(model: type[SQLModel]) -> sa.Table:
    """The Core table behind a model, for set-based statements."""
    return metadata.tables[str(model.__tablename__)]
