/** A scene that fits its screen, whatever people wrote: its text gets smaller step by step, and where the smallest is too large it is cut with an ellipsis. */
import type { ComponentChildren } from 'preact';
import { useEffect, useLayoutEffect, useRef } from 'preact/hooks';

export interface Step {
  /** A part of the full size; a style may set a floor of its own below it. */
  size: number;
  /** So many lines of each text are shown; undefined: all. */
  lines?: number;
}

const SMALLEST = 0.3;
/** More lines than a screen has. A box without a limit would set each element in a line of its own. */
const MANY = 99;

/** From the largest to what is left when nothing else helps. */
export const steps: readonly Step[] = [
  ...[1, 0.9, 0.8, 0.7, 0.6, 0.5, 0.4, SMALLEST].map(size => ({ size })),
  ...[12, 9, 6, 4, 3, 2, 1].map(lines => ({ size: SMALLEST, lines })),
];

/** The first step at which everything fits; the last where none does. */
export const fitting = (fits: (step: Step) => boolean): Step => steps.find(fits) ?? steps[steps.length - 1]!;

/** Sizes are whole pixels, and a line may be half of one higher than it says. */
const SLACK = 1;

function fitInto(box: HTMLElement): void {
  fitting(({ size, lines }) => {
    box.style.setProperty('--fit', String(size));
    box.style.setProperty('--lines', String(lines ?? MANY));
    box.classList.toggle('cut', lines !== undefined);
    return box.scrollHeight <= box.clientHeight + SLACK && box.scrollWidth <= box.clientWidth + SLACK;
  });
}

/** Measured again with whatever changes in it, and with the screen. */
export function Fit({ look = '', children }: { look?: string; children: ComponentChildren }) {
  const box = useRef<HTMLDivElement>(null);
  // A scene that has just gone still hears of its last change.
  const again = () => {
    if (box.current) fitInto(box.current);
  };
  useLayoutEffect(again);
  useEffect(() => {
    const content = new MutationObserver(again);
    content.observe(box.current!, { childList: true, subtree: true, characterData: true });
    const screen = new ResizeObserver(again);
    screen.observe(box.current!);
    return () => {
      content.disconnect();
      screen.disconnect();
    };
  }, []);
  return (
    <div ref={box} class={`scene ${look}`}>
      {children}
    </div>
  );
}
