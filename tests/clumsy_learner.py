"""A learner without order: seeded acts on a whole page, and what must hold.

What a learner may do wrong is found on the page, so a new page needs no list
here.
"""

import ast
import random
import re
import time

KEYS = ("ArrowLeft", "ArrowRight", "PageUp", "PageDown", "Home", "End")
NONSENSE = (
    *("None", "True", "-1", "10**400", "1e400", "float('nan')", "1j"),
    *("'many'", "'0,5'", "b''", "[]", "[[1], 2]", "{}", "range(3)", "..."),
    *("print", "lambda: 0", "object()", "type", "unknown", "3 +", "«»"),
    "__import__('numpy').zeros((2, 2))",
)
ANSWER = re.compile(r"^(my_\w+ = ).*$", re.M)  # the line of an exercise
CONTROLS = ".jp-OutputArea :is(button, .noUi-handle, input, select)"
CHOICES = (
    "getattr(__import__('sys').modules.get('helpers.pages.shared.memory'), "
    "'choices', {})"
)
# Errors that are the learner's own doing on any page, and in any cell: what
# comes of cells that were left out, or of an interrupt, wherever it was met.
OWN = ("KeyboardInterrupt", "NameError")
OURS = re.compile(r"File .*[\\/]helpers[\\/]")  # a line of a traceback
# An interrupt in the middle of an import leaves half a module behind.
HALF_IMPORTED = re.compile(r"^File .*:\d+$|^AttributeError\nmodule", re.M)
TAKES_BACK = "start again"  # the button that forgets choices, as it should
# What ipywidgets says of a click on something that an ended kernel had made.
NO_KERNEL = "Error: Cannot send"

# All errors of all cells, and what threads wrote.
ERRORS = """() => driver.cells.flatMap(cell =>
  (cell.outputs?.toJSON() ?? []).flatMap(({output_type, ...output}) => {
    if (output_type === "error") {
      const {ename, evalue, traceback} = output;
      return [[ename, evalue, ...traceback].join("\\n")];
    }
    const text = [output.text ?? ""].flat().join("");
    return text.includes("Traceback") ? [text] : [];
  }))"""

# The option that a prediction shows as taken; null: it is not there.
SHOWN = """question => {
  for (const title of document.querySelectorAll(".jp-OutputArea b")) {
    if (title.innerText.trim() !== question) continue;
    const box = title.closest(".widget-vbox");
    const taken = box.querySelector("button.mod-info");
    const boxes = [...box.querySelectorAll("input[type=checkbox]")];
    if (!taken || !boxes.length) return taken ? taken.innerText.trim() : "";
    const marked = boxes.filter(e => e.checked);
    return marked.map(e => e.parentElement.innerText.trim()).join("; ")
      || "none of them";
  }
  return null;
}"""


