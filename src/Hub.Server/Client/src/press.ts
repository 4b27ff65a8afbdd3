/**
 * A press goes to what it began on. A live page moves, also between finger down and finger up; the browser then clicks what holds both places, which is
 * nothing, and a tap on
 * "check in" is lost.
 */
const STILL = 10;

let held: { on: HTMLElement; x: number; y: number } | undefined;

addEventListener(
  'pointerdown',
  e => {
    const on = (e.target as Element).closest<HTMLElement>('button, a, label, summary');
    held = on && e.isPrimary ? { on, x: e.clientX, y: e.clientY } : undefined;
  },
  true,
);

addEventListener(
  'click',
  e => {
    const was = held;
    held = undefined;
    // A pointer that moved away meant to take the press back. What a script or a key clicks has no place.
    if (!was || e.detail === 0 || was.on.contains(e.target as Node) || Math.hypot(e.clientX - was.x, e.clientY - was.y) > STILL) return;
    e.preventDefault();
    e.stopPropagation();
    was.on.click();
  },
  true,
);
