import { beforeEach, expect, test, vi } from 'vitest';
import { codeOf } from './code-of';

async function opened(pathname: string, hash = '') {
  vi.resetModules();
  vi.stubGlobal('document', { getElementById: () => null });
  vi.stubGlobal('location', { pathname, hash, search: '', origin: 'http://hub.test' });
  return await import('./boot');
}

beforeEach(() => vi.unstubAllGlobals());

test('a page knows what it is of from its address, and the secret in its fragment', async () => {
  const { page, key, secret } = await opened('/raise/%E6%B2%B3%E4%B8%8B', '#key=a%2Fb');
  expect([page, key, secret()]).toEqual(['raise', '河下', 'a/b']);
});

// Guards S4: an address with a stray per cent sign, as a cut link has, threw before anything was drawn: the page stayed empty.
test('an address that decodes to nothing stands as it is, so that the page can say that there is no such thing', async () => {
  const { page, key, secret } = await opened('/topics/%E6%B2%', '#code=100%');
  expect([page, key, secret()]).toEqual(['topics', '%E6%B2%', '100%']);
  expect((await opened('/%')).page).toBe('%');
});

test('a code is found in what was scanned or typed', () => {
  for (const typed of ['FS9ATRB8', ' FS9A TRB8 ', 'https://hub.test/m/FS9ATRB8', 'https://hub.test/m/FS9ATRB8?x#y', 'http://hub.test/m#card=FS9ATRB8'])
    expect(codeOf(typed)).toBe('FS9ATRB8');
});
