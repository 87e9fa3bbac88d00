/**
 * Draws a day as a column of slots. The slots are a listbox that says everything in words; blocks,
 * gaps and diary events lie over it for the eye and the finger.
 *
 * @typedef {import('./day-document.js').Block} Block
 * @typedef {import('./day-document.js').Range} Range
 * @typedef {{state: import('./day-document.js').State, events: import('./day-document.js').DiaryEvent[],
 *            gaps: Range[], waiting: Set<string>, wrong: Map<number, string>}} View
 */

import { duration } from './clock.js';
import { blockKey, room } from './day-document.js';
import { button, element } from './dom.js';

const HOUR = 60;
const MOST_LANES = 2;

export class DayGrid {
  /**
   * @param {HTMLElement} root the element holding slots, hours and layer
   * @param {object} options
   * @param {import('./clock.js').Clock} options.clock
   * @param {number} options.slot minutes
   * @param {Range} options.window the working window
   * @param {string} options.owner whose log this is
   * @param {(slug: string) => {label: string, letter: string, token: string}} options.category
   * @param {Record<string, Function>} options.on accept, details, early, late, gone, more
   */
  constructor(root, options) {
    Object.assign(this, options);
    this.root = root;
    const part = (name) => root.querySelector(`[data-${name}]`);
    [this.slots, this.hours, this.layer, this.marks] = ['slots', 'hours', 'layer', 'marks'].map(part);
    this.earlier = root.parentElement.querySelector('[data-earlier]');
    this.later = root.parentElement.querySelector('[data-later]');
    this.earlier.onclick = () => this.open(0, this.to);
    this.later.onclick = () => this.open(this.from, this.clock.length);
    this.root.classList.toggle('day-grid--fine', this.slot < 10);
    this.selection = this.marks.appendChild(element('div', { class: 'day-selection', hidden: true }));
    this.stroke = this.marks.appendChild(element('div', { class: 'day-stroke', hidden: true }));
    this.line = this.marks.appendChild(element('div', { class: 'day-now', hidden: true }));
    this.build();
    this.from = this.floor(this.window.start);
    this.to = this.ceil(this.window.end);
    this.open(this.from, this.to);
    this.showNow();
    setInterval(() => this.showNow(), 60_000);
  }

  floor(minute) {
    return Math.max(0, Math.floor(minute / HOUR) * HOUR);
  }

  ceil(minute) {
    return Math.min(this.clock.length, Math.ceil(minute / HOUR) * HOUR);
  }

  /** One option for every slot of the day, one mark for every hour. */
  build() {
    this.options = [];
    for (let start = 0; start < this.clock.length; start += this.slot) {
      const kind = start % HOUR === 0 ? ' day-slot--hour' : '';
      const off = start < this.window.start || start >= this.window.end ? ' day-slot--off' : '';
      this.options.push(element('div', {
        class: `day-slot${kind}${off}`, role: 'option', id: `day-slot-${start}`, 'aria-selected': 'false', '--start': start,
      }));
    }
    this.slots.replaceChildren(...this.options);
    const hours = [];
    for (let start = 0; start < this.clock.length; start += HOUR) {
      hours.push(element('span', { class: 'day-hour', text: this.clock.time(start), '--start': start }));
    }
    this.hours.replaceChildren(...hours);
  }

  /** Show the hours between two minutes. */
  open(from, to) {
    this.from = from;
    this.to = to;
    this.root.style.setProperty('--from', String(from));
    this.root.style.setProperty('--to', String(to));
    const hide = (node, start) => { node.hidden = start < from || start >= to; };
    this.options.forEach((option, index) => hide(option, index * this.slot));
    [...this.hours.children].forEach((hour, index) => hide(hour, index * HOUR));
    this.earlier.hidden = from === 0;
    this.later.hidden = to === this.clock.length;
  }

  /** Make sure that a range can be seen; opens hours, and scrolls when asked. */
  reveal({ start, end }, scroll = false) {
    if (start < this.from || end > this.to) {
      this.open(Math.min(this.from, this.floor(start)), Math.max(this.to, this.ceil(end)));
    }
    if (scroll) this.options[Math.floor(start / this.slot)]?.scrollIntoView({ block: 'nearest' });
  }

