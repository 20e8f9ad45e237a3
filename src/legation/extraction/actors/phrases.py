"""The noun phrases of a sentence: how far they reach, what heads them, which names and offices stand in them."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, field

from legation.extraction import names
from legation.extraction.names import NameMatch, OfficeMatch
from legation.extraction.parse import Sentence, Token
from legation.gazetteer import Role
from legation.model import EntityId

LEFT = frozenset({"amod", "compound", "nmod", "poss", "nummod", "quantmod", "npadvmod", "advmod"})
_QUANTITIES = frozenset(
    "number group some all one two three many most several few dozen dozens hundred hundreds thousand thousands "
    "million millions score scores series lot lots part majority member members pair handful wave "
    "kind type half rest last each none any ton tons tonne barrel shipment consignment planeload truckload shipload "
    "boatload package round contingent couple bit amount "
    "total those that hour day week month night minute".split()
)
_BANDS = frozenset(
    "company column convoy fleet flotilla band team crowd gang crew squad network mob unit battalion contingent".split()
)
"""What people or things form: "a company of soldiers" are soldiers, "a fleet of ships" is no navy."""
_PARTITIVE = _QUANTITIES | _BANDS
CRAFT = frozenset(
    "ship boat vessel tanker trawler yacht freighter ferry dhow plane jet airliner aircraft warship frigate destroyer "
    "corvette cutter submarine carrier gunboat icebreaker bulker barge".split()
)
_SIDING = frozenset({"anti", "pro"})
_ADVERBIAL = frozenset({"out", "away", "back", "off", "home"})
_NEAR = frozenset("alongside beside close facing next opposite outside".split())
"""What stands there stands near: "opposite the town", "close to the border"."""
_PARTICLES = frozenset(
    "al bin ibn bint van von de del della der den di da dos du la le el abu ben ould ul ur arap ag".split()
)
CALENDAR = frozenset(
    "monday tuesday wednesday thursday friday saturday sunday january february march april may june july august "
    "september october november december".split()
)
_ADJECTIVAL = frozenset({"visiting", "outgoing", "sitting", "ruling", "neighbouring", "neighboring", "warring"})
_AFTER = frozenset({"relcl", "acl", "appos", "conj", "cc", "punct", "advcl", "parataxis", "dep"})


@dataclass(slots=True)
class Phrases:
    """One sentence with the names and offices that stand in it."""

    sentence: Sentence
    names: list[NameMatch] = field(init=False)
    offices: list[OfficeMatch] = field(init=False)
    name_at: dict[int, NameMatch] = field(init=False, default_factory=dict)
    """The name that a token belongs to."""
    office_at: dict[int, OfficeMatch] = field(init=False, default_factory=dict)
    """The office that a token belongs to."""
    _governed: dict[int, dict[str, list[int]]] = field(init=False, default_factory=dict)

    def __post_init__(self) -> None:
        self.names, self.offices = names.index().find(self.sentence, self._before())
        for name in self.names:
            for i in range(name.first, name.last + 1):
                self.name_at[i] = name
        for office in self.offices:
            for i in range(office.first, office.last + 1):
                self.office_at.setdefault(i, office)

    def _before(self) -> Collection[EntityId]:
        """Who was named before."""
        return ()

    def extent(self, head: int) -> list[int]:
        """The tokens of the noun phrase of `head`: without conjuncts, appositions and relative clauses."""
        s = self.sentence
        first, last = head, head
        for child in reversed([c for c in s.children(head) if c.index < head]):
            if child.dep in _AFTER and child.dep != "punct":
                break
            if child.dep == "punct" and child.text not in {"-", "'"}:
                continue
            first = min(first, s.subtree(child.index)[0])
        for child in (c for c in s.children(head) if c.index > head):
            if child.dep in _AFTER and not (child.dep == "punct" and child.text == "-"):
                break
            if child.dep == "prep" and child.lower not in {"of", "in", "from", "for"}:
                break
            if child.dep in {"prep", "case", "poss", "nummod", "amod", "compound", "npadvmod", "punct", "prt"}:
                last = max(last, s.subtree(child.index)[-1])
        tokens = list(range(first, last + 1))
        while len(tokens) > 1 and (
            s.tokens[tokens[0]].dep in {"punct", "case"} or s.tokens[tokens[0]].lower in {"the", "a", "an"}
        ):
            tokens.pop(0)
        while len(tokens) > 1 and s.tokens[tokens[-1]].dep in {"punct", "case"}:
            tokens.pop()
        return tokens

    def effective(self, head: int) -> int:
        """The head that counts: "soldiers" in "dozens of soldiers"."""
        for _ in range(3):
            token = self.sentence.tokens[head]
            if token.pos == "PROPN" and head not in self.name_at:  # "the tanker Velaris", but not "the frigate HMS ..."
                beside = self.sentence.children(head, "compound")
                prefixed = any(c.text.isupper() for c in beside)
                return next((c.index for c in beside if c.lemma in CRAFT and not prefixed), head)
            if token.lemma not in _PARTITIVE and token.pos != "NUM":
                break
            of = next((c for c in self.sentence.children(head, "prep") if c.lower == "of"), None)
            below = self.sentence.child(of.index, "pobj") if of else None
            if below is None or (token.lemma in _BANDS and below.tag != "NNS"):
                break
            if token.lemma == "member" and self._organization(below.index):
                break
            head = below.index
        return head

    def _organization(self, head: int) -> bool:
        """Whether a noun is an organisation's name: members of one are not the organisation."""
        match = self.name_at.get(head)
        return match is not None and match.forms[0].entity.startswith("organization/")

    def heads(self, head: int) -> list[int]:
        """A noun phrase's head and the heads that are coordinated with it."""
        found, pending = [], [head]
        while pending:
            i = pending.pop(0)
            found.append(i)
            pending.extend(
                c.index for c in self.sentence.children(i, "conj") if c.pos in {"NOUN", "PROPN", "PRON", "ADJ", "NUM"}
            )
            name = self.name_at.get(i)
            if (
                name is not None
                and name.last > i
                and not name.first <= self.sentence.tokens[name.last].head <= name.last
            ):
                found.pop()  # "Trinidad and Tobago's minister", which the parse may read as Trinidad, and a minister
            if i in self.name_at:  # "Lesotho, South Africa resume talks": one state is no apposition of another
                pending.extend(c.index for c in self.sentence.children(i, "appos") if c.index in self.name_at)
        return found

    def hyphened(self, index: int) -> bool:
        """Whether a token ends a name like "Park Geun-hye", whose last syllable the model may take for a noun."""
        tokens = self.sentence.tokens
        return (
            index > 2
            and tokens[index].tag == "NN"
            and tokens[index - 1].text == "-"
            and tokens[index - 1].end == tokens[index].begin
            and all(t.pos == "PROPN" and t.head == index for t in tokens[index - 3 : index - 1])
            and index - 2 not in self.name_at
        )

    def siding(self, index: int) -> str:
        """ "anti" or "pro" where that stands before a name: "anti-American protesters" are nobody's of America."""
        tokens = self.sentence.tokens
        if index > 1 and tokens[index - 1].text == "-" and tokens[index - 2].lower in _SIDING:
            return tokens[index - 2].lower
        return ""

    def objects_of(self, index: int, preposition: str) -> Sequence[int]:
        """The heads of the prepositional phrases with `preposition` below a token."""
        below = self._governed.get(index)
        if below is None:
            s = self.sentence
            below = self._governed[index] = {}
            phrases = list(s.children(index, "prep", "agent", "dative"))
            for child in phrases:  # "with Ali and with Rodriguez"
                phrases += [c for c in s.children(child.index, "conj") if c.pos == "ADP" and c.lower == child.lower]
            for child in phrases:
                heads = [self._governing(p) for p in s.children(child.index, "pobj", "pcomp")]
                heads = heads or self._stranded(child.index)
                below[child.lower] = below.get(child.lower, []) + heads
                if child.lower == "from":  # "an apology from Washington to Beijing"
                    for other in s.children(child.index, "prep"):
                        below.setdefault(other.lower, []).extend(p.index for p in s.children(other.index, "pobj"))
                if child.lower == "out":  # "pulled its soldiers out of Somalia", which may come as two prepositions
                    for other in s.children(child.index, "prep"):
                        out = [self._governing(p) for p in s.children(other.index, "pobj")]
                        for joint in {other.lower, "from" if other.lower == "of" else other.lower}:
                            below[joint] = below.get(joint, []) + out
            for child in s.children(index, "prt", "advmod"):  # "sealed off the town" may give the town to the particle
                if heads := [p.index for p in s.children(child.index, "pobj")]:
                    below[child.lower] = below.get(child.lower, []) + heads
                if child.lower in _ADVERBIAL:  # "pulled its soldiers out of Somalia", "walked out of talks"
                    for other in s.children(child.index, "prep"):
                        heads = [p.index for p in s.children(other.index, "pobj")]
                        for joint in {other.lower, "from" if other.lower == "of" else other.lower}:
                            below[joint] = below.get(joint, []) + heads
            for child in s.children(index, "prep", "advmod", "amod"):
                if child.lower in _NEAR:
                    at = [child, *(c for c in s.children(child.index, "prep") if c.lower == "to")]
                    below["near"] = below.get("near", []) + [
                        p.index for c in at for p in s.children(c.index, "pobj", "dobj")
                    ]
        return below.get(preposition, ())

    def _governing(self, token: Token) -> int:
        """The noun for a participle that the parser took for its verb: "in occupied Karabakh"."""
        if token.tag == "VBN" or token.lower in _ADJECTIVAL:
            noun = self.sentence.child(token.index, "dobj")
            if noun is not None and not self.sentence.children(noun.index, "det", "poss"):
                return noun.index
        return token.index

    def _stranded(self, preposition: int) -> list[int]:
        """The noun that the parser took from a preposition for a participle's subject: "asylum to officers held in"."""
        tokens = self.sentence.tokens
        head = preposition + 1
        while head < len(tokens) and tokens[head].dep in LEFT | {"det"} and tokens[head].head > head:
            head = tokens[head].head
        return (
            [head] if head < len(tokens) and head > preposition and tokens[head].dep in {"nsubj", "nsubjpass"} else []
        )

    def run(self, head: int, office: OfficeMatch | None = None) -> list[int]:
        """The tokens of the proper name around `head`, without titles and without the gazetteer's names."""
        s = self.sentence
        first, last = head, head

        def belongs(i: int) -> bool:
            t = s.tokens[i]
            if (
                t.lower in CALENDAR
                or i in self.office_at
                or (i in self.name_at and self.name_at[i].first != self.name_at[i].last)
            ):
                return False
            if i in self.name_at and any(
                f.role in {Role.ADJECTIVE, Role.DEMONYM, Role.ACRONYM} for f in self.name_at[i].forms
            ):
                return False
            return t.pos == "PROPN" or (t.lower in _PARTICLES and t.pos != "DET") or (t.text in {"-", "'"} and glued(i))

        def glued(i: int) -> bool:
            return (
                0 < i < len(s.tokens) - 1
                and s.tokens[i - 1].end == s.tokens[i].begin
                and s.tokens[i].end == s.tokens[i + 1].begin
            )

        def joined(i: int) -> bool:
            """A word of any class that a hyphen ties to the name: the "yul" of "Tae-yul"."""
            return (
                s.tokens[i].text.isalpha()
                and i not in self.office_at
                and (
                    (i > 0 and s.tokens[i - 1].text == "-" and glued(i - 1))
                    or (i + 1 < len(s.tokens) and s.tokens[i + 1].text == "-" and glued(i + 1))
                )
            )

        while first > 0 and (belongs(first - 1) or joined(first - 1)):
            first -= 1
        while last + 1 < len(s.tokens) and (belongs(last + 1) or joined(last + 1)):
            last += 1
        run = list(range(first, last + 1))
        while run and (
            s.tokens[run[0]].lower in _PARTICLES - {"al", "el", "abu", "ben", "van", "von", "de", "la"}
            or s.tokens[run[0]].text in {"-", "'"}
        ):
            run.pop(0)
        while run and s.tokens[run[-1]].text in {"-", "'", "'s"}:
            run.pop()
        return run

    def title(self, run: list[int]) -> OfficeMatch | None:
        """The office that stands right before a name, or beside it as an apposition; a post before a rank: "the prime
        minister, General Maiga".
        """
        s = self.sentence
        beside = [run[0] - 1] if run and run[0] else []
        for i in run:
            beside += [c.index for c in s.children(i, "appos")]
            if s.tokens[i].dep == "appos":
                head = s.tokens[s.tokens[i].head]
                beside += [head.index]
                if self._of_office(head):
                    beside += [s.tokens[head.head].head]
        found = [self.office_at[i] for i in beside if i in self.office_at]
        return next((o for o in found if o.office.kind == "office"), found[0] if found else None)

    def bearers(self, head: int) -> list[int]:
        """The names set beside an office, also those that the parse sets beside what it is of: "the head of its
        commission, Mahmoud Ali Youssouf".
        """
        s = self.sentence
        below = [s.tokens[i] for i in self.objects_of(head, "of")]
        hosts = [head, *(t.index for t in below if self._of_office(t))]
        return [
            c.index for i in hosts for c in s.children(i, "appos") if c.pos == "PROPN" and c.index not in self.name_at
        ]

    def _of_office(self, noun: Token) -> bool:
        """Whether a common noun tells what an office is of."""
        above = self.sentence.tokens[noun.head]
        return noun.pos == "NOUN" and noun.dep == "pobj" and above.lower == "of" and above.head in self.office_at

    def written(self, run: Iterable[int]) -> str:
        """The words of a run with the spaces that the text has between them."""
        parts: list[str] = []
        end = None
        for i in run:
            token = self.sentence.tokens[i]
            if end is not None and token.begin > end:
                parts.append(" ")
            parts.append(token.text)
            end = token.end
        return "".join(parts)
