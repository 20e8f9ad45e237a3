"""The program of the process that writes for the service, with the shapes of the ontology and corrections at hand."""

from __future__ import annotations

from legation.ingest.correcting import corrected
from legation.store.writer_process import main
from legation.validation.shapes import check

if __name__ == "__main__":
    main(check, corrected)