  /** The start of the slot under a point on the screen, kept inside the shown hours. @param {number} y */
  slotAt(y) {
    const box = this.slots.getBoundingClientRect();
    const minute = this.from + ((y - box.top) / box.height) * (this.to - this.from);
    const inside = Math.min(Math.max(minute, this.from), this.to - 1);
    return Math.floor(inside / this.slot) * this.slot;
  }

  /** @param {View} view */
  draw(view) {
    const { state, events, gaps } = view;
    const shown = [...state.blocks, ...events];
    if (shown.length) this.reveal({ start: Math.min(...shown.map((x) => x.start)), end: Math.max(...shown.map((x) => x.end)) });
    this.root.classList.toggle('day-grid--free', !state.worked);
    this.layer.replaceChildren(
      ...gaps.map((gap) => this.gap(gap)),
      ...state.blocks.map((block, index) => this.block(block, view, index)),
      ...this.lanes(events, state.blocks).map(([event, place]) => (place.hidden ? this.more(event, place) : this.event(event, place, room(state, event)))),
    );
    this.name(view);
  }

  place({ start, end }) {
    const slots = (end - start) / this.slot;
    const height = (end - start) * (this.slot < 10 ? 3.2 : 1.6);
    const size = height < 40 ? 'short' : height < 70 ? 'middle' : 'tall';
    return { '--start': start, '--span': end - start, 'data-size': slots < 1 ? 'sliver' : size };
  }

  gap(gap) {
    return element('div', { class: 'day-gap', 'aria-hidden': 'true', ...this.place(gap) },
      `Gap, ${duration(gap.end - gap.start)} `, element('kbd', { class: 'day-key', text: 'G' }));
  }

  block(block, view, index) {
    const { label, short, letter, token } = this.category(block.category);
    const waits = view.waiting.has(blockKey(block));
    const author = block.author && block.author !== this.owner ? block.author : '';
    const initials = author.split(/\s+/).map((name) => name[0]).join('');
    const hidden = { 'aria-hidden': 'true' };
    return element('div', {
      class: `day-block cat-${token}${waits ? ' day-block--waiting' : ''}${view.wrong.has(index) ? ' day-block--wrong' : ''}`,
      ...this.place(block),
    },
    element('span', { class: 'day-letter', text: letter, ...hidden }),
    element('span', { class: 'day-block__text', ...hidden },
      element('b', { class: 'day-long', text: label }), element('b', { class: 'day-short', text: short }),
      block.note && element('span', { text: block.note })),
    waits && element('span', { class: 'day-block__aside', text: '↑', title: 'Waiting to send', ...hidden }),
    author && element('span', { class: 'day-block__aside', text: initials, title: `Logged by ${author}`, ...hidden }),
    element('span', { class: 'day-block__aside', text: duration(block.end - block.start), ...hidden }),
    button('⋯', () => this.on.details(block), {
      class: 'day-block__more', tabindex: '-1', 'aria-label': `More about ${label}, ${this.clock.range(block.start, block.end)}`,
    }));
  }

  event(event, { lane, lanes, over, more }, free) {
    const { label, letter, token } = this.category(event.category ?? '');
    const what = `${event.title}, ${this.clock.range(event.start, event.end)}`;
    const press = (text, short, act) => element('button', {
      type: 'button', class: 'day-chip', tabindex: '-1', 'aria-label': `${text}: ${what}`, onclick: () => act(event),
    }, element('span', { class: 'day-long', text }), element('span', { class: 'day-short', text: short }));
    return element('div', {
      class: `day-event${event.category ? ` cat-${token}` : ''}`, ...this.place(event), 'data-event': event.id,
      title: 'Pick another category and press here to accept it as that',
      '--lane': lane, '--lanes': lanes, 'data-over': over, 'data-more': more, 'data-narrow': over || lanes > 1,
    },
    element('span', { class: 'day-letter', text: letter, 'aria-hidden': 'true' }),
    element('span', { class: 'day-block__text', 'aria-hidden': 'true' },
      element('b', { text: event.title }), element('span', { text: event.category ? `${label}?` : 'pick a category' })),
    element('span', { class: 'day-block__aside', text: duration(event.end - event.start), 'aria-hidden': 'true' }),
    element('span', { class: 'day-event__acts' },
      press(free ? 'Accept' : 'Use this instead', free ? 'Accept' : 'Use this instead', this.on.accept),
      press('Ended early', 'Early', this.on.early),
      press('Ended late', 'Late', this.on.late),
      press('Did not happen', 'No', this.on.gone)));
  }

