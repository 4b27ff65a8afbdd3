import { afterEach, expect, test, vi } from 'vitest';
import { watchSight } from './sight';

afterEach(() => vi.unstubAllGlobals());

test('of several sightings that come at once, the newest counts', () => {
  let hand: (sightings: { isIntersecting: boolean }[]) => void = () => {};
  const watched: unknown[] = [];
  vi.stubGlobal(
    'IntersectionObserver',
    class {
      constructor(see: typeof hand) {
        hand = see;
      }
      observe(mark: unknown) {
        watched.push(mark);
      }
      disconnect() {
        watched.length = 0;
      }
    },
  );
  const seen: boolean[] = [];
  const mark = {} as Element;
  const end = watchSight(mark, sighting => seen.push(sighting.isIntersecting));
  expect(watched).toEqual([mark]);
  hand([{ isIntersecting: false }, { isIntersecting: true }]);
  hand([{ isIntersecting: true }, { isIntersecting: false }]);
  hand([{ isIntersecting: true }]);
  expect(seen).toEqual([true, false, true]);
  end();
  expect(watched).toEqual([]);
});
