/** Answers about a day other than paint: meetings from the diary, details, interruptions, no work. */

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
    const { session, painting } = this;
    const category = event.category ?? painting.armed;
    if (!category) {
      painting.offer(event, event.title);
      return;
    }
    const end = this.endOf(event, longer);
    painting.explicit = false;
    session.commit(
      day.accept(session.state, { ...event, end, category }, session.me),
      `${event.title} accepted, ${session.clock.range(event.start, end)}`,
    );
  }

  endOf({ start, end }, longer) {
    return Math.min(Math.max(end + longer, start + this.session.slot), this.session.clock.length);
  }

  /** Accept every ticked meeting that has a category and room; what is painted already stays. */
  acceptAll() {
    const { session, painting } = this;
    const offered = session.offered().sort((a, b) => a.start - b.start);
    let { state } = session;
    for (const event of offered) {
      const category = event.category ?? painting.armed;
      const [room] = day.holes(state.blocks, event.start, event.end);
      if (category && room) state = day.accept(state, { ...event, ...room, category }, session.me);
    }
    session.commit(state, '');
    const left = day.pending(state, offered);
    const meetings = count(left.length, 'meeting');
    const homeless = !painting.armed && left.find((event) => !event.category);
    if (homeless) painting.offer(homeless, `${meetings} still need a category. ${homeless.title}`);
    else session.say(`${count(offered.length - left.length, 'meeting')} accepted${left.length ? `, ${meetings} had no room` : ''}`);
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
    const end = this.endOf(now, longer);
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
    const blocks = worked ? state.blocks : [];
    this.session.commit({ ...state, worked, blocks }, worked ? 'This day counts as worked' : 'No work this day');
  }

  toggleDone() {
    const { state } = this.session;
    this.session.commit({ ...state, done: !state.done }, state.done ? 'The day is open again' : 'The day is done');
  }
}
