/**
 * Painting with mouse, pen and finger. A drag is a stroke; a press without a drag is a tap.
 *
 * With a finger the style sheet decides (touch-action): once a category is armed a drag that begins
 * on white paints, one that begins on a block or on the hours scrolls the page, and a drag that
 * begins sideways paints anywhere. Nothing waits for a long press.
 */

const DRAG = 6;
const EDGE = 48;
const EDGE_REST = 250; // milliseconds at the edge of the screen before it scrolls

/**
 * @param {import('./day-grid.js').DayGrid} grid
 * @param {object} on
 * @param {(range: import('./day-document.js').Range) => void} on.preview
 * @param {(range: import('./day-document.js').Range) => void} on.stroke
 * @param {() => void} on.cancel
 * @param {(start: number, event: ?number) => void} on.tap the slot, and the diary event that lies there
 * @param {() => number} on.covered height of what covers the bottom of the screen
 */
export function followPointer(grid, on) {
  const { root } = grid;
  let drag = null;
  let frame = 0;
  let justDragged = false;

  const range = () => {
    const slot = grid.slotAt(drag.y);
    return { start: Math.min(slot, drag.from), end: Math.max(slot, drag.from) + grid.slot };
  };

  /** Pixels to scroll by while the pointer rests at the edge it was dragged to. */
  const step = () => {
    const below = drag.y - (window.innerHeight - on.covered() - EDGE);
    const above = EDGE - drag.y;
    if (drag.y > drag.top) return below > 0 ? below / 5 : 0;
    return above > 0 ? -above / 5 : 0;
  };

  const scroll = (now) => {
    frame = 0;
    if (!drag?.moved) return;
    const by = step();
    drag.edge = by ? (drag.edge ?? now) : null;
    if (!by) return;
    if (now - drag.edge > EDGE_REST) {
      window.scrollBy(0, by);
      on.preview(range());
    }
    frame = requestAnimationFrame(scroll);
  };

  const stop = () => {
    drag = null;
    cancelAnimationFrame(frame);
    frame = 0;
  };

  root.addEventListener('pointerdown', (event) => {
    justDragged = false;
    if (event.button !== 0 || !event.isPrimary || event.target.closest('button, .day-hours')) return;
    drag = { id: event.pointerId, x: event.clientX, y: event.clientY, top: event.clientY, from: grid.slotAt(event.clientY), moved: false };
    if (event.pointerType !== 'touch') root.setPointerCapture(event.pointerId);
  });

  root.addEventListener('pointermove', (event) => {
    if (event.pointerId !== drag?.id) return;
    drag.y = event.clientY;
    drag.moved ||= Math.hypot(event.clientX - drag.x, event.clientY - drag.top) > DRAG;
    if (!drag.moved) return;
    on.preview(range());
    frame ||= requestAnimationFrame(scroll);
  });

  root.addEventListener('pointerup', (event) => {
    if (event.pointerId !== drag?.id) return;
    justDragged = drag.moved;
    const painted = drag.moved && range();
    stop();
    if (painted) on.stroke(painted);
  });

  root.addEventListener('pointercancel', () => {
    if (drag) on.cancel();
    stop();
  });

  root.addEventListener('click', (event) => {
    if (justDragged || event.target.closest('button, .day-hours')) {
      justDragged = false;
      return;
    }
    // A screen reader's press has no place on the screen, only a target.
    const option = event.detail === 0 && event.target.closest('[role="option"]');
    const meeting = document.elementFromPoint(event.clientX, event.clientY)?.closest('[data-event]');
    const start = option ? grid.options.indexOf(option) * grid.slot : grid.slotAt(event.clientY);
    on.tap(start, meeting && !option ? Number(meeting.dataset.event) : null);
  });

  document.addEventListener('keydown', (event) => {
    if (event.key !== 'Escape' || !drag) return;
    stop();
    justDragged = true;
    on.cancel();
  });
}
