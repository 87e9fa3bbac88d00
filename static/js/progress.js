// Keeps the part of a page marked data-progress up to date while a worker works.
// It reads the page itself again; when that part is gone the work has ended, and
// the whole page is shown anew. Without script the page offers a link instead.

const FIRST_WAIT = 700; // milliseconds
const LONGEST_WAIT = 5000;

/** The marked part of this page as the server draws it now; null when it has ended. */
async function drawnNow() {
  const answer = await fetch(location.href, { headers: { Accept: "text/html" } });
  if (!answer.ok || answer.redirected) return null;
  const page = new DOMParser().parseFromString(await answer.text(), "text/html");
  return page.querySelector("[data-progress]");
}

/** Puts what has changed into the page; what is the same is not read out again. */
function update(shown, fresh) {
  if (shown.innerHTML !== fresh.innerHTML) shown.replaceChildren(...fresh.childNodes);
}

async function watch(shown, wait) {
  await new Promise((resolve) => setTimeout(resolve, wait));
  try {
    const fresh = await drawnNow();
    if (fresh === null) {
      location.reload();
      return;
    }
    update(shown, fresh);
  } catch {
    // Offline: the next look may find the server again.
  }
  watch(shown, Math.min(wait * 1.3, LONGEST_WAIT));
}

const shown = document.querySelector("[data-progress]");
if (shown) watch(shown, FIRST_WAIT);
