/** Whether a mark on the page can be seen. */

/**
 * Calls `see` now and whenever the mark comes into sight or leaves it.
 * A busy page hands over several sightings at once, oldest first: only the newest says how things are.
 * @returns Ends the watch.
 */
export function watchSight(mark: Element, see: (sighting: IntersectionObserverEntry) => void): () => void {
  const watcher = new IntersectionObserver(sightings => see(sightings[sightings.length - 1]!));
  watcher.observe(mark);
  return () => watcher.disconnect();
}
