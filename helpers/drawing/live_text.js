// Text that changes, for eyes and for screen readers.
//
// A screen reader announces what changes inside an element that it knows, so
// the element stays and its text is exchanged.

function render({ model, el }) {
  el.setAttribute("role", "status");
  el.setAttribute("aria-live", "polite");
  const show = () => {
    el.innerHTML = model.get("value");
  };
  show();
  model.on("change:value", show);
  const forget = tellWhenGone(model, el);
  return () => {
    model.off("change:value", show);
    forget();
  };
}

export default { render };
