import { beforeEach, expect, test, vi } from 'vitest';
import { signOut } from './leave';

/** As a browser's: what is stored are its own properties. */
class FakeStorage {
  [key: string]: unknown;
  setItem(key: string, value: string) {
    this[key] = value;
  }
  removeItem(key: string) {
    delete this[key];
  }
}

let local: FakeStorage;
let session: FakeStorage;

beforeEach(() => {
  [local, session] = [new FakeStorage(), new FakeStorage()];
  vi.stubGlobal('window', { localStorage: local, sessionStorage: session });
  for (const [key, value] of [
    ['lang', '"en"'],
    ['theme', '"dark"'],
    ['large', 'true'],
    ['name', '"李秀兰"'],
    ['raise', '{"title":"路灯"}'],
  ] as const)
    local.setItem(key, value);
  session.setItem('key:t1', '"a key back to a topic"');
  session.setItem('waiting:meetings/m1', '[{"text":"意见"}]');
});

const kept = () => ({ ...local, ...session });
const look = { lang: '"en"', theme: '"dark"', large: 'true' };

test('signing out leaves nothing of the person in this browser, only how its pages look', async () => {
  const fetched = vi.fn(async (_path: string, _init: { method: string }) => {
    expect(kept()).toEqual(look);
    session.setItem('draft', '"typed meanwhile"');
    return new Response(null, { status: 204 });
  });
  vi.stubGlobal('fetch', fetched);
  await signOut();
  expect(fetched.mock.calls.map(([path, init]) => [path, init.method])).toEqual([['/api/signout', 'POST']]);
  expect(kept()).toEqual(look);
});

test('where the server does not answer, nothing is left all the same', async () => {
  vi.stubGlobal('fetch', () => Promise.reject(new TypeError('no network')));
  await expect(signOut()).rejects.toThrow('offline');
  expect(kept()).toEqual(look);
});
