"""All programs for the checkup, and which of them are examined every day."""

from checkup.kind_programs import KIND_PROGRAMS
from checkup.network_programs import NETWORK_PROGRAMS
from checkup.public_programs import PUBLIC_PROGRAMS
from checkup.setups import FAULTS

REAL = (*PUBLIC_PROGRAMS, *NETWORK_PROGRAMS)
PROGRAMS = (*REAL, *KIND_PROGRAMS)
DAILY = PROGRAMS[::4]  # the others are examined once a week


def _unshown():
    """The faults of which no program of every day, or fault before, tells."""
    shown = {name for program in DAILY for name in program.faults}
    for fault, (_, names) in FAULTS.items():
        if not names & shown:
            yield fault
            shown |= names if len(names) == 1 else set()


DAILY_FAULTS = tuple(_unshown())
