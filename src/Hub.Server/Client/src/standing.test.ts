import { expect, test } from 'vitest';
import { inPlace } from './standing';

interface Hand {
  id: string;
  about?: string;
}

const hand = (id: string, about?: string): Hand => ({ id, about });
const idOf = (h: Hand) => h.id;
const shown = (held: Hand[] | undefined, now: Hand[]) => inPlace(held, now, idOf).map(s => `${s.row.id}${s.row.about ?? ''}${s.gone ? ' gone' : ''}`);

test('a list that nobody reaches for is as it is', () => {
  expect(shown(undefined, [hand('b'), hand('a')])).toEqual(['b', 'a']);
  expect(shown(undefined, [])).toEqual([]);
});

// Guards S2: who wished to speak next stood where the finger went, and had moved up in the place of whoever lowered their hand.
test('whoever leaves keeps the place, so that no other comes under the finger', () => {
  expect(shown([hand('a'), hand('b'), hand('c')], [hand('b'), hand('c')])).toEqual(['a gone', 'b', 'c']);
  expect(shown([hand('a'), hand('b')], [])).toEqual(['a gone', 'b gone']);
});

test('whoever comes, or is put before the others, stands behind them for as long, and each row says what it says now', () => {
  expect(shown([hand('a'), hand('b')], [hand('new'), hand('b', ' 井盖'), hand('a')])).toEqual(['a', 'b 井盖', 'new']);
});

test('whoever left and came back has one row, the old one', () => {
  const held = [hand('a'), hand('b')];
  expect(shown(held, [hand('b'), hand('a', ' 又来')])).toEqual(['a 又来', 'b']);
});
