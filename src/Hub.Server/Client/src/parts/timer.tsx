import { useEffect, useRef } from 'preact/hooks';
import { minutes, spent, tick, type Running } from '../clock';
import { w } from '../words';
import { announce } from './shell';

/**
 * Time left, counting down and then on below zero. Drawn each second, spoken only at five minutes, one minute, ten seconds and the end:
 * a screen reader that reads every second is no use to anyone.
 */
export function Timer({ of, seconds, label, spokenAs }: { of: Running; seconds?: number; label?: string; spokenAs?: string }) {
  const now = tick.value;
  const left = seconds === undefined ? spent(of, now) : seconds - spent(of, now);
  const running = of.startedAt !== undefined;
  useSpoken(running && seconds !== undefined ? left : undefined, spokenAs ?? label ?? '');
  const state = seconds === undefined ? '' : left < 0 ? ' over' : left <= 60 ? ' soon' : '';
  return (
    <span class={`timer${state}${running ? '' : ' still'}`} role="timer" aria-live="off">
      {label && <span class="timer-label">{label}</span>}
      <b>{minutes(left)}</b>
      {left < 0 && <span class="timer-word">{w.value.over}</span>}
    </span>
  );
}

const marks = [300, 60, 10, 0];

function useSpoken(left: number | undefined, about: string): void {
  const before = useRef<number | undefined>(undefined);
  useEffect(() => {
    const was = before.current;
    before.current = left;
    if (left === undefined || was === undefined) return;
    const mark = marks.find(m => was > m && left <= m);
    // A jump is a timer that was changed, or a phone that slept: not a moment to call out.
    if (mark === undefined || was - left > 5) return;
    const words = w.peek();
    announce(`${about} ${mark === 0 ? words.timeUp : mark < 60 ? words.secondsLeft(mark) : words.minutesLeft(mark / 60)}`.trim());
  }, [left]);
}

export function Countdown({ to, label }: { to: string; label: string }) {
  const left = Math.max(0, (Date.parse(to) - tick.value) / 1000);
  useSpoken(left, label);
  return (
    <span class={`timer${left <= 60 ? ' soon' : ''}`} role="timer" aria-live="off">
      <span class="timer-label">{label}</span>
      <b>{minutes(left)}</b>
    </span>
  );
}
