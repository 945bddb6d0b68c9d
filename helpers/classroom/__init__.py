"""What a class thought, from the files `my/answers.json` of its learners.

`collect(folder)` reads them and writes a page for the projector and tables;
`make collect FOLDER=…` calls it. `read(folder)` gives what it read. All text
of the files is taken as text, whatever it says.
"""

from helpers.classroom.reading import Learner, read
from helpers.classroom.report import collect

__all__ = ["Learner", "collect", "read"]
