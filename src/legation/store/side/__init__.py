"""The side index: figures and texts that a graph store is slow to tell, in SQLite beside it."""
