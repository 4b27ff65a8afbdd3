import { expect, test } from 'vitest';
import { Operations } from './operations';

// Guards D2: whoever tapped again, where the answer was lost, made a second meeting of the same title.
test('what is sent again as it was is one operation, and what was changed meanwhile is another', () => {
  const operations = new Operations();
  const first = operations.of({ title: '路灯怎么修', county: undefined });
  expect(first).toEqual({ title: '路灯怎么修', op: expect.stringMatching(/^[0-9a-f]{32}$/) });
  expect(operations.of({ title: '路灯怎么修', county: undefined })).toEqual(first);
  const changed = operations.of({ title: '路灯怎么修？' });
  expect(changed.op).not.toBe(first.op);
  expect(operations.of({ title: '路灯怎么修', county: undefined }).op).not.toBe(first.op);
});

test('what was done is done anew where it is asked for once more', () => {
  const operations = new Operations();
  const { op } = operations.of({ title: '路灯怎么修' });
  operations.done();
  expect(operations.of({ title: '路灯怎么修' }).op).not.toBe(op);
});
