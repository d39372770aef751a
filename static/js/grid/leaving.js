// The page is hidden or left: what is typed goes first, the cell under the cursor too.

import { anyAsked } from "./conflicts.js";
import { draftsAreRefused } from "./drafts.js";
import { isWaiting } from "./retry.js";
import { allSaved, sendLeaving } from "./sending.js";

window.addEventListener("beforeunload", (event) => {
  sendLeaving(); // before the next page is asked for, which then already shows it
  const asks = !document.hidden && anyAsked();
  if (!allSaved() && (asks || draftsAreRefused())) event.preventDefault();
});
window.addEventListener("pagehide", () => sendLeaving());
document.addEventListener("visibilitychange", () => {
  if (document.hidden && !isWaiting()) sendLeaving(); // only hidden: the wait it is in goes on
});

// Shown again out of the browser's memory: its rows may be older than what was saved as it was left.
window.addEventListener("pageshow", (event) => event.persisted && location.reload());
