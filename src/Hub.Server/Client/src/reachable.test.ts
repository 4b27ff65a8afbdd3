import { expect, test, vi } from 'vitest';

vi.mock('./boot', () => ({ boot: {}, publicUrl: 'http://0.0.0.0:5080' }));

const { leadsBack, reachable } = await import('./reachable');

// Guards S9: nobody was warned of codes that lead each phone to itself, where the house was opened by an address that only looked like one.
test('an address that leads each device to itself is told from one that others reach', () => {
  for (const url of [
    'http://localhost:5080',
    'http://LOCALHOST.',
    'https://hub.localhost/',
    'http://127.9.0.1',
    'http://0.0.0.0:5080',
    'http://[::]:5080',
    'http://[::1]',
  ])
    expect(leadsBack(url), url).toBe(true);
  for (const url of ['http://192.168.1.20:5080', 'https://hub.example.org', 'http://localhost.example.org', 'http://mylocalhost:5080', 'http://hall.local'])
    expect(leadsBack(url), url).toBe(false);
});

test('where the house knows no other address, its own is what is printed', () => {
  expect(reachable).toBe('http://0.0.0.0:5080');
});
