import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import type { CommentView } from './contract';
import { wrote } from './wrote';

const said = (id: string, participant: string) => ({ id, author: { participant } }) as CommentView;

beforeEach(() => {
  const held = new Map<string, string>();
  vi.stubGlobal('window', {
    sessionStorage: {
      getItem: (key: string) => held.get(key) ?? null,
      setItem: (key: string, value: string) => held.set(key, value),
      removeItem: (key: string) => held.delete(key),
    },
  });
});
afterEach(() => vi.unstubAllGlobals());

// Guards S5: of a long meeting the page has only the newest comments, and once opened anew it told nobody that an older one became a commitment.
test('what I wrote is mine on the next page too, when newer comments have taken its place', () => {
  expect(wrote('m1', 'p1', [said('c1', 'p1'), said('c2', 'p2')])).toEqual(['c1']);
  expect(wrote('m1', 'p1', [said('c8', 'p2'), said('c9', 'p1')])).toEqual(['c1', 'c9']);
  expect(wrote('m1', 'p1', [])).toEqual(['c1', 'c9']);
});

test('another meeting, and whoever the device was handed on to, begin with nothing', () => {
  wrote('m1', 'p1', [said('c1', 'p1')]);
  expect(wrote('m2', 'p1', [])).toEqual([]);
  expect(wrote('m1', 'p2', [said('c1', 'p1')])).toEqual([]);
  expect(wrote('m1', 'p2', [said('c5', 'p2')])).toEqual(['c5']);
});
