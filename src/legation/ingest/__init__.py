"""The road of an article: read, made into triples, checked, stored, and what all tell together brought up to date."""
