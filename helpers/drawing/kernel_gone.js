// Prepended to the scripts of our widgets: says when nobody answers any more.

const GONE =
  "The kernel was restarted, so nothing here follows any more. Choose " +
  "Run → Run All Above Selected Cell, then run this cell (Shift + Enter).";

function tellWhenGone(model, place) {
  const tell = () => {
    const figure = place.closest(".live-figure");
    // In a figure its sentence says so, once; other lines may be hidden.
    if (figure && !place.classList.contains("live-sentence")) return;
    if ((figure ?? place).querySelector(".kernel-gone")) return;
    const said = document.createElement("p");
    said.className = "kernel-gone";
    said.style.fontWeight = "bold";
    said.textContent = GONE;
    place.append(said);
  };
  model.on("comm_live_update", tell);
  return () => model.off("comm_live_update", tell);
}

