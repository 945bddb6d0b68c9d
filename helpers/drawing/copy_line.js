// A button that copies the line beside it, by mouse and by key.

const COPIED = "Copied.";
const SELECTED = "The line is selected: press Ctrl + C (on a Mac ⌘ + C).";

function render({ model, el }) {
  el.classList.add("copy-line");
  const button = document.createElement("button");
  button.className = "jupyter-button widget-button";
  button.textContent = model.get("description");
  const field = document.createElement("input");
  field.type = "text";
  field.readOnly = true;
  field.setAttribute("aria-label", "this setting as a text");
  // Or Jupyter would take its keys for commands of the notebook.
  field.setAttribute("data-lm-suppress-shortcuts", "");
  const said = document.createElement("span");
  said.setAttribute("role", "status");
  said.setAttribute("aria-live", "polite");
  el.append(button, field, said);

  const show = () => {
    field.value = model.get("line");
    said.textContent = "";
  };
  // Over http there is no clipboard, and a browser may refuse to fill it.
  const copy = async () => {
    try {
      await navigator.clipboard.writeText(field.value);
      said.textContent = COPIED;
    } catch {
      field.focus();
      field.select();
      said.textContent = document.execCommand("copy") ? COPIED : SELECTED;
    }
  };
  button.onclick = copy;
  field.onfocus = () => field.select();
  show();
  model.on("change:line", show);
  const forget = tellWhenGone(model, el);
  return () => {
    model.off("change:line", show);
    forget();
  };
}

export default { render };
