/** Arming, selecting and painting: the same few acts behind mouse, finger and keyboard. */

import { duration } from './clock.js';
import * as day from './day-document.js';

const HOUR = 60;

export class Painting {
  /**
   * @param {object} options
   * @param {import('./day-session.js').DaySession} options.session
   * @param {import('./day-grid.js').DayGrid} options.grid
   * @param {(slug: string) => {label: string, token: string}} options.category
   * @param {() => void} options.onChange something to draw
   * @param {(block: ?day.Block, focus?: boolean) => void} options.showDetails
   */
  constructor(options) {
    Object.assign(this, options);
    /** @type {?string} */
    this.armed = null;
    /** @type {?number} where a stroke of two taps begins */
    this.tapped = null;
    this.byKey = false;
    this.goTo(this.session.gaps()[0]?.start ?? this.session.window.start);
    const { slots } = this.grid;
    slots.addEventListener('focus', () => {
      this.byKey = slots.matches(':focus-visible');
      this.drawSelection();
    });
  }

  focus() {
    this.grid.slots.focus({ preventScroll: true });
  }

  /** @param {?string} slug */
  arm(slug) {
    this.armed = slug;
    if (!slug) this.tapped = null;
    this.onChange();
  }

  /** A category was pressed: it fills what is selected, and stays armed. @param {string} slug */
  press(slug) {
    this.arm(slug);
    if (this.explicit) this.paint(this.range, slug);
  }

  /** A range that is just a meeting from the diary accepts the meeting. */
  paint(range, slug) {
    const { session } = this;
    const { start, end } = range;
    const free = day.room(session.state, range);
    const whole = free?.start === start && free.end === end;
    const event = range.id ? range : whole && session.offered().find((other) => other.start === start && other.end === end);
    this.tapped = null;
    this.explicit = false;
    this.showDetails(null, false);
    if (event) this.accept(event, slug);
    else session.commit(day.paint(session.state, range, slug, session.me), `${this.category(slug).label}, ${session.clock.range(start, end)}`);
    this.onChange();
  }

  /**
   * A meeting takes the time that is free; where none is, it takes the place of what lies there, and says so.
   *
   * @param {day.DiaryEvent} event @param {string} slug @param {number} longer minutes it went on beyond its end
   */
  accept(event, slug, longer = 0) {
    const { session } = this;
    const { state, clock } = session;
    const room = day.room(state, event);
    const { start, end } = room ?? event;
    const taken = { ...event, start, end: end === event.end ? session.endOf({ start, end }, longer) : end, category: slug };
    const under = state.blocks.filter((block) => block.start < end && block.end > start);
    const labels = [...new Set(under.map(({ category }) => this.category(category).label))].join(', ');
    const range = clock.range(start, taken.end);
    this.explicit = false;
    if (!session.commit(day.accept(state, taken, session.me), `${event.title} accepted, ${range}`)) return;
    if (!room) session.tellUndo(`${event.title} is used instead of ${labels}.`);
    else if (start !== event.start || end !== event.end) session.tellUndo(`${event.title} accepted where time was free, ${range}.`);
  }

  /** While the finger is down. @param {?day.Range} range */
  preview(range) {
    if (!range) {
      this.drawTap();
      return;
    }
    const { label, token } = this.armed ? this.category(this.armed) : { label: 'Select', token: '' };
    const length = duration(range.end - range.start);
    this.grid.preview(range, `${label}, ${this.session.clock.range(range.start, range.end)}, ${length}`, token);
  }

  /** @param {day.Range} range */
  stroke(range) {
    this.byKey = false;
    this.select(range, true);
    if (this.armed) this.paint(range, this.armed);
    this.drawTap();
    this.focus();
  }

  /**
   * With a category armed: on a meeting from the diary, accept it so; elsewhere one end of a stroke.
   *
   * @param {number} start of the slot @param {?number} id of the diary event there
   */
  tap(start, id = null) {
    const { session, tapped, armed } = this;
    const meeting = session.offered().find((event) => event.id === id);
    const end = start + session.slot;
    this.byKey = false;
    if (armed && tapped !== null) {
      this.stroke({ start: Math.min(start, tapped), end: Math.max(end, tapped + session.slot) });
    } else if (armed && meeting) {
      this.stroke(meeting);
    } else if (armed) {
      this.tapped = start;
      this.goTo(start);
      session.say(`${this.category(armed).label} from ${session.clock.time(start)}. Now the end.`);
      this.onChange();
      this.focus();
    } else {
      const block = session.blockAt(start);
      this.select(block ?? meeting ?? session.eventAt(start) ?? session.gapAt(start) ?? { start, end }, true);
      this.focus();
      this.showDetails(block ?? null);
    }
  }

