// Keeps a page fresh: when flights change, its main part is asked for again. Without this script
// the page works as well, and is fresh whenever it is loaded.
(() => {
  const main = document.querySelector("main[data-live]");
  const note = document.getElementById("changed");
  if (!main || !window.EventSource) return;
  let busy = false;
  let again = false;
  const typing = () => {
    const at = document.activeElement;
    if (at && main.contains(at) && at.matches("input, select, textarea")) return true;
    return [...main.querySelectorAll("form")].some((form) =>
      [...form.elements].some((field) =>
        field.type === "checkbox" ? field.checked !== field.defaultChecked
          : "defaultValue" in field && field.type !== "hidden" && field.value !== field.defaultValue));
  };
  const look = async () => {
    if (typing()) { note.hidden = false; return; }
    if (busy) { again = true; return; } // what is on its way may be older than this
    busy = true;
    try {
      const answer = await fetch(location.href, { headers: { accept: "text/html" } });
      if (!answer.ok || answer.redirected) { note.hidden = false; return; }
      const text = policy.createHTML(await answer.text());
      const parsed = new DOMParser().parseFromString(text, "text/html");
      const fresh = parsed.querySelector("main[data-live]");
      if (!fresh) { note.hidden = false; return; }
      const open = new Set([...main.querySelectorAll("details[open][id]")].map((d) => d.id));
      const focus = document.activeElement && document.activeElement.id;
      main.replaceChildren(...fresh.childNodes);
      for (const id of open) { const d = document.getElementById(id); if (d) d.open = true; }
      if (focus) { const at = document.getElementById(focus); if (at) at.focus(); }
      note.hidden = true;
    } finally {
      busy = false;
      if (again) { again = false; look(); }
    }
  };
  // The text comes from this desk, whose pages escape what people typed.
  const policy = window.trustedTypes
    ? window.trustedTypes.createPolicy("desk", { createHTML: (text) => text })
    : { createHTML: (text) => text };
  const events = new EventSource("/events");
  events.addEventListener("changed", look);
})();
