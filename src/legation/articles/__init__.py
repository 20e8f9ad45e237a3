"""Readers of text, HTML, JSONL, feeds and web archives, and the cleaning of what they give."""
