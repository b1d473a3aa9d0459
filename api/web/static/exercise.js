// Keeps the page of a group up to date. Without it, reloading the page shows the same.
"use strict";

(() => {
  const EVERY = 4000; // milliseconds
  const UNTIL = 20 * 60 * 1000; // nobody there for so long: no more asking, so a sign-in can end
  const byId = (id) => document.getElementById(id);
  let timer = null;
  let lastThere = Date.now();

  // For screen readers: what changed has to be said.
  function announce(text) {
    byId("announcer").textContent = text;
  }

  function form() {
    return byId("add");
  }

  function typing() {
    const fields = form() ? Array.from(form().elements) : [];
    const changed = fields.some((field) => field.defaultValue !== undefined
      && (field.type === "checkbox" || field.type === "radio" ? field.checked !== field.defaultChecked
        : field.value !== field.defaultValue));
    const chosen = fields.some((field) => field.tagName === "SELECT"
      && Array.from(field.options).some((option) => option.selected !== option.defaultSelected && option.value));
    return changed || chosen || Boolean(document.querySelector("#live .govuk-error-summary"));
  }

  function openDetails() {
    return Array.from(document.querySelectorAll("#live details[open][id]"), (row) => row.id);
  }

  function put(place, fresh) {
    const open = openDetails();
    place.replaceWith(fresh);
    for (const id of open) byId(id)?.setAttribute("open", "");
  }

  // What is being typed, sorted or read with the keyboard is never taken away.
  function update(text) {
    const fresh = new DOMParser().parseFromString(text, "text/html").getElementById("live");
    const live = byId("live");
    if (!fresh || !live) return;
    const moved = fresh.dataset.step !== live.dataset.step || fresh.dataset.finished !== live.dataset.finished;
    const inside = live.contains(document.activeElement) ? document.activeElement : null;
    const busy = typing() || (inside && inside.closest(".exercise-form"));
    if (moved && !typing()) {
      put(live, fresh);
      const title = byId("step-title");
      if (inside) title.focus();
      announce(title.textContent);
    } else if (!busy && !inside) {
      put(live, fresh);
      announce("The board has changed.");
    } else if (!inside || !inside.closest("#board")) {
      // The version stays what it was: the rest follows as soon as the form is free.
      putBoard(fresh.querySelector("#board"));
      if (moved) tellMoved(fresh);
    }
  }

  function putBoard(fresh) {
    const board = byId("board");
    if (board.innerHTML === fresh.innerHTML) return;
    put(board, fresh);
    announce("The board has changed.");
  }

  // The group has gone on while words stand in the form: they are not lost, and nothing jumps.
  function tellMoved(fresh) {
    const title = fresh.querySelector("#step-title").textContent;
    const note = byId("moved") || document.createElement("p");
    const text = `The group has gone on. Add what you have here, and you will follow. (${title})`;
    if (note.textContent === text) return;
    note.id = "moved";
    note.className = "notice";
    note.textContent = text;
    if (form()) form().prepend(note);
    announce(note.textContent);
  }

  async function look() {
    const live = byId("live");
    if (!live || live.dataset.finished === "yes") return;
    try {
      const seen = encodeURIComponent(live.dataset.version);
      const headers = { Accept: "text/html", "HX-Request": "true" };
      const answer = await fetch(`${live.dataset.address}?seen=${seen}`, { headers, cache: "no-store" });
      if (answer.status === 200) update(await answer.text());
      if ([401, 404].includes(answer.status)) return; // signed out, or deleted
    } catch {
      // Away for a moment: the next look may reach it.
    }
    wait();
  }

  function wait() {
    clearTimeout(timer);
    if (!document.hidden && Date.now() - lastThere < UNTIL) timer = setTimeout(look, EVERY);
  }

  for (const sign of ["keydown", "pointermove", "pointerdown"]) {
    document.addEventListener(sign, () => {
      const away = Date.now() - lastThere >= UNTIL;
      lastThere = Date.now();
      if (away) look();
    });
  }
  document.addEventListener("visibilitychange", () => (document.hidden ? clearTimeout(timer) : look()));
  wait();
})();
