/**
 * A part that is fetched when it is first shown. Where the line is down, the next time it is shown.
 * @param Before What stands in its place until it is there; nothing where that is absent.
 */
import { signal } from '@preact/signals';
import type { ComponentType } from 'preact';
import { useEffect } from 'preact/hooks';

export function later<P extends object>(load: () => Promise<ComponentType<P>>, Before?: ComponentType<P>): ComponentType<P> {
  const part = signal<ComponentType<P> | undefined>(undefined);
  return props => {
    useEffect(() => {
      load()
        .then(found => {
          part.value = found;
        })
        .catch(() => undefined);
    }, []);
    const Part = part.value ?? Before;
    return Part ? <Part {...props} /> : null;
  };
}