  /** Stands for the events of a group that are not drawn. */
  more(event, { hidden, over, lanes }) {
    const titles = hidden.map(({ title }) => title).join(', ');
    return button(`+${hidden.length} more`, () => this.on.more(event), {
      class: 'day-chip day-event-more', tabindex: '-1', '--start': event.start, '--lanes': lanes, 'data-over': over,
      'aria-label': `${hidden.length} more from the diary: ${titles}`,
    });
  }

  /**
   * Events side by side where they clash with each other, and beside blocks they clash with; those
   * beyond the most that can be read are one entry with what it hides.
   */
  lanes(events, blocks) {
    const clash = (a, b) => a.start < b.end && a.end > b.start;
    const result = [];
    let group = [];
    let end = -1;
    const close = () => {
      const over = group.some(([, place]) => place.over);
      const most = over ? 1 : MOST_LANES;
      const lanes = Math.min(Math.max(0, ...group.map(([, place]) => place.lane)) + 1, most);
      const drawn = group.filter(([, place]) => place.lane < most);
      const hidden = group.filter(([, place]) => place.lane >= most).map(([event]) => event);
      drawn.forEach(([, place]) => Object.assign(place, { lanes, over, more: hidden.length > 0 }));
      result.push(...drawn);
      if (hidden.length) result.push([hidden[0], { hidden, over, lanes }]);
      group = [];
    };
    for (const event of [...events].sort((a, b) => a.start - b.start || b.end - a.end)) {
      if (event.start >= end) close();
      const taken = new Set(group.filter(([other]) => clash(event, other)).map(([, place]) => place.lane));
      let lane = 0;
      while (taken.has(lane)) lane += 1;
      group.push([event, { lane, lanes: 1, over: blocks.some((block) => clash(event, block)) }]);
      end = Math.max(end, event.end);
    }
    close();
    return result;
  }

  /** Say in words what lies in every slot; only what changed is written. @param {View} view */
  name({ state, events, waiting, wrong }) {
    this.options.forEach((option, index) => {
      const start = index * this.slot;
      const inside = (x) => x.start < start + this.slot && x.end > start;
      const here = state.blocks.filter(inside).map((block) => [
        this.category(block.category).label, block.note, block.author && `logged by ${block.author}`,
        waiting.has(blockKey(block)) && 'waiting to send', wrong.get(state.blocks.indexOf(block)),
      ].filter(Boolean).join(', '));
      const offered = events.filter(inside).map((event) => `from the diary: ${event.title}`);
      const words = [...here, ...offered].join('; ') || 'empty';
      const label = `${this.clock.range(start, start + this.slot)}, ${words}`;
      if (option.getAttribute('aria-label') !== label) option.setAttribute('aria-label', label);
    });
  }

  mark(node, range, text = '', token = '') {
    node.hidden = !range;
    if (!range) return;
    node.style.setProperty('--start', String(range.start));
    node.style.setProperty('--span', String(range.end - range.start));
    if (node.textContent !== text) node.textContent = text;
    if (node === this.stroke) node.className = `day-stroke cat-${token}`;
  }

  /** @param {?Range} range @param {number} cursor where the keyboard is @param {boolean} show whether to draw it */
  select(range, cursor, show) {
    this.mark(this.selection, show ? range : null);
    this.options.forEach((option, index) => {
      const start = index * this.slot;
      const chosen = String(Boolean(show && range && start >= range.start && start < range.end));
      if (option.getAttribute('aria-selected') !== chosen) option.setAttribute('aria-selected', chosen);
    });
    this.slots.setAttribute('aria-activedescendant', `day-slot-${cursor}`);
  }

  /** The stroke under the finger. @param {?Range} range @param {string} [text] @param {string} [token] */
  preview(range, text, token) {
    this.mark(this.stroke, range, text, token);
  }

  showNow() {
    const now = this.clock.now();
    this.mark(this.line, now >= this.from && now < this.to ? { start: now, end: now } : null);
  }
}
