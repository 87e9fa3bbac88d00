// Forms that ask the device for a passkey: templates/accounts/partials/passkey_form.html.
// They stay hidden where the browser knows no passkeys; a code by e-mail always works.

/** @param {string} text base64url @returns {Uint8Array} */
function toBytes(text) {
  const plain = atob(text.replaceAll("-", "+").replaceAll("_", "/"));
  return Uint8Array.from(plain, (letter) => letter.charCodeAt(0));
}

/** @param {ArrayBuffer | null | undefined} buffer @returns {string | undefined} base64url */
function toText(buffer) {
  if (!buffer) return undefined;
  const plain = String.fromCharCode(...new Uint8Array(buffer));
  return btoa(plain).replaceAll("+", "-").replaceAll("/", "_").replaceAll("=", "");
}

const withBytes = (credential) => ({ ...credential, id: toBytes(credential.id) });

/** A new passkey on this device, one that signs in by itself. */
async function create({ publicKey }) {
  return navigator.credentials.create({
    publicKey: {
      ...publicKey,
      challenge: toBytes(publicKey.challenge),
      user: withBytes(publicKey.user),
      excludeCredentials: (publicKey.excludeCredentials ?? []).map(withBytes),
      authenticatorSelection: {
        ...publicKey.authenticatorSelection,
        residentKey: "required",
        requireResidentKey: true,
        userVerification: "required",
      },
    },
  });
}

/** The answer of a passkey that is there already. */
async function get({ publicKey }) {
  return navigator.credentials.get({
    publicKey: {
      ...publicKey,
      challenge: toBytes(publicKey.challenge),
      allowCredentials: (publicKey.allowCredentials ?? []).map(withBytes),
    },
  });
}

/** What the server reads: the credential with its bytes as base64url. */
function asJson(credential) {
  const { response } = credential;
  return JSON.stringify({
    type: credential.type,
    id: credential.id,
    rawId: toText(credential.rawId),
    authenticatorAttachment: credential.authenticatorAttachment,
    clientExtensionResults: credential.getClientExtensionResults(),
    response: {
      clientDataJSON: toText(response.clientDataJSON),
      attestationObject: toText(response.attestationObject),
      authenticatorData: toText(response.authenticatorData),
      signature: toText(response.signature),
      userHandle: toText(response.userHandle),
      transports: response.getTransports?.(),
    },
  });
}

/** @param {HTMLFormElement} form */
async function challenge(form) {
  if (form.dataset.options) {
    return JSON.parse(document.getElementById(form.dataset.options).textContent);
  }
  const answer = await fetch(form.dataset.optionsUrl, { headers: { Accept: "application/json" } });
  if (!answer.ok) throw new Error(`The server answered ${answer.status}.`);
  return (await answer.json()).request_options;
}

/** @param {Error} error @returns {string} */
function inWords(error) {
  switch (error.name) {
    case "NotAllowedError":
      return "No passkey was used. Try again, or use a code instead.";
    case "InvalidStateError":
      return "This device has a passkey for your account already.";
    case "SecurityError":
      return "Passkeys do not work at this address. Use a code instead.";
    default:
      return "That did not work. Try again, or use a code instead.";
  }
}

/** @param {HTMLFormElement} form */
function start(form) {
  const trouble = form.querySelector("[data-passkey-trouble]");
  const ask = form.dataset.passkey === "create" ? create : get;
  form.hidden = false;
  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    trouble.hidden = true;
    try {
      form.elements.credential.value = asJson(await ask(await challenge(form)));
      form.submit();
    } catch (error) {
      trouble.textContent = inWords(error);
      trouble.hidden = false;
    }
  });
}

if (window.PublicKeyCredential) {
  for (const form of document.querySelectorAll("form[data-passkey]")) start(form);
  for (const note of document.querySelectorAll("[data-passkey-otherwise]")) note.hidden = true;
}
