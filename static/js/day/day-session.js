/** One day at work: what it holds, what was done to it, and its way to the service. No drawing here. */

import { Clock } from './clock.js';
import * as day from './day-document.js';
import { KeptSteps, same } from './kept-steps.js';
import { SaveQueue } from './save-queue.js';

/** @typedef {import('./day-document.js').State} State */

export class DaySession {
  /**
   * @param {object} json the day document
   * @param {object} options
   * @param {string} options.me name of the signed-in person
   * @param {object} options.saving url, owner, title, csrf, store of the save queue
   * @param {() => void} options.onChange something to draw
   * @param {(words: string) => void} options.say aloud
   * @param {(words: string, label?: string, act?: () => void) => void} options.tell aloud and seen; no words: nothing more to tell
   * @param {(status: import('./save-queue.js').Status) => void} options.onStatus
   * @param {(conflict: {message: string, theirs: object}) => void} options.onConflict
   */
  constructor(json, { me, saving, onChange, say, tell, onStatus, onConflict }) {
    Object.assign(this, { json, me, onChange, say, tell });
    this.clock = new Clock(json.day.start, json.day.end);
    this.slot = json.slot;
    this.window = { start: this.clock.minutes(json.window.start), end: this.clock.minutes(json.window.end) };
    this.saved = day.readState(json, this.clock);
    this.history = new day.History(this.saved);
    this.choosing = false;
    /** @type {Map<number, day.DiaryEvent>} */
    this.diary = new Map();
    this.learn(json);
    /** @type {Set<number>} every diary event that was dismissed here */
    this.gone = new Set();
    this.steps = new KeptSteps(saving.owner, saving.url);
    this.takeUp(json.revision);
    this.queue = new SaveQueue({
      ...saving, revision: json.revision, onStatus, onConflict,
      onSaved: (answer, idle) => this.take(answer, idle),
    });
  }

  get state() {
    return this.history.present;
  }

  get locked() {
    return this.json.locked;
  }

  /** Why nothing may change now, told; false when it may. */
  refused() {
    if (this.locked) this.tell('This week is locked, so nothing was changed.');
    else if (this.choosing) this.tell('First choose which version of this day to keep.');
    return this.locked || this.choosing;
  }

  /**
   * @param {State} state @param {string} words said aloud @param {string} [merge] folds a run of steps into one
   * @returns {boolean} whether it was not refused
   */
  commit(state, words, merge = '') {
    if (this.refused()) return false;
    if (day.sameState(state, this.state)) return true;
    if (merge && merge === this.merge) this.history.present = state;
    else this.history.step(state);
    this.merge = merge;
    this.send(words);
    return true;
  }

  /** What was done, and the way back. @param {string} words */
  tellUndo(words) {
    this.tell(words, 'Undo', () => this.undo());
  }

  send(words) {
    this.tell('');
    this.queue.push(this.body());
    this.onChange();
    if (words) this.say(words);
  }

  /** What to save; diary events once dismissed here and no longer so are asked back. */
  body() {
    const { dismissed } = this.state;
    dismissed.forEach((id) => this.gone.add(id));
    return day.writeState(this.state, this.clock, [...this.gone].filter((id) => !dismissed.includes(id)));
  }

  undo() {
    if (this.refused()) return;
    this.merge = '';
    if (this.history.undo()) this.send('Undone');
    else this.tell('Nothing to undo.');
  }

  redo() {
    if (this.refused()) return;
    if (this.history.redo()) this.send('Done again');
    else this.tell('Nothing to do again.');
  }

  /** The tab's own steps, from before it showed another page. @param {number} revision */
  takeUp(revision) {
    this.left = this.steps.read(revision, this.saved);
    if (this.left && same(this.left.present, this.saved)) this.goOn({ ...this.saved, dismissed: this.left.present.dismissed });
  }

  /** Go on from what was left. @param {State} state */
  goOn(state) {
    const { past, future } = this.left;
    Object.assign(this.history, { present: state, past, future });
    for (const { dismissed } of [state, ...past, ...future]) dismissed.forEach((id) => this.gone.add(id));
    this.left = null;
  }

  /** The page may be left now. */
  leave() {
    this.steps.keep(this.history, this.queue.revision, !this.queue.idle);
  }

  /** Remember diary events, fitted to slots; those answered here are kept, for undo. */
  learn(json) {
    const fit = (minute) => Math.min(Math.max(Math.round(minute / this.slot) * this.slot, 0), this.clock.length);
    const answered = new Set([...this.state.dismissed, ...this.state.blocks.map((block) => block.diary)]);
    for (const id of this.diary.keys()) if (!answered.has(id)) this.diary.delete(id);
    for (const event of day.readDiary(json, this.clock)) {
      const start = Math.min(fit(event.start), this.clock.length - this.slot);
      this.diary.set(event.id, { ...event, start, end: Math.max(fit(event.end), start + this.slot) });
    }
    for (const { diary, note, start, end, category } of this.state.blocks) {
      if (diary !== null && !this.diary.has(diary)) {
        this.diary.set(diary, { id: diary, title: note, start, end, category, ticked: true, reason: '' });
      }
    }
  }

