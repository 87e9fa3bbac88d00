/** Small helpers for building elements from data; text is always set as text, never as markup. */

/**
 * @param {string} tag
 * @param {Record<string, unknown>} [attributes] `text`, `on…` listeners and `--custom` properties included
 * @param {...(Node|string|null|undefined|false)} children
 * @returns {HTMLElement}
 */
export function element(tag, attributes = {}, ...children) {
  const node = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (value === null || value === undefined || value === false) continue;
    if (name === 'text') node.textContent = String(value);
    else if (name.startsWith('--')) node.style.setProperty(name, String(value));
    else if (typeof value === 'function') node.addEventListener(name.slice(2), value);
    else node.setAttribute(name, value === true ? '' : String(value));
  }
  node.append(...children.filter((child) => child || child === ''));
  return node;
}

/** @param {string} label @param {() => void} act @param {Record<string, unknown>} [attributes] */
export function button(label, act, attributes = {}) {
  return element('button', { type: 'button', class: 'day-link', text: label, onclick: act, ...attributes });
}

/** Show one text in a live region, even when it repeats. @param {Element} region @param {string} text */
export function say(region, text) {
  region.textContent = region.textContent === text ? `${text}\u00a0` : text;
}

/** "1 change", "2 changes". @param {number} n @param {string} one @param {string} [many] */
export function count(n, one, many = `${one}s`) {
  return `${n} ${n === 1 ? one : many}`;
}
