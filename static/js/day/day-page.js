/** The day page: holds the day, and connects drawing, pointer, keys, panels and saving. */

import { BlockDetails } from './block-details.js';
import { Clock, duration } from './clock.js';
import { showConflict } from './conflict.js';
import * as day from './day-document.js';
import { DayGrid } from './day-grid.js';
import { followKeys, keysHelp } from './day-keys.js';
import { count, element, say } from './dom.js';
import { followPointer } from './grid-pointer.js';
import { SaveQueue } from './save-queue.js';
import { showStatus } from './save-status.js';
import { SidePanel } from './side-panel.js';
import { WaitingStore } from './waiting-store.js';

const STALE_AFTER = 60_000;
const UNKNOWN = { label: 'Not in this list', short: 'Not in this list', letter: '?', token: '' };

class DayPage {
  /** @param {HTMLElement} root @param {object} json the day document */
  constructor(root, json) {
    this.root = root;
    this.json = json;
    this.clock = new Clock(json.day.start, json.day.end);
    this.slot = json.slot;
    this.window = { start: this.clock.minutes(json.window.start), end: this.clock.minutes(json.window.end) };
    this.saved = day.readState(json, this.clock);
    this.history = new day.History(this.saved);
    this.diary = new Map();
    this.learn(json);
    this.errors = [];
    this.armed = null;
    this.tapped = null;
    this.byKey = false;
    this.status = { kind: 'saved', edits: 0 };
    this.announcer = root.querySelector('[data-announcer]');
    this.column = root.querySelector('[data-column]');
    this.palette = root.querySelector('[data-palette]');
    this.readCategories();
    this.build();
    this.goTo(this.gaps()[0]?.start ?? this.window.start);
    this.connect();
    this.render();
    root.classList.add('day--ready');
  }

  get state() {
    return this.history.present;
  }

  readCategories() {
    this.categories = new Map();
    this.keys = {};
    for (const node of this.palette.querySelectorAll('[data-category]')) {
      const { category: slug, label, short, letter, token, key, definition } = node.dataset;
      this.categories.set(slug, { label, short, letter, token, definition, node });
      if (key) this.keys[key] = slug;
      node.onclick = () => this.press(slug);
    }
    this.category = (slug) => this.categories.get(slug) ?? UNKNOWN;
  }

  build() {
    const { clock, slot, window: hours, category, root } = this;
    const { ownerName, title, blocksUrl, person } = root.dataset;
    const events = {
      accept: (event) => this.accept(event), early: (event) => this.accept(event, -slot),
      late: (event) => this.accept(event, slot), gone: (event) => this.dismiss(event),
    };
    this.grid = new DayGrid(root.querySelector('[data-grid]'), {
      clock, slot, window: hours, category, owner: ownerName,
      on: { ...events, details: (block) => this.showDetails(block) },
    });
    this.details = new BlockDetails(root.querySelector('[data-details]'), {
      clock, category,
      onChange: (block, patch) => this.describe(block, patch),
      act: {
        early: () => this.endBlock(-slot), late: () => this.endBlock(slot),
        gone: () => this.dismiss({ id: this.details.block.diary, title: this.details.block.note }),
        clear: () => this.clear(this.details.block), close: () => this.showDetails(null),
      },
    });
    this.side = new SidePanel(root, {
      clock, category,
      act: {
        ...events, gap: () => this.nextGap(), acceptAll: () => this.acceptAll(), fillGap: (gap) => this.fillGap(gap),
        whoInterrupted: (note) => this.noteInterruption(note), focusDay: () => this.focusDay(),
      },
    });
    this.queue = new SaveQueue({
      url: blocksUrl, owner: person, title, revision: this.json.revision, store: new WaitingStore(),
      csrf: document.querySelector('[name=csrfmiddlewaretoken]')?.value ?? '',
      onStatus: (status) => this.showStatus(status),
      onSaved: (json, idle) => this.take(json, idle),
      onConflict: (conflict) => this.choose(conflict),
    });
  }

