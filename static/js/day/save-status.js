/** Whether the day is saved, in words, with what can be done about it. */

import { button, count, element } from './dom.js';

const WORDS = {
  saved: ({ locked }) => (locked ? 'Locked' : '✓ Saved'),
  saving: () => 'Saving…',
  waiting: ({ edits }) => `Waiting to send (${count(edits, 'change')})`,
  failed: ({ message }) => `Could not save. ${message}`,
  'signed-out': ({ edits }) => `You are signed out. ${count(edits, 'change')} kept on this device.`,
  conflict: () => 'Not saved yet: choose what to keep',
};

/**
 * @param {{status: HTMLElement, note: HTMLElement, remedies: HTMLElement}} parts
 * @param {import('./save-queue.js').Status} status
 * @param {{retry: () => void, giveUp: () => void}} act
 */
export function showStatus({ status: region, note, remedies }, status, { retry, giveUp }) {
  region.textContent = WORDS[status.kind](status);
  region.dataset.kind = status.kind;
  const errors = (status.errors ?? []).map(({ message }) => message);
  note.textContent = status.kind === 'waiting' ? status.message ?? '' : errors.join(' ');
  const offers = {
    waiting: () => [button('Send now', retry)],
    failed: () => [button('Try again', retry), button('Go back to the saved day', giveUp)],
    'signed-out': () => [element('a', { href: status.signIn || window.location.href, text: 'Sign in and send them' })],
  };
  remedies.replaceChildren(...(offers[status.kind]?.() ?? []));
}
