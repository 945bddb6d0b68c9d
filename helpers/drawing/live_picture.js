// A picture that follows sliders, with its sentence below it.
//
// While a handle moves, the kernel sends pictures that may be coarser than the
// screen. When none has come for a while, the page asks for the last one again
// at the screen's own pixels. It also asks when the theme changes, or the
// space for the picture.

const REST = 150; // ms without a new picture
const FINEST = 3; // pixels of the screen for one of the page, at most
const HANDLE = ":is(.noUi-handle, .ui-slider-handle)"; // ipywidgets 8, 7

const isDark = () => document.body.dataset.jpThemeLight === "false";

// ipywidgets gives the handle of a slider no name, and its position as the
// value: the label and the readout have both.
function nameHandles(figure) {
  for (const slider of figure.querySelectorAll(".widget-slider")) {
    const handle = slider.querySelector(HANDLE);
    const label = slider.querySelector(".widget-label");
    const readout = slider.querySelector(".widget-readout");
    handle?.setAttribute("aria-label", label.textContent);
    handle?.setAttribute("aria-valuetext", readout.textContent);
    readout?.setAttribute("role", "textbox");
    readout?.setAttribute("aria-label", `${label.textContent}, to type`);
  }
}

// On the handle of a slider, Jupyter Notebook would take the arrow keys and step
// to another cell. Enter is the notebook's: with Shift it runs the cell.
function shareKeys({ key, target }) {
  if (target.matches?.(`.live-figure ${HANDLE}`)) {
    target.toggleAttribute("data-lm-suppress-shortcuts", key !== "Enter");
  }
}

function render({ model, el }) {
  const image = document.createElement("img");
  image.className = "live-picture";
  image.decoding = "sync"; // or the place is empty for a moment
  // A screen reader announces what changes inside an element that it knows,
  // so the element stays and its text is exchanged.
  const line = document.createElement("div");
  line.className = "live-sentence";
  line.setAttribute("role", "status");
  line.setAttribute("aria-live", "polite");
  el.append(image, line);
  const forget = tellWhenGone(model, line);

  const say = () => {
    image.alt = line.textContent = model.get("text");
  };
  const show = () => {
    clearTimeout(rest);
    image.removeAttribute("data-sharp");
    const file = new Blob([model.get("value")], { type: "image/png" });
    URL.revokeObjectURL(image.src);
    image.src = URL.createObjectURL(file);
  };

  let rest; // the timer
  let pixels = 0; // of the screen, over the width of the picture
  let isWaiting = true; // for a picture of another look
  const ask = () => {
    if (pixels) model.send({ pixels, dark: isDark() });
  };
  const judge = () => {
    const more = image.naturalWidth - pixels;
    const isSharp = more === 0 || (more > 0 && !isWaiting);
    image.toggleAttribute("data-sharp", isSharp);
    clearTimeout(rest);
    if (!isSharp) rest = setTimeout(ask, REST);
  };
  image.onload = () => {
    if (pixels) judge(); // else it has no place yet
  };
  // The place of the picture has whole pixels of the screen, and an even
  // number of them, for two panels.
  const fit = () => {
    const before = pixels;
    const scale = Math.min(devicePixelRatio, FINEST);
    const width = Math.min(el.clientWidth, model.get("width"));
    pixels = 2 * Math.floor((width * scale) / 2);
    image.style.width = `${pixels / scale}px`;
    image.style.height =
      `${Math.round(pixels * model.get("ratio")) / scale}px`;
    if (pixels === before) return;
    isWaiting = true;
    judge();
    if (!before) ask();
  };
  const change = () => {
    isWaiting = true;
    image.removeAttribute("data-sharp");
    ask();
  };
  const exchange = () => {
    isWaiting = false;
    show();
  };
  say();
  show();
  model.on("change:text", say);
  model.on("change:value", exchange);
  const sizes = new ResizeObserver(fit);
  sizes.observe(el);
  addEventListener("resize", fit); // which zooming is, too
  const theme = new MutationObserver(change);
  theme.observe(document.body, { attributeFilter: ["data-jp-theme-light"] });

  // The window hears of a key before the notebook does.
  const share = (event) => shareKeys(event);
  addEventListener("keydown", share, true);

  let names = null;
  // The page takes this element up after it was rendered, and the other parts
  // of the figure may come later still.
  const attached = requestAnimationFrame(() => {
    const figure = el.closest(".live-figure");
    if (!figure) return;
    nameHandles(figure);
    names = new MutationObserver(() => nameHandles(figure));
    const changes = { childList: true, characterData: true, subtree: true };
    names.observe(figure, changes);
  });
  return () => {
    clearTimeout(rest);
    cancelAnimationFrame(attached);
    for (const observer of [sizes, theme, names]) observer?.disconnect();
    removeEventListener("resize", fit);
    removeEventListener("keydown", share, true);
    model.off("change:text", say);
    model.off("change:value", exchange);
    URL.revokeObjectURL(image.src);
    forget();
  };
}

export default { render };
