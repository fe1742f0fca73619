"""What stands under the members of an enumeration in its source: their explanation, written once and read by people."""

import ast
import inspect
from enum import StrEnum
from itertools import pairwise


def member_texts(kind: type[StrEnum]) -> dict[str, str]:
    """Name of the member → the text under it; members without one are left out."""
    (body,) = (node.body for node in ast.parse(inspect.getsource(kind)).body if isinstance(node, ast.ClassDef))
    found = {}
    for above, below in pairwise(body):
        if isinstance(above, ast.Assign) and isinstance(below, ast.Expr) and isinstance(below.value, ast.Constant):
            found[ast.unparse(above.targets[0])] = str(below.value.value)
    return found