  connect() {
    const { root, grid, slot } = this;
    const help = keysHelp(root.querySelector('[data-keys]'));
    const acts = {
      help, undo: () => this.undo(), redo: () => this.redo(), interruption: () => this.interrupt(),
      fewer: () => this.uninterrupt(), drop: () => this.arm(null), worked: () => this.toggleWorked(),
    };
    for (const node of root.querySelectorAll('[data-do]')) node.addEventListener('click', acts[node.dataset.do]);
    followPointer(grid, {
      preview: (range) => this.preview(range), stroke: (range) => this.stroke(range),
      cancel: () => this.preview(null), tap: (start) => this.tap(start),
      covered: () => (getComputedStyle(this.palette).bottom === '0px' ? this.palette.offsetHeight : 0),
    });
    const visit = (address) => address && window.location.assign(address);
    followKeys(grid.slots, this.keys, {
      ...acts, move: (step, extend) => this.move(step, extend), enter: () => this.enter(),
      acceptAll: () => this.acceptAll(), fill: (slug) => this.fill(slug), clear: () => this.clear(this.range),
      gap: () => this.nextGap(), escape: () => this.escape(),
      previous: () => visit(root.dataset.previous), next: () => visit(root.dataset.next),
      leader: () => visit(root.dataset.nextLeader),
    });
    grid.slots.addEventListener('focus', () => {
      this.byKey = grid.slots.matches(':focus-visible');
      this.drawSelection();
    });
    this.connectForms();
    this.connectSaving();
  }

  connectForms() {
    this.done = this.root.querySelector('[data-done]');
    this.done?.addEventListener('submit', (event) => {
      event.preventDefault();
      const done = !this.state.done;
      this.commit({ ...this.state, done }, done ? 'The day is done' : 'The day is open again');
    });
    for (const form of document.querySelectorAll('[data-after-save]')) {
      form.addEventListener('submit', async (event) => {
        if (this.queue.idle) return;
        event.preventDefault();
        await this.queue.retry();
        if (this.queue.idle) form.submit();
        else say(this.announcer, 'Your changes are not saved yet, so this has to wait.');
      });
    }
  }

  connectSaving() {
    const { queue } = this;
    let hiddenAt = 0;
    window.addEventListener('online', () => queue.kind === 'waiting' && queue.retry());
    window.addEventListener('beforeunload', (event) => {
      if (!queue.idle && !queue.store.works) event.preventDefault();
    });
    document.addEventListener('visibilitychange', () => {
      if (document.hidden) hiddenAt = Date.now();
      else if (['waiting', 'signed-out'].includes(queue.kind)) queue.retry();
      else if (queue.idle && Date.now() - hiddenAt > STALE_AFTER) this.refresh();
    });
    this.replay();
  }

  /** Send what earlier pages of this person could not send: this day's first, then other days'. */
  async replay() {
    const { queue } = this;
    for (const entry of await queue.store.orphans(queue.owner)) {
      if (entry.url === queue.url && queue.idle) {
        this.history.step(day.readState({ ...this.json, ...(entry.body ?? entry.head.body) }, this.clock));
        this.render();
        await queue.adopt(entry);
      } else if (entry.url !== queue.url) {
        const link = element('a', { href: entry.url.replace(/blocks$/, ''), text: entry.title });
        const line = element('p', {}, 'Changes are waiting for ', link);
        const { csrf, owner, store } = queue;
        new SaveQueue({
          url: entry.url, owner, title: entry.title, csrf, store, revision: entry.revision,
          onStatus: ({ kind }) => (kind === 'saved' ? line.remove() : this.side.elsewhere.append(line)),
          onSaved() {}, onConflict() {},
        }).adopt(entry);
      }
    }
  }

  /* The day itself */

  /** @param {day.State} state @param {string} words for the announcer @param {string} [merge] folds a run of steps into one */
  commit(state, words, merge = '') {
    if (this.json.locked) return say(this.announcer, 'This day is locked and cannot be changed.');
    if (this.choosing || day.sameState(state, this.state)) return null;
    if (merge && merge === this.merge) this.history.present = state;
    else this.history.step(state);
    this.merge = merge;
    return this.store(words);
  }

  store(words) {
    this.errors = [];
    this.queue.push(day.writeState(this.state, this.clock));
    this.render();
    if (words) say(this.announcer, words);
  }

