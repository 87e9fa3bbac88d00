/** What stands beside the day: how much is assigned, what is left to place, totals, interruptions. */

import { duration } from './clock.js';
import { button, count, element } from './dom.js';

const INTERRUPTION_MINUTES = 5;
const COMPLETE = 95; // percent of the working window

export class SidePanel {
  /**
   * @param {HTMLElement} root
   * @param {object} options
   * @param {import('./clock.js').Clock} options.clock
   * @param {(slug: string) => {label: string, letter: string, token: string}} options.category
   * @param {Record<string, Function>} options.act
   */
  constructor(root, { clock, category, act }) {
    Object.assign(this, { root, clock, category, act });
    for (const node of root.querySelectorAll('[data-part]')) this[node.dataset.part] = node;
    this.who.addEventListener('change', () => act.whoInterrupted(this.who.value));
  }

  /**
   * @param {object} view
   * @param {import('./day-document.js').State} view.state
   * @param {import('./day-document.js').DiaryEvent[]} view.offered ticked and pending
   * @param {import('./day-document.js').DiaryEvent[]} view.unticked
   * @param {import('./day-document.js').Range[]} view.gaps
   * @param {{category: string, minutes: number}[]} view.totals
   * @param {number} view.percent
   * @param {number} view.open minutes of the working window without a category
   * @param {import('./day-document.js').DiaryEvent[]} view.clashing those offered for which no time is free
   * @param {boolean} view.locked
   * @param {?string} view.armed
   */
  draw(view) {
    const focused = document.activeElement;
    this.percent.textContent = `${view.percent} %`;
    this.progress.value = view.percent;
    this.progress.hidden = this.percent.parentElement.hidden = !view.state.worked;
    this.left.replaceChildren(...this.sentence(view));
    this.list(this.gaps, view.gaps.map((gap) => this.gap(gap, view.armed)));
    this.list(this.diary, view.offered.map((event) => this.event(event, view.clashing.includes(event))));
    this.list(this.unticked, view.unticked.map((event) => this.event(event)));
    this.missing(view);
    this.list(this.totals, view.totals.map((total) => this.total(total)));
    this.tallies(view.state.interruptions);
    if (focused?.dataset?.key && !focused.isConnected) this.refocus(focused.dataset.key);
  }

  /** After a list was drawn again the focus stays on the same button, or goes to the next one. */
  refocus(key) {
    const same = this.root.querySelector(`[data-key="${CSS.escape(key)}"]`);
    const next = this.root.querySelector(`[data-key^="${key[0]}"]`);
    (same ?? next)?.focus({ preventScroll: true });
    if (!same && !next) this.act.focusDay();
  }

  sentence({ state, gaps, offered, clashing, locked, open }) {
    if (!state.worked) return ['No work this day.'];
    if (locked) return [open ? `${duration(open)} without a category.` : ''];
    const parts = [];
    if (gaps.length) {
      const minutes = gaps.reduce((sum, gap) => sum + gap.end - gap.start, 0);
      parts.push(element('span', {}, button(count(gaps.length, 'gap'), this.act.gap, { 'data-key': 'n-gap' }), ` (${duration(minutes)})`));
    }
    const free = offered.length - clashing.length;
    if (free) {
      parts.push(element('span', {}, button(`Accept ${count(free, 'meeting')}`, this.act.acceptAll, { 'data-key': 'n-accept' }),
        ' ', element('kbd', { class: 'day-key', text: 'Shift ↵' })));
    } else if (clashing.length) {
      parts.push(button(`Leave out ${clashing.length} that ${clashing.length === 1 ? 'clashes' : 'clash'}`,
        () => this.act.leaveOut(clashing), { 'data-key': 'n-clash' }));
    }
    return parts.length ? parts : ['Nothing left to place.'];
  }

  /** Beside "Day is done": what the week will say about a day that is not complete. */
  missing({ state, open, percent }) {
    this.lacks.hidden = !state.done || !state.worked || percent >= COMPLETE;
    this.lacks.textContent = `Done, but ${duration(open)} ${open === 60 ? 'has' : 'have'} no category: the week counts this day as part.`;
  }

  /** Show a meeting in the list. @param {import('./day-document.js').DiaryEvent} event */
  showMeeting({ id }) {
    this.diary.closest('details').open = true;
    this.root.querySelector(`[data-key="e${id}"]`).focus();
  }

  list(node, items) {
    node.replaceChildren(...items);
    const section = node.closest('[data-section]');
    const number = section.querySelector('[data-count]');
    section.hidden = !items.length;
    if (number) number.textContent = items.length;
  }

  gap(gap, armed) {
    const text = this.clock.range(gap.start, gap.end);
    const label = armed ? `Fill with ${this.category(armed).label}` : 'Choose';
    return element('li', {},
      element('span', {}, text, element('span', { class: 'day-quiet', text: ` ${duration(gap.end - gap.start)}` })),
      button(armed ? 'Fill' : label, () => this.act.fillGap(gap), { 'data-key': `g${gap.start}`, 'aria-label': `${label}: ${text}` }));
  }

  event(event, clashes = false) {
    const { label, letter, token } = this.category(event.category ?? '');
    const when = this.clock.range(event.start, event.end);
    const press = (text, key, act) => button(text, () => act(event), {
      'data-key': `${key}${event.id}`, 'aria-label': `${text}: ${event.title}, ${when}`,
    });
    return element('li', { class: 'day-offer' },
      element('span', { class: `day-letter cat-${token}`, text: letter || '?', 'aria-hidden': 'true' }),
      element('span', { class: 'day-offer__what' }, element('b', { text: event.title }),
        element('span', { class: 'day-quiet', text: [when, event.category && label, event.reason, clashes && 'clashes'].filter(Boolean).join(', ') })),
      element('span', { class: 'day-offer__acts' },
        press(clashes ? 'Use this instead' : 'Accept', 'e', this.act.accept), press('Ended early', 'f', this.act.early),
        press('Ended late', 'h', this.act.late), press('Did not happen', 'x', this.act.gone)));
  }

  total({ category, minutes }) {
    const { label, short, letter, token } = this.category(category);
    return element('li', {},
      element('span', { class: `day-letter cat-${token}`, text: letter, 'aria-hidden': 'true' }),
      element('span', { text: short }), element('span', { class: 'day-total', text: duration(minutes) }));
  }

  tallies(interruptions) {
    for (const node of document.querySelectorAll('[data-tally]')) node.textContent = String(interruptions.length);
    this.about.textContent = interruptions.length ? `about ${duration(interruptions.length * INTERRUPTION_MINUTES)}` : '';
    this.latest.hidden = !interruptions.length;
    if (document.activeElement !== this.who) this.who.value = interruptions.at(-1)?.note ?? '';
  }
}
