"""Acts of speech and what they are about: an act takes from its content a finer relation and a target it lacks."""

from __future__ import annotations

import functools
from collections.abc import Mapping
from dataclasses import replace

from spacy.tokens import Token

from kg import resources
from kg.language import syntax
from kg.language.arguments import Arguments, Filler
from kg.language.deeds import Deed, distinct
from kg.language.words import word_set
from kg.ontology import Ontology, RelationType


@functools.cache
def refinements() -> dict[tuple[str, str], str]:
    """(relation of the act, class or relation of its content) -> finer relation, from ``data/refinements.csv``."""
    return {(row["act"], row["content"]): row["relation"] for row in resources.table("refinements")}


def _sides(filler: Filler) -> set[object]:
    """What tells on whose side an actor is: itself, and its state where it has one ("his government would expel")."""
    referent = filler.mention.referent
    return {id(referent), *([referent.country] if referent is not None and referent.country else [])}


class Contents:
    """Settles acts and contents among the deeds of one Doc."""

    def __init__(self, ontology: Ontology, arguments: Arguments) -> None:
        self.ontology, self.arguments = ontology, arguments

    def _type(self, deed: Deed) -> RelationType:
        return self.ontology.relations[deed.relation]

    def settle(self, deeds: Mapping[int, Deed]) -> None:
        """Give acts the finer relations and the targets that their contents tell; changes the deeds."""
        for deed in deeds.values():
            act = deeds.get(deed.status.act) if deed.status.act is not None else None
            if act is None:
                continue
            self._doer_of_infinitive(act, deed)
            self._refine(act, deed)
            act.mutual_content |= self._type(deed).symmetric and not deed.targets
            if not act.targets and not (self._type(act).symmetric and len(distinct(act.sources)) > 1):
                self._borrow(act, deed)
        for deed in deeds.values():
            if not deed.targets:
                self._target_across(deed)

    def _doer_of_infinitive(self, act: Deed, content: Deed) -> None:
        """Who does what a noun offers, threatens or demands: "rejected a German offer to fly food to Darfur"."""
        infinitive = syntax.is_infinitive(content.trigger)
        own = {id(s.mention.referent) for s in act.sources}
        told = own & {id(s.mention.referent) for s in content.sources}
        if told and act.targets and self._type(act).content_modality == "demanded":
            content.sources = [replace(t, slot="subj", descended=True) for t in act.targets]  # "gave X until noon to …"
        if act.entry.pos != "noun" or not infinitive or content.trigger.head != act.trigger:
            return
        doers = act.targets if self._type(act).plover == "REQUEST" else act.sources
        if doers:
            content.sources = [replace(d, slot="subj", descended=True) for d in doers]

    def _borrow(self, act: Deed, content: Deed) -> None:
        """The act's target from its content: of whom a deed is demanded is its doer, who is threatened its target."""
        plover = self._type(act).plover
        if self._type(act).content_modality == "actual":
            return  # who denies a deed says nothing to whom it was done
        ends = content.sources if self._type(act).content_modality == "demanded" else content.targets
        if plover not in {"REQUEST", "THREATEN", "AGREE", "REJECT"}:
            return
        if plover == "AGREE" and str(self._type(content).quad).endswith("conflict"):
            return  # who agrees to punish X agrees nothing with X
        own = {id(s.mention.referent) for s in act.sources}
        let = content.trigger.head.lemma_ in word_set("lets")
        if plover == "REJECT" and let and own.isdisjoint(id(s.mention.referent) for s in content.sources):
            ends = content.sources  # "refused to let X fly to Y" refuses X
        if plover == "REJECT" and any(c.dep_ == "mark" for c in content.trigger.children):
            return  # "dismissed reports that it attacked X" rejects not X
        others = [f for f in ends if id(f.mention.referent) not in own and f.mention.kind == "actor"]
        if others:
            act.targets = [replace(others[0], descended=True)]
            act.notes.append("target from its content")

    def _refine(self, act: Deed, deed: Deed) -> None:
        """A finer relation for an act by what is demanded, threatened, promised, refused (``data/refinements.csv``)."""
        content, relation = self._type(deed), self._type(act)
        if act.relation == "promised" and deed.status.denied and content.plover is not None:
            act.relation = refinements().get(("refusedTo", content.plover), "refusedTo")
            act.notes.append("vows not to do it")
            return
        if content.plover is None or deed.status.denied != (relation.content_polarity == "denied"):
            return
        own = {key for s in act.sources for key in _sides(s)}
        others = deed.sources and own.isdisjoint(key for s in deed.sources for key in _sides(s))
        # Who threatens or promises does so for itself; to tell of another's deed is something else.
        kind = "other" if others and relation.plover in {"THREATEN", "AGREE", "REJECT"} else content.plover
        refined = refinements().get((act.relation, content.name), refinements().get((act.relation, kind)))
        if refined is not None and refined in self.ontology.relations:
            act.notes.append("content is another's deed" if kind == "other" else f"content is {kind}")
            act.relation = refined

    def _target_across(self, deed: Deed) -> None:
        """A target in the clause that an act governs: "threatened to close its borders with X"."""
        relation = self._type(deed)
        mutual = relation.symmetric and len(distinct(deed.sources)) > 1
        if mutual or relation.content_modality in {None, "actual"}:
            return
        own = {id(s.mention.referent) for s in deed.sources}
        clauses = syntax.complements(deed.trigger)
        if deed.entry.pos == "noun":  # "Pyongyang's threat to turn Seoul into a sea of fire"
            clauses = [c for c in deed.trigger.children if c.dep_ == "acl" and syntax.is_infinitive(c)]
        for clause in clauses:
            if any(c.dep_ == "mark" for c in clause.children):
                continue  # "promised that it would not let X …" promises X nothing
            if relation.plover == "AGREE" and self.arguments.harms(clause):
                continue
            for head in self._heads_below(clause, relation.plover):
                found = [
                    f
                    for f in self.arguments.resolve(head, "content", "target")
                    if id(f.mention.referent) not in own and f.mention.kind == "actor"
                ]
                if found:
                    deed.targets = [replace(found[0], descended=True)]
                    deed.notes.append("target from the clause below")
                    return

    @staticmethod
    def _heads_below(clause: Token, plover: str | None) -> list[Token]:
        """Words of a clause that may name whom it concerns: "to allow X to land", "to close the border with X"."""
        heads = [*syntax.indirect_objects(clause)]
        heads += syntax.objects(clause) if clause.dep_ == "acl" and plover == "THREATEN" else []
        for holder in (clause, *syntax.objects(clause)):
            meant = {"to", "with", "for"} if plover == "AGREE" else {"to", "with", "against", "from"}
            heads += [o for p, o in syntax.prepositions(holder) if p in meant]
        heads += [s for c in syntax.complements(clause) for s in [syntax.surface_subject(c)] if s is not None]
        return sorted(heads, key=lambda t: t.i)
