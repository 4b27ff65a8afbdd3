import { expect, test } from 'vitest';
import type { TopicItem } from './contract';
import { isNew, newestFirst } from './mine';

const topic = (id: string, changedAt: string) => ({ id, raisedAt: '2031-05-01T01:00:00Z', changedAt }) as TopicItem;

test('a topic is new where something became of it since it was looked at, and one never looked at since it was raised', () => {
  expect(isNew(topic('t1', '2031-05-01T01:00:00Z'), {})).toBe(false);
  expect(isNew(topic('t1', '2031-05-02T01:00:00Z'), {})).toBe(true);
  expect(isNew(topic('t1', '2031-05-02T01:00:00Z'), { t1: '2031-05-03T01:00:00.000Z' })).toBe(false);
  expect(isNew(topic('t1', '2031-05-04T01:00:00Z'), { t1: '2031-05-03T01:00:00.000Z' })).toBe(true);
});

test('what is new stands first, then what changed last', () => {
  const topics = [topic('old', '2031-05-03T01:00:00Z'), topic('seen', '2031-05-09T01:00:00Z'), topic('new', '2031-05-08T01:00:00Z')];
  const seen = { old: '2031-05-10T01:00:00.000Z', seen: '2031-05-10T01:00:00.000Z' };
  expect(newestFirst(topics, seen).map(x => x.id)).toEqual(['new', 'seen', 'old']);
});
