import { expect, test } from 'vitest';
import { namesakes } from './namesakes';

test('people of one name are told apart by their seats, others have no mark', () => {
  const marks = namesakes([
    { participant: 'seat-7f3a', name: '王芳' },
    { participant: 'seat-91c0', name: '王芳' },
    { participant: 'seat-55aa', name: '李强' },
  ]);
  expect([...marks]).toEqual([
    ['seat-7f3a', '7f3a'],
    ['seat-91c0', '91c0'],
  ]);
});

test('one name in two spellings is one name', () => {
  const marks = namesakes([
    { participant: 'a1111', name: '阿卜杜拉·买买提' },
    { participant: 'a2222', name: '阿卜杜拉・买买提' },
  ]);
  expect([...marks.values()]).toEqual(['1111', '2222']);
});

test('a person who is met twice is not their own namesake, and nobody without a name has one', () => {
  const twice = { participant: 'a1111', name: '王芳' };
  expect(namesakes([twice, twice, { participant: 'a2222' }, { participant: 'a3333' }]).size).toBe(0);
});

test('seats that end alike are told apart by more of their end', () => {
  const marks = namesakes([
    { participant: 'x17f3a', name: '王芳' },
    { participant: 'x27f3a', name: '王芳' },
  ]);
  expect([...marks.values()]).toEqual(['17f3a', '27f3a']);
});
