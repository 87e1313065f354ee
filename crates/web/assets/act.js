// Says what the rules would say of a form while somebody writes. Every form works without it.
"use strict";
(() => {
  const head = document.getElementById("problems");
  if (head) head.focus();

  const form = document.getElementById("act");
  const verdict = document.getElementById("verdict");
  if (!form || !verdict || !window.fetch || !/\/cases\/[^/]+\/act$/.test(form.action)) return;
  const WAIT_MS = 700; // after the last key
  const to = form.action.replace(/\/act$/, "/check");
  let timer = 0;
  let asked = 0;

  const ask = async () => {
    const body = new URLSearchParams();
    for (const [name, value] of new FormData(form)) {
      if (typeof value === "string") body.append(name, value);
    }
    const mine = ++asked;
    const answer = await fetch(to, { method: "POST", body });
    if (answer.ok && mine === asked) verdict.innerHTML = await answer.text();
  };
  form.addEventListener("input", () => {
    clearTimeout(timer);
    timer = setTimeout(ask, WAIT_MS);
  });
  form.addEventListener("submit", (event) => {
    clearTimeout(timer);
    if (form.dataset.sent) event.preventDefault();
    form.dataset.sent = "yes";
    setTimeout(() => { delete form.dataset.sent; }, 5000);
  });
})();
