"""What is not taken into the store is put aside: the article as it was read, with the reason, one folder each."""

from __future__ import annotations

import hashlib
import json
import shutil
from dataclasses import asdict
from pathlib import Path

from legation.articles.identity import article_id
from legation.errors import BadInput
from legation.ingest.article import Built
from legation.model import Article, ArticleId
from legation.validation.shapes import explain


class Rejected:
    """The folder `root`, with a folder for each article or unreadable source."""

    def __init__(self, root: Path) -> None:
        self.root = root

    def report(self, built: Built) -> Path:
        """Put aside an article whose graph does not conform: `article.json`, `report.ttl`, `report.txt`, `graph.nq`.

        Returns the folder.
        """
        folder = self._folder(built.document.id)
        explanation = explain(built.nquads)
        _write_article(folder, built.document.article)
        (folder / "graph.nq").write_bytes(built.nquads)
        (folder / "report.ttl").write_bytes(explanation.turtle())
        (folder / "report.txt").write_text(explanation.text(), encoding="utf-8")
        return folder

    def refuse(self, error: BadInput, article: Article | None) -> Path:
        """Put aside what cannot be read: `reason.txt`, and `article.json` where there is an article.

        Returns the folder.
        """
        if article is None:
            name = f"unreadable-{hashlib.sha256(error.what.encode('utf-8', 'replace')).hexdigest()[:16]}"
        else:
            name = article_id(article)
        folder = self._folder(name)
        (folder / "reason.txt").write_text(f"{error}\n", encoding="utf-8", errors="replace")
        if article is not None:
            _write_article(folder, article)
        return folder

    def forget(self, article: ArticleId) -> None:
        """Remove what was put aside of an article that conforms now."""
        shutil.rmtree(self.root / article, ignore_errors=True)

    def _folder(self, name: str) -> Path:
        """An empty folder of that name."""
        folder = self.root / name
        shutil.rmtree(folder, ignore_errors=True)
        folder.mkdir(parents=True)
        return folder


def _write_article(folder: Path, article: Article) -> None:
    text = json.dumps(asdict(article), ensure_ascii=False, indent=2)
    (folder / "article.json").write_text(text + "\n", encoding="utf-8", errors="replace")
