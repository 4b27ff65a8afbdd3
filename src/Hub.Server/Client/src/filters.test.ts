import { beforeEach, expect, test, vi } from 'vitest';

const place = { pathname: '/members', search: '', hash: '' };

vi.stubGlobal('location', place);
vi.stubGlobal('history', {
  state: null,
  replaceState: (_: unknown, __: string, to: string) => {
    const address = new URL(to, 'https://hub.example');
    Object.assign(place, { pathname: address.pathname, search: address.search, hash: address.hash });
  },
});

const { askedFor, askedOf, inAddress } = await import('./filters');

beforeEach(() => Object.assign(place, { pathname: '/members', search: '', hash: '' }));

test('what a list is filtered by is in its address, and read from it again as it was', () => {
  inAddress({ q: '路灯 & 50%', county: '清江浦区' });
  inAddress({ sector: '教育界' });
  expect([askedFor('q'), askedFor('county'), askedFor('sector'), askedFor('committee')]).toEqual(['路灯 & 50%', '清江浦区', '教育界', undefined]);
});

test('what is empty leaves the address, and what is no filter stays in it', () => {
  place.search = '?from=t1&q=%E8%B7%AF%E7%81%AF';
  place.hash = '#scores';
  inAddress({ q: '' });
  expect(place).toEqual({ pathname: '/members', search: '?from=t1', hash: '#scores' });
});

test('of a closed list, what the address names is taken only where it is one of them', () => {
  place.search = '?queue=overdue';
  expect(askedOf('queue', ['raised', 'overdue'])).toBe('overdue');
  place.search = '?queue=constructor';
  expect(askedOf('queue', ['raised', 'overdue'])).toBe('raised');
});
