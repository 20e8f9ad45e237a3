"""Matches things of the store to the same things elsewhere, such as in Wikidata, by the decisions of people."""
