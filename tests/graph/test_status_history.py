"""A later article tells what became of an event: its status changes, and what was said before is kept."""

from __future__ import annotations

import pytest
from findings_by_hand import BUSAN, JPN, KOR, told
from pyoxigraph import Store

from legation.graph.mapping import findings_quads
from legation.graph.vocabulary import LEG
from legation.graph.world import world_quads
from legation.model import EventType, Status
from legation.queries import Query

PLAN = ("2025-08-01", "South Korea and Japan will hold talks in Busan.", Status.PLANNED)
CANCELLED = ("2025-08-20", "The talks of South Korea and Japan in Busan were called off.", Status.DENIED)
HELD = ("2025-08-24", "South Korea and Japan held talks in Busan after all.", Status.OCCURRED)


@pytest.fixture
def history(gazetteer, identifiers):
    """The status now, and the rows of the history, after some articles."""

    def build(*articles):
        findings = [
            told(f"story {day}", sentence, EventType.CONSULT, "talks", [KOR, JPN], day="2025-08-23", place=BUSAN,
                 status=status, published=day).findings()
            for day, sentence, status in articles
        ]  # fmt: skip
        evidence = [quad for each in findings for quad in findings_quads(each, identifiers)]
        store = Store()
        store.extend([*evidence, *world_quads(evidence, gazetteer, identifiers)])
        (event,) = {quad.object for quad in store.quads_for_pattern(None, LEG.reports, None)}
        (now,) = (quad.object.value for quad in store.quads_for_pattern(event, LEG.status, None))
        rows = store.query(
            Query.load("entity/event-statuses").bind(entity=event.value), use_default_graph_as_union=True
        )
        told_ = [(row["published"].value, row["status"].value, row["standing"].value) for row in rows]
        changed = list(store.query(Query.load("analysis/status-history").body, use_default_graph_as_union=True))
        return now.rpartition("#")[2], [(day, s.rpartition("#")[2], now) for day, s, now in told_], len(changed)

    return build


def test_a_plan_alone_has_one_word(history):
    assert history(PLAN) == ("planned", [("2025-08-01", "planned", "true")], 0)


def test_what_is_called_off_is_so_until_it_is_held_after_all(history):
    now, rows, changes = history(CANCELLED, PLAN)
    assert (now, changes) == ("denied", 2)
    assert rows == [("2025-08-01", "planned", "false"), ("2025-08-20", "denied", "true")]
    now, rows, changes = history(HELD, PLAN, CANCELLED)
    assert (now, changes) == ("occurred", 3)
    assert rows == [
        ("2025-08-01", "planned", "false"),
        ("2025-08-20", "denied", "false"),
        ("2025-08-24", "occurred", "true"),
    ]
