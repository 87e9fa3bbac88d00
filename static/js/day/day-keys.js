/**
 * Keys of the day page, and the list of them. Single keys work anywhere on the page until they are
 * switched off in that list; after that only while the day itself has the focus.
 */

const SETTING = 'day-single-keys';
const TYPING = 'input:not([type="radio"], [type="checkbox"]), textarea, select, [contenteditable]';
const PRESSABLE = 'a[href], button, summary, input, [role="button"]';

const anywhere = () => {
  try {
    return localStorage.getItem(SETTING) !== 'off';
  } catch {
    return true;
  }
};

/** The category key pressed: "1", "0", "-", "⇧1" … @param {KeyboardEvent} event */
function categoryKey(event) {
  const digit = /^(?:Digit|Numpad)(\d)$/.exec(event.code)?.[1];
  if (event.shiftKey) return digit ? `⇧${digit}` : event.code === 'Minus' ? '⇧-' : event.code === 'Equal' ? '⇧=' : '';
  return digit ?? (/^[0-9=-]$/.test(event.key) ? event.key : '');
}

/**
 * @param {HTMLElement} slots the listbox
 * @param {Record<string, string>} categories slug by key
 * @param {Record<string, Function>} act
 */
export function followKeys(slots, categories, act) {
  const moves = {
    ArrowDown: 1, ArrowUp: -1, ArrowRight: 1, ArrowLeft: -1, PageDown: 'hour', PageUp: '-hour', Home: 'start', End: 'end',
  };
  const single = {
    Backspace: act.clear, Delete: act.clear, '[': act.previous, ']': act.next, g: act.gap, i: act.interruption,
    l: act.leader, '?': act.help,
  };

  const shortcut = (event) => {
    if (event.ctrlKey || event.metaKey) {
      const key = event.key.toLowerCase();
      if (key === 'z') return event.shiftKey ? act.redo : act.undo;
      return key === 'y' ? act.redo : null;
    }
    return null;
  };

  const inDay = (event) => {
    if (event.key in moves) return () => act.move(moves[event.key], event.shiftKey);
    if (event.key === 'Enter') return event.shiftKey ? act.acceptAll : act.enter;
    return null;
  };

  const letter = (event) => {
    const slug = categories[categoryKey(event)];
    if (slug) return () => act.fill(slug);
    return single[event.key.length === 1 ? event.key.toLowerCase() : event.key];
  };

  /** Away from the day, a key that means something to the page or a button keeps that meaning. */
  const reaches = ({ key, shiftKey, target }) => {
    if (/^(Home|End|Page)/.test(key)) return false;
    return shiftKey || !/^(Arrow|Enter)/.test(key) || !target.closest(PRESSABLE);
  };

  document.addEventListener('keydown', (event) => {
    const { target } = event;
    if (event.defaultPrevented || event.altKey || event.isComposing || document.querySelector('dialog[open]')) return;
    if (event.key === 'Escape') return void act.escape();
    if (target.closest(TYPING)) return;
    const focused = target === slots;
    let work = shortcut(event);
    if (!work && !event.ctrlKey && !event.metaKey) {
      if (focused || (anywhere() && reaches(event))) work = inDay(event) ?? letter(event);
    }
    if (!work) return;
    event.preventDefault();
    work();
  });
}

/** Wire the dialog that lists the keys. @param {HTMLDialogElement} dialog @returns {() => void} opens it */
export function keysHelp(dialog) {
  const setting = dialog.querySelector('[data-single-keys]');
  setting.checked = anywhere();
  setting.onchange = () => {
    try {
      localStorage.setItem(SETTING, setting.checked ? 'on' : 'off');
    } catch { /* the choice then lasts as long as the page */ }
  };
  dialog.querySelector('[data-close]').onclick = () => dialog.close();
  dialog.addEventListener('keydown', (event) => {
    if (event.key !== '?') return;
    event.preventDefault();
    dialog.close();
  });
  return () => {
    dialog.showModal();
    dialog.querySelector('h2').focus();
  };
}
