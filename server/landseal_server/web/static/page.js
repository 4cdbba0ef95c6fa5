// Fetches the live part of the page again and again; the words in it are made on the server.
"use strict";

const PERIOD_MS = 2000;
const live = document.getElementById("live");
const offline = document.getElementById("offline");

// Replaces only the sections that say something new, so that pictures do not flicker.
function show(html) {
  const fresh = document.createElement("template");
  fresh.innerHTML = html;
  const sections = [...fresh.content.children];
  const shown = [...live.children];
  if (sections.length !== shown.length) {
    live.replaceChildren(...sections);
  } else {
    sections.forEach((section, i) => {
      if (section.outerHTML !== shown[i].outerHTML) {
        shown[i].replaceWith(section);
      }
    });
  }
  live.dataset.refreshed = "yes";
}

async function refresh() {
  try {
    const answer = await fetch(live.dataset.source, { headers: { Accept: "text/html" } });
    if (!answer.ok) {
      throw new Error(`HTTP ${answer.status}`);
    }
    show(await answer.text());
    offline.hidden = true;
  } catch {
    offline.hidden = false;
  }
  setTimeout(refresh, document.hidden ? 10 * PERIOD_MS : PERIOD_MS);
}

setTimeout(refresh, PERIOD_MS);
