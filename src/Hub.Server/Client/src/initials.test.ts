import { expect, test } from 'vitest';
import { beginsWith, initials } from './initials';

test('a name is found by the first letters of its sound', () => {
  expect(initials('王建国')).toBe('wjg');
  expect(initials('李秀兰')).toBe('lxl');
  expect(initials('欧阳明')).toBe('oym');
  expect(initials('司马兰')).toBe('sml');
  expect(initials('诸葛清')).toBe('zgq');
  expect(initials('安柏冯')).toBe('abf');
  expect(initials('赵云 B')).toBe('zyb');
});

// Guards D7: letters in full width, as a Chinese keyboard types them, found nobody.
test('the letters are typed and written in whatever width', () => {
  expect(initials('赵云Ｂ')).toBe('zyb');
  for (const typed of ['wj', 'WJ', 'ｗｊ', 'ＷＪＧ', 'w j', 'w\u200bj']) expect(beginsWith('王建国', typed), typed).toBe(true);
  expect(beginsWith('王建国', 'ｊｇ')).toBe(false);
});
