// Lay Python and its packages out as one file, with bytecode:
//   node pack.mjs FOLDER FILE
// FOLDER has Pyodide and its packages. Pyodide itself would unpack forty wheels
// at every start, and compile some thousand modules, as its library has no
// bytecode. The file begins with a line of JSON, [[path, bytes], …]; then come
// the contents, one after the other.

import { openSync, readFileSync, writeSync } from "node:fs";
import { pathToFileURL } from "node:url";

const [folder, file] = process.argv.slice(2);
const { loadPyodide } = await import(pathToFileURL(`${folder}/pyodide.mjs`));
const lock = JSON.parse(readFileSync(`${folder}/pyodide-lock.json`, "utf8"));
const python = await loadPyodide({ indexURL: `${folder}/`, stdout() {} });
await python.loadPackage(Object.keys(lock.packages), { messageCallback() {} });
const LIBRARY = "/lib/python3.14";
const compileWhatIsImported = `
import sys
import zipfile
from importlib.util import cache_from_source
from pathlib import Path
from py_compile import PycInvalidationMode, compile

import anywidget
import matplotlib.backends.backend_agg
import piplite.piplite

from helpers import exercises, plots, sliders

sliders.question()  # what a figure imports when it draws
import pyodide_kernel  # and now figures would need a page

# What a learner may look into keeps its source.
OPEN = {"helpers", "matplotlib", "numpy"}
# Whose docstrings nobody asks for.
SILENT = {"IPython", "prompt_toolkit"}
library = Path("${LIBRARY}")
packed = next(path for path in sys.path if path.endswith(".zip"))
zipfile.ZipFile(packed).extractall(library)
sources = {
    Path(module.__file__.replace(packed, str(library)))
    for module in sys.modules.values()
    if (getattr(module, "__file__", None) or "").endswith(".py")
}
for source in sources:
    if not source.is_relative_to(library):
        continue
    parts = source.relative_to(library).parts
    package = parts[1] if parts[0] == "site-packages" else ""
    cached = Path(cache_from_source(source))
    cached.unlink(missing_ok=True)
    if package not in OPEN:
        cached = source.with_suffix(".pyc")
    compile(
        str(source),
        cfile=str(cached),
        doraise=True,
        optimize=2 if package in SILENT else 0,
        # It is never asked whether its source is newer.
        invalidation_mode=PycInvalidationMode.UNCHECKED_HASH,
    )
    if package not in OPEN:
        source.unlink()
`;
try {
  python.runPython(compileWhatIsImported);
} catch (error) {
  console.error(error.type, error.message);
  process.exit(1); // the rest of it is the text of Pyodide
}

// What no page imports.
const LEFT_OUT = /\.(pyi|a|h|afm)$|\/(tests|sample_data|idlelib|pydoc_data)\//;

function* files(folder) {
  for (const name of python.FS.readdir(folder).sort()) {
    const path = `${folder}/${name}`;
    if (name === "." || name === "..") continue;
    if (python.FS.isDir(python.FS.stat(path).mode)) yield* files(path);
    else if (!LEFT_OUT.test(path)) yield path;
  }
}

const contents = new Map();
for (const path of files(LIBRARY)) {
  contents.set(path, python.FS.readFile(path));
}
const index = [...contents].map(([path, bytes]) => [path, bytes.length]);
const packed = openSync(file, "w");
writeSync(packed, `${JSON.stringify(index)}\n`);
for (const bytes of contents.values()) writeSync(packed, bytes);
