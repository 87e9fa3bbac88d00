/** One day at work: what it holds, what was done to it, and its way to the service. No drawing here. */

import { Clock } from './clock.js';
import * as day from './day-document.js';
import { SaveQueue } from './save-queue.js';

/** @typedef {import('./day-document.js').State} State */

export class DaySession {
  /**
   * @param {object} json the day document
   * @param {object} options
   * @param {string} options.me name of the signed-in person
   * @param {object} options.saving url, owner, title, csrf, store of the save queue
   * @param {() => void} options.onChange something to draw
   * @param {(words: string) => void} options.say
   * @param {(status: import('./save-queue.js').Status) => void} options.onStatus
   * @param {(conflict: {message: string, theirs: object}) => void} options.onConflict
   */
  constructor(json, { me, saving, onChange, say, onStatus, onConflict }) {
    Object.assign(this, { json, me, onChange, say });
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
    this.queue = new SaveQueue({
      ...saving, revision: json.revision, onStatus, onConflict,
      onSaved: (answer, idle) => this.take(answer, idle),
    });
  }

  get state() {
    return this.history.present;
  }

  /** @param {State} state @param {string} words said aloud @param {string} [merge] folds a run of steps into one */
  commit(state, words, merge = '') {
    if (this.json.locked) {
      this.say('This day is locked and cannot be changed.');
      return;
    }
    if (this.choosing || day.sameState(state, this.state)) return;
    if (merge && merge === this.merge) this.history.present = state;
    else this.history.step(state);
    this.merge = merge;
    this.send(words);
  }

  send(words) {
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
    if (this.choosing) return;
    this.merge = '';
    if (this.history.undo()) this.send('Undone');
    else this.say('Nothing to undo');
  }

  redo() {
    if (!this.choosing && this.history.redo()) this.send('Done again');
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

  async fetch() {
    const response = await fetch(this.queue.url, { headers: { Accept: 'application/json' } }).catch(() => null);
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
      this.say('The saved day cannot be reached just now.');
      return;
    }
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
    this.history.step(day.readState({ ...this.json, ...(entry.body ?? entry.head.body) }, this.clock));
    this.onChange();
    return this.queue.adopt(entry);
  }

  /* What there is to see */

  /** Diary events still to be answered. */
  pending() {
    return this.state.worked ? day.pending(this.state, [...this.diary.values()]) : [];
  }

  offered() {
    return this.pending().filter((event) => event.ticked);
  }

  gaps() {
    if (!this.state.worked) return [];
    return day.holes([...this.state.blocks, ...this.offered()], this.window.start, this.window.end);
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
