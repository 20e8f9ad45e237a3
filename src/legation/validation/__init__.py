"""SHACL: the gate on the way in, and the report of what it refuses."""
