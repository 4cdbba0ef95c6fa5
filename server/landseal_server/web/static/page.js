// Fetches the live part of the page again and again; the words in it are made on the server.
"use strict";

const PERIOD_MS = 2000;
const live = document.getElementById("live");
const offline = document.getElementById("offline");

async function refresh() {
  try {
    const answer = await fetch(live.dataset.source, { headers: { Accept: "text/html" } });
    if (!answer.ok) {
      throw new Error(`HTTP ${answer.status}`);
    }
    const html = await answer.text();
    if (html !== live.dataset.shown) {
      live.innerHTML = html;
      live.dataset.shown = html;
    }
    offline.hidden = true;
  } catch {
    offline.hidden = false;
  }
  setTimeout(refresh, document.hidden ? 10 * PERIOD_MS : PERIOD_MS);
}

setTimeout(refresh, PERIOD_MS);
document.addEventListener("visibilitychange", () => {
  if (!document.hidden) {
    live.dataset.shown = "";
  }
});
