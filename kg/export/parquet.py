"""All claims as a Parquet file, with the columns of `kg.export.table` and their types."""

from __future__ import annotations

import datetime
import itertools
from typing import Any, BinaryIO

from kg.errors import KgError
from kg.export import table
from kg.export.done import Done
from kg.graph.store import GraphStore

BATCH = 10_000  # rows in memory at a time, and in a row group


def write(store: GraphStore, file: BinaryIO) -> Done:
    """Write one row a claim; texts stand as they are, days are dates. Raises KgError where pyarrow is not installed."""
    try:
        import pyarrow
        from pyarrow import parquet
    except ImportError as error:
        remedy = "install it with kg's extra: pip install '.[parquet]'; or pip install pyarrow"
        raise KgError("Parquet needs pyarrow, which is not installed", remedy=remedy) from error
    types: dict[type, Any] = {
        str: pyarrow.string(),
        float: pyarrow.float64(),
        int: pyarrow.int64(),
        datetime.date: pyarrow.date32(),
    }
    schema = pyarrow.schema([(name, types[type_]) for name, type_ in table.COLUMNS.items()])
    rows, done = table.rows(store), 0
    with parquet.ParquetWriter(file, schema) as writer:
        while batch := list(itertools.islice(rows, BATCH)):
            writer.write_table(pyarrow.Table.from_pylist(batch, schema=schema))
            done += len(batch)
    return Done(done, "claim")
