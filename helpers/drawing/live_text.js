// Text that changes, for eyes and for screen readers.
//
// A screen reader announces what changes inside an element that it knows, so
// the element stays and its text is exchanged. The picture in the same box
// gets the text as its alternative. ipywidgets gives the handle of a slider no
// name, and its position as the value: the label and the readout have both.

function nameHandles(figure) {
  for (const slider of figure.querySelectorAll(".widget-slider")) {
    const handle = slider.querySelector(".noUi-handle");
    const label = slider.querySelector(".widget-label");
    const readout = slider.querySelector(".widget-readout");
    handle?.setAttribute("aria-label", label.textContent);
    handle?.setAttribute("aria-valuetext", readout.textContent);
    // Or Jupyter Notebook takes the arrow keys, and steps to another cell.
    handle?.setAttribute("data-lm-suppress-shortcuts", "true");
    readout?.setAttribute("role", "textbox");
    readout?.setAttribute("aria-label", `${label.textContent}, to type`);
  }
}

const GONE =
  "The kernel was restarted, so nothing here follows any more. Choose " +
  "Run → Run All Above Selected Cell, then run this cell (Shift + Enter).";

function render({ model, el }) {
  el.setAttribute("role", "status");
  el.setAttribute("aria-live", "polite");

  const show = () => {
    el.innerHTML = model.get("value");
    const picture = el.parentElement?.querySelector(":scope > img");
    picture?.setAttribute("alt", el.innerText);
  };
  show();
  model.on("change:value", show);

  // The connection to the kernel was cut: sliders move, and nobody answers.
  const part = () =>
    el.closest(".live-figure") && !el.classList.contains("live-sentence");
  const tell = () => {
    if (part() || el.querySelector(".kernel-gone")) return;
    const said = document.createElement("p");
    said.className = "kernel-gone";
    said.textContent = GONE;
    el.append(said);
  };
  model.on("comm_live_update", tell);

  let observer = null;
  // The page takes this element up after it was rendered, and the other parts
  // of the figure may come later still.
  const attached = requestAnimationFrame(() => {
    show();
    const figure = el.closest(".live-figure");
    if (!figure) return;
    nameHandles(figure);
    observer = new MutationObserver(() => nameHandles(figure));
    const changes = { childList: true, characterData: true, subtree: true };
    observer.observe(figure, changes);
  });
  return () => {
    cancelAnimationFrame(attached);
    observer?.disconnect();
    model.off("change:value", show);
    model.off("comm_live_update", tell);
  };
}

export default { render };
