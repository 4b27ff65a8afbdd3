/** Time as the server has it: a phone's own clock may be minutes off, and a timer that disagrees with the projector is no timer. */
import { signal } from '@preact/signals';

let offset = 0;

export const serverNow = () => Date.now() + offset;

/** The present second. What reads it is drawn again each second. */
export const tick = signal(serverNow());

export function setServerTime(now: string): void {
  offset = Date.parse(now) - Date.now();
  tick.value = serverNow();
}

setInterval(() => {
  tick.value = serverNow();
}, 1000);

export interface Running {
  startedAt?: string;
  spentSeconds: number;
}

export const spent = (x: Running, now = tick.value) => x.spentSeconds + (x.startedAt ? Math.max(0, (now - Date.parse(x.startedAt)) / 1000) : 0);

/** 75 → 1:15, −8 → −0:08, 3700 → 1:01:40. */
export function minutes(seconds: number): string {
  const whole = Math.abs(seconds < 0 ? Math.floor(seconds) : Math.ceil(seconds));
  const [h, m, s] = [Math.floor(whole / 3600), Math.floor(whole / 60) % 60, whole % 60];
  const two = (n: number) => String(n).padStart(2, '0');
  return `${seconds < 0 && whole > 0 ? '−' : ''}${h > 0 ? `${h}:${two(m)}` : m}:${two(s)}`;
}
