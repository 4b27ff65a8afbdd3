import { expect, test } from 'vitest';
import { within } from './within';

// Guards D11: a text that was cut between its code points ended in half a family, or in a letter without its mark.
test('what a field holds of a text ends with a whole character', () => {
  expect(within('路灯不亮', 4)).toBe('路灯不亮');
  expect(within('路灯不亮', 3)).toBe('路灯不');
  expect(within('𠮷田', 1)).toBe('𠮷');
  expect(within('一家👨‍👩‍👧来了', 4)).toBe('一家');
  expect(within('一家👨‍👩‍👧来了', 7)).toBe('一家👨‍👩‍👧');
  expect(within('旗🇨🇳', 2)).toBe('旗');
  expect(within('cafe\u0301 x', 4)).toBe('caf');
  expect(within('关于 修路', 3)).toBe('关于');
  expect(within('👍🏽', 1)).toBe('');
  expect(within('', 5)).toBe('');
});
