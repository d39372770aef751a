// The one place that makes markup out of text: pages allow no other (Trusted Types, policy "portal"). What
// comes here is the portal's own answer, or is only looked through and never shown.

const policy = globalThis.trustedTypes?.createPolicy("portal", { createHTML: (text) => text });

export const markup = (text) => policy?.createHTML(text) ?? text;

export const parsed = (text) => new DOMParser().parseFromString(markup(text), "text/html");
