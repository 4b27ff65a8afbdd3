import { expect, test, vi } from 'vitest';
import contract from './contract.ts?raw';

vi.stubGlobal('window', {});
vi.stubGlobal('navigator', { language: 'zh-CN' });
vi.stubGlobal('matchMedia', () => ({ matches: false, addEventListener: () => undefined }));
vi.stubGlobal('document', { documentElement: { dataset: {}, classList: { toggle: () => undefined } } });

const { read } = await import('./words');
const { Badge, looks, statusWord } = await import('./parts/status');

/** The unions of the contract that are a status, each with its values in order. */
const statuses = Object.fromEntries(
  [...contract.matchAll(/^export type (\w+(?:Status|State|Progress|Result)) =\n((?: {2}\| '\w+'\n?)+)/gm)].map(([, name, values]) => [
    name!,
    [...values!.matchAll(/'(\w+)'/g)].map(([, value]) => value!),
  ]),
);

test('every status of the contract has a row, and no row is of a status that there is not', () => {
  expect(Object.keys(statuses)).toContain('TopicStatus');
  expect(Object.keys(looks).sort()).toEqual(Object.keys(statuses).sort());
  for (const [name, values] of Object.entries(statuses)) expect(Object.keys(looks[name as keyof typeof looks]).sort(), name).toEqual([...values].sort());
});

test.each(['zh', 'en'] as const)('every status has a word of its own among its kind in %s', async lang => {
  await read(lang);
  for (const [name, values] of Object.entries(statuses)) {
    const words = values.map(value => statusWord(name as 'TopicStatus', value as 'raised'));
    for (const word of words) expect(word, name).toMatch(lang === 'zh' ? /^[\u4e00-\u9fff]+$/ : /^[A-Z][a-z ]+$/);
    expect(new Set(words).size, name).toBe(words.length);
  }
});

test('one look means one thing: what is achieved has a tick, what was called off a cross, and nothing else has', () => {
  for (const [name, of] of Object.entries(looks))
    for (const [value, [tone, picture]] of Object.entries(of)) {
      expect(picture === 'check', `${name} ${value}`).toBe(tone === 'good');
      expect(picture === 'close', `${name} ${value}`).toBe(tone === 'bad');
    }
});

// Guards a list that was blank as a whole while a newer node answered an older page: one row of it had a status that the page did not know.
test('a status of a newer server stands as it is stored, and breaks no page', () => {
  const unheard = 'postponed' as 'open';
  expect(Badge({ of: 'MeetingStatus', is: unheard }).props.class).toBe('badge postponed tone-plain');
  expect(statusWord('MeetingStatus', unheard)).toBe('postponed');
});
