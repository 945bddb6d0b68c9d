// Python starts while JupyterLab does, in a worker of its own. The first kernel
// that JupyterLite starts gets this one.

const PYTHON = new URL("static/pyodide/worker.mjs", import.meta.url);
const Plain = globalThis.Worker;
// In a page that is cut off from all others JupyterLite takes another worker.
let early = crossOriginIsolated ? null : new Plain(PYTHON, { type: "module" });

globalThis.Worker = function (url, options) {
  if (!early || !String(url).includes("/comlink.worker.")) {
    return new Plain(url, options);
  }
  const worker = early;
  early = null;
  return worker;
};
globalThis.Worker.prototype = Plain.prototype;
