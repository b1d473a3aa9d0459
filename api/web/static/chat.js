// Makes the conversation page quicker to use. Without it, everything works by plain forms.
"use strict";

(() => {
  const byId = (id) => document.getElementById(id);
  document.documentElement.classList.add("js");

  // For screen readers: the page stays, so what is new has to be said.
  function announce(text) {
    byId("announcer").textContent = text;
  }

  function newReplies() {
    const replies = document.querySelectorAll("#latest .reply");
    return Array.from(replies, (reply) => reply.textContent).join("\n");
  }

  function firstField() {
    const faulty = document.querySelector("#answer .govuk-error-summary[tabindex]");
    const putBack = byId("put-back") && byId("text");
    return faulty || putBack || document.querySelector("#answer [data-choice]") || byId("text");
  }

  function clearError() {
    const faulty = document.querySelector("#answer .govuk-error-summary[tabindex]");
    if (faulty) faulty.hidden = true;
  }

  function showTrouble(id) {
    for (const panel of ["trouble", "signed-out"]) {
      byId(panel).hidden = panel !== id;
    }
    announce("");
  }

  document.addEventListener("keydown", (event) => {
    const sends = event.key === "Enter" && !event.shiftKey && !event.isComposing;
    if (sends && event.target.id === "text") {
      event.preventDefault();
      byId("answer").requestSubmit(byId("send"));
    }
  });

  // "None of these" and the like cannot stand beside another answer.
  document.addEventListener("change", (event) => {
    const changed = event.target;
    if (changed.type !== "checkbox" || !changed.checked) return;
    for (const other of document.querySelectorAll("#answer input[type=checkbox]")) {
      const clash = "exclusive" in changed.dataset || "exclusive" in other.dataset;
      if (other !== changed && clash) other.checked = false;
    }
  });

  document.addEventListener("htmx:before:request", () => {
    clearError();
    showTrouble(null);
    announce(byId("working").textContent);
  });

  // Signing in again must not cost the words that are still in the form.
  document.addEventListener("htmx:before:response", (event) => {
    if (event.detail.ctx.response.status !== 401) return;
    event.preventDefault();
    showTrouble("signed-out");
  });

  document.addEventListener("htmx:response:error", () => showTrouble("trouble"));
  document.addEventListener("htmx:error", () => showTrouble("trouble"));

  document.addEventListener("htmx:after:swap", (event) => {
    if (event.detail.ctx.response.status >= 400) return;
    announce(newReplies());
    firstField()?.focus({ preventScroll: true });
    byId("latest")?.scrollIntoView({ block: "start" });
  });
})();
