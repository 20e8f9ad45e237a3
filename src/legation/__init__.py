"""News about foreign relations in, an audited knowledge graph out."""
