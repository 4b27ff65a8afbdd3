import { expect, test } from 'vitest';
import { named } from './named';

test('who wrote and spoke is named once, and whose name was removed not at all', () => {
  expect(
    named([{ participant: 'p2', name: 'Wang' }, { participant: 'p1', name: 'Li', verified: true }, { participant: 'p2', name: 'Wang' }, { participant: 'p3' }]),
  ).toEqual([
    { participant: 'p1', name: 'Li', verified: true },
    { participant: 'p2', name: 'Wang' },
  ]);
});
