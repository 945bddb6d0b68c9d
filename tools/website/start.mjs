// What JupyterLite starts in place of Pyodide's own module. Its binary lies
// packed beside it, a third as large, and is unpacked while it comes.

const BINARY = "pyodide.asm.wasm";

const plain = globalThis.fetch;
globalThis.fetch = async (what, ...rest) => {
  if (!String(what.url ?? what).endsWith(BINARY)) return plain(what, ...rest);
  const packed = await plain(`${what.url ?? what}.z`, ...rest);
  if (!packed.ok) return packed;
  const stream = packed.body.pipeThrough(new DecompressionStream("deflate"));
  return new Response(stream, { headers: { "Content-Type": "application/wasm" } });
};

export { loadPyodide } from "./pyodide.mjs";
