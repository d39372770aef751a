// Passkeys: the browser is asked what the page says (#passkey-asked), and its answer goes with the form. A
// form of them shows itself only where the browser can (https or localhost, and no bare number of a machine).

const bytes = (text) => Uint8Array.from(atob(text.replaceAll("-", "+").replaceAll("_", "/")), (letter) => letter.charCodeAt(0));
const text = (buffer) =>
  btoa(String.fromCharCode(...new Uint8Array(buffer))).replaceAll("+", "-").replaceAll("/", "_").replaceAll("=", "");
const named = (list) => (list ?? []).map((one) => ({ ...one, id: bytes(one.id) }));

const isNumber = /^[\d.]+$|^\[/.test(location.hostname);
const form = document.querySelector("form[data-passkey]");
const asked = document.getElementById("passkey-asked");

async function created(options) {
  const { id, type, rawId, response } = await navigator.credentials.create({
    publicKey: {
      ...options,
      challenge: bytes(options.challenge),
      user: { ...options.user, id: bytes(options.user.id) },
      excludeCredentials: named(options.excludeCredentials),
    },
  });
  return {
    id,
    type,
    rawId: text(rawId),
    response: { clientDataJSON: text(response.clientDataJSON), attestationObject: text(response.attestationObject) },
  };
}

async function got(options) {
  const { id, type, rawId, response } = await navigator.credentials.get({
    publicKey: { ...options, challenge: bytes(options.challenge), allowCredentials: named(options.allowCredentials) },
  });
  return {
    id,
    type,
    rawId: text(rawId),
    response: {
      clientDataJSON: text(response.clientDataJSON),
      authenticatorData: text(response.authenticatorData),
      signature: text(response.signature),
    },
  };
}

async function answer(event) {
  if (form.elements.passkey.value) return; // answered: now it is sent
  event.preventDefault();
  const fault = form.querySelector(".message-error[hidden]");
  try {
    const options = JSON.parse(asked.textContent);
    const said = await (form.dataset.passkey === "create" ? created(options) : got(options));
    form.elements.passkey.value = JSON.stringify(said);
    form.requestSubmit();
  } catch {
    if (fault) fault.hidden = false;
  }
}

if (form && asked && window.PublicKeyCredential && !isNumber) {
  form.hidden = false;
  document.querySelector("[data-no-passkey]")?.remove();
  form.addEventListener("submit", answer);
}
