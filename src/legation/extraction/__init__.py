"""Who did what to whom, when, where, who says so: findings from parsed sentences. Knows no RDF."""
