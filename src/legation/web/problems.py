"""The one shape of every error: a problem document of RFC 9457, or a readable page for browsers."""

from __future__ import annotations

import json
import logging
from dataclasses import asdict
from http import HTTPStatus

from flask import Flask, Response, request
from werkzeug.exceptions import HTTPException, InternalServerError
from werkzeug.http import HTTP_STATUS_CODES

from legation.errors import BadInput, LegationError, LimitReached, NotAcceptable
from legation.model import Report
from legation.store.formats import negotiate
from legation.store.writes import Nonconforming
from legation.web.languages import rendered

PROBLEM = "application/problem+json"
_OFFERED = ((PROBLEM, "application/json"), ("text/html", "application/xhtml+xml"))

_TOLD = 100
"""So many violations are told one by one."""

_log = logging.getLogger(__name__)


def register(app: Flask) -> None:
    """Let an application answer every error in that shape."""
    app.before_request(_refuse_other_encodings)
    app.register_error_handler(LegationError, _ours)
    app.register_error_handler(HTTPException, _http)


def _refuse_other_encodings() -> None:
    """Raise BadInput where the path of the request was no UTF-8, which its decoding shows by this character."""
    if "\ufffd" in request.path:
        raise BadInput("the address", "must be UTF-8, percent-encoded")


def problem(
    status: int, detail: str, offered: tuple[str, ...] = (), limit: str = "", report: Report | None = None
) -> Response:
    """An error response, in the form that the request accepts. `limit` is the setting that was met."""
    title = HTTP_STATUS_CODES[status]
    if negotiate(request.headers.get("Accept", ""), _OFFERED) == 1:
        values = {"title": title, "status": status, "detail": detail, "offered": offered}
        page = rendered("problem.html", values)
        return _varied(Response(page, status, content_type="text/html; charset=utf-8"))
    document: dict[str, object] = {
        "type": "about:blank", "title": title, "status": status, "detail": detail, "instance": request.path
    }  # fmt: skip
    if offered:
        document["offered"] = list(offered)
    if limit:
        document["limit"] = limit
    if report is not None:
        document["violations"] = [asdict(violation) for violation in report.violations[:_TOLD]]
    return _varied(Response(json.dumps(document, ensure_ascii=False), status, content_type=PROBLEM))


def _varied(response: Response) -> Response:
    response.vary.add("Accept")
    response.headers["Cache-Control"] = "no-store"
    if response.status_code == HTTPStatus.SERVICE_UNAVAILABLE:
        response.headers["Retry-After"] = "5"
    return response


def _ours(error: LegationError) -> Response:
    if error.status >= HTTPStatus.INTERNAL_SERVER_ERROR:
        _log.warning("%s %s: %s", request.method, request.path, error)
    offered = error.offered if isinstance(error, NotAcceptable) else ()
    limit = error.limit if isinstance(error, LimitReached) else ""
    report = error.report if isinstance(error, Nonconforming) else None
    return problem(error.status, str(error), offered, limit, report)


def _http(error: HTTPException) -> Response:
    status = error.code or HTTPStatus.INTERNAL_SERVER_ERROR
    if status < HTTPStatus.BAD_REQUEST:
        return Response(error.get_response(request.environ).get_data(), status, dict(error.get_headers()))
    detail = error.description or ""
    if isinstance(error, InternalServerError):
        detail = "Something went wrong in the service; the log tells what."
    answer = problem(int(status), detail)
    for name, value in error.get_headers(request.environ):
        if name.lower() in {"allow", "retry-after", "www-authenticate"}:
            answer.headers[name] = value
    return answer
