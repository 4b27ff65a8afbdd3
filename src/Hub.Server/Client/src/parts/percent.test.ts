import { expect, test, vi } from 'vitest';

vi.stubGlobal('window', {});
vi.stubGlobal('navigator', { language: 'zh-CN' });
vi.stubGlobal('matchMedia', () => ({ matches: false, addEventListener: () => undefined }));
vi.stubGlobal('document', { documentElement: { dataset: {}, classList: { toggle: () => undefined } } });

const { countOf, isFew, rateOf } = await import('./percent');

test.each([
  [{ n: 0 }, '—'],
  [{ rate: 1, n: 1 }, '1 / 1'],
  [{ rate: 0, n: 1 }, '0 / 1'],
  [{ rate: 2 / 3, n: 3 }, '2 / 3'],
  [{ rate: 7 / 9, n: 9 }, '7 / 9'],
  [{ rate: 0.7, n: 10 }, '70.00 %'],
  [{ rate: 199 / 200, n: 200 }, '99.50 %'],
])('a rate is said from ten ratings on: %j is %s', (of, said) => expect(rateOf(of)).toBe(said));

test('where there is a rate, or nobody rated, there is no count in its place', () => {
  expect(countOf({ rate: 0.7, n: 10 })).toBeUndefined();
  expect(countOf({ n: 0 })).toBeUndefined();
  expect(countOf({ rate: 0, n: 9 })).toBe(0);
});

test('growth is a rate too: it is said from ten on', () => {
  expect([0, 1, 9, 10, 250].map(isFew)).toEqual([true, true, true, false, false]);
});