  /** A category key: fill, move on. @param {string} slug */
  fill(slug) {
    const range = (!this.explicit && this.freeMeeting()) || this.range;
    this.armed = slug;
    this.byKey = true;
    this.paint(range, slug);
    this.goTo(Math.min(range.end, this.session.clock.length - this.session.slot));
    this.focus();
    this.drawSelection(true);
  }

  /** The meeting at the cursor, as far as no block lies over it. */
  freeMeeting() {
    const { session, cursor } = this;
    const event = session.eventAt(cursor);
    const hole = event && day.holes(session.state.blocks, event.start, event.end).find(({ start, end }) => start <= cursor && cursor < end);
    return hole && { ...event, ...hole };
  }

  fillGap(gap) {
    if (this.armed) this.paint(gap, this.armed);
    else this.offer(gap, this.session.clock.range(gap.start, gap.end));
  }

  /** Select something that needs a category. @param {day.Range} range @param {string} name */
  offer(range, name) {
    this.select(range, true);
    this.grid.reveal(range, true);
    this.session.tell(`${name} is chosen. Now pick a category.`);
  }

  clear({ start, end } = this.range) {
    const { session } = this;
    this.showDetails(null, false);
    session.commit(day.clear(session.state, { start, end }), `Cleared ${session.clock.range(start, end)}`);
  }

  goTo(minute) {
    const { slot } = this.session;
    this.cursor = this.anchor = Math.floor(minute / slot) * slot;
    this.select({ start: this.cursor, end: this.cursor + slot }, false);
  }

  /** @param {day.Range} range @param {boolean} explicit whether the next category shall fill it */
  select({ start, end }, explicit) {
    this.range = { start, end };
    this.explicit = explicit;
    if (explicit) [this.anchor, this.cursor] = [start, Math.max(start, end - this.session.slot)];
    this.drawSelection();
  }

  /** @param {number|string} step slots, or "hour", "-hour", "start", "end" @param {boolean} extend */
  move(step, extend) {
    const { slot, window: hours, clock } = this.session;
    const to = {
      hour: this.cursor + HOUR, '-hour': this.cursor - HOUR, start: hours.start, end: hours.end - slot,
    }[step] ?? this.cursor + step * slot;
    const cursor = Math.min(Math.max(to, 0), clock.length - slot);
    this.byKey = true;
    if (extend) {
      this.cursor = cursor;
      this.range = { start: Math.min(cursor, this.anchor), end: Math.max(cursor, this.anchor) + slot };
      this.explicit = true;
    } else this.goTo(cursor);
    this.focus();
    this.drawSelection(true);
  }

  escape() {
    if (this.tapped !== null) this.tapped = null;
    else if (this.explicit) this.goTo(this.cursor);
    else this.armed = null;
    this.onChange();
  }

  nextGap() {
    const { session } = this;
    const gaps = session.gaps();
    const gap = gaps.find(({ start }) => start > this.cursor) ?? gaps[0];
    if (gap) {
      this.select(gap, true);
      this.grid.reveal(gap, true);
      this.focus();
    }
    if (gap) session.say(`Gap, ${session.clock.range(gap.start, gap.end)}`);
    else session.tell('No gaps left.');
  }

  draw() {
    this.drawTap();
    this.drawSelection();
  }

  drawTap() {
    const { tapped, armed, session } = this;
    if (tapped === null || !armed) this.grid.preview(null);
    else this.grid.preview({ start: tapped, end: tapped + session.slot }, this.words(), this.category(armed).token);
  }

  /** What to do next, in words. */
  words() {
    if (!this.armed) return 'Then drag, or tap start and end';
    return this.tapped === null ? 'Drag, or tap start and end' : `From ${this.session.clock.time(this.tapped)}: now tap the end`;
  }

  drawSelection(scroll = false) {
    const shown = this.byKey || this.explicit;
    if (shown) this.grid.reveal({ start: this.cursor, end: this.cursor + this.session.slot }, scroll);
    this.grid.select(this.range, this.cursor, shown);
  }
}
