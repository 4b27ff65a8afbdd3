/**
 * Keeps a screen that nobody touches from going dark (Screen Wake Lock API). A browser has it only in a secure context; it takes the lock back when the page is
 * hidden, so that it is asked again whenever the page is seen. A device that refuses, as one with an empty battery does, is asked again just so.
 *
 * @returns Ends it.
 */
export function keepAwake(page: Document = document, device: Navigator = navigator): () => void {
  let lock: WakeLockSentinel | undefined;
  let ended = false;
  const release = (was?: WakeLockSentinel) => void was?.release().catch(() => undefined);
  const ask = async () => {
    if (page.visibilityState !== 'visible') {
      release(lock);
      lock = undefined;
      return;
    }
    if (lock && !lock.released) return;
    try {
      const given = await device.wakeLock.request('screen');
      if (ended) release(given);
      else lock = given;
    } catch {
      lock = undefined;
    }
  };
  if (!('wakeLock' in device)) return () => undefined;
  void ask();
  const seen = () => void ask();
  page.addEventListener('visibilitychange', seen);
  return () => {
    ended = true;
    page.removeEventListener('visibilitychange', seen);
    release(lock);
  };
}
