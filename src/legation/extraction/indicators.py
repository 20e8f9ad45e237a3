"""Figures that tell of states and their relations: shares, sums, troops, prisoners, deaths, cargoes."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache

from legation.extraction import figures, sides, tables
from legation.extraction.actors import Scene
from legation.extraction.figures import Figure, Kind
from legation.extraction.parse import Token
from legation.extraction.salience import Salience
from legation.model import EntityId, Indicator, Span

_TO = ("to", "for", "toward", "towards", "with", "from", "into", "against")
_PASSED_ON = ("to", "for", "with", "from", "against", "in")
_MODALS = frozenset({"will", "would", "may", "might", "could", "should", "can", "must", "shall", "'ll", "wo"})
_SUMS = ("of", "in", "worth")
_LEFT = frozenset({"nummod", "nmod", "compound", "amod", "npadvmod", "quantmod"})
_IN = ("in", "near", "at", "on", "across", "outside", "inside")
"""Prepositions of the place where persons came to harm; "on" is that of "strikes on Kharkiv"."""

_BEFALLEN = frozenset(
    {"deaths", "injuries", "arrests", "abductions", "seizures", "captures", "expulsions", "deportations", "executions"}
    | {"displaced persons", "releases"}
)
"""Measures of what befell persons: the figure is of them, and of who did it."""

_COLLECTIVE = frozenset({"aircraft", "personnel", "police", "crew", "staff", "people", "head"})
_DYING = frozenset({"die", "drown", "perish"})
_PEOPLE_AT_LARGE = frozenset(
    {"members", "officials", "families", "households", "persons", "men", "women", "children", "lives", "bodies"}
)
"""People of whom only what befell them makes a figure."""


@dataclass(frozen=True, slots=True)
class _Measures:
    """What figures are of, by lemma; a count has its unit too."""

    flows: Mapping[str, str]
    rates: Mapping[str, str]
    counts: Mapping[str, str]
    people: Mapping[str, str]
    units: Mapping[str, str]
    done: Mapping[str, str]
    money: Mapping[str, str]
    reaching: frozenset[str]
    rising: frozenset[str]
    falling: frozenset[str]
    counted: frozenset[str]
    """The nouns of counts, people and units."""
    modifiers: frozenset[str]
    """Words before a noun that make another measure of it: "oil imports"."""


@cache
def measures() -> _Measures:
    """The table `measures.csv`."""
    found: defaultdict[str, dict[str, str]] = defaultdict(dict)
    for row in tables.rows("measures"):
        word, measure = row["word"], row["measure"]
        found[row["kind"]][word] = measure or _plural(word)
    return _Measures(
        flows=found["flow"], rates=found["rate"], counts=found["count"], people=found["people"], units=found["units"],
        done=found["done"], money=found["money"], reaching=frozenset(found["reach"]),
        counted=frozenset((*found["count"], *found["people"], *found["units"])),
        rising=frozenset(found["rising"]), falling=frozenset(found["falling"]), modifiers=frozenset(found["modifier"]),
    )  # fmt: skip


def _plural(word: str) -> str:
    if word.endswith(("aircraft", "craft")):
        return word
    if word.endswith("y") and word[-2] not in "aeiou":
        return f"{word[:-1]}ies"
    return f"{word}es" if word.endswith(("s", "x", "ch", "sh")) else f"{word}s"


def find(scene: Scene, salience: Salience) -> tuple[Indicator, ...]:
    """The figures of a sentence whose measure and subject it tells, in order of the text.

    A share ("one quarter of") is told as a part of one in the unit "share", a percentage in "percent", money in its
    ISO 4217 code, all else by what is counted. Dates, ages, scores and numbers in names have no measure and are left
    out.
    """
    reader = _Reader(scene, salience, measures())
    numbers = figures.find(scene.sentence, lambda i: sides.named(scene, i), reader.may_count)
    found = (reader.read(figure) for figure in numbers)
    return tuple(indicator for indicator in found if indicator is not None)


@dataclass(frozen=True, slots=True)
class _Reading:
    """What a figure is of: `noun` is the token that names the measure, or stands for it; `verb` what is done."""

    measure: str
    unit: str
    noun: int | None
    verb: int | None
    confidence: float
    last: int
    sign: int = 1


@dataclass(slots=True)
class _Reader:
    scene: Scene
    salience: Salience
    measures: _Measures

    def may_count(self, token: Token) -> bool:
        """Whether a number may count what the table knows, or people whom no noun names ("wounded at least 40")."""
        head = self.scene.sentence.tokens[token.head]
        if token.dep in {"nummod", "compound", "quantmod"}:
            return head.lemma in self.measures.counted or head.tag == "CD"
        return head.lemma in self.measures.done or head.lower in {"to", "of", "at", "dead"} or head.lemma == "leave"

    def read(self, figure: Figure) -> Indicator | None:
        match figure.kind:
            case Kind.MONEY:
                reading = self._money(figure)
            case Kind.PERCENT | Kind.SHARE:
                reading = self._part(figure)
            case _:
                reading = self._count(figure)
        if reading is None:
            return None
        subject, counterpart, certain = self._parties(reading, figure)
        if subject is None:
            return None
        unit = reading.unit
        if figure.kind is Kind.MONEY and unit.islower():
            unit = figures.currency(unit, subject)
        s = self.scene.sentence
        figure = figures.approximated(s, figure)
        last = max(figure.last, reading.last if reading.last - figure.last <= 8 else figure.last)
        confidence = reading.confidence - (0.0 if certain else 0.15) - (0.15 if self._modal(reading.verb) else 0.0)
        return Indicator(
            subject=subject, measure=reading.measure, value=figure.value * reading.sign, unit=unit,
            passage=s.passage.number, span=Span(s.tokens[figure.first].begin, s.tokens[last].end),
            approximate=figure.approximate, counterpart=counterpart, confidence=round(confidence, 2),
        )  # fmt: skip

    # --- what is measured ---------------------------------------------------------------------------------------------

    def _part(self, figure: Figure) -> _Reading | None:
        """Reads "one quarter of exports", "a 25 percent tariff", "exports rose 5 percent"."""
        s, scene, known = self.scene.sentence, self.scene, self.measures
        head = s.tokens[figure.head]
        unit = "percent" if figure.kind is Kind.PERCENT else "share"
        of = scene.objects_of(head.index, "of")
        if not of and figure.kind is Kind.SHARE:
            of = [c.index for c in s.children(head.index, "pobj", "dobj") if c.index > head.index]
            if not of and head.dep in {"amod", "nummod", "det", "predet", "nmod", "compound"}:
                of = [head.head]
        for i in of:
            lemma = s.tokens[i].lemma
            whole = "population" if lemma == "people" else self._flow(i) or known.people.get(lemma)
            if whole is not None:
                return _Reading(f"share of {self._words(i, whole)}", unit, i, self._verb(head.index), 0.85, i)
        if figure.kind is Kind.SHARE:
            return None
        above = s.tokens[head.head]
        if head.dep in {"compound", "amod", "nmod", "nummod", "npadvmod", "quantmod"} and (
            rate := known.rates.get(above.lemma)
        ):
            return _Reading(rate, unit, above.index, self._verb(above.index), 0.85, above.index)
        verb = self._verb(head.index)
        if (
            above.dep == "prep"
            and above.lower in {"of", "at", "to"}
            and (rate := known.rates.get(s.tokens[above.head].lemma))
        ):
            return _Reading(rate, unit, above.head, verb, 0.8, figure.last)
        if verb is None:
            return None
        lemma = s.tokens[verb].lemma
        change = 1 if lemma in known.rising else -1 if lemma in known.falling else 0
        near = head.head == verb or (above.dep == "prep" and above.lower in {"by", "of"} and above.head == verb)
        subject = s.child(verb, "nsubj", "nsubjpass")
        if change and near and subject is not None and (measure := self._flow(subject.index)):
            words = self._words(subject.index, measure)
            return _Reading(f"change in {words}", unit, subject.index, verb, 0.85, figure.last, change)
        if above.dep == "prep" and above.lower in {"to", "at"} and above.head == verb:
            noun = s.child(verb, "dobj") or subject
            if noun is not None and (rate := known.rates.get(noun.lemma)):
                return _Reading(rate, unit, noun.index, verb, 0.8, figure.last)
        return None

    def _money(self, figure: Figure) -> _Reading | None:
        """Reads "a $3.5 billion loan", "14 million euros in aid", "trade came to $2.9 billion"."""
        s, scene, known = self.scene.sentence, self.scene, self.measures
        head = s.tokens[figure.head]
        while head.dep in _LEFT and figure.first <= head.head <= figure.last and head.head != head.index:
            head = s.tokens[head.head]
        above = s.tokens[head.head]
        unit = figure.unit
        if head.dep in _LEFT and above.index > head.index and above.pos in {"NOUN", "PROPN", "ADJ"}:
            if above.lower == "worth":
                for i in scene.objects_of(above.index, "of"):
                    goods = self._words(i, self._flow(i) or s.tokens[i].lower)
                    return _Reading(goods, unit, i, self._verb(above.index), 0.8, i)
            elif (found := self._flowing(above.index, unit, 0.9, above.index)) is not None:
                return found
        for preposition in _SUMS:
            for i in scene.objects_of(head.index, preposition):
                if (found := self._flowing(i, unit, 0.85, i)) is not None:
                    return found
        if (
            head.dep == "pobj"
            and above.lower in {"of", "worth", "for"}
            and s.tokens[above.head].pos in {"NOUN", "PROPN"}
        ):
            found = self._flowing(above.head, unit, 0.85, figure.last)
            if found is not None:
                return found
        verb = self._verb(head.index)
        if verb is None:
            return None
        lemma = s.tokens[verb].lemma
        subject = s.child(verb, "nsubj", "nsubjpass")
        changing = lemma in known.reaching or lemma in known.rising or lemma in known.falling
        if subject is not None and (changing or above.lower in {"worth", "to", "at"}):
            found = self._flowing(subject.index, unit, 0.85, figure.last)
            if found is not None:
                return found
        if head.dep in {"dobj", "dative", "nsubjpass", "npadvmod", "conj"} and (measure := known.money.get(lemma)):
            return _Reading(measure, unit, None, verb, 0.8, figure.last)
        return None

    def _flowing(self, i: int, unit: str, confidence: float, last: int) -> _Reading | None:
        """What a figure is of where the noun `i` is one for a quantity of money or goods."""
        measure = self._flow(i)
        if measure is None:
            return None
        return _Reading(self._words(i, measure), unit, i, self._verb(i), confidence, last)

    def _count(self, figure: Figure) -> _Reading | None:
        """Reads "2,000 troops", "23 people were killed", "11 tonnes of supplies"."""
        s, scene, known = self.scene.sentence, self.scene, self.measures
        head = s.tokens[figure.head]
        counted = s.tokens[head.head]
        if head.dep != "nummod" or counted.index < head.index:
            if head.dep == "compound" and counted.tag == "CD":
                counted = s.tokens[counted.head]
            elif head.dep in {"dobj", "nsubjpass", "nsubj", "attr", "pobj"}:
                return self._left(figure, head)
            else:
                return None
        lemma = counted.lemma
        last = max(counted.index, figure.last)
        if figure.value > 1 and counted.tag in {"NN", "NNP"} and lemma not in _COLLECTIVE:
            # "The 32nd Brigade", "an MK 82 bomb": a number in a name.
            return None
        if (unit := known.units.get(lemma)) is not None:
            for i in scene.objects_of(counted.index, "of"):
                return _Reading(
                    self._words(i, self._flow(i) or s.tokens[i].lower), unit, i, self._verb(counted.index), 0.85, i
                )
            return None
        verb = self._verb(counted.index)
        if (people := known.people.get(lemma)) is not None:
            if self._idle(counted):
                return None
            done = self._done(counted, verb)
            if done is not None:
                return _Reading(done, "persons", counted.index, verb, 0.85, last)
            if people in _PEOPLE_AT_LARGE:
                return None
            return _Reading(people, "persons", counted.index, verb, 0.8, last)
        if (measure := known.counts.get(lemma)) is not None and not self._idle(counted):
            return _Reading(measure, measure, counted.index, verb, 0.8, last)
        return None

    def _left(self, figure: Figure, head: Token) -> _Reading | None:
        """Reads "wounded at least 40", "left 23 dead", "a death toll of 23": persons whom no noun names."""
        s = self.scene.sentence
        verb = self._verb(head.index)
        if verb is None:
            return None
        above = s.tokens[head.head]
        if head.dep == "pobj" and above.lower in {"of", "to", "at"}:
            noun = s.tokens[above.head] if s.tokens[above.head].pos == "NOUN" else s.child(verb, "nsubj")
            if noun is not None and noun.lemma == "toll":
                return _Reading("deaths", "persons", noun.index, verb, 0.8, figure.last)
            return None
        dead = next(
            (c for c in s.children(verb, "oprd", "acomp", "xcomp") if c.lower in {"dead", "injured", "wounded"}), None
        )
        if dead is not None:
            return _Reading(self.measures.done[dead.lower], "persons", None, verb, 0.8, dead.index)
        lemma = s.tokens[verb].lemma
        if lemma in {"kill", "wound", "injure", "arrest", "detain"} and head.dep in {"dobj", "nsubjpass"}:
            return _Reading(self.measures.done[lemma], "persons", None, verb, 0.8, figure.last)
        return None

    def _done(self, counted: Token, verb: int | None) -> str | None:
        """What is told to have befallen persons: "deaths" of "killed 23 people", "left 23 dead"."""
        s = self.scene.sentence
        for made in s.children(counted.index, "acl", "amod", "relcl"):
            if made.lemma in self.measures.done and made.tag in {"VBN", "JJ"}:
                return self.measures.done[made.lemma]
        if verb is None:
            return None
        lemma = s.tokens[verb].lemma
        measure = self.measures.done.get(lemma)
        passive = s.child(verb, "auxpass") is not None
        suffered = counted.dep == "dobj" or (counted.dep == "nsubjpass" and passive) or counted.dep == "conj"
        if measure is not None and (suffered or (counted.dep == "nsubj" and lemma in _DYING)):
            return measure
        for child in s.children(verb, "oprd", "acomp", "xcomp"):
            if child.lower in self.measures.done and child.lower in {"dead", "injured", "wounded", "missing"}:
                return self.measures.done[child.lower]
        return None

    def _idle(self, counted: Token) -> bool:
        """Whether what is counted only says more of another noun: "a two-tank squad", "one of 14 boats"."""
        if counted.dep in {"compound", "amod", "npadvmod"}:
            return True
        return any(
            c.lower in {"these", "those", "other", "former"}
            for c in self.scene.sentence.children(counted.index, "det", "amod")
        )

    def _flow(self, i: int) -> str | None:
        return self.measures.flows.get(self.scene.sentence.tokens[i].lemma)

    def _words(self, i: int, measure: str) -> str:
        """The measure with the noun before it: "oil imports", "defence spending"."""
        s = self.scene.sentence
        modifiers = self.measures.modifiers
        before = [c.lower for c in s.children(i, "compound", "amod") if i - 2 <= c.index < i and c.lower in modifiers]
        return " ".join([*before, measure])

    def _verb(self, i: int) -> int | None:
        for above in self.scene.sentence.ancestors(i):
            if above.pos in {"VERB", "AUX"}:
                return above.index
        return None

    def _modal(self, verb: int | None) -> bool:
        return verb is not None and any(c.lower in _MODALS for c in self.scene.sentence.children(verb, "aux"))

    # --- of whom ------------------------------------------------------------------------------------------------------

    def _parties(self, reading: _Reading, figure: Figure) -> tuple[EntityId | None, EntityId | None, bool]:
        """Subject and counterpart of a figure, and whether the clause itself names the subject."""
        s, scene = self.scene.sentence, self.scene
        starts = [figure.head] if reading.noun is None else [reading.noun, figure.head]
        # Money has no owner of its own: the adjective of "US dollars" is the currency's.
        owned = [reading.noun] if figure.kind is Kind.MONEY else starts
        owner = next((o for i in owned if i is not None and (o := self._owner(i)) is not None), None)
        agent = self._agent(reading.verb)
        if reading.measure in _BEFALLEN:
            deed = s.child(reading.verb, "nsubj") if reading.verb is not None and agent is None else None
            victim = owner or self._place(reading.verb, [*starts, *([deed.index] if deed is not None else [])])
            by = agent or (self._owner(deed.index) if deed is not None else None)
            return victim, by if by != victim else None, owner is not None
        between = [e for i in starts for p in ("between", "of", "among") for h in scene.objects_of(i, p)
                   for e in sides.sides(scene, h)]  # fmt: skip
        if len(between) > 1:
            return between[0], between[1], True
        if owner is None and between and (reading.noun is None or between[0] != agent):
            owner = between[0]
        if owner is not None:
            other = agent if agent is not None and agent != owner else self._others(starts, reading.verb, owner, agent)
            return owner, other, True
        if agent is not None:
            return agent, self._others(starts, reading.verb, agent, None), True
        if reading.noun is not None and self._mutual(reading.noun) and (two := self.salience.pair()) is not None:
            return two[0], two[1], False
        return None, None, False

    def _owner(self, i: int) -> EntityId | None:
        """Whose a quantity is: "South Korea's exports", "Chilean exports", "their debt"."""
        s, scene = self.scene.sentence, self.scene
        for child in s.children(i, "poss"):
            for found in sides.sides(scene, child.index):
                return found
        for child in reversed(s.children(i, "amod", "compound", "nmod", "poss")):
            if child.index < i:
                for j in (child.index, *(c.index for c in s.children(child.index, "compound", "amod", "nmod"))):
                    if (found_ := sides.named(scene, j)) is not None:
                        return found_
        return None

    def _agent(self, verb: int | None) -> EntityId | None:
        """The side of who does it."""
        if verb is None:
            return None
        who = sides.agent(self.scene.sentence, verb)
        if who is None:
            return None
        found = sides.sides(self.scene, who)
        return found[0] if found else None

    def _others(self, starts: list[int], verb: int | None, owner: EntityId, agent: EntityId | None) -> EntityId | None:
        """To or from whom: "exports to China", "a loan for Chad", "tariffs on Canadian steel"."""
        s, scene = self.scene.sentence, self.scene
        for i in (*starts, *([verb] if verb is not None else [])):
            for preposition in (*_TO, "on", "in") if i == verb else (*_PASSED_ON, "on"):
                for head in scene.objects_of(i, preposition):
                    # "To its border with Belarus" is to Belarus.
                    across = scene.objects_of(head, "with") if s.tokens[head].lemma in {"border", "frontier"} else []
                    found = sides.sides(scene, across[0] if across else head)
                    if (
                        not found
                        and preposition in {"on", "to", "for", "from"}
                        and (state := scene.state_in(head)) is not None
                    ):
                        found = [state]
                    for e in found:
                        if e not in {owner, agent}:
                            return e
        if verb is not None:
            for child in s.children(verb, "dative", "dobj"):
                if child.pos != "ADP" and child.index not in starts:
                    for e in sides.sides(scene, child.index):
                        if e not in {owner, agent}:
                            return e
        return None

    def _place(self, verb: int | None, starts: list[int]) -> EntityId | None:
        """The state where something befell persons who are told by no state."""
        scene = self.scene
        for i in (*([verb] if verb is not None else []), *starts):
            for preposition in _IN:
                for head in scene.objects_of(i, preposition):
                    if not self._is_named(head):
                        continue
                    if (state := scene.state_in(head)) is not None and state.startswith("state/"):
                        return state
        return None

    def _is_named(self, head: int) -> bool:
        """Whether a noun phrase has a name of its own: "northern Iraq", "Badghis province"; not "their sleep"."""
        s = self.scene.sentence
        return s.tokens[head].pos == "PROPN" or any(
            c.pos == "PROPN" or sides.named(self.scene, c.index) is not None
            for c in s.children(head, "compound", "nmod", "amod", "poss", "appos")
        )

    def _mutual(self, noun: int) -> bool:
        """Whether a quantity is of two parties named before: "bilateral trade", "trade between the two countries"."""
        s = self.scene.sentence
        if any(c.lower in {"bilateral", "mutual", "two-way"} for c in s.children(noun, "amod", "compound")):
            return True
        return any(s.tokens[h].lemma in {"country", "nation", "side", "economy", "neighbour", "neighbor"}
                   for h in self.scene.objects_of(noun, "between"))  # fmt: skip
