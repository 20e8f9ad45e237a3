"""Matrix products of a language model by NumPy, which knows processors that the model's own library does not.

They are half of the time of a parse, and on such a processor NumPy needs a third of it. A sentence has to be parsed
alike in whatever company: NumPy is only taken where it sums each row of a product the same wherever the row stands.
"""

from __future__ import annotations

from itertools import chain
from typing import TYPE_CHECKING

from thinc.api import NumpyOps

if TYPE_CHECKING:
    from spacy.language import Language
    from thinc.types import Floats2d

ROWS = 64
"""Products of fewer rows are filled up: small ones are computed in other ways, and end in other digits."""

_WIDTHS = ((288, 288), (576, 288), (96, 50), (96, 64), (96, 1024))
"""Some sizes of the layers of a model: values in a row of what goes in, and of what comes out."""


class Products(NumpyOps):  # type: ignore[misc]  # compiled, without types
    """Multiplies with NumPy, and does all else as the model's library does."""

    def __init__(self) -> None:
        super().__init__(use_blis=False)

    def gemm(
        self, x: Floats2d, y: Floats2d, out: Floats2d | None = None, trans1: bool = False, trans2: bool = False
    ) -> Floats2d:
        """The product of two matrices, each transposed first where that is asked for."""
        rows = len(x)
        product: Floats2d
        if trans1 or rows >= ROWS:
            product = super().gemm(x, y, out=out, trans1=trans1, trans2=trans2)
            return product
        filled = self.xp.zeros((ROWS, x.shape[1]), x.dtype)
        filled[:rows] = x
        product = super().gemm(filled, y, trans2=trans2)[:rows]
        if out is None:
            return product
        out[:] = product
        return out


def multiply_by_numpy(nlp: Language) -> None:
    """Let a model multiply with NumPy, where each sentence is then parsed alike in whatever company."""
    products = Products()
    if not is_steady(products):
        return
    models = (getattr(component, "model", None) for _, component in nlp.pipeline)
    for layer in chain.from_iterable(model.walk() for model in models if model is not None):
        layer.ops = products


def is_steady(products: NumpyOps) -> bool:
    """Whether each row of a product is the same to the last digit, wherever it stands."""
    xp = products.xp
    numbers = xp.random.default_rng(0)
    for width, height in _WIDTHS:
        x = numbers.standard_normal((500, width), dtype="float32")
        y = numbers.standard_normal((height, width), dtype="float32")
        whole = products.gemm(x, y, trans2=True)
        for begin, end in ((0, 1), (7, 12), (100, 171), (101, 333), (250, 499)):
            part = products.gemm(xp.ascontiguousarray(x[begin:end]), y, trans2=True)
            if not xp.array_equal(part, whole[begin:end]):
                return False
    return True
