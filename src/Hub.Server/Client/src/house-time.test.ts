import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';

vi.stubGlobal('window', {});
vi.stubGlobal('navigator', { language: 'zh-CN' });
vi.stubGlobal('matchMedia', () => ({ matches: false, addEventListener: () => undefined }));
vi.stubGlobal('document', { documentElement: { dataset: {}, classList: { toggle: () => undefined } } });

const { serverNow, setServerTime } = await import('./clock');
const { dayOf, daysTo, local, momentOf, today } = await import('./house-time');
const { clockTime, setZone } = await import('./prefs');

describe.each(['Asia/Shanghai', 'America/New_York', 'Europe/Berlin', 'Asia/Kathmandu', 'UTC'])('in a house at %s', zone => {
  beforeEach(() => setZone(zone));
  afterEach(() => setZone(undefined));

  test.each(['2026-12-01T09:00', '2026-03-29T12:30', '2026-11-01T23:59', '2028-02-29T00:00'])('what a field says, %s, is said again', field => {
    expect(local(momentOf(field))).toBe(field);
  });
});

test('the days and hours are those of the house, not of the device', () => {
  setZone('Asia/Shanghai');
  expect([dayOf('2026-11-30T16:30:00Z'), clockTime('2026-11-30T16:30:00Z'), momentOf('2026-12-01T00:30')]).toEqual([
    '2026-12-01',
    '00:30',
    '2026-11-30T16:30:00.000Z',
  ]);
  setServerTime('2026-11-30T17:00:00Z');
  expect([today(), daysTo('2026-12-01'), daysTo('2026-11-30'), daysTo('2027-01-01')]).toEqual(['2026-12-01', 0, -1, 31]);
  setZone('America/New_York');
  expect([today(), daysTo('2026-12-01')]).toEqual(['2026-11-30', 1]);
  setZone(undefined);
});

test('a device whose clock is moved does not move the time', () => {
  vi.useFakeTimers({ toFake: ['Date', 'performance'] });
  setServerTime('2026-12-01T01:00:00Z');
  vi.setSystemTime(Date.now() + 5 * 60_000);
  expect(new Date(serverNow()).toISOString()).toBe('2026-12-01T01:00:00.000Z');
  vi.useRealTimers();
});
