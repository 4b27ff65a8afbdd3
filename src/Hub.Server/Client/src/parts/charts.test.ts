import { expect, test, vi } from 'vitest';

vi.stubGlobal('window', {});
vi.stubGlobal('navigator', { language: 'zh-CN' });
vi.stubGlobal('matchMedia', () => ({ matches: false, addEventListener: () => undefined }));
vi.stubGlobal('document', { documentElement: { dataset: {}, classList: { toggle: () => undefined } } });

const { change, points, roundUp } = await import('./charts');
const { percent } = await import('./percent');

test('an axis ends at the next round number', () => {
  expect([0, 1, 2, 3, 7, 10, 11, 499, 500, 501, 27_082, 1_156_800].map(roundUp)).toEqual([1, 1, 2, 5, 10, 10, 20, 500, 500, 1000, 50_000, 2_000_000]);
});

test('a year is compared with the one before, and a first year with none', () => {
  expect(change(112, 100)).toBe(12);
  expect(change(995, 1000)).toBe(-1);
  expect(change(0, 4)).toBe(-100);
  expect(change(5, 0)).toBeUndefined();
});

test('a line runs from edge to edge, its greatest value at the head', () => {
  expect(points([0, 5, 10], 10, 100, 50)).toEqual([
    [0, 50],
    [50, 25],
    [100, 0],
  ]);
  expect(points([3], 10, 100, 50)).toEqual([[0, 35]]);
});

test('a rate has two decimals, rounded half up, and is 100 only where everyone agrees', () => {
  expect([0.9935, 0.993549, 0.99355, 1, 0.99999, 0].map(percent)).toEqual(['99.35 %', '99.35 %', '99.36 %', '100.00 %', '99.99 %', '0.00 %']);
});
