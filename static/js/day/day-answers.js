/** Answers about a day other than paint: meetings from the diary, details, interruptions, no work. */

import { Clock, dayName } from './clock.js';
import * as day from './day-document.js';
import { count } from './dom.js';

export class DayAnswers {
  /**
   * @param {import('./day-session.js').DaySession} session
   * @param {import('./painting.js').Painting} painting
   */
  constructor(session, painting) {
    this.session = session;
    this.painting = painting;
  }

  /** @param {day.DiaryEvent} event @param {number} longer minutes it went on beyond its end; less than 0: it ended early */
  accept(event, longer = 0) {
    const { painting } = this;
    const category = event.category ?? painting.armed;
    if (category) painting.accept(event, category, longer);
    else painting.offer(event, event.title);
  }

  /** Accept every ticked meeting that has a category and room; what is painted already stays. */
  acceptAll() {
    const { session, painting } = this;
    if (session.refused()) return;
    const offered = session.offered().sort((a, b) => a.start - b.start);
    let { state } = session;
    for (const event of offered) {
      const category = event.category ?? painting.armed;
      const room = day.room(state, event);
      if (category && room) state = day.accept(state, { ...event, ...room, category }, session.me);
    }
    if (!offered.length) return void session.tell('No meetings to accept.');
    session.commit(state, '');
    const left = day.pending(state, offered);
    const clashing = left.filter((event) => !day.room(state, event));
    const homeless = left.find((event) => !clashing.includes(event));
    const words = `${offered.length - left.length} accepted.`;
    if (homeless) {
      painting.offer(homeless, `${words} ${count(left.length - clashing.length, 'meeting')} still without a category. ${homeless.title}`);
    } else if (clashing.length) {
      const clash = `${clashing.length} ${clashing.length === 1 ? 'clashes' : 'clash'} with what is already there.`;
      session.tell(`${words} ${clash}`, `Leave the ${clashing.length} out`, () => this.leaveOut(clashing));
    } else session.tellUndo(words);
  }

  /** Meetings that clash do not count: none of them happened. @param {day.DiaryEvent[]} events */
  leaveOut(events) {
    const { session } = this;
    const state = events.reduce((left, { id }) => day.dismiss(left, id), session.state);
    if (session.commit(state, '')) session.tellUndo(`${count(events.length, 'meeting')} left out.`);
  }

  /** Lay another day's blocks where this one has none yet. @param {string} date ISO */
  async copy(date) {
    const { session } = this;
    const { clock, me } = session;
    const name = dayName(date);
    const json = await session.fetch(date);
    if (!json) return void session.tell(`${name} cannot be reached just now.`);
    const other = new Clock(json.day.start, json.day.end);
    const shape = json.worked ? day.readState(json, other).blocks : [];
    const moved = shape
      .map(({ category, start, end }) => ({ category, start: clock.sameWall(other, start), end: clock.sameWall(other, end) }))
      .filter(({ start, end }) => start !== null && end !== null && start < end);
    const state = day.copyInto(session.state, moved, me);
    const laid = state.blocks.length - session.state.blocks.length;
    if (!laid) session.tell(moved.length ? `Nothing copied: where ${name} has blocks this day has its own.` : `${name} has no blocks to copy.`);
    else if (session.commit(state, '')) session.tellUndo(`Copied ${count(laid, 'block')} from ${name}.`);
  }

  dismiss({ id, title }) {
    this.session.commit(day.dismiss(this.session.state, id), `${title || 'The meeting'} did not happen`);
  }

  /** @param {day.Block} block as it was shown @param {Partial<day.Block>} patch */
  describe(block, patch) {
    const { session } = this;
    const now = session.current(block);
    if (!now) return;
    const onlyNote = ['worth', 'planned'].every((name) => now[name] === patch[name])
      && now.obstacles.join() === patch.obstacles.join();
    session.commit(day.change(session.state, now, patch), '', onlyNote ? `note ${now.start}` : '');
  }

  endBlock(block, longer) {
    const { session } = this;
    const now = session.current(block);
    const end = session.endOf(now, longer);
    session.commit(day.endAt(session.state, now, end), `Ends at ${session.clock.time(end)}`);
  }

  /** @param {(list: {at: string, note: string}[]) => {at: string, note: string}[]} change */
  tally(change) {
    const { session } = this;
    const interruptions = change(session.state.interruptions);
    session.commit({ ...session.state, interruptions }, count(interruptions.length, 'interruption'));
  }

  /** Now, if the day is today; else where the cursor is. */
  interrupt() {
    const { clock } = this.session;
    const now = clock.now();
    const at = now >= 0 && now < clock.length ? now : this.painting.cursor;
    this.tally((list) => [...list, { at: clock.iso(at), note: '' }]);
  }

  uninterrupt() {
    this.tally((list) => list.slice(0, -1));
  }

  whoInterrupted(note) {
    this.tally((list) => [...list.slice(0, -1), ...list.slice(-1).map((last) => ({ ...last, note }))]);
  }

  toggleWorked() {
    const { state } = this.session;
    const worked = !state.worked;
    this.session.commit({ ...state, worked }, worked ? 'This day counts as worked' : 'No work this day');
  }

  toggleDone() {
    const { state } = this.session;
    this.session.commit({ ...state, done: !state.done }, state.done ? 'The day is open again' : 'The day is done');
  }
}
