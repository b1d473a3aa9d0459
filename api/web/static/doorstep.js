// Keeps what is typed on the doorstep until it has arrived, and sends it once.
// Without it, the form works as a plain form.
"use strict";

(() => {
  const RETRY_AFTER = 5000; // milliseconds; "online" comes sooner where the browser tells
  const form = document.getElementById("doorstep");
  const keep = document.getElementById("keep");
  const place = `doorstep:${form.dataset.account}`;
  const refused = `${place}:off`;
  let waiting = false;
  let sending = false;
  let timer = null;

  const allowed = () => form.dataset.storage === "yes" && keep.checked;

  // A browser may forbid storage altogether; then everything stays in the page.
  function onDevice(act) {
    try {
      return act(window.localStorage);
    } catch {
      return null;
    }
  }

  function fields() {
    return Array.from(form.elements).filter((field) => field.name);
  }

  function typed() {
    const given = fields().filter((field) => field.type !== "radio" || field.checked);
    return given.map((field) => [field.name, field.value]);
  }

  function save() {
    if (!allowed()) return;
    onDevice((store) => store.setItem(place, JSON.stringify({ waiting, rows: typed() })));
  }

  function forget() {
    onDevice((store) => store.removeItem(place));
  }

  function restore() {
    const kept = onDevice((store) => JSON.parse(store.getItem(place)));
    if (!kept) return;
    for (const [name, value] of kept.rows) {
      for (const field of fields().filter((one) => one.name === name)) {
        if (field.type === "radio") field.checked = field.value === value;
        else field.value = value;
      }
    }
    say("restored");
    if (kept.waiting) send();
  }

  function say(panel) {
    for (const one of form.querySelectorAll("[data-panel]")) {
      one.hidden = one.dataset.panel !== panel;
    }
  }

  // What is on its way may not change: it might have arrived already.
  function lock(on) {
    waiting = on;
    for (const field of fields()) {
      if (field.type === "radio") field.disabled = on && !field.checked;
      else field.readOnly = on;
    }
    document.getElementById("send").disabled = on;
    save();
  }

  async function send() {
    if (sending) return;
    sending = true;
    clearTimeout(timer);
    const body = new URLSearchParams(typed());
    lock(true);
    try {
      const headers = { Accept: "application/json" };
      const answer = await fetch(form.action, { method: "POST", body, headers });
      arrived(answer);
    } catch {
      wait("no-signal");
    }
    sending = false;
  }

  function arrived(answer) {
    if (answer.redirected && new URL(answer.url).pathname.startsWith("/sign-in")) {
      wait("signed-out");
    } else if (answer.ok && answer.redirected) {
      forget();
      window.location.replace(answer.url);
    } else if (answer.status === 401) {
      wait("signed-out");
    } else if (answer.status >= 500 || answer.status === 429) {
      wait("no-signal");
    } else {
      lock(false);
      form.submit(); // the page itself says what to put right
    }
  }

  function wait(panel) {
    say(panel);
    timer = setTimeout(send, RETRY_AFTER);
  }

  form.addEventListener("submit", (event) => {
    event.preventDefault();
    send();
  });
  form.addEventListener("input", save);
  window.addEventListener("online", () => waiting && send());

  keep.addEventListener("change", () => {
    onDevice((store) =>
      keep.checked ? store.removeItem(refused) : store.setItem(refused, "yes"),
    );
    if (keep.checked) save();
    else forget();
  });

  document.documentElement.classList.add("js");
  if (form.dataset.storage === "yes") {
    document.getElementById("device").hidden = false;
    keep.checked = onDevice((store) => store.getItem(refused)) !== "yes";
  }
  if (allowed()) restore();
  else forget();
})();