  /** The service's answer. @param {object} json @param {boolean} idle nothing newer waits here */
  take(json, idle) {
    this.saved = { ...day.readState(json, this.clock), dismissed: this.state.dismissed };
    this.json = { ...this.json, ...json };
    if (idle) {
      this.history.present = this.saved;
      this.learn(json);
    }
    this.onChange();
  }

  /** The document as saved. @param {string} [date] another day of the same log, ISO */
  async fetch(date) {
    const url = date ? this.queue.url.replace(/[^/]+\/blocks$/, `${date}/blocks`) : this.queue.url;
    const response = await fetch(url, { headers: { Accept: 'application/json' } }).catch(() => null);
    return response?.ok && !response.redirected ? response.json() : null;
  }

  /** See what others did meanwhile. */
  async refresh() {
    const json = await this.fetch();
    if (!json || !this.queue.idle) return;
    this.queue.revision = json.revision;
    this.take(json, true);
  }

  /** Give up what could not be saved; undo still brings it back. */
  async giveUp() {
    const json = await this.fetch();
    if (!json) {
      this.tell('The saved day cannot be reached just now.');
      return;
    }
    this.json = { ...this.json, ...json };
    this.history.step(day.readState(json, this.clock));
    await this.queue.forget(json.revision);
    this.take(json, true);
  }

  /** Settle a conflict. @param {State} state @param {State} other as saved @param {object} theirs its document */
  settle(state, other, theirs) {
    this.choosing = false;
    this.history.step(state);
    this.saved = other;
    if (state === other) this.queue.forget(theirs.revision).then(() => this.take(theirs, true));
    else this.queue.resolve(this.body(), theirs.revision);
    this.onChange();
  }

  /** Take up an entry that an earlier page left. @param {import('./waiting-store.js').Waiting} entry */
  resume(entry) {
    const state = day.readState({ ...this.json, ...(entry.body ?? entry.head.body) }, this.clock);
    if (this.left && same(this.left.present, state)) this.goOn(state);
    else this.history.step(state);
    this.onChange();
    return this.queue.adopt(entry);
  }

  /* What there is to see */

  /** Diary events still to be answered. */
  pending() {
    return this.state.worked && !this.locked ? day.pending(this.state, [...this.diary.values()]) : [];
  }

  offered() {
    return this.pending().filter((event) => event.ticked);
  }

  gaps() {
    if (!this.state.worked) return [];
    return day.holes([...this.state.blocks, ...this.offered()], this.window.start, this.window.end);
  }

  /** Offered meetings for which no time is free. */
  clashing() {
    return this.offered().filter((event) => !day.room(this.state, event));
  }

  /** Minutes of the working window without a block. */
  open() {
    const { start, end } = this.window;
    return this.state.worked ? day.holes(this.state.blocks, start, end).reduce((sum, gap) => sum + gap.end - gap.start, 0) : 0;
  }

  /** An end that moved, inside the day and a slot after the start at least. */
  endOf({ start, end }, longer) {
    return Math.min(Math.max(end + longer, start + this.slot), this.clock.length);
  }

  /** Gaps worth drawing: not on an empty day, and not in hours still to come. */
  pastGaps() {
    const now = this.clock.now();
    const end = now < this.clock.length ? Math.floor(now / this.slot) * this.slot : this.clock.length;
    if (!this.state.blocks.length) return [];
    return this.gaps().filter((gap) => gap.start < end).map((gap) => ({ ...gap, end: Math.min(gap.end, end) }));
  }

  /** Keys of blocks that are not saved yet. */
  unsaved() {
    const known = new Set(this.saved.blocks.map(day.blockKey));
    return new Set(this.state.blocks.map(day.blockKey).filter((key) => !known.has(key)));
  }

  blockAt(minute) {
    return this.state.blocks.find((block) => block.start < minute + this.slot && block.end > minute);
  }

  eventAt(minute) {
    return this.offered().find((event) => event.start <= minute && event.end > minute);
  }

  gapAt(minute) {
    return this.gaps().find((gap) => gap.start <= minute && gap.end > minute);
  }

  /** A block as it is now: answers may have replaced it since it was shown. */
  current(block) {
    const { blocks } = this.state;
    return blocks.find((other) => other === block)
      ?? blocks.find((other) => other.start === block.start && other.category === block.category);
  }
}
