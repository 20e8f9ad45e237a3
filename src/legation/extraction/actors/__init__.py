"""Who is meant: states, bodies, officials, persons and groups that noun phrases name, resolved within one article."""

from legation.extraction.actors.cast import Cast
from legation.extraction.actors.scene import Scene

__all__ = ["Cast", "Scene"]
