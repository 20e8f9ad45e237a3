"""Page or data: what an Accept header or a file suffix asks for; and parameters, read strictly as UTF-8."""

from __future__ import annotations

from urllib.parse import parse_qsl

from flask import Request, abort

from legation.errors import BadInput, NotAcceptable, NotFound
from legation.store.formats import Form, Format, named, negotiate, offered
from legation.web.languages import PARAMETER

HTML = ("text/html", "application/xhtml+xml")
_MOST_FIELDS = 1000


def wants_page(accept: str, *others: Form) -> bool:
    """Whether an Accept header likes a page better than any format of some forms; never for a bare wildcard."""
    choices = [(f.media_type, *f.also) for form in others for f in offered(form)]
    return negotiate(accept, [*choices, HTML]) == len(choices)


def page_or_format(accept: str, form: Form = Form.GRAPH) -> Format | None:
    """The format that an Accept header likes best, None for a page, which a wildcard gets.

    Raises NotAcceptable, naming what there is.
    """
    formats = offered(form)
    index = negotiate(accept, [HTML, *((f.media_type, *f.also) for f in formats)])
    if index is None:
        raise NotAcceptable(accept, (HTML[0], *(f.media_type for f in formats)))
    return formats[index - 1] if index else None


def by_suffix(suffix: str, form: Form) -> Format:
    """The format of a file suffix. Raises NotFound where no answer of that form has it."""
    try:
        return named(suffix, form)
    except BadInput as error:
        raise NotFound(f"there is no .{suffix} of this; {error.rule}") from error


def body_of(request: Request) -> bytes:
    """The whole body of a request. Aborts with 413 where it is too large, also where its length was not told before.

    A body of unknown length is cut at the limit while it is read, so that one which reaches it may be longer.
    """
    body = request.get_data(cache=False)
    most = request.max_content_length
    if request.content_length is None and most is not None and len(body) >= most:
        abort(413)
    return body


def parameters(request: Request, encoded: bytes) -> list[tuple[str, str]]:
    """The names and values of a query string or an encoded form, in order, without the language of the page.

    Raises BadInput for malformed UTF-8.
    """
    try:
        text = encoded.decode("utf-8")
        given = parse_qsl(text, keep_blank_values=True, errors="strict", max_num_fields=_MOST_FIELDS)
    except UnicodeDecodeError as error:
        raise BadInput(f"the parameters of {request.path}", "must be UTF-8, percent-encoded") from error
    except ValueError as error:
        raise BadInput(f"the parameters of {request.path}", f"cannot be read: {error}") from error
    return [(name, value) for name, value in given if name != PARAMETER]
