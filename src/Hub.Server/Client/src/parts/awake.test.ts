import { expect, test, vi } from 'vitest';
import { keepAwake } from './awake';

/** A page that is seen or hidden, and a device that counts its locks. */
function stand(refuses = false) {
  const page = Object.assign(new EventTarget(), { visibilityState: 'visible' });
  const locks: { released: boolean; release: () => Promise<void> }[] = [];
  const request = vi.fn(async () => {
    if (refuses) throw new Error('The battery is low.');
    const lock = {
      released: false,
      release: async () => {
        lock.released = true;
      },
    };
    locks.push(lock);
    return lock;
  });
  const see = async (state: string) => {
    page.visibilityState = state;
    page.dispatchEvent(new Event('visibilitychange'));
    await Promise.resolve();
    await Promise.resolve();
  };
  return { page: page as unknown as Document, device: { wakeLock: { request } } as unknown as Navigator, request, locks, see };
}

test('a screen is kept awake while it is seen, let go when it is hidden, and kept again', async () => {
  const { page, device, request, locks, see } = stand();
  const end = keepAwake(page, device);
  await vi.waitFor(() => expect(locks.length).toBe(1));
  expect(request).toHaveBeenCalledWith('screen');
  await see('visible');
  expect(locks.length).toBe(1);
  await see('hidden');
  expect(locks.map(l => l.released)).toEqual([true]);
  await see('visible');
  expect(locks.map(l => l.released)).toEqual([true, false]);
  end();
  expect(locks.map(l => l.released)).toEqual([true, true]);
  await see('visible');
  expect(locks.length).toBe(2);
});

test('a device that refuses is asked again when the screen is next seen', async () => {
  const { page, device, request, see } = stand(true);
  keepAwake(page, device);
  await see('hidden');
  await see('visible');
  expect(request).toHaveBeenCalledTimes(2);
});

test('where the context is not secure, the browser has no lock to ask for, and nothing happens', () => {
  const { page } = stand();
  expect(() => keepAwake(page, {} as Navigator)()).not.toThrow();
});
