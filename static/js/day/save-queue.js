/**
 * Sends a day to the service, one save at a time, and never forgets a change.
 *
 * Every save carries the revision it started from and an idempotency key. A save whose answer was
 * lost is sent again with the same key and body before anything newer. Changes made meanwhile are
 * folded into one newer version. All of it is in the store before it is on the wire.
 *
 * @typedef {'saved'|'saving'|'waiting'|'failed'|'signed-out'|'conflict'} Kind
 * @typedef {{kind: Kind, edits: number, message?: string, signIn?: string,
 *            errors?: {index: number, field: string, message: string}[]}} Status
 */

export const MOST_EDITS = 200;
export const MOST_DAYS = 7;
const RETRY_SECONDS = [2, 5, 10, 30];
const ANSWER_SECONDS = 20;
const LARGEST_KEEPALIVE = 60_000;

export class SaveQueue {
  /**
   * @param {object} options
   * @param {string} options.url @param {string} options.owner @param {string} options.title
   * @param {string} options.csrf @param {number} options.revision
   * @param {import('./waiting-store.js').WaitingStore} options.store
   * @param {(status: Status) => void} options.onStatus
   * @param {(document: object, idle: boolean) => void} options.onSaved
   * @param {(conflict: {message: string, yours: object, theirs: object}) => void} options.onConflict
   */
  constructor(options) {
    Object.assign(this, options);
    this.id = this.store.name(this.owner, this.url);
    this.edits = 0;
    this.at = 0;
    this.head = null;
    this.body = null;
    this.running = false;
    this.again = false;
    this.held = false;
    this.failures = 0;
    this.timer = 0;
  }

  get idle() {
    return !this.head && !this.body;
  }

  /** Take up what an earlier page could not send. @param {import('./waiting-store.js').Waiting} entry */
  async adopt(entry) {
    const { edits, at, head, body, revision } = entry;
    Object.assign(this, { edits, at, head, body, revision });
    this.tell('saving');
    await this.persist();
    if (entry.id !== this.id) await this.store.drop(entry.id);
    if (Date.now() - at > MOST_DAYS * 86_400_000) {
      this.hold('failed', { message: `These changes were made more than ${MOST_DAYS} days ago and were never sent.` });
    } else {
      await this.run();
    }
  }

  /** A new version of the day. @param {object} body without revision */
  async push(body) {
    this.edits += 1;
    this.at ||= Date.now();
    this.body = body;
    this.held = this.held && this.kind === 'conflict';
    if (this.kind !== 'waiting' && !this.held) this.tell('saving');
    await this.persist();
    await this.run();
  }

  /** Try again now; a save that is on its way and fails is tried again at once. */
  async retry() {
    clearTimeout(this.timer);
    this.held = false;
    this.again = this.running;
    await this.run();
  }

  /** After a conflict: save this version over the one with the given revision. */
  async resolve(body, revision) {
    this.revision = revision;
    this.held = false;
    this.kind = 'saving';
    await this.push(body);
  }

  /** Let the unsent changes go. @param {number} revision */
  async forget(revision) {
    clearTimeout(this.timer);
    Object.assign(this, { head: null, body: null, edits: 0, at: 0, revision, held: false });
    await this.store.drop(this.id);
    this.tell('saved');
  }

  async persist() {
    const { id, owner, url, title, at, edits, revision, head, body } = this;
    if (this.idle) await this.store.drop(id);
    else await this.store.keep({ id, owner, url, title, at, edits, revision, head, body });
  }

  /** @param {Kind} kind @param {Partial<Status>} [more] */
  tell(kind, more = {}) {
    this.kind = kind;
    this.onStatus({ kind, edits: this.edits, ...more });
  }

  /** @param {Kind} kind @param {Partial<Status>} [more] */
  hold(kind, more) {
    this.held = true;
    this.tell(kind, more);
  }

  async run() {
    if (this.running || this.held || this.idle) return;
    this.running = true;
    this.tell('saving');
    try {
      do {
        this.again = false;
        clearTimeout(this.timer);
        await this.sendAll();
      } while (this.again);
    } finally {
      this.running = false;
    }
  }

  /** Until nothing waits, a save has to wait, or somebody has to decide. */
  async sendAll() {
    while (!this.idle && !this.held) {
      if (!this.head) await this.load();
      const answer = await this.send();
      if (!answer) return;
      await this.take(answer);
    }
  }

  /** Put the newest version at the head, under a key of its own. */
  async load() {
    const key = crypto.randomUUID?.() ?? `${Date.now()}-${Math.random()}`;
    this.head = { key, body: { revision: this.revision, ...this.body }, edits: this.edits };
    this.body = null;
    await this.persist();
  }

  /** @returns {Promise<{status: number, data: object}|null>} null when it has to wait */
  async send() {
    const body = JSON.stringify(this.head.body);
    let response;
    try {
      response = await fetch(this.url, {
        method: 'PUT',
        body,
        credentials: 'same-origin',
        keepalive: body.length < LARGEST_KEEPALIVE,
        signal: AbortSignal.timeout?.(ANSWER_SECONDS * 1000),
        headers: {
          'Content-Type': 'application/json',
          Accept: 'application/json',
          'Idempotency-Key': this.head.key,
          'X-CSRFToken': this.csrf,
        },
      });
    } catch {
      return this.wait('');
    }
    const json = response.headers.get('Content-Type')?.includes('json');
    if (response.status >= 500 || response.status === 429) return this.wait('The service is busy or resting.');
    if (response.redirected || (response.ok && !json)) return { status: 401, data: {} };
    try {
      return { status: response.status, data: json ? await response.json() : {} };
    } catch {
      return this.wait('');
    }
  }

  /** @param {string} message @returns {null} */
  wait(message) {
    const seconds = RETRY_SECONDS[Math.min(this.failures, RETRY_SECONDS.length - 1)];
    this.failures += 1;
    this.timer = setTimeout(() => this.run(), seconds * 1000);
    const full = this.edits >= MOST_EDITS ? `${MOST_EDITS} or more changes wait on this device: please connect before you go on.` : message;
    this.tell('waiting', { message: full });
    return null;
  }

  /** @param {{status: number, data: object}} answer */
  async take({ status, data }) {
    const sent = this.head;
    this.failures = 0;
    this.head = null;
    if (status === 200) {
      this.revision = data.revision;
      this.edits = this.body ? Math.max(1, this.edits - (sent.edits ?? 0)) : 0;
      this.at = this.body ? Date.now() : 0;
      await this.persist();
      this.onSaved(data, this.idle);
      if (this.idle) this.tell('saved');
      return;
    }
    if (this.body && status === 422) return;
    const { revision, ...unsent } = sent.body;
    this.body ??= unsent;
    await this.persist();
    this.refuse(status, data);
  }

  /** @param {number} status @param {object} data */
  refuse(status, data) {
    if (status === 409) {
      this.hold('conflict', { message: data.message });
      this.onConflict(data);
    } else if (status === 401) {
      this.hold('signed-out', { message: data.message, signIn: data.sign_in });
    } else if (status === 403) {
      this.hold('failed', { message: data.message ?? 'Open this page again to send your changes. They are kept on this device.' });
    } else {
      this.hold('failed', { message: data.message ?? 'The service did not take this change.', errors: data.errors });
    }
  }
}
