import { expect, test } from 'vitest';
import { fitting, steps } from './fit';

test('what fits stays as large as it is', () => {
  expect(fitting(() => true)).toEqual({ size: 1 });
});

test('text gets no smaller than it must', () => {
  expect(fitting(s => s.size <= 0.65)).toEqual({ size: 0.6 });
});

test('it is cut only where the smallest does not fit, and no shorter than it must be', () => {
  expect(fitting(s => (s.lines ?? Infinity) <= 3)).toEqual({ size: 0.3, lines: 3 });
  expect(steps.filter(s => s.lines !== undefined).every(s => s.size === 0.3)).toBe(true);
});

test('what can never fit is shown by one line', () => {
  expect(fitting(() => false)).toEqual({ size: 0.3, lines: 1 });
});

test('each step shows less than the one before', () => {
  const shown = steps.map(s => s.size * 100 + (s.lines ?? 50));
  expect(shown).toEqual([...shown].sort((a, b) => b - a));
  expect(new Set(shown).size).toBe(shown.length);
});
