// A job's page follows its work: every second the card takes the place of the one before; when the
// work is over the page loads anew with its result.

import { parsed } from "./trusted.js";

const EVERY = 1000;

async function follow() {
  try {
    const answer = await fetch(location.href, { headers: { "X-Requested-With": "fetch" } });
    if (answer.ok && !answer.redirected) {
      const page = parsed(await answer.text());
      const now = page.querySelector("[data-job]");
      if (!now || now.hasAttribute("data-job-over")) {
        location.reload();
        return;
      }
      const shown = document.querySelector("[data-job]");
      if (!shown.contains(document.activeElement)) shown.replaceWith(now);
    }
  } catch {
    // A broken line: asked again a moment later.
  }
  setTimeout(follow, EVERY);
}

setTimeout(follow, EVERY);
