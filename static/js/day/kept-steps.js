/**
 * The steps of a day that can be undone, kept by the tab while it shows other pages. They are taken
 * up again only when the day is still the one that was left.
 *
 * @typedef {import('./day-document.js').State} State
 * @typedef {{revision: number, unsent: boolean, present: State, past: State[], future: State[]}} Left
 */

import { sameState } from './day-document.js';

const MOST_STEPS = 20;

export class KeptSteps {
  /** @param {string} owner @param {string} url of the day document */
  constructor(owner, url) {
    this.key = `day-steps ${owner} ${url}`;
  }

  /** @param {import('./day-document.js').History} history @param {number} revision @param {boolean} unsent */
  keep({ present, past, future }, revision, unsent) {
    const left = { revision, unsent, present, past: past.slice(-MOST_STEPS), future: future.slice(-MOST_STEPS) };
    try {
      if (past.length || future.length) sessionStorage.setItem(this.key, JSON.stringify(left));
      else sessionStorage.removeItem(this.key);
    } catch { /* undo then ends with the page */ }
  }

  /** What was left, if the day can still be that one. @param {number} revision @returns {?Left} */
  read(revision, saved) {
    try {
      const left = JSON.parse(sessionStorage.getItem(this.key));
      const sent = left?.unsent && same(left.present, saved);
      return left && (left.revision === revision || sent) ? left : null;
    } catch {
      return null;
    }
  }
}

/** Alike but for meetings that did not happen: the service does not send those. @param {State} a @param {State} b */
export function same(a, b) {
  return sameState({ ...a, dismissed: [] }, { ...b, dismissed: [] });
}
