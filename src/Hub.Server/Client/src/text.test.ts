import { expect, test } from 'vitest';
import { beside, cut, finds, graphemes, isolated, number, spelling } from './text';

test('a name is the same in every spelling, and no other is', () => {
  const same = ['阿卜杜拉·买买提', '阿卜杜拉•买买提', '阿卜杜拉‧买买提', '阿卜杜拉・买买提', '阿卜杜拉．买买提', '阿卜杜拉 · 买买提', '阿卜杜拉\u200b·买买提'];
  expect(new Set(same.map(spelling)).size).toBe(1);
  expect(spelling('Ａnna Λίς')).toBe(spelling('anna λίσ'));
  expect(spelling('钱七')).not.toBe(spelling('钱八'));
});

test('all words are found, in whatever order and width', () => {
  expect(finds('小区路灯晚上不亮', '路灯 不亮')).toBe(true);
  expect(finds('小区路灯晚上不亮', '不亮　路灯')).toBe(true);
  expect(finds('小区路灯晚上不亮', '路灯 漏水')).toBe(false);
  expect(finds('12号楼电梯', '１２号楼')).toBe(true);
  expect(finds('阿卜杜拉·买买提', '拉买')).toBe(true);
  expect(finds('宽1.5米', '1.5')).toBe(true);
  expect(finds('宽15米', '1.5')).toBe(false);
  expect(finds('随便', '  ')).toBe(true);
});

test('a number is read in half width', () => {
  expect(number(' １。５ ')).toBe('1.5');
  expect(number('１２')).toBe('12');
  expect(number('很多')).toBe('很多');
});

test('a cut leaves no half of a character', () => {
  expect(cut('𠮷田太郎', 3)).toBe('𠮷田…');
  expect(cut('👨‍👩‍👧👨‍👩‍👧👨‍👩‍👧', 2)).toBe('👨‍👩‍👧…');
  expect(cut('e\u0301e\u0301e\u0301', 2)).toBe('e\u0301…');
  expect(cut('短', 40)).toBe('短');
  expect(graphemes('🇨🇳a')).toEqual(['🇨🇳', 'a']);
});

test('only what could turn a line is isolated', () => {
  expect(isolated('王建国')).toBe('王建国');
  expect(isolated('ئابدۇللا')).toBe('\u2068ئابدۇللا\u2069');
  expect(isolated('a\u202eb')).toBe('\u2068a\u202eb\u2069');
});

// Guards D6: names in scripts beyond the first plane turned the figures that stood beside them in a sentence.
test.each([
  ['عزيز', true],
  ['דוד', true],
  ['𞤀𞤣𞤤𞤢𞤥', true],
  ['𐴀𐴁𐴃', true],
  ['甲\u202e乙', true],
  ['甲\u200f', true],
  ['王建国 “委员”', false],
  ['𠮷野 👨‍👩‍👧 É', false],
  ['བསྟན་འཛིན', false],
])('%s stands in a sentence with a direction of its own where it has another: %s', (text, turns) => {
  expect(isolated(text)).toBe(turns ? `\u2068${text}\u2069` : text);
});

test('of several texts in a line none turns the others, and what is not there leaves no mark', () => {
  expect(beside('清江浦区', undefined, '河下议事室', false, '')).toBe('清江浦区 · 河下议事室');
  expect(beside('ئۈرۈمچى', '12 号')).toBe('\u2068ئۈرۈمچى\u2069 · 12 号');
  expect(beside()).toBe('');
});
