// Compile what the pages import, with the very Python that will run it:
//   node bytecode.mjs FOLDER ZIP
// FOLDER has Pyodide and its packages. Without bytecode, every start of a
// kernel in a browser would compile some 700 modules anew. Bytecode of all
// would be as large as Pyodide itself: the slowest half has some.

import { readFileSync, writeFileSync } from "node:fs";
import { pathToFileURL } from "node:url";

const [folder, zip] = process.argv.slice(2);
const { loadPyodide } = await import(pathToFileURL(`${folder}/pyodide.mjs`));
const lock = JSON.parse(readFileSync(`${folder}/pyodide-lock.json`, "utf8"));
const python = await loadPyodide({ indexURL: `${folder}/`, stdout() {} });
await python.loadPackage(Object.keys(lock.packages), { messageCallback() {} });
const compileAll = `
import sys
import zipfile
from pathlib import Path
from py_compile import PycInvalidationMode, compile

import matplotlib.backends.backend_agg
import matplotlib.figure

from helpers import exercises, plots, sliders

sliders.question()  # what a figure imports when it draws

# Whether to keep docstrings, for somebody may ask for help.
PACKAGES = {"helpers": True, "matplotlib": True,
            "IPython": False, "prompt_toolkit": False}
root = Path(sys.modules["numpy"].__file__).parents[1]
with zipfile.ZipFile("/bytecode.zip", "w") as archive:
    for module in list(sys.modules.values()):
        path = Path(getattr(module, "__file__", None) or "")
        if path.suffix != ".py" or not path.is_relative_to(root):
            continue
        inside = path.relative_to(root)
        if inside.parts[0] in PACKAGES:
            compiled = compile(
                str(path),
                cfile="/compiled.pyc",
                doraise=True,
                optimize=0 if PACKAGES[inside.parts[0]] else 2,
                # It is never asked whether its source is newer.
                invalidation_mode=PycInvalidationMode.UNCHECKED_HASH,
            )
            name = f"{inside.stem}.{sys.implementation.cache_tag}.pyc"
            archive.write(compiled, inside.parent / "__pycache__" / name)
`;
try {
  python.runPython(compileAll);
} catch (error) {
  console.error(error.type, error.message);
  process.exit(1); // the rest of it is the text of Pyodide
}
writeFileSync(zip, python.FS.readFile("/bytecode.zip"));
