import { expect, test } from 'vitest';
import { beginning } from './fold';

test('what fits into eight lines of a phone is shown whole', () => {
  for (const text of ['', '路灯坏了半个月', '灯'.repeat(160), 'a'.repeat(320), Array.from({ length: 8 }, (_, i) => `第 ${i} 条`).join('\n')])
    expect(beginning(text)).toBeUndefined();
});

test('of a text that is longer the first eight lines are shown, whichever way it is long', () => {
  expect(beginning('灯'.repeat(161))).toBe(`${'灯'.repeat(160)}…`);
  expect(beginning('a'.repeat(400))).toBe(`${'a'.repeat(320)}…`);
  expect(beginning(Array.from({ length: 200 }, (_, i) => `第 ${i} 条`).join('\n'))).toBe(`${Array.from({ length: 8 }, (_, i) => `第 ${i} 条`).join('\n')}…`);
  // Four lines that take two each, and one more.
  expect(beginning(`${`${'灯'.repeat(21)}\n`.repeat(4)}末`)).toBe(`${Array(4).fill('灯'.repeat(21)).join('\n')}…`);
});

test('no character is cut in two', () => {
  const family = '👨‍👩‍👧‍👦';
  expect(beginning(family.repeat(200))).toBe(`${family.repeat(160)}…`);
  expect(beginning('𠮷'.repeat(161))).toBe(`${'𠮷'.repeat(160)}…`);
});
