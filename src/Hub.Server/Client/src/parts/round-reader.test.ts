import { beforeEach, expect, test, vi } from 'vitest';
import { fakePage } from '../fake-socket';
import { readerOf, RoundReader } from './round-reader';

const asked: string[] = [];
let answer: (path: string) => Promise<Response>;

beforeEach(() => {
  vi.useFakeTimers();
  const { window } = fakePage();
  Object.assign(window, { setTimeout: (run: () => void, ms: number) => setTimeout(run, ms) });
  asked.length = 0;
  answer = async path => new Response(JSON.stringify(path.endsWith('/me') ? { stances: { s: 'agree' } } : { round: 'r', people: 7 }));
  vi.stubGlobal('fetch', (path: string) => {
    asked.push(path);
    return answer(path);
  });
});

const host = { name: 'meetings/m' };

test('however often the room tells that a round moved, it is read once, by all parts of a page', async () => {
  const reader = readerOf(host, 'r');
  expect(readerOf(host, 'r')).toBe(reader);
  for (let told = 0; told < 50; told++) reader.hear(1_000, false);
  expect(asked).toEqual([]);
  await vi.advanceTimersByTimeAsync(1_000);
  expect(asked).toEqual(['/api/meetings/m/rounds/r']);
  expect(reader.page.value?.people).toBe(7);
});

test('what is mine is asked for only where somebody takes part, and stays while it cannot be had', async () => {
  const reader = new RoundReader(host, 'r');
  reader.hear(0, true);
  await vi.advanceTimersByTimeAsync(0);
  expect(asked).toEqual(['/api/meetings/m/rounds/r', '/api/meetings/m/rounds/r/me']);
  expect(reader.mine.value).toEqual({ stances: { s: 'agree' } });
  const before = answer;
  answer = path => (path.endsWith('/me') ? Promise.reject(new TypeError('no network')) : before(path));
  await reader.read();
  expect([reader.failed.value, reader.mine.value]).toEqual([false, { stances: { s: 'agree' } }]);
});

test('without a connection it is read again later, and where there is no such round it is not', async () => {
  const reader = new RoundReader(host, 'r');
  const before = answer;
  answer = () => Promise.reject(new TypeError('no network'));
  await reader.read();
  expect(reader.failed.value).toBe(true);
  answer = before;
  await vi.advanceTimersByTimeAsync(5_000);
  expect([asked.length, reader.failed.value, reader.page.value?.people]).toEqual([2, false, 7]);
  answer = async () => new Response('{"code":"unknownRound"}', { status: 404 });
  await reader.read();
  await vi.advanceTimersByTimeAsync(60_000);
  expect(asked.length).toBe(3);
});
