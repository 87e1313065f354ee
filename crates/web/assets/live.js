// Replaces the main part of the page when the ledger has grown. Nothing here is needed to read it.
"use strict";
(() => {
  const status = document.getElementById("live");
  if (!status || !window.EventSource || document.body.dataset.still) return;
  const PAUSE_MS = 3000; // at most one refresh in this time
  const words = status.dataset;
  let paused = sessionStorage.getItem("paused") === "yes";
  let seen = null;
  let stale = false;
  let last = 0;
  let timer = 0;

  const button = document.createElement("button");
  button.type = "button";
  const show = () => {
    status.dataset.state = paused ? "paused" : "live";
    button.textContent = paused ? words.resume : words.pause;
    status.firstElementChild.textContent = paused ? words.paused : words.live;
  };
  button.addEventListener("click", () => {
    paused = !paused;
    sessionStorage.setItem("paused", paused ? "yes" : "no");
    show();
    if (!paused && stale) soon();
  });
  status.append(document.createElement("span"), button);
  status.hidden = false;
  show();

  // A reader who is typing, selecting or has opened a part is not disturbed.
  const typed = (field) => field.type !== "hidden" &&
    (field.checked !== field.defaultChecked || field.value !== field.defaultValue);
  const busy = (main) => {
    if ([...main.querySelectorAll("input, textarea")].some(typed)) return true;
    const chosen = document.getSelection();
    const within = document.activeElement;
    return (chosen && !chosen.isCollapsed && main.contains(chosen.anchorNode)) ||
      (within && main.contains(within) && within.matches("input, select, textarea"));
  };

  const refresh = async () => {
    timer = 0;
    const main = document.querySelector("main");
    if (paused || document.hidden || busy(main)) { stale = true; return; }
    last = Date.now();
    const answer = await fetch(location.href, { headers: { accept: "text/html" } });
    if (!answer.ok) return;
    const page = new DOMParser().parseFromString(await answer.text(), "text/html");
    const fresh = page.querySelector("main");
    if (!fresh || paused) return;
    stale = false;
    const focus = document.activeElement && main.contains(document.activeElement)
      ? document.activeElement.id || document.activeElement.getAttribute("href") : null;
    for (const part of main.querySelectorAll("details[id]")) {
      const same = fresh.querySelector("#" + CSS.escape(part.id));
      if (same) same.open = part.open;
    }
    main.replaceWith(fresh);
    if (focus) {
      const again = document.getElementById(focus) ||
        fresh.querySelector('[href="' + CSS.escape(focus) + '"]');
      if (again) again.focus({ preventScroll: true });
    }
  };
  const soon = () => {
    if (!timer) timer = setTimeout(refresh, Math.max(300, PAUSE_MS - (Date.now() - last)));
  };

  const events = new EventSource("/events");
  events.addEventListener("head", (event) => {
    if (seen !== null && seen !== event.data) soon();
    seen = event.data;
  });
  document.addEventListener("visibilitychange", () => { if (!document.hidden && stale) soon(); });
  setInterval(() => { if (stale && !paused && !document.hidden) soon(); }, PAUSE_MS);
})();
