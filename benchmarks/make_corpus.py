"""Writes made-up articles of 400 to 600 words as JSON Lines, for measuring.

    python benchmarks/make_corpus.py NUMBER [--seed 1] [--output FILE]

Actors, types of events, outlets and copies come as unevenly as in real news. The same seed gives the same bytes, and a
larger number begins with the same articles. All names of persons and outlets are made up.
"""

from __future__ import annotations

import argparse
import json
import sys
from pathlib import Path

from newsroom import Told, articles


def record(told: Told) -> dict[str, object]:
    """The article in the keys of `legation ingest`."""
    return {
        "id": str(told.number),
        "url": told.url,
        "title": told.title,
        "publisher": told.outlet.name,
        "authors": [told.author],
        "published": told.day.isoformat(),
        "language": "en",
        "text": told.text,
    }


def main() -> None:
    """Write the articles."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("number", type=int)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--output", type=Path)
    options = parser.parse_args()
    file = options.output.open("w", encoding="utf-8") if options.output else sys.stdout
    with file:
        for told in articles(options.number, options.seed):
            file.write(json.dumps(record(told), ensure_ascii=False) + "\n")


if __name__ == "__main__":
    main()
