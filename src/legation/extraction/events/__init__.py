"""Who did what to whom: reads the predicates of a sentence with the lexicon."""

from legation.extraction.events.coder import Coder

__all__ = ["Coder"]
