"""Numbers about a graph of claims: pure functions on networkx graphs, plain values out.

`network.load` reads the claims from a store, `events` says which of them count and which report the same
happening, `measures` counts by actor and by pair of actors, `dates` reads EDTF values.
"""
