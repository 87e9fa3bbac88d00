/** What just happened, for the eye and aloud, with one thing to do about it. */

import { button, element, say } from './dom.js';

export class Notice {
  /** @param {HTMLElement} box seen @param {HTMLElement} announcer a live region @param {() => void} back where the focus goes when the box closes under it */
  constructor(box, announcer, back) {
    Object.assign(this, { box, announcer, back });
  }

  /** Aloud only: the page shows it anyway. @param {string} words */
  say(words) {
    say(this.announcer, words);
  }

  /** @param {string} words @param {string} [label] of what can be done about it @param {() => void} [act] */
  tell(words, label, act) {
    this.say(words);
    this.box.hidden = false;
    this.box.replaceChildren(element('p', { text: words }), label ? button(label, act) : '',
      button('×', () => this.clear(), { class: 'day-link day-told__close', 'aria-label': 'Close this message' }));
  }

  clear() {
    if (this.box.contains(document.activeElement)) this.back();
    this.box.hidden = true;
  }
}
