import { expect, test, vi } from 'vitest';
import type { DeskItem, Receipt, TopicCommand } from './contract';

vi.stubGlobal('window', {});
vi.stubGlobal('navigator', { language: 'zh-CN' });
vi.stubGlobal('matchMedia', () => ({ matches: false, addEventListener: () => undefined }));
vi.stubGlobal('document', { documentElement: { dataset: {}, classList: { toggle: () => undefined } } });

const { asMany, eachOf, nextOf, undoOf, waits } = await import('./desk');

const row = (id: string) => ({ topic: { id } }) as DeskItem;
const receipt = (more: Partial<Receipt>): Receipt => ({ op: 'x', outcome: 'done', ...more });

test('after the last row comes the one before it, and after the only one none', () => {
  const rows = ['a', 'b', 'c'].map(row);
  expect(['a', 'b', 'c'].map(id => nextOf(rows, id))).toEqual(['b', 'c', 'b']);
  expect(nextOf([row('a')], 'a')).toBeUndefined();
  expect(nextOf(rows, 'z')).toBeUndefined();
});

test('what is settled waits for nobody any more', () => {
  const all = ['raised', 'accepted', 'declined', 'merged', 'scheduled', 'discussed', 'committed', 'resolved', 'rated'] as const;
  expect(all.filter(status => waits({ status }))).toEqual(['raised', 'accepted', 'scheduled', 'discussed', 'committed']);
});

test('only a decision that was made just now is taken back, and nobody is given back what another took over', () => {
  expect(undoOf({ $type: 'decline', reason: '重复' }, receipt({ seq: 7 }), undefined)).toEqual({ $type: 'reconsider', decision: 7 });
  expect(undoOf({ $type: 'accept' }, receipt({ outcome: 'already', seq: 7 }), undefined)).toBeUndefined();
  expect(undoOf({ $type: 'mergeInto', topic: 't2' }, receipt({ seq: 7 }), undefined)).toBeUndefined();
  expect(undoOf({ $type: 'takeOn' }, receipt({ seq: 7 }), undefined)).toEqual({ $type: 'letGo' });
  expect(undoOf({ $type: 'takeOn' }, receipt({ seq: 7 }), 'a2')).toBeUndefined();
  expect(undoOf({ $type: 'letGo' }, receipt({ seq: 7 }), 'a1', 'a1')).toEqual({ $type: 'takeOn' });
  expect(undoOf({ $type: 'letGo' }, receipt({ seq: 7 }), 'a2', 'a1')).toBeUndefined();
});

// Guards S10: beyond the first fifty rows each act folded the list up again, and no next one was known any more.
test('a list that was unfolded is read anew as far as it was', async () => {
  const all = Array.from({ length: 260 }, (_, i) => i);
  const asked: [number, string | undefined][] = [];
  const read = async (limit: number, after?: string) => {
    asked.push([limit, after]);
    const from = Number(after ?? 0);
    return { items: all.slice(from, from + limit), next: from + limit < all.length ? `${from + limit}` : undefined };
  };

  expect((await asMany(0, read)).items).toHaveLength(50);
  expect(await asMany(170, read)).toEqual({ items: all.slice(0, 170), next: '170' });
  expect(asked).toEqual([
    [50, undefined],
    [100, undefined],
    [70, '100'],
  ]);
  expect(await asMany(999, read)).toEqual({ items: all, next: undefined });
});

test('several are done one after the other: one that came too fast is given again, and one that is refused keeps none of the others', async () => {
  const answers: Record<string, Receipt[]> = {
    'topics/a': [receipt({ seq: 2 })],
    'topics/b': [receipt({ outcome: 'refused', code: 'tooFast' }), receipt({ seq: 5 })],
    'topics/c': [receipt({ outcome: 'refused', code: 'forbidden' })],
    'topics/d': [receipt({ outcome: 'already', seq: 9 })],
  };
  const asked: string[] = [];
  const send = (room: string, _: TopicCommand) => {
    asked.push(room);
    return Promise.resolve(answers[room]!.shift()!);
  };
  const rest = vi.fn(() => Promise.resolve());
  const steps: number[] = [];

  const all = await eachOf(
    ['a', 'b', 'c', 'd'],
    () => ({ $type: 'accept' }),
    send,
    n => steps.push(n),
    rest,
  );

  expect(asked).toEqual(['topics/a', 'topics/b', 'topics/b', 'topics/c', 'topics/d']);
  expect(rest).toHaveBeenCalledOnce();
  expect(steps).toEqual([1, 2, 3, 4]);
  expect(all.done).toEqual([
    { id: 'a', undo: { $type: 'reconsider', decision: 2 } },
    { id: 'b', undo: { $type: 'reconsider', decision: 5 } },
    { id: 'd', undo: undefined },
  ]);
  expect(all.missed).toEqual([{ id: 'c', code: 'forbidden' }]);
});