class ClumsyLearner:
    """Somebody who does everything, and nothing in order.

    Parameters
    ----------
    page : LabPage
    seed : int
    without : collection of str
        Buttons that are not clicked.

    Attributes
    ----------
    acts : list of str
        What was done, the last at the end.
    """

    def __init__(self, page, seed, without=()):
        self._page = page
        self._without = without
        self._random = random.Random(f"{seed} {page.name}")
        self._choices = {}
        self._own = set()  # errors so far, which stay on the page
        self._interrupted = False  # since the last start of the kernel
        self.acts = []

    def go_on(self, acts, seconds=float("inf")):
        """Act so often, or for so long, and look after every act."""
        kinds = {
            self._use_control: 8,
            self._shift_enter: 4,
            self._run_any_cell: 4,
            self._run_twice: 1,
            self._answer_nonsense: 3,
            self._interrupt: 2,
            self._restart: 1,
            self._reopen: 1,
        }
        end = time.monotonic() + seconds
        while len(self.acts) < acts and time.monotonic() < end:
            (act,) = self._random.choices(list(kinds), [*kinds.values()])
            act()
            with self._page.explaining(f"No rest after\n{self}"):
                self._settle()
            self._look()

    def _settle(self):
        """An interrupt can end a kernel that is starting or in Keras.

        JupyterLab says so, and starts another.
        """
        self._page.wait_until(
            "() => driver.kernel?.status === 'idle'"
            " && driver.settle().catch(() => false)",
            within=300,
        )
        died = self._page.page.get_by_role("dialog").filter(
            has_text="appears to have died"
        )
        if died.count():
            assert "interrupt" in self.acts[-1], f"It died after\n{self}"
            self.acts[-1] += ", which ended the kernel"
            died.get_by_role("button", name="Ok").click()
            self._choices = {}

    def _did(self, what):
        self.acts.append(what)

    def _code_cells(self):
        return self._page.page.evaluate(
            "driver.cells.flatMap((cell, at) =>"
            " cell.type === 'code' ? [at] : [])"
        )

    def _go_to(self, at):
        """Click a cell beside its code, as one does to run it."""
        cell = self._page.page.locator(".jp-Notebook .jp-Cell").nth(at)
        cell.locator(".jp-InputPrompt").click()

    def _start(self, at):
        self._go_to(at)
        self._page.page.keyboard.press("Shift+Enter")

    def _run_any_cell(self):
        at = self._random.choice(self._code_cells())
        self._did(f"run cell {at}")
        self._start(at)

    def _run_twice(self):
        at = self._random.choice(self._code_cells())
        self._did(f"run cell {at} twice")
        self._start(at)
        self._start(at)

    def _shift_enter(self):
        """From wherever the keyboard is."""
        before = self._page.active_cell()
        if before + 1 == self._page.page.evaluate("driver.cells.length"):
            return self._run_any_cell()
        self._did(f"Shift + Enter from cell {before}")
        self._page.page.keyboard.press("Shift+Enter")
        with self._page.explaining(f"The keyboard is dead after\n{self}"):
            self._page.wait_until(
                "at => driver.panel.content.activeCellIndex === at", before + 1
            )

    def _answer_nonsense(self):
        sources = self._page.page.evaluate(
            "driver.cells.map(cell => cell.sharedModel.source)"
        )
        exercises = [at for at, s in enumerate(sources) if ANSWER.search(s)]
        at = self._random.choice(exercises)
        answer = self._random.choice(NONSENSE)
        self._did(f"answer {answer} in cell {at}")
        self._page.page.evaluate(
            "([at, text]) => driver.cells[at].sharedModel.setSource(text)",
            [at, ANSWER.sub(lambda m: m[1] + answer, sources[at])],
        )
        self._start(at)

    def _use_control(self):
        control = self._page.page.locator(CONTROLS).filter(visible=True)
        for text in self._without:
            control = control.filter(has_not_text=text)
        if not control.count():
            return self._run_any_cell()
        control = control.nth(self._random.randrange(control.count()))
        kind = control.evaluate("e => e.tagName")
        name = control.evaluate("e => e.ariaLabel || e.innerText")
        if kind == "BUTTON":
            self._did(f"click {name}")
            control.click()
            if name.strip() == TAKES_BACK:
                self._choices = {}
        elif kind == "DIV":
            key, times = self._random.choice(KEYS), self._random.randint(1, 6)
            self._did(f"{times} × {key} on slider {name}")
            for _ in range(times):
                control.press(key)
        else:
            self._did(f"click {kind.lower()} {name} and press ArrowDown")
            control.click()
            control.press("ArrowDown")
            control.press("Escape")

    def _interrupt(self):
        at = self._random.choice(self._code_cells())
        seconds = self._random.choice([0, 0.05, 0.3, 1])
        self._did(f"interrupt cell {at} after {seconds} s")
        self._start(at)
        self._page.page.wait_for_timeout(1000 * seconds)
        self._command("notebook:interrupt-kernel")
        self._interrupted = True

    def _restart(self):
        self._did("restart the kernel")
        self._command("notebook:restart-kernel")
        self._page.page.get_by_role("button", name="Confirm").click()
        self._page.wait_until("() => driver.kernel?.status === 'idle'")
        self._choices = {}
        self._interrupted = False

    def _reopen(self):
        self._did("close the page and open it again")
        path = self._page.page.evaluate("driver.panel.context.path")
        self._page.save()
        self._command("application:close")
        self._page.wait_until("path => !driver.opened(path)", path)
        self._command("docmanager:open", path=path)
        self._page.wait_until("path => driver.opened(path)", path, 90)
        self._page.page.evaluate("driver.listen()")

    def _command(self, name, **options):
        self._page.page.evaluate(
            "([name, options]) =>"
            " { window.jupyterapp.commands.execute(name, options) }",
            [name, options],
        )

    def _look(self):
        page = self._page
        errors = page.page.evaluate(ERRORS)
        ours = [
            e for e in errors if e not in self._own and not self._is_own(e)
        ]
        assert not ours, f"{ours[0]}\nafter\n{self}"
        self._own.update(errors)
        callbacks = page.page.evaluate("driver.callbackErrors")
        callbacks = [e for e in callbacks if "KeyboardInterrupt" not in e]
        assert not callbacks, f"{callbacks}\nafter\n{self}"
        said = [e for e in page.console_errors if not e.startswith(NO_KERNEL)]
        assert said == [], f"after\n{self}"
        with page.explaining(f"The focus is lost after\n{self}"):
            page.wait_until(
                "() => driver.panel.node.contains(document.activeElement)"
            )
        self._look_at_choices()

    def _look_at_choices(self):
        kept = ast.literal_eval(self._page.ask_kernel(CHOICES))
        lost = self._choices.items() - kept.items()
        assert not lost, f"{lost} is forgotten after\n{self}"
        self._choices = kept
        for question, option in kept.items():
            shown = self._page.page.evaluate(SHOWN, question)
            assert shown in (option, None), (
                f"{question} shows {shown!r} and not {option!r} after\n{self}"
            )

    def _is_own(self, error):
        plain = re.sub(r"\x1b\[[\d;]*m", "", error)  # without colours
        return (
            any(name in plain for name in OWN)
            or (self._interrupted and bool(HALF_IMPORTED.search(plain)))
            or not OURS.search(plain)
        )

    def __str__(self):
        return "\n".join(self.acts[-12:])
