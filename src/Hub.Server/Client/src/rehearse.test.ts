import { afterEach, expect, test, vi } from 'vitest';
import type { RehearsalNews } from './contract';
import { lines, rehearse } from './rehearse';

afterEach(() => vi.unstubAllGlobals());

const wanted = { people: 4, seconds: 1, force: false };
const answers = (status: number, ...pieces: string[]) =>
  vi.stubGlobal('fetch', async () => {
    const bytes = pieces.map(piece => new TextEncoder().encode(piece));
    return new Response(
      new ReadableStream<Uint8Array<ArrayBuffer>>({
        start(stream) {
          for (const piece of bytes) stream.enqueue(piece as Uint8Array<ArrayBuffer>);
          stream.close();
        },
      }),
      { status },
    );
  });
const told = async () => {
  const news: RehearsalNews[] = [];
  await rehearse('m1', wanted, one => news.push(one), new AbortController().signal);
  return news.map(one => one.stage);
};

test('a line that comes in two pieces is one, and an empty one is none', () => {
  const read = lines();
  expect(read('{"a":')).toEqual([]);
  expect(read('1}\n\n{"b":2}\n{"c"')).toEqual(['{"a":1}', '{"b":2}']);
  expect(read(':3}\n')).toEqual(['{"c":3}']);
});

test('what is told comes in its order, until the card', async () => {
  answers(200, '{"stage":"starting","people":0,"of":4}\n{"stage":"jo', 'ining","people":0,"of":4}\n', '\n', '{"stage":"done","people":4,"of":4}\n');
  expect(await told()).toEqual(['starting', 'joining', 'done']);
});

test('a refusal says its code', async () => {
  answers(409, '{"code":"meetingsOpen","message":"A meeting is open."}');
  await expect(told()).rejects.toMatchObject({ code: 'meetingsOpen', status: 409 });
});

test('a rehearsal that breaks off is no card', async () => {
  answers(200, '{"stage":"starting","people":0,"of":4}\n');
  await expect(told()).rejects.toMatchObject({ code: 'offline' });
});
