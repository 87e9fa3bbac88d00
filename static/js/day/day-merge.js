/**
 * Two versions of one day: where they differ, and a day made of the chosen parts.
 *
 * @typedef {import('./day-document.js').State} State
 * @typedef {import('./day-document.js').Block} Block
 * @typedef {{start: number, end: number, mine: ?Block, theirs: ?Block, choice: 'mine'|'theirs'}} Difference
 */

import { blockKey } from './day-document.js';

const at = (blocks, minute) => blocks.find((block) => block.start <= minute && minute < block.end) ?? null;

const content = (block) => (block ? blockKey({ ...block, start: 0, end: 0 }) : '');

/**
 * Stretches that differ, in order. Chosen beforehand is whichever side moved away from what both
 * started from; where both did, mine.
 *
 * @param {State} mine @param {State} theirs @param {State} base @returns {Difference[]}
 */
export function differences(mine, theirs, base) {
  const ends = [...mine.blocks, ...theirs.blocks].flatMap(({ start, end }) => [start, end]);
  const points = [...new Set(ends)].sort((a, b) => a - b);
  const found = [];
  points.slice(0, -1).forEach((start, index) => {
    const [a, b] = [at(mine.blocks, start), at(theirs.blocks, start)];
    if (content(a) === content(b)) return;
    const last = found.at(-1);
    const end = points[index + 1];
    if (last?.end === start && content(last.mine) === content(a) && content(last.theirs) === content(b)) last.end = end;
    else {
      const untouched = content(a) === content(at(base.blocks, start));
      found.push({ start, end, mine: a, theirs: b, choice: untouched ? 'theirs' : 'mine' });
    }
  });
  return found;
}

const clip = (block, { start, end }) => ({ ...block, start: Math.max(block.start, start), end: Math.min(block.end, end) });

/** Pieces of one block become whole again; a diary event belongs to one block only. */
function heal(blocks) {
  const result = [];
  const seen = new Set();
  for (const block of blocks.sort((a, b) => a.start - b.start)) {
    const last = result.at(-1);
    if (last && last.end === block.start && content(last) === content(block)) last.end = block.end;
    else result.push({ ...block, diary: seen.has(block.diary) ? null : block.diary });
    if (block.diary !== null) seen.add(block.diary);
  }
  return result;
}

function bothTallies(mine, theirs, base) {
  const key = ({ at: when, note }) => `${when}|${note}`;
  const [a, b, old] = [mine, theirs, base].map((state) => new Set(state.interruptions.map(key)));
  const kept = (item) => (a.has(key(item)) && b.has(key(item))) || !old.has(key(item));
  const all = new Map([...theirs.interruptions, ...mine.interruptions].map((item) => [key(item), item]));
  return [...all.values()].filter(kept).sort((x, y) => x.at.localeCompare(y.at));
}

/** A day with each difference settled as chosen. @param {Difference[]} chosen @returns {State} */
export function mix(mine, theirs, base, chosen) {
  const pieces = theirs.blocks.flatMap((block) => {
    let parts = [block];
    for (const range of chosen.filter(({ choice }) => choice === 'mine')) {
      parts = parts.flatMap((part) => [
        ...(part.start < range.start ? [clip(part, { start: part.start, end: range.start })] : []),
        ...(part.end > range.end ? [clip(part, { start: range.end, end: part.end })] : []),
      ]);
    }
    return parts;
  });
  const taken = chosen.filter(({ choice, mine: block }) => choice === 'mine' && block).map((range) => clip(range.mine, range));
  const blocks = heal([...pieces, ...taken]);
  return {
    worked: mine.worked === base.worked ? theirs.worked : mine.worked,
    done: mine.done === base.done ? theirs.done : mine.done,
    blocks,
    interruptions: bothTallies(mine, theirs, base),
    dismissed: [...new Set([...theirs.dismissed, ...mine.dismissed])],
  };
}
