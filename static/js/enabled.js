// Runs before the page is drawn, so that what only script can open is never seen
// half done. A file of its own because the page allows no inline script.
document.documentElement.classList.add("js-enabled", "nhsuk-frontend-supported");
