/** The day page: connects the day with its drawing, pointer, keys, panels and saving. */

import { BlockDetails } from './block-details.js';
import { showConflict } from './conflict.js';
import { DayAnswers } from './day-answers.js';
import { coverage, readState, totals } from './day-document.js';
import { DayGrid } from './day-grid.js';
import { followKeys, keysHelp } from './day-keys.js';
import { DaySession } from './day-session.js';
import { element } from './dom.js';
import { followPointer } from './grid-pointer.js';
import { Notice } from './notice.js';
import { Painting } from './painting.js';
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
    this.find = (name) => root.querySelector(`[data-${name}]`);
    this.palette = this.find('palette');
    this.column = this.find('column');
    this.status = { kind: 'saved' };
    const { blocksUrl: url, person: owner, title, me } = root.dataset;
    this.notice = new Notice(this.find('told'), this.find('announcer'), () => this.painting.focus());
    const csrf = document.querySelector('[name=csrfmiddlewaretoken]')?.value ?? '';
    this.session = new DaySession(json, {
      me,
      saving: { url, owner, title, csrf, store: new WaitingStore() },
      onChange: () => this.render(),
      say: (words) => this.notice.say(words),
      tell: (words, ...act) => (words ? this.notice.tell(words, ...act) : this.notice.clear()),
      onStatus: (status) => this.showStatus(status),
      onConflict: (conflict) => this.choose(conflict),
    });
    this.readCategories();
    this.build();
    this.connect();
    this.draw();
    this.keepInTouch();
    this.replay();
    root.classList.add('day--ready');
  }

  readCategories() {
    this.categories = new Map();
    for (const node of this.palette.querySelectorAll('[data-category]')) {
      this.categories.set(node.dataset.category, { ...node.dataset, node });
      node.onclick = () => this.painting.press(node.dataset.category);
    }
    this.category = (slug) => this.categories.get(slug) ?? UNKNOWN;
  }

  build() {
    const { session, category, root } = this;
    const { clock, slot } = session;
    const onEvent = {
      accept: (event) => this.answers.accept(event),
      early: (event) => this.answers.accept(event, -slot),
      late: (event) => this.answers.accept(event, slot),
      gone: (event) => this.answers.dismiss(event),
    };
    this.grid = new DayGrid(this.find('grid'), {
      clock, slot, window: session.window, category, owner: root.dataset.ownerName,
      on: { ...onEvent, details: (block) => this.showDetails(block), more: (event) => this.side.showMeeting(event) },
    });
    this.painting = new Painting({
      session, grid: this.grid, category, onChange: () => this.render(),
      showDetails: (block, focus) => this.showDetails(block, focus),
    });
    this.answers = new DayAnswers(session, this.painting);
    this.details = new BlockDetails(this.find('details'), {
      clock, category,
      onChange: (block, patch) => this.answers.describe(block, patch),
      act: {
        early: () => this.answers.endBlock(this.details.block, -slot),
        late: () => this.answers.endBlock(this.details.block, slot),
        gone: () => this.answers.dismiss({ id: this.details.block.diary, title: this.details.block.note }),
        clear: () => this.painting.clear(this.details.block),
        close: () => this.showDetails(null),
      },
    });
    this.side = new SidePanel(root, {
      clock, category,
      act: {
        ...onEvent,
        gap: () => this.painting.nextGap(),
        fillGap: (gap) => this.painting.fillGap(gap),
        acceptAll: () => this.answers.acceptAll(),
        leaveOut: (events) => this.answers.leaveOut(events),
        whoInterrupted: (note) => this.answers.whoInterrupted(note),
        focusDay: () => this.painting.focus(),
      },
    });
  }

  connect() {
    const { root, session, painting, answers } = this;
    const visit = (address, none) => (address ? window.location.assign(address) : session.tell(none));
    const acts = {
      help: keysHelp(this.find('keys')),
      undo: () => session.undo(), redo: () => session.redo(),
      interruption: () => answers.interrupt(), fewer: () => answers.uninterrupt(),
      worked: () => answers.toggleWorked(), drop: () => painting.arm(null),
    };
    for (const node of root.querySelectorAll('[data-do]')) node.addEventListener('click', acts[node.dataset.do]);
    followPointer(this.grid, {
      preview: (range) => painting.preview(range), cancel: () => painting.preview(null),
      stroke: (range) => painting.stroke(range), tap: (start, event) => painting.tap(start, event),
      covered: () => (getComputedStyle(this.palette).bottom === '0px' ? this.palette.offsetHeight : 0),
    });
    const keys = Object.fromEntries([...this.categories].map(([slug, { key }]) => [key, slug]));
    followKeys(this.grid.slots, keys, {
      ...acts, move: (step, extend) => this.move(step, extend), enter: () => this.enter(),
      acceptAll: () => answers.acceptAll(), fill: (slug) => painting.fill(slug), clear: () => painting.clear(),
      gap: () => painting.nextGap(), escape: () => this.escape(),
      previous: () => visit(root.dataset.previous, 'This is the first day.'), next: () => visit(root.dataset.next, 'This is the last day.'),
      leader: () => visit(root.dataset.nextLeader, 'There is no other leader whose log you keep.'),
    });
    this.find('done').addEventListener('submit', (event) => {
      event.preventDefault();
      answers.toggleDone();
    });
    document.querySelector('[data-copy]')?.addEventListener('submit', (event) => {
      event.preventDefault();
      event.target.closest('details').open = false;
      painting.focus();
      answers.copy(event.target.elements.from.value);
    });
    for (const form of document.querySelectorAll('[data-after-save]')) {
      form.addEventListener('submit', (event) => this.afterSaving(event));
    }
  }

  /** A form that leaves the page waits for what is still to be saved. */
  async afterSaving(event) {
    const { queue } = this.session;
    if (queue.idle) return;
    event.preventDefault();
    await queue.retry();
    if (queue.idle) event.target.submit();
    else this.session.tell('Your changes are not saved yet, so this has to wait.');
  }

  keepInTouch() {
    const { session } = this;
    const { queue } = session;
    let hiddenAt = 0;
    window.addEventListener('online', () => (queue.running || queue.kind === 'waiting') && queue.retry());
    window.addEventListener('beforeunload', (event) => {
      if (!queue.idle && !queue.store.works) event.preventDefault();
    });
    window.addEventListener('pagehide', () => session.leave());
    document.addEventListener('visibilitychange', () => {
      if (document.hidden) {
        hiddenAt = Date.now();
        session.leave();
      } else if (['waiting', 'signed-out'].includes(queue.kind)) queue.retry();
      else if (queue.idle && Date.now() - hiddenAt > STALE_AFTER) session.refresh();
    });
  }

  /** Send what earlier pages of this person could not send: this day's, and other days'. */
  async replay() {
    const { url, owner, store, csrf } = this.session.queue;
    for (const entry of await store.orphans(owner)) {
      if (entry.url !== url) this.sendElsewhere(entry, { owner, store, csrf });
      else if (this.session.queue.idle) await this.session.resume(entry);
    }
  }

  sendElsewhere(entry, options) {
    const { url, title, revision } = entry;
    const line = element('p', {}, 'Changes are waiting for ', element('a', { href: url.replace(/blocks$/, ''), text: title }));
    const onStatus = ({ kind }) => (kind === 'saved' ? line.remove() : this.side.elsewhere.append(line));
    new SaveQueue({ ...options, url, title, revision, onStatus, onSaved() {}, onConflict() {} }).adopt(entry);
  }

  choose({ message, theirs }) {
    const { session } = this;
    const other = readState(theirs, session.clock);
    const show = (choosing) => {
      session.choosing = choosing;
      this.column.hidden = choosing;
      this.root.classList.toggle('day--choosing', choosing);
    };
    show(true);
    showConflict(this.find('conflict'), {
      message, mine: session.state, theirs: other, base: session.saved, clock: session.clock, category: this.category,
      onChoice: (state) => {
        show(false);
        session.settle(state, other, theirs);
        this.painting.focus();
      },
    });
  }

  /* Acts that reach beyond painting */

  move(step, extend) {
    this.painting.move(step, extend);
    if (this.details.open) this.showDetails(this.session.blockAt(this.painting.cursor) ?? null, false);
  }

  enter() {
    const { session } = this;
    const { cursor } = this.painting;
    const event = session.eventAt(cursor);
    const block = session.blockAt(cursor);
    if (event && !(block && session.clashing().includes(event))) this.answers.accept(event);
    else if (block) this.showDetails(block);
  }

  escape() {
    if (this.details.open) this.showDetails(null);
    else this.painting.escape();
  }

  showDetails(block, focus = true) {
    const wasOpen = this.details.open;
    this.details.show(block, block ? this.wrong().get(this.session.state.blocks.indexOf(block)) : '');
    if (block && focus) this.details.focus();
    else if (wasOpen && focus) this.painting.focus();
  }

  /* Drawing */

  /** Draw once, after everything that happens now has happened. */
  render() {
    if (this.stale) return;
    this.stale = true;
    queueMicrotask(() => this.draw());
  }

  draw() {
    this.stale = false;
    const { session, painting } = this;
    const { state } = session;
    const pending = session.pending();
    const offered = pending.filter((event) => event.ticked);
    const calm = ['saved', 'saving'].includes(this.status.kind);
    this.grid.draw({
      state, events: offered, gaps: session.pastGaps(), wrong: this.wrong(), waiting: calm ? new Set() : session.unsaved(),
    });
    this.side.draw({
      state, offered, clashing: session.clashing(), unticked: pending.filter((event) => !event.ticked), armed: painting.armed,
      gaps: session.locked ? [] : session.gaps(), totals: state.worked ? totals(state) : [],
      percent: coverage(state, session.window), open: session.open(), locked: session.locked,
    });
    painting.draw();
    this.drawPalette();
    this.drawDetails();
    this.drawButtons();
  }

  /** Messages of the service by index of the block. */
  wrong() {
    return new Map((this.status.errors ?? []).map(({ index, message }) => [index, message]));
  }

  drawPalette() {
    const { armed } = this.painting;
    for (const [slug, { node }] of this.categories) node.setAttribute('aria-pressed', String(slug === armed));
    this.root.classList.toggle('day--armed', Boolean(armed));
    this.find('how').textContent = this.painting.words();
    this.find('armed').textContent = armed ? this.category(armed).label : 'Pick a category';
    this.find('explains').textContent = armed ? this.category(armed).definition : '';
    this.root.querySelector('[data-do="drop"]').hidden = !armed;
  }

  drawDetails() {
    if (!this.details.open) return;
    const block = this.session.current(this.details.block) ?? null;
    this.details.show(block, this.wrong().get(this.session.state.blocks.indexOf(block)));
  }

  drawButtons() {
    const { done, worked } = this.session.state;
    this.find('done').querySelector('button').textContent = done ? 'Done. Open it again' : 'Day is done';
    this.root.querySelector('[data-do="worked"]').textContent = worked ? 'No work this day' : 'I did work this day';
    for (const node of this.root.querySelectorAll('[data-undo]')) node.disabled = !this.session.history.past.length;
    this.find('free').hidden = worked;
    this.drawLock();
  }

  /** A locked day can be read, and nothing else. */
  drawLock() {
    const { locked } = this.session;
    this.root.classList.toggle('day--locked', locked);
    document.querySelector('[data-locked-note]').hidden = !locked;
    for (const node of this.find('details').elements) node.disabled = locked && node.dataset.act !== 'close';
  }

  showStatus(status) {
    const { queue } = this.session;
    this.status = status;
    showStatus(this.side, { ...status, locked: this.session.locked }, { retry: () => queue.retry(), giveUp: () => this.session.giveUp() });
    if (status.kind !== 'saving') this.render();
  }
}

const root = document.querySelector('[data-day]');
if (root) new DayPage(root, JSON.parse(document.getElementById('day-document').textContent));
