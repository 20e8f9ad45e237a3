"""What was read, made into triples: identifiers, vocabulary, the two layers."""
