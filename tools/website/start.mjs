// What JupyterLite starts in place of Pyodide's own module. Python with all its
// packages comes as one file, and its binary packed, a third as large; the
// browser unpacks both while they come. It begins as soon as it is imported,
// so that what the pages import is there when a page asks for it.

import { loadPyodide as load } from "./pyodide.mjs";

const HERE = new URL(".", import.meta.url).href;
const BINARY = "pyodide.asm.wasm";
const NO_LIBRARY = `data:,PK%05%06${"%00".repeat(18)}`; // an empty ZIP file
const IMPORTS = `
import warnings

with warnings.catch_warnings(action="ignore"):
    import anywidget
    import matplotlib.backends.backend_agg
    import piplite.piplite
    import pyodide_kernel

    from helpers import exercises, plots, sliders
`;

const plain = globalThis.fetch;
globalThis.fetch = async (what, ...rest) => {
  const url = String(what.url ?? what);
  if (!url.endsWith(BINARY)) return plain(what, ...rest);
  return unpacked(`${url}.z`, { "Content-Type": "application/wasm" });
};

async function unpacked(url, headers = {}) {
  const packed = await plain(url);
  if (!packed.ok) return packed;
  const stream = packed.body.pipeThrough(new DecompressionStream("deflate"));
  return new Response(stream, { headers });
}

const files = unpacked(`${HERE}files.z`).then((all) => all.arrayBuffer());

// As pack.mjs has written them: a line of JSON, and the contents.
async function lay(FS) {
  const all = new Uint8Array(await files);
  let at = all.indexOf("\n".charCodeAt()) + 1;
  const index = JSON.parse(new TextDecoder().decode(all.subarray(0, at)));
  for (const [path, size] of index) {
    FS.mkdirTree(path.slice(0, path.lastIndexOf("/")));
    FS.writeFile(path, all.subarray(at, (at += size)), { canOwn: true });
  }
}

let heard = { stdout: console.log, stderr: console.error };
const started = load({
  indexURL: HERE,
  stdLibURL: NO_LIBRARY,
  fsInit: lay,
  stdout: (text) => heard.stdout(text),
  stderr: (text) => heard.stderr(text),
}).then((python) => {
  python.runPython(IMPORTS);
  return python;
});

export function loadPyodide(options) {
  heard = options;
  return started;
}