  /** @param {object} json Remember its diary events, fitted to slots; keep those answered here, for undo. */
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
    this.render();
  }

  async fetch() {
    const response = await fetch(this.queue.url, { headers: { Accept: 'application/json' } }).catch(() => null);
    return response?.ok && !response.redirected ? response.json() : null;
  }

  async refresh() {
    const json = await this.fetch();
    if (!json || !this.queue.idle) return;
    this.queue.revision = json.revision;
    this.take(json, true);
  }

  /** Give up what could not be saved; undo still brings it back. */
  async giveUp() {
    const json = await this.fetch();
    if (!json) return say(this.announcer, 'The saved day cannot be reached just now.');
    this.history.step(day.readState(json, this.clock));
    await this.queue.forget(json.revision);
    this.errors = [];
    return this.take(json, true);
  }

  choose({ message, theirs }) {
    const other = day.readState(theirs, this.clock);
    this.choosing = true;
    this.column.hidden = true;
    this.root.classList.add('day--choosing');
    showConflict(this.root.querySelector('[data-conflict]'), {
      message, mine: this.state, theirs: other, base: this.saved, clock: this.clock, category: this.category,
      onChoice: (state) => {
        this.choosing = false;
        this.column.hidden = false;
        this.root.classList.remove('day--choosing');
        this.history.step(state);
        this.saved = other;
        if (state === other) this.queue.forget(theirs.revision).then(() => this.take(theirs, true));
        else this.queue.resolve(day.writeState(state, this.clock), theirs.revision);
        this.render();
        this.focusDay();
      },
    });
  }

  undo() {
    if (this.choosing) return;
    const undone = this.history.undo();
    this.merge = '';
    if (undone) this.store('Undone');
    else say(this.announcer, 'Nothing to undo');
  }

  redo() {
    if (!this.choosing && this.history.redo()) this.store('Done again');
  }

  /* Painting */

  arm(slug) {
    this.armed = slug;
    if (!slug) this.tapped = null;
    this.render();
  }

  /** A category was pressed: it fills what is selected, and stays armed. */
  press(slug) {
    this.armed = slug;
    if (this.explicit) this.paint(this.range, slug);
    else this.render();
  }

  paint(range, slug) {
    const { label } = this.category(slug);
    const event = this.offered().find(({ start, end }) => start === range.start && end === range.end);
    this.tapped = null;
    this.explicit = false;
    this.details.show(null);
    const state = event
      ? day.accept(this.state, { ...event, category: slug }, this.root.dataset.me)
      : day.paint(this.state, range, slug, this.root.dataset.me);
    this.commit(state, `${label}, ${this.clock.range(range.start, range.end)}`);
    this.render();
  }

  preview(range) {
    if (!range) return this.drawTap();
    const { label, token } = this.armed ? this.category(this.armed) : { label: 'Select', token: '' };
    const minutes = duration(range.end - range.start);
    return this.grid.preview(range, `${label}, ${this.clock.range(range.start, range.end)}, ${minutes}`, token);
  }

  stroke(range) {
    this.byKey = false;
    this.grid.preview(null);
    this.select(range, true);
    if (this.armed) this.paint(range, this.armed);
    this.focusDay();
  }

  tap(start) {
    this.byKey = false;
    const slot = { start, end: start + this.slot };
    if (this.armed && this.tapped !== null) {
      this.stroke({ start: Math.min(start, this.tapped), end: Math.max(start, this.tapped) + this.slot });
    } else if (this.armed) {
      this.tapped = start;
      this.goTo(start);
      this.render();
      this.focusDay();
      say(this.announcer, `${this.category(this.armed).label} from ${this.clock.time(start)}. Now the end.`);
    } else {
      const block = this.blockAt(start);
      this.select(block ?? this.eventAt(start) ?? this.gapAt(start) ?? slot, true);
      this.focusDay();
      this.showDetails(block ?? null);
    }
  }

  fill(slug) {
    const range = (!this.explicit && this.eventAt(this.cursor)) || this.range;
    this.armed = slug;
    this.byKey = true;
    this.paint(range, slug);
    this.goTo(Math.min(range.end, this.clock.length - this.slot));
    this.focusDay();
    this.drawSelection(true);
  }

  fillGap(gap) {
    if (this.armed) return this.paint(gap, this.armed);
    this.select(gap, true);
    this.grid.reveal(gap, true);
    return say(this.announcer, `${this.clock.range(gap.start, gap.end)} is chosen. Now pick a category.`);
  }

  clear(range) {
    const { start, end } = range;
    this.details.show(null);
    this.commit(day.clear(this.state, { start, end }), `Cleared ${this.clock.range(start, end)}`);
  }

  /* Selection */

  goTo(minute) {
    this.cursor = this.anchor = Math.floor(minute / this.slot) * this.slot;
    this.select({ start: this.cursor, end: this.cursor + this.slot }, false);
  }

  select({ start, end }, explicit) {
    this.range = { start, end };
    this.explicit = explicit;
    if (explicit) [this.anchor, this.cursor] = [start, Math.max(start, end - this.slot)];
    this.drawSelection();
  }

  move(step, extend) {
    const hour = 60;
    const to = {
      hour: this.cursor + hour, '-hour': this.cursor - hour, start: this.window.start, end: this.window.end - this.slot,
    }[step] ?? this.cursor + step * this.slot;
    const cursor = Math.min(Math.max(to, 0), this.clock.length - this.slot);
    this.byKey = true;
    if (extend) {
      this.cursor = cursor;
      this.range = { start: Math.min(cursor, this.anchor), end: Math.max(cursor, this.anchor) + this.slot };
      this.explicit = true;
    } else this.goTo(cursor);
    this.focusDay();
    this.drawSelection(true);
    if (this.details.open) this.showDetails(this.blockAt(cursor) ?? null, false);
  }

  enter() {
    const block = this.blockAt(this.cursor);
    const event = this.eventAt(this.cursor);
    if (event) this.accept(event);
    else if (block) this.showDetails(block);
  }

  escape() {
    if (this.details.open) this.showDetails(null);
    else if (this.tapped !== null) this.tapped = null;
    else if (this.explicit) this.goTo(this.cursor);
    else this.armed = null;
    this.render();
  }

  nextGap() {
    const gaps = this.gaps();
    const gap = gaps.find(({ start }) => start > this.cursor) ?? gaps[0];
    if (!gap) return say(this.announcer, 'No gaps left');
    this.select(gap, true);
    this.grid.reveal(gap, true);
    this.focusDay();
    return say(this.announcer, `Gap, ${this.clock.range(gap.start, gap.end)}`);
  }

  focusDay() {
    if (!this.column.hidden) this.grid.slots.focus({ preventScroll: true });
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

  /* The diary */

  offered() {
    return day.pending(this.state, [...this.diary.values()]).filter((event) => event.ticked);
  }

  accept(event, longer = 0) {
    const category = event.category ?? this.armed;
    if (!category) {
      this.select(event, true);
      this.grid.reveal(event, true);
      return say(this.announcer, `${event.title} is chosen. Now pick a category.`);
    }
    const end = Math.min(Math.max(event.end + longer, event.start + this.slot), this.clock.length);
    const state = day.accept(this.state, { ...event, end, category }, this.root.dataset.me);
    this.explicit = false;
    return this.commit(state, `${event.title} accepted, ${this.clock.range(event.start, end)}`);
  }

  /** Accept every ticked meeting that has a category and room; what is painted already stays. */
  acceptAll() {
    const offered = this.offered().sort((a, b) => a.start - b.start);
    let { state } = this;
    for (const event of offered) {
      const category = event.category ?? this.armed;
      const [room] = day.holes(state.blocks, event.start, event.end);
      if (category && room) state = day.accept(state, { ...event, ...room, category }, this.root.dataset.me);
    }
    const left = day.pending(state, offered);
    const homeless = left.find((event) => !event.category);
    const rest = homeless ? `. ${count(left.length, 'meeting')} still need a category` : left.length ? `. ${count(left.length, 'meeting')} had no room` : '';
    this.commit(state, '');
    say(this.announcer, offered.length ? `${count(offered.length - left.length, 'meeting')} accepted${rest}` : 'No meetings to accept');
    if (homeless) this.accept(homeless);
  }

  dismiss({ id, title }) {
    this.details.show(null);
    this.commit(day.dismiss(this.state, id), `${title || 'The meeting'} did not happen`);
  }

  /* Details, interruptions, no work */

  showDetails(block, focus = true) {
    const wrong = block ? this.wrong().get(this.state.blocks.indexOf(block)) : '';
    const wasOpen = this.details.open;
    this.details.show(block, wrong);
    if (block && focus) this.details.focus();
    else if (wasOpen && focus) this.focusDay();
  }

  /** The block as it is now: answers may have replaced it since it was shown. */
  current(block) {
    const { blocks } = this.state;
    return blocks.find((other) => other === block)
      ?? blocks.find((other) => other.start === block.start && other.category === block.category);
  }

  describe(block, patch) {
    const now = this.current(block);
    if (!now) return;
    const onlyNote = ['worth', 'planned'].every((name) => now[name] === patch[name])
      && now.obstacles.join() === patch.obstacles.join();
    this.commit(day.change(this.state, now, patch), '', onlyNote ? `note ${now.start}` : '');
  }

  endBlock(longer) {
    const block = this.current(this.details.block);
    const end = Math.min(Math.max(block.end + longer, block.start + this.slot), this.clock.length);
    this.commit(day.endAt(this.state, block, end), `Ends at ${this.clock.time(end)}`);
  }

  interrupt() {
    const now = this.clock.now();
    const here = now >= 0 && now < this.clock.length ? now : this.cursor;
    const interruptions = [...this.state.interruptions, { at: this.clock.iso(here), note: '' }];
    this.commit({ ...this.state, interruptions }, count(interruptions.length, 'interruption'));
  }

  uninterrupt() {
    const interruptions = this.state.interruptions.slice(0, -1);
    this.commit({ ...this.state, interruptions }, count(interruptions.length, 'interruption'));
  }

  noteInterruption(note) {
    const rest = this.state.interruptions.slice(0, -1);
    const last = this.state.interruptions.at(-1);
    if (last) this.commit({ ...this.state, interruptions: [...rest, { ...last, note }] }, '');
  }

  toggleWorked() {
    const worked = !this.state.worked;
    const blocks = worked ? this.state.blocks : [];
    this.commit({ ...this.state, worked, blocks }, worked ? 'This day counts as worked' : 'No work this day');
  }

  /* Drawing */

  gaps() {
    if (!this.state.worked) return [];
    return day.holes([...this.state.blocks, ...this.offered()], this.window.start, this.window.end);
  }

  /** Gaps worth drawing: not on an empty day, and not in the hours still to come. */
  pastGaps(gaps) {
    const now = this.clock.now();
    const end = now < this.clock.length ? Math.floor(now / this.slot) * this.slot : this.clock.length;
    if (!this.state.blocks.length) return [];
    return gaps.filter((gap) => gap.start < end).map((gap) => ({ ...gap, end: Math.min(gap.end, end) }));
  }

  wrong() {
    return new Map(this.errors.map(({ index, message }) => [index, message]));
  }

  waiting() {
    if (['saved', 'saving'].includes(this.status.kind)) return new Set();
    const known = new Set(this.saved.blocks.map(day.blockKey));
    return new Set(this.state.blocks.map(day.blockKey).filter((key) => !known.has(key)));
  }

  render() {
    const { state, armed } = this;
    const gaps = this.gaps();
    const offered = state.worked ? this.offered() : [];
    const unticked = day.pending(state, [...this.diary.values()]).filter((event) => !event.ticked);
    this.grid.draw({ state, events: offered, gaps: this.pastGaps(gaps), waiting: this.waiting(), wrong: this.wrong() });
    this.side.draw({
      state, gaps, offered, unticked, armed, totals: day.totals(state),
      percent: day.coverage(state, this.window),
    });
    this.drawPalette();
    this.drawTap();
    this.drawSelection();
    const block = this.details.open && this.current(this.details.block);
    if (this.details.open) this.details.show(block ?? null, this.wrong().get(state.blocks.indexOf(block)));
    this.drawAnswers();
  }

  drawPalette() {
    for (const [slug, { node }] of this.categories) node.setAttribute('aria-pressed', String(slug === this.armed));
    this.root.classList.toggle('day--armed', Boolean(this.armed));
    const armed = this.armed && this.category(this.armed);
    const how = this.tapped === null ? 'Drag, or tap start and end.' : `From ${this.clock.time(this.tapped)}: now tap the end.`;
    this.root.querySelector('[data-how]').textContent = armed ? how : 'Then drag, or tap start and end.';
    this.root.querySelector('[data-armed]').textContent = armed ? armed.label : 'Pick a category';
    this.root.querySelector('[data-explains]').textContent = armed?.definition ?? '';
    this.root.querySelector('[data-do="drop"]').hidden = !armed;
  }

  drawTap() {
    const tap = this.tapped !== null && this.armed;
    const text = tap ? `From ${this.clock.time(this.tapped)}: now tap the end` : '';
    this.grid.preview(tap ? { start: this.tapped, end: this.tapped + this.slot } : null, text, tap ? this.category(this.armed).token : '');
  }

  drawSelection(scroll = false) {
    if (this.byKey || this.explicit) this.grid.reveal({ start: this.cursor, end: this.cursor + this.slot }, scroll);
    this.grid.select(this.range, this.cursor, this.byKey || this.explicit);
  }

  drawAnswers() {
    const { done, worked } = this.state;
    const press = this.done?.querySelector('button');
    if (press) press.textContent = done ? 'Done. Open it again' : 'Day is done';
    this.root.querySelector('[data-do="worked"]').textContent = worked ? 'No work this day' : 'I did work this day';
    this.root.querySelectorAll('[data-undo]').forEach((node) => { node.disabled = !this.history.past.length; });
  }

  showStatus(status) {
    this.status = status;
    this.errors = status.errors ?? [];
    showStatus(this.side, status, { retry: () => this.queue.retry(), giveUp: () => this.giveUp() });
    if (status.kind !== 'saving') this.render();
  }
}

const root = document.querySelector('[data-day]');
if (root) new DayPage(root, JSON.parse(document.getElementById('day-document').textContent));
