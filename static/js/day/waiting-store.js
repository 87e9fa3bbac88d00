/**
 * Changes that have not reached the service yet, kept in IndexedDB so that they outlive the page,
 * a sign-out and a flat battery. Without IndexedDB they live as long as the page.
 *
 * Each open tab keeps its own entry per day and holds a lock while it lives; an entry whose tab is
 * gone may be adopted by another tab of the same person.
 *
 * @typedef {object} Waiting
 * @property {string} id
 * @property {string} owner the signed-in person's id
 * @property {string} url where the day is saved
 * @property {string} title the day in words
 * @property {string} tab
 * @property {number} at when the first of these changes was made (ms)
 * @property {number} edits how many changes wait
 * @property {number} revision
 * @property {?{key: string, body: object}} head sent, answer unknown
 * @property {?object} body the newest version of the day
 */

const TAB = crypto.randomUUID?.() ?? String(Math.random());

/** @returns {Promise<IDBDatabase>} */
function open() {
  return new Promise((resolve, reject) => {
    const request = indexedDB.open('productive-leader-days', 1);
    request.onupgradeneeded = () => request.result.createObjectStore('waiting', { keyPath: 'id' });
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(request.error);
  });
}

export class WaitingStore {
  constructor() {
    this.database = null;
    this.memory = new Map();
    this.works = true;
    navigator.locks?.request(`day-${TAB}`, () => new Promise(() => {}));
  }

  /** @param {IDBTransactionMode} mode @param {(store: IDBObjectStore) => IDBRequest} work */
  async run(mode, work) {
    this.database ??= open();
    const database = await this.database;
    return new Promise((resolve, reject) => {
      const request = work(database.transaction('waiting', mode).objectStore('waiting'));
      request.onsuccess = () => resolve(request.result);
      request.onerror = () => reject(request.error);
    });
  }

  /** @param {string} owner @param {string} url */
  name(owner, url) {
    return `${owner}|${url}|${TAB}`;
  }

  /** @param {Waiting} entry */
  async keep(entry) {
    this.memory.set(entry.id, entry);
    await this.run('readwrite', (store) => store.put({ ...entry, tab: TAB })).catch(() => { this.works = false; });
  }

  /** @param {string} id */
  async drop(id) {
    this.memory.delete(id);
    await this.run('readwrite', (store) => store.delete(id)).catch(() => { this.works = false; });
  }

  /** Entries of this person that no living tab looks after, oldest first. @param {string} owner @returns {Promise<Waiting[]>} */
  async orphans(owner) {
    const entries = await this.run('readonly', (store) => store.getAll()).catch(() => []);
    const held = new Set(((await navigator.locks?.query())?.held ?? []).map((lock) => lock.name));
    return entries
      .filter((entry) => entry.owner === owner && entry.tab !== TAB && !held.has(`day-${entry.tab}`))
      .sort((a, b) => a.at - b.at);
  }
}
