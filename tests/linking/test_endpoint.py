"""Asking an endpoint: pauses, retries, the cache."""

from __future__ import annotations

from dataclasses import replace

import pytest
from linking_by_hand import Pauses, Served

from legation.errors import BadInput, StoreUnavailable
from legation.linking.endpoint import LONGEST_PAUSE, Endpoint

ASKED = "SELECT ?item { ?item <http://www.wikidata.org/prop/direct/P298> 'KOR' }"
FOUND = [{"item": "http://www.wikidata.org/entity/Q9001"}]


def test_an_answer_gives_rows_and_the_request_says_who_asks(endpoint: Endpoint, served: Served) -> None:
    assert endpoint.ask(ASKED) == FOUND
    (agent,) = served.agents
    assert agent.startswith("legation/")
    assert "(desk@news.example)" in agent


def test_a_pause_goes_before_each_request(endpoint: Endpoint, pauses: Pauses) -> None:
    endpoint.ask(ASKED)
    endpoint.ask(ASKED + " LIMIT 1")
    assert pauses.made == [1.0, 1.0]


def test_what_was_asked_before_is_read_from_the_cache(endpoint: Endpoint, served: Served, pauses: Pauses) -> None:
    assert endpoint.ask(ASKED) == endpoint.ask(ASKED) == FOUND
    assert len(served.queries) == len(pauses.made) == 1
    replace(endpoint, fresh=True).ask(ASKED)
    assert len(served.queries) == 2


def test_a_damaged_answer_in_the_cache_is_asked_for_again(endpoint: Endpoint, served: Served) -> None:
    endpoint.ask(ASKED)
    (kept,) = endpoint.cache.iterdir()
    kept.write_bytes(b"{")
    assert endpoint.ask(ASKED) == FOUND
    assert len(served.queries) == 2


@pytest.mark.parametrize("status", [429, 500, 502, 503, 504])
def test_a_busy_endpoint_is_asked_again_after_growing_pauses(
    endpoint: Endpoint, served: Served, pauses: Pauses, status: int
) -> None:
    served.failures = [(status, {})] * 3
    assert endpoint.ask(ASKED) == FOUND
    assert pauses.made == [1.0, 2.0, 4.0, 8.0]


def test_the_endpoint_may_say_how_long_to_wait(endpoint: Endpoint, served: Served, pauses: Pauses) -> None:
    served.failures = [(429, {"Retry-After": "30"})]
    assert endpoint.ask(ASKED) == FOUND
    assert pauses.made == [1.0, 30.0]


def test_it_is_not_waited_for_longer_than_reasonable(endpoint: Endpoint, served: Served, pauses: Pauses) -> None:
    served.failures = [(429, {"Retry-After": str(int(LONGEST_PAUSE) + 1)})]
    with pytest.raises(StoreUnavailable, match="after 1 attempt: HTTP 429"):
        endpoint.ask(ASKED)
    assert len(pauses.made) == 1


def test_it_is_given_up_after_some_attempts_and_nothing_is_kept(endpoint: Endpoint, served: Served) -> None:
    served.failures = [(503, {})] * 9
    with pytest.raises(StoreUnavailable, match="after 5 attempts"):
        endpoint.ask(ASKED)
    assert len(served.queries) == 5
    assert not endpoint.cache.exists()


@pytest.mark.parametrize(("status", "error"), [(400, BadInput), (403, StoreUnavailable), (404, StoreUnavailable)])
def test_a_refusal_is_final(endpoint: Endpoint, served: Served, status: int, error: type[Exception]) -> None:
    served.failures = [(status, {})]
    with pytest.raises(error):
        endpoint.ask(ASKED)
    assert len(served.queries) == 1


@pytest.mark.parametrize("body", [b"<html>", b"[]", b'{"head": {}}', b'{"results": {"bindings": [1]}}'])
def test_what_is_no_result_is_told(endpoint: Endpoint, served: Served, body: bytes) -> None:
    served.body = body
    with pytest.raises(StoreUnavailable, match="SPARQL results"):
        endpoint.ask(ASKED)


def test_nobody_there(endpoint: Endpoint) -> None:
    with pytest.raises(StoreUnavailable, match="gives no answer"):
        replace(endpoint, url="http://127.0.0.1:1/").ask(ASKED)


def test_an_endpoint_is_on_the_web() -> None:
    with pytest.raises(BadInput, match="http or https"):
        Endpoint(url="file:///etc/passwd", cache=None)  # type: ignore[arg-type]
