"""What a service logs, and how: lines for people, or JSON for programs, on the standard error."""

from __future__ import annotations

import datetime as dt
import json
import logging
from typing import Any

from legation.settings import Settings


class JsonLines(logging.Formatter):
    """A record as one line of JSON: time (UTC), level, logger, message, what it tells besides, and the error."""

    def format(self, record: logging.LogRecord) -> str:
        """The line."""
        moment = dt.datetime.fromtimestamp(record.created, dt.UTC)
        line: dict[str, Any] = {
            "time": moment.isoformat(timespec="milliseconds"),
            "level": record.levelname.lower(),
            "logger": record.name,
            "message": record.getMessage(),
            **getattr(record, "told", {}),
        }
        if record.exc_info:
            line["error"] = self.formatException(record.exc_info)
        return json.dumps(line, ensure_ascii=False, default=str)


def configuration(settings: Settings) -> dict[str, Any]:
    """The configuration of logging, as `logging.config.dictConfig` takes it, and granian in each of its workers."""
    lines = {"()": JsonLines} if settings.log_format == "json" else {"format": "%(levelname)s %(name)s: %(message)s"}
    return {
        "version": 1,
        "disable_existing_loggers": False,
        "formatters": {"lines": lines},
        "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": "lines", "stream": "ext://sys.stderr"}},
        "root": {"level": settings.log_level.upper(), "handlers": ["stderr"]},
        "loggers": {},
    }
