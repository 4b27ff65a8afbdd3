import { expect, test } from 'vitest';
import { initials } from './initials';

test('a name is found by the first letters of its sound', () => {
  expect(initials('王建国')).toBe('wjg');
  expect(initials('李秀兰')).toBe('lxl');
  expect(initials('欧阳明')).toBe('oym');
  expect(initials('司马兰')).toBe('sml');
  expect(initials('诸葛清')).toBe('zgq');
  expect(initials('安柏冯')).toBe('abf');
  expect(initials('赵云 B')).toBe('zyb');
});
