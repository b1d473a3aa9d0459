// Copies the text of a box. Without this script the text can be selected and copied by hand.
"use strict";

document.documentElement.classList.add("js");
const told = document.getElementById("copied");

async function copy(button) {
  const box = document.getElementById(button.dataset.copies);
  box.select();
  let done = false;
  try {
    await navigator.clipboard.writeText(box.value);
    done = true;
  } catch {
    // Not allowed, or not over a safe connection: the older way still works on a selection.
    done = document.execCommand("copy");
  }
  for (const other of document.querySelectorAll("[data-copies].copied")) other.classList.remove("copied");
  button.classList.toggle("copied", done);
  const title = box.closest("section").querySelector("h2").textContent;
  told.textContent = done ? `Copied: ${title}` : `Selected: ${title}. Now press Control and C.`;
}

for (const button of document.querySelectorAll("[data-copies]")) {
  button.addEventListener("click", () => copy(button));
}
