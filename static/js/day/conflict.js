/**
 * The day was changed somewhere else: both versions side by side, and nothing lost whatever is
 * chosen (the other version stays one undo away).
 */

import { duration } from './clock.js';
import { differences, mix } from './day-merge.js';
import { count, element } from './dom.js';

/**
 * @param {HTMLElement} place an empty section
 * @param {object} options
 * @param {string} options.message
 * @param {import('./day-document.js').State} options.mine
 * @param {import('./day-document.js').State} options.theirs
 * @param {import('./day-document.js').State} options.base what both started from
 * @param {import('./clock.js').Clock} options.clock
 * @param {(slug: string) => {label: string, letter: string, token: string}} options.category
 * @param {(state: import('./day-document.js').State) => void} options.onChoice
 */
export function showConflict(place, { message, mine, theirs, base, clock, category, onChoice }) {
  const found = differences(mine, theirs, base);
  const choose = (state) => {
    place.hidden = true;
    place.replaceChildren();
    onChoice(state);
  };
  const act = (label, kind, state) =>
    element('button', { type: 'button', class: `day-button ${kind}`, text: label, onclick: () => choose(state()) });
  const heading = element('h2', { id: 'day-conflict-heading', class: 'day-conflict__heading', tabindex: '-1',
    text: 'This day was changed somewhere else' });
  place.replaceChildren(
    heading,
    element('p', { text: message || 'Your version and the saved one differ. Choose what to keep.' }),
    table(found, { mine, theirs, clock, category }),
    element('div', { class: 'day-conflict__actions' },
      found.length > 0 && act('Keep what is chosen', 'day-button--main', () => mix(mine, theirs, base, found)),
      act('Keep mine', '', () => mine),
      act('Take theirs', '', () => theirs)),
  );
  place.hidden = false;
  heading.focus();
}

function table(found, { mine, theirs, clock, category }) {
  const summary = (state) => {
    if (!state.worked) return 'No work this day';
    const minutes = state.blocks.reduce((sum, block) => sum + block.end - block.start, 0);
    return `${count(state.blocks.length, 'block')}, ${duration(minutes)}, ${count(state.interruptions.length, 'interruption')}${state.done ? ', done' : ''}`;
  };
  const head = (title, state) =>
    element('th', { scope: 'col' }, title, element('span', { class: 'day-conflict__summary', text: summary(state) }));
  return element('table', { class: 'day-conflict__table' },
    element('caption', { class: 'day-hidden', text: 'Where the two versions differ' }),
    element('thead', {}, element('tr', {}, element('th', { scope: 'col', text: 'When' }), head('Yours', mine), head('Saved', theirs))),
    element('tbody', {}, ...found.map((difference, index) => row(difference, index, clock, category))));
}

function row(difference, index, clock, category) {
  const when = clock.range(difference.start, difference.end);
  const cell = (side) => {
    const block = difference[side];
    const shown = block ? category(block.category) : { label: 'Nothing', short: 'Nothing', letter: '', token: '' };
    const extra = [block?.note, side === 'theirs' && block?.author].filter(Boolean).join(', ');
    const radio = element('input', {
      type: 'radio', name: `day-difference-${index}`, checked: difference.choice === side,
      'aria-label': `${when}: ${side === 'mine' ? 'yours' : 'saved'}, ${shown.label}${extra ? `, ${extra}` : ''}`,
      onchange: () => { difference.choice = side; },
    });
    return element('td', {}, element('label', { class: 'day-conflict__choice' }, radio,
      block && element('span', { class: `day-letter cat-${shown.token}`, 'aria-hidden': 'true', text: shown.letter }),
      element('span', {}, element('span', { class: 'day-long', text: shown.label }), element('span', { class: 'day-short', text: shown.short }),
        extra && element('span', { class: 'day-conflict__summary', text: extra }))));
  };
  return element('tr', {}, element('th', { scope: 'row', text: when }), cell('mine'), cell('theirs'));
}
