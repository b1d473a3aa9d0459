// Leaves a page at once for one that says nothing: Escape twice, or the button.
"use strict";

(() => {
  const LONGEST_GAP = 1000; // milliseconds between the two presses
  let lastPress = -Infinity;

  function hide(address) {
    document.body.hidden = true;
    window.location.replace(address);
  }

  document.addEventListener("keydown", (event) => {
    if (event.key !== "Escape") return;
    const again = event.timeStamp - lastPress < LONGEST_GAP;
    lastPress = event.timeStamp;
    if (again) hide(document.querySelector("[data-hide]").href);
  });

  // Without this the page would stay behind the neutral one, under the back button.
  document.addEventListener("click", (event) => {
    const link = event.target.closest("[data-hide]");
    if (!link) return;
    event.preventDefault();
    hide(link.href);
  });
})();
