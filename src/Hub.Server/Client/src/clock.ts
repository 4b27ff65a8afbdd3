/** Time as the server has it: a phone's own clock may be minutes off, and a timer that disagrees with the projector is no timer. */
import { signal } from '@preact/signals';

/** The device's own clock may be moved in the middle of a speech: what passes is measured by the one that only goes forward. */
const passed = () => performance.now();

let offset = Date.now() - passed();
let apart = offset;

export const serverNow = () => passed() + offset;

/** Counts the moments at which the two clocks of the device came apart: it slept, or one was moved. The server knows what time it is. */
export const jumps = signal(0);

/** The present second. What reads it is drawn again each second. */
export const tick = signal(serverNow());

export function setServerTime(now: string): void {
  offset = Date.parse(now) - passed();
  tick.value = serverNow();
}

setInterval(() => {
  const now = Date.now() - passed();
  if (Math.abs(now - apart) > 1500) {
    apart = now;
    jumps.value++;
  }
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
