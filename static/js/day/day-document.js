/**
 * What can be done to a logged day, without a screen: every function takes a state and gives a new
 * one. Times are whole minutes after the day's start, ranges are half open, blocks never overlap
 * and are kept in order.
 *
 * @typedef {object} Block
 * @property {string} category
 * @property {number} start
 * @property {number} end
 * @property {?string} worth
 * @property {?boolean} planned
 * @property {string[]} obstacles
 * @property {string} note
 * @property {string} author
 * @property {string} source
 * @property {?number} diary the diary event this block was accepted from
 *
 * @typedef {object} DiaryEvent
 * @property {number} id
 * @property {string} title
 * @property {number} start
 * @property {number} end
 * @property {?string} category
 * @property {boolean} ticked
 * @property {string} reason why it starts unticked
 *
 * @typedef {object} State
 * @property {boolean} worked
 * @property {boolean} done
 * @property {Block[]} blocks
 * @property {{at: string, note: string}[]} interruptions
 * @property {number[]} dismissed ids of diary events that did not happen
 *
 * @typedef {{start: number, end: number}} Range
 */

const UNDO_STEPS = 200;

/** @param {object} json the day document @param {import('./clock.js').Clock} clock @returns {State} */
export function readState(json, clock) {
  const blocks = json.blocks.map((block) => ({
    worth: null, planned: null, obstacles: [], note: '', author: '', source: 'painted', diary: null,
    ...block,
    start: clock.minutes(block.start),
    end: clock.minutes(block.end),
  }));
  return {
    worked: json.worked,
    done: json.done,
    blocks: blocks.sort((a, b) => a.start - b.start),
    interruptions: json.interruptions ?? [],
    dismissed: json.dismissed ?? [],
  };
}

/** @param {object} json @param {import('./clock.js').Clock} clock @returns {DiaryEvent[]} */
export function readDiary(json, clock) {
  return (json.diary ?? []).map((event) => ({
    ...event,
    start: clock.minutes(event.start),
    end: clock.minutes(event.end),
  }));
}

/**
 * The body of a save, without its revision.
 *
 * @param {State} state @param {import('./clock.js').Clock} clock
 * @param {number[]} restored ids of diary events that are wanted again after all
 */
export function writeState(state, clock, restored) {
  const blocks = state.blocks.map(({ author, ...block }) => ({
    ...block, start: clock.iso(block.start), end: clock.iso(block.end),
  }));
  return { ...state, blocks, restored };
}

const overlaps = (block, start, end) => block.start < end && block.end > start;

const isPlain = (block) =>
  !block.worth && block.planned === null && !block.obstacles.length && !block.note && block.diary === null;

const details = ({ worth, planned, obstacles, note }) => JSON.stringify([worth, planned, obstacles, note]);

/** One key for all that a person can change about a block. @param {Block} block */
export const blockKey = (block) =>
  `${block.category}|${block.start}|${block.end}|${block.diary ?? ''}|${details(block)}`;

/** @param {State} a @param {State} b */
export function sameState(a, b) {
  const key = (state) => JSON.stringify([
    state.worked, state.done, state.blocks.map(blockKey), state.interruptions, [...state.dismissed].sort(),
  ]);
  return key(a) === key(b);
}

const blank = (category, author) =>
  ({ category, worth: null, planned: null, obstacles: [], note: '', author, source: 'painted', diary: null });

/** What is left of the blocks outside a range; of a split diary block the first part keeps the event. */
function outside(blocks, start, end) {
  return blocks.flatMap((block) => {
    if (!overlaps(block, start, end)) return [block];
    const left = block.start < start ? [{ ...block, end: start }] : [];
    const right = block.end > end
      ? [{ ...block, start: end, diary: left.length ? null : block.diary }]
      : [];
    return [...left, ...right];
  });
}

/** The parts of a range that no given block covers. @param {Range[]} blocks @returns {Range[]} */
export function holes(blocks, start, end) {
  const found = [];
  let at = start;
  for (const block of [...blocks].sort((a, b) => a.start - b.start)) {
    if (!overlaps(block, start, end)) continue;
    if (block.start > at) found.push({ start: at, end: block.start });
    at = Math.max(at, block.end);
  }
  if (at < end) found.push({ start: at, end });
  return found;
}

function joined(a, b) {
  if (a.end !== b.start || a.category !== b.category) return null;
  if (a.author && b.author && a.author !== b.author) return null;
  const alike = details(a) === details(b) && (a.diary === null || b.diary === null);
  if (!alike && !isPlain(a) && !isPlain(b)) return null;
  return { ...(isPlain(a) ? b : a), start: a.start, end: b.end };
}

/** Sort, and join neighbours of one category that meet within start…end and do not contradict each other. */
function join(blocks, start, end) {
  const result = [];
  for (const block of [...blocks].sort((a, b) => a.start - b.start)) {
    const last = result.at(-1);
    const whole = last && block.start >= start && block.start <= end && joined(last, block);
    if (whole) result[result.length - 1] = whole;
    else result.push(block);
  }
  return result;
}

