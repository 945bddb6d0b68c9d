// An extension of JupyterLab, in the form that a bundler would give it. It
// brings a learner to a figure: an address that ends in #cell=… runs that cell,
// with the one import that it needs. On a phone the page has the width.

const NARROW = 800; // pixels
const IMPORT = "import sliders";

async function makeRoom(app) {
  await opened(app);
  app.shell.mode = "single-document";
  for (const side of ["left", "right"]) {
    app.commands.execute("application:toggle-side-tabbar", { side });
  }
  // JupyterLite shows an opened page in the list of files, a moment later.
  app.shell.collapseLeft();
  setTimeout(() => app.shell.collapseLeft(), 1000);
}

async function goTo(app, id) {
  const panel = await opened(app);
  const at = [...panel.content.model.cells].findIndex((c) => c.id === id);
  if (at < 0) return; // an older copy, which this browser has kept
  const show = () => panel.content.scrollToItem(at, "start");
  panel.content.activeCellIndex = at;
  await show();
  await panel.sessionContext.ready;
  // A figure needs one import, its own or of a figure above.
  const sources = [...panel.content.model.cells].map((c) => c.sharedModel.source);
  const needs = sources.slice(0, at + 1).findLastIndex((s) => s.includes(IMPORT));
  for (const index of new Set([needs, at])) {
    if (index < 0) continue;
    panel.content.activeCellIndex = index;
    await app.commands.execute("notebook:run-cell");
  }
  await show();
  app.commands.execute("apputils:notify", {
    message: "This figure alone has run. Run → Run All Cells runs the page.",
    type: "info",
    options: { autoClose: 10_000 },
  });
}

async function opened(app) {
  for (;;) {
    const panel = app.shell.currentWidget;
    if (panel?.context && panel.sessionContext) {
      await panel.context.ready;
      return panel;
    }
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}

function activate(app) {
  const id = new URLSearchParams(location.hash.slice(1)).get("cell");
  app.restored.then(() => {
    if (innerWidth < NARROW) makeRoom(app);
    if (id) goTo(app, id);
  });
}

const plugin = { id: "accuracy-zero:figure", autoStart: true, activate };

window._JUPYTERLAB ??= {};
window._JUPYTERLAB["accuracy-zero"] = {
  init() {},
  async get() {
    return () => ({ __esModule: true, default: plugin });
  },
};
