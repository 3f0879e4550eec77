"""Connections whose moments are read by one call: a page of a list has a hundred of them."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from django.db.backends.postgresql import base
from psycopg.adapt import Buffer, Loader


class MomentLoader(Loader):
    """Read a `timestamptz` as PostgreSQL writes it to a session in UTC.

    The framework's own loader takes it apart and puts a time zone on it in eight calls. Raises
    `ValueError` for what Python has no moment for: infinity, and years before 1 or after 9999.
    """

    timezone = UTC
    """What the framework compares with the connection's before it registers its own."""

    def load(self, data: Buffer) -> datetime:
        """Read one moment."""
        return datetime.fromisoformat(str(data, "ascii"))


class DatabaseWrapper(base.DatabaseWrapper):
    """A connection to PostgreSQL."""

    def get_new_connection(self, conn_params: dict[str, Any]) -> Any:
        """Open a connection that reads moments so, if it is in UTC as the project's are."""
        connection = super().get_new_connection(conn_params)
        if self.timezone == UTC:
            connection.adapters.register_loader("timestamptz", MomentLoader)
        return connection
