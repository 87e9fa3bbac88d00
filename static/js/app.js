// Starts what every page shares: the design system's behaviour for the components
// we use. Pages work without it.
import {
  Button,
  CharacterCount,
  Checkboxes,
  ErrorSummary,
  NotificationBanner,
  Radios,
  createAll,
} from "../dist/nhsuk.js";

// The design system asks the body whether script is on.
document.body.classList.add("js-enabled", "nhsuk-frontend-supported");

for (const component of [
  Button,
  CharacterCount,
  Checkboxes,
  ErrorSummary,
  NotificationBanner,
  Radios,
]) {
  createAll(component);
}

// What a tab remembers to take back (undo) goes with the person who signs out.
document.querySelector('form[action$="/logout/"]')?.addEventListener("submit", () => {
  sessionStorage.clear();
});
