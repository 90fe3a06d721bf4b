"""Pictures of a graph of claims: `VIEWS` maps a name to a function from graph to the text of one HTML page."""

from __future__ import annotations

from collections.abc import Callable

from kg.views.network import page as network_page

VIEWS: dict[str, Callable[..., str]] = {"network": network_page}
