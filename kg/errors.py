"""What can go wrong, said so that a person can act on it."""

from __future__ import annotations


class KgError(Exception):
    """An error for the user: what went wrong, where, and what to do about it.

    ``what`` and ``where`` are shown as ``where: what``, and ``remedy`` on a line of its own.
    """

    def __init__(self, what: str, *, where: str | None = None, remedy: str | None = None) -> None:
        self.what, self.where, self.remedy = what, where, remedy
        super().__init__(str(self))

    def __str__(self) -> str:
        head = f"{self.where}: {self.what}" if self.where else self.what
        return f"{head}\n  {self.remedy}" if self.remedy else head


class InputError(KgError):
    """A document, or a file of documents, cannot be read."""


class TableError(KgError):
    """A row of a table in ``data/``, or a block of the ontology, is wrong."""


class ModelError(KgError):
    """The language model is not installed or does not fit."""


class StoreError(KgError):
    """A graph store cannot be opened, read or written."""


class ServerError(StoreError):
    """The server that holds a graph is not there, or takes nothing from us: the next request will fare no better."""


class QueryError(KgError):
    """A query cannot be parsed, found or run."""
