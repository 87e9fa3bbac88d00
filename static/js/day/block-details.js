/**
 * More about one block, always optional: worth, planned, obstacles, a note; for a meeting from the
 * diary also how it ended. Not a dialog: painting goes on beside it, every answer saves itself.
 */

import { duration } from './clock.js';
import { element } from './dom.js';

const NOTE_DELAY = 700;

export class BlockDetails {
  /**
   * @param {HTMLFormElement} form drawn by the server
   * @param {object} options
   * @param {import('./clock.js').Clock} options.clock
   * @param {(slug: string) => {label: string, letter: string, token: string}} options.category
   * @param {(patch: object) => void} options.onChange
   * @param {Record<string, () => void>} options.act early, late, gone, clear, close
   */
  constructor(form, { clock, category, onChange, act }) {
    Object.assign(this, { form, clock, category, onChange });
    this.title = form.querySelector('[data-title]');
    this.facts = form.querySelector('[data-facts]');
    this.timer = 0;
    form.addEventListener('submit', (event) => event.preventDefault());
    form.addEventListener('change', () => this.send());
    form.elements.note.addEventListener('input', () => {
      clearTimeout(this.timer);
      this.timer = setTimeout(() => this.send(), NOTE_DELAY);
    });
    for (const [name, work] of Object.entries(act)) {
      form.querySelector(`[data-act="${name}"]`)?.addEventListener('click', work);
    }
    window.addEventListener('pagehide', () => this.send());
  }

  get open() {
    return !this.form.hidden;
  }

  /** @param {?import('./day-document.js').Block} block @param {string} wrong what the service said about it */
  show(block, wrong = '') {
    this.flush(block);
    this.form.hidden = !block;
    this.block = block;
    if (!block) return;
    const { label, letter, token } = this.category(block.category);
    this.title.replaceChildren(
      element('span', { class: `day-letter cat-${token}`, 'aria-hidden': 'true', text: letter }), label);
    this.facts.textContent = [
      `${this.clock.range(block.start, block.end)}, ${duration(block.end - block.start)}`,
      block.author && `logged by ${block.author}`, wrong,
    ].filter(Boolean).join(', ');
    const { elements } = this.form;
    elements.worth.value = block.worth ?? '';
    elements.planned.value = block.planned === null ? '' : block.planned ? 'yes' : 'no';
    for (const box of this.form.querySelectorAll('[name="obstacles"]')) box.checked = block.obstacles.includes(box.value);
    if (document.activeElement !== elements.note) elements.note.value = block.note;
    this.form.querySelector('[data-act="gone"]').hidden = block.diary === null;
  }

  /** A note still being typed belongs to the block it was typed for. */
  flush(next) {
    const same = next && this.block && next.start === this.block.start && next.category === this.block.category;
    if (this.timer && !same) this.send();
  }

  send() {
    clearTimeout(this.timer);
    this.timer = 0;
    if (!this.block) return;
    const { elements } = this.form;
    const { planned } = elements;
    this.onChange(this.block, {
      worth: elements.worth.value || null,
      planned: planned.value === '' ? null : planned.value === 'yes',
      obstacles: [...this.form.querySelectorAll('[name="obstacles"]:checked')].map((box) => box.value),
      note: elements.note.value,
    });
  }

  /** Start at the note, unless that would bring a keyboard up over the page. */
  focus() {
    const touch = window.matchMedia('(hover: none)').matches;
    (touch ? this.form.querySelector('[data-act="close"]') : this.form.elements.note).focus();
  }
}
