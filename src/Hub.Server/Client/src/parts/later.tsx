/** A part that is fetched when it is first shown, and is nothing until it is there. Where the line is down, the next time it is shown. */
import { signal } from '@preact/signals';
import type { ComponentType } from 'preact';
import { useEffect } from 'preact/hooks';

export function later<P extends object>(load: () => Promise<ComponentType<P>>): ComponentType<P> {
  const part = signal<ComponentType<P> | undefined>(undefined);
  return props => {
    useEffect(() => {
      load()
        .then(found => {
          part.value = found;
        })
        .catch(() => undefined);
    }, []);
    const Part = part.value;
    return Part ? <Part {...props} /> : null;
  };
}
