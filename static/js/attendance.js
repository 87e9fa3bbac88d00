// The list of who was there, by keyboard alone: arrows move between people, a
// letter answers for one and moves on to the next, Enter saves. Counts as it goes.
// Without script the same radios work by themselves.

const form = document.querySelector("[data-marks]");
const people = [...(form?.querySelectorAll("[data-person]") ?? [])];

/** The radios of a person. */
const answersOf = (person) => [...person.querySelectorAll("input")];

/** Where the keyboard goes for a person: the chosen answer, else the first. */
function focus(person) {
  const answers = answersOf(person);
  (answers.find((answer) => answer.checked) ?? answers[0]).focus();
}

/** Says how many are chosen as what; the last number is who is still to say. */
function count() {
  const numbers = [...form.querySelectorAll("[data-counts] [data-count]")];
  const chosen = people.map((person) => answersOf(person).findIndex((answer) => answer.checked));
  numbers.forEach((number, place) => {
    const wanted = place < numbers.length - 1 ? place : -1;
    number.textContent = String(chosen.filter((index) => index === wanted).length);
  });
}

/** Answers for a person and tells a screen reader, which is already at the next one. */
function mark(person, answer) {
  answer.checked = true;
  const words = answer.closest("label").textContent.trim();
  form.querySelector("[data-marked]").textContent = `${person.dataset.person}: ${words}`;
  count();
}

/** Up, down or a letter; leaves every other key to the browser. */
function press(event) {
  const person = event.target.closest("[data-person]");
  if (!person || event.ctrlKey || event.altKey || event.metaKey) return;
  const place = people.indexOf(person);
  const step = { ArrowUp: -1, ArrowDown: 1 }[event.key];
  const letter = event.key.toLowerCase();
  const answer = answersOf(person).find((one) => one.dataset.key === letter);
  if (!step && !answer) return;
  event.preventDefault();
  if (answer) mark(person, answer);
  focus(people[place + (step ?? 1)] ?? person);
}

if (form) {
  form.querySelector("[data-counts]").hidden = false;
  form.addEventListener("keydown", press);
  form.addEventListener("change", count);
  count();
  const told = document.querySelector("[role=alert]"); // an error is read first
  if ("first" in form.dataset && people.length && !told) focus(people[0]);
}