/**
 * Give a range a category. Other categories under it are trimmed; the same category under it keeps
 * its details; exactly one block repainted keeps its details too and only changes its category.
 *
 * @param {State} state @param {Range} range @param {string} category @param {string} author
 * @returns {State}
 */
export function paint(state, { start, end }, category, author) {
  const same = state.blocks.filter((block) => block.category === category && overlaps(block, start, end));
  const others = state.blocks.filter((block) => !same.includes(block));
  const exact = others.find((block) => block.start === start && block.end === end);
  const fresh = exact
    ? { ...exact, category, author }
    : blank(category, author);
  const pieces = holes(same, start, end).map((piece) => ({ ...fresh, ...piece }));
  const blocks = join([...outside(others, start, end), ...same, ...pieces], start, end);
  return { ...state, worked: true, blocks };
}

/** @param {State} state @param {Range} range @returns {State} */
export function clear(state, { start, end }) {
  return { ...state, blocks: outside(state.blocks, start, end) };
}

/**
 * Make a block of a diary event; what lay there is trimmed. Accepted meetings never join.
 *
 * @param {State} state @param {DiaryEvent} event with the range and category to use
 * @param {string} author @returns {State}
 */
export function accept(state, event, author) {
  const { start, end, category, title, id } = event;
  const block = {
    category, start, end, worth: null, planned: true, obstacles: [], note: title, author,
    source: 'imported', diary: id,
  };
  const rest = outside(state.blocks.filter((other) => other.diary !== id), start, end);
  return {
    ...state,
    worked: true,
    blocks: [...rest, block].sort((a, b) => a.start - b.start),
    dismissed: state.dismissed.filter((other) => other !== id),
  };
}

/**
 * The most time free of blocks within a range.
 *
 * @param {State} state @param {Range} range @returns {Range|undefined}
 */
export function room({ blocks }, { start, end }) {
  return holes(blocks, start, end).sort((a, b) => b.end - b.start - (a.end - a.start) || a.start - b.start)[0];
}

/** Lay blocks where nothing lies yet: only time and category come along. @param {State} state @param {Block[]} others @param {string} author @returns {State} */
export function copyInto(state, others, author) {
  const blocks = [...state.blocks];
  for (const { category, start, end } of others) {
    const pieces = holes(blocks, start, end).map((piece) => ({ ...blank(category, author), source: 'copied', ...piece }));
    blocks.push(...pieces);
  }
  return { ...state, worked: true, blocks: blocks.sort((a, b) => a.start - b.start) };
}

/** The event did not happen: its block, if any, goes as well. @param {State} state @param {number} id */
export function dismiss(state, id) {
  return {
    ...state,
    blocks: state.blocks.filter((block) => block.diary !== id),
    dismissed: [...state.dismissed.filter((other) => other !== id), id],
  };
}

/** @param {State} state @param {Block} block one of the state's @param {Partial<Block>} patch @returns {State} */
export function change(state, block, patch) {
  return { ...state, blocks: state.blocks.map((other) => (other === block ? { ...block, ...patch } : other)) };
}

/** Move a block's end; a later end trims what follows. @param {State} state @param {Block} block @param {number} end */
export function endAt(state, block, end) {
  const others = state.blocks.filter((other) => other !== block);
  const rest = outside(others, block.start, end);
  return { ...state, blocks: [...rest, { ...block, end }].sort((a, b) => a.start - b.start) };
}

/** Diary events still to be answered. @param {State} state @param {DiaryEvent[]} diary */
export function pending(state, diary) {
  const answered = new Set([...state.dismissed, ...state.blocks.map((block) => block.diary)]);
  return diary.filter((event) => !answered.has(event.id));
}

/** Minutes of a category, most first. @param {State} state @returns {{category: string, minutes: number}[]} */
export function totals(state) {
  const minutes = new Map();
  for (const block of state.blocks) {
    minutes.set(block.category, (minutes.get(block.category) ?? 0) + block.end - block.start);
  }
  return [...minutes].map(([category, n]) => ({ category, minutes: n })).sort((a, b) => b.minutes - a.minutes);
}

/** Whole percent of a range that has a category, rounded down so that 100 means all. */
export function coverage(state, { start, end }) {
  const open = holes(state.blocks, start, end).reduce((sum, gap) => sum + gap.end - gap.start, 0);
  return end > start ? Math.floor((100 * (end - start - open)) / (end - start)) : 100;
}

/** Steps that can be taken back and done again. */
export class History {
  /** @param {State} state */
  constructor(state) {
    this.present = state;
    /** @type {State[]} */
    this.past = [];
    /** @type {State[]} */
    this.future = [];
  }

  /** @param {State} state */
  step(state) {
    this.past.push(this.present);
    if (this.past.length > UNDO_STEPS) this.past.shift();
    this.future = [];
    this.present = state;
  }

  undo() {
    if (!this.past.length) return false;
    this.future.push(this.present);
    this.present = this.past.pop();
    return true;
  }

  redo() {
    if (!this.future.length) return false;
    this.past.push(this.present);
    this.present = this.future.pop();
    return true;
  }
}
