"""Errors for learners: a notebook shows their sentence, and no more.

They are a TypeError, a ValueError and a RuntimeError like any other. In a
notebook the lines above the sentence would show the course's own code, which
is not at fault.
"""


class _Sentence:
    def _render_traceback_(self) -> list[str]:  # IPython asks an error for it
        return [f"{type(self).__mro__[2].__name__}: {self}"]


class WrongType(_Sentence, TypeError):
    """Something of another kind than is needed."""


class WrongValue(_Sentence, ValueError):
    """Something of the right kind that is not allowed."""


class WrongState(_Sentence, RuntimeError):
    """Something that cannot be done now, whatever is passed."""
