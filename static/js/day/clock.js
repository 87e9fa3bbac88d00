/**
 * London wall-clock times for one logged day.
 *
 * A day runs from 04:00 to 04:00 in Europe/London, so it lasts 23, 24 or 25 hours. Inside the
 * page a moment is a whole number of minutes after the day's start; that never repeats and never
 * skips, whatever the clocks do and whatever zone the browser is in.
 */

const MINUTE = 60_000;
const STEP = 5; // every slot is a multiple of it

const LONDON = new Intl.DateTimeFormat('en-GB', {
  timeZone: 'Europe/London',
  hour: 'numeric',
  minute: 'numeric',
  hourCycle: 'h23',
  timeZoneName: 'short',
});

export class Clock {
  /** @param {string} start ISO instant @param {string} end ISO instant */
  constructor(start, end) {
    this.origin = Date.parse(start);
    this.length = this.minutes(end);
    this.changes = this.length !== 24 * 60;
    /** @type {Map<number, {hour: number, minute: number, zone: string}>} */
    this.known = new Map();
  }

  /** @param {string} iso @returns {number} minutes after the day's start */
  minutes(iso) {
    return Math.round((Date.parse(iso) - this.origin) / MINUTE);
  }

  /** @param {number} minutes @returns {string} ISO instant in UTC */
  iso(minutes) {
    return new Date(this.origin + minutes * MINUTE).toISOString().replace('.000Z', 'Z');
  }

  /** @param {number} minutes */
  wall(minutes) {
    let wall = this.known.get(minutes);
    if (!wall) {
      const parts = LONDON.formatToParts(new Date(this.origin + minutes * MINUTE));
      const part = (name) => parts.find(({ type }) => type === name)?.value ?? '';
      wall = { hour: Number(part('hour')), minute: Number(part('minute')), zone: part('timeZoneName') };
      this.known.set(minutes, wall);
    }
    return wall;
  }

  /**
   * "2:30pm", "6pm", "midday"; in the night the clocks change, "1:30am BST", because 1:30am comes twice.
   * @param {number} minutes
   */
  time(minutes) {
    const { hour, minute, zone } = this.wall(minutes);
    if (minute === 0 && hour % 12 === 0) return hour ? 'midday' : 'midnight';
    const clock = `${hour % 12 || 12}${minute ? `:${String(minute).padStart(2, '0')}` : ''}`;
    const night = this.changes && hour < 4 && minutes < this.length ? ` ${zone}` : '';
    return `${clock}${hour < 12 ? 'am' : 'pm'}${night}`;
  }

  /** The minute of another day's wall time; null when the clocks skip it. @param {Clock} other @param {number} minutes */
  sameWall(other, minutes) {
    if (minutes === other.length) return this.length;
    if (!this.changes && !other.changes) return minutes;
    const { hour, minute } = other.wall(minutes);
    for (let at = minute % STEP; at < this.length; at += STEP) {
      const wall = this.wall(at);
      if (wall.hour === hour && wall.minute === minute) return at;
    }
    return null;
  }

  /** @param {number} start @param {number} end */
  range(start, end) {
    return `${this.time(start)} to ${this.time(end)}`;
  }

  /** The present moment in minutes after the day's start; may lie outside the day. */
  now() {
    return Math.floor((Date.now() - this.origin) / MINUTE);
  }
}

/** "Monday 16 November". @param {string} date ISO */
export function dayName(date) {
  const parts = new Intl.DateTimeFormat('en-GB', { weekday: 'long', day: 'numeric', month: 'long', timeZone: 'UTC' });
  return parts.formatToParts(Date.parse(date)).filter(({ type }) => type !== 'literal').map(({ value }) => value).join(' ');
}

/** "3 h 15 min", "45 min", "2 h". @param {number} minutes */
export function duration(minutes) {
  const hours = Math.floor(minutes / 60);
  const rest = minutes % 60;
  return [hours && `${hours} h`, (rest || !hours) && `${rest} min`].filter(Boolean).join(' ');
}
