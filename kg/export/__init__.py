"""A graph in the formats of other programs: `FORMATS` maps a name to the function that writes it.

Each takes an open store and a binary file, and says what went into the file. RDF and tables hold all that the graph
holds; the formats of event coders what counts as an event (`kg.export.events`), and networks what the reports say in
their own voice and what actors say of themselves.
"""

from __future__ import annotations

import functools
from collections.abc import Callable

from kg.export import gold, networks, parquet, plover, polecat, rdf, table
from kg.export.done import Done

FORMATS: dict[str, Callable[..., Done]] = {
    "nquads": functools.partial(rdf.write, format="nquads"),
    "trig": functools.partial(rdf.write, format="trig"),
    "turtle": functools.partial(rdf.write, format="turtle"),
    "jsonld": functools.partial(rdf.write, format="jsonld"),
    "graphml": networks.graphml,
    "gexf": networks.gexf,
    "polecat": polecat.write,
    "plover": plover.write,
    "parquet": parquet.write,
    "csv": table.write,
    "gold": gold.write,
}
NETWORKS = ("graphml", "gexf")  # these take alleged=True
BINARY = ("parquet",)  # these do not go to a terminal
