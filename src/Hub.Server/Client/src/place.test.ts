import { beforeEach, expect, test, vi } from 'vitest';

const kept = new Map<string, string>();
let left: () => void = () => undefined;
let way = 'navigate';
const place = { pathname: '/topics', search: '?q=%E8%B7%AF%E7%81%AF' };

vi.stubGlobal('location', place);
vi.stubGlobal('document', { getElementById: () => ({ textContent: '{"session":{"person":"p1"}}' }) });
vi.stubGlobal('performance', { now: () => 0, getEntriesByType: () => [{ type: way }] });
vi.stubGlobal('window', {
  scrollY: 1200,
  addEventListener: (_: string, then: () => void) => {
    left = then;
  },
  sessionStorage: {
    getItem: (key: string) => kept.get(key) ?? null,
    setItem: (key: string, text: string) => kept.set(key, text),
    removeItem: (key: string) => kept.delete(key),
  },
});

const { boot } = await import('./boot');
const { comeBack, keepPlace } = await import('./place');

beforeEach(() => {
  kept.clear();
  way = 'back_forward';
  boot.session = { person: 'p1' };
  keepPlace(() => ({ rows: ['路灯', '公交'], next: '7' }));
  left();
});

test('who goes back finds the rows that were loaded, and the place among them', () => {
  expect(comeBack()).toMatchObject({ list: { rows: ['路灯', '公交'], next: '7' }, y: 1200 });
});

test('who comes anew, to another search or as somebody else, is shown what is true now', () => {
  way = 'navigate';
  expect(comeBack()).toBeUndefined();
  way = 'back_forward';
  place.search = '?q=%E5%85%AC%E4%BA%A4';
  expect(comeBack()).toBeUndefined();
  place.search = '?q=%E8%B7%AF%E7%81%AF';
  boot.session = { person: 'p2' };
  expect(comeBack()).toBeUndefined();
});

test('what was left long ago is loaded again, and a list that was not there is not kept', () => {
  const now = Date.now();
  vi.spyOn(Date, 'now').mockReturnValue(now + 31 * 60_000);
  expect(comeBack()).toBeUndefined();
  vi.restoreAllMocks();
  keepPlace(() => undefined);
  left();
  expect(comeBack()).toBeUndefined();
});
