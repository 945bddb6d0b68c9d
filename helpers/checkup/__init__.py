"""A checkup for a learner's own Keras model.

One word, one thing:

- program: a Keras program as a value, its model, data, compile and fit
- task: what a model is to do, such as regression or binary classes
- visit: a trained program, as ``checkup(*visit)`` takes it
- case: what a checkup examines, a model with its data and its history
- stand-in: a functional model that answers like one that cannot be copied
- probe: a function that looks for one fault in a case, and yields findings
- trial: one training of a copy of a case's program
- search: the trials of a case that several probes share
- finding: one fault, with its evidence and its fix
- fix: what to do about it, in words and in Keras
- repair: the same as changed fields of the program, for a trial; a fault is
  a repair that a program cannot do without
- report: the findings of a checkup
- patient: a network that a page gives to be healed; a treatment is a patient
  with changed fields
"""

from helpers.checkup.examine import NAMES, checkup

__all__ = ["checkup"]

_names = "\n".join(f"- {name}: {line}" for name, line in NAMES.items())
__doc__ = f"{__doc__}\nWhat it can find, what comes first first:\n\n{_names}\n"
