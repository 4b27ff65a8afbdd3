import type { Signal } from '@preact/signals';
import type { RefObject } from 'preact';
import { useEffect } from 'preact/hooks';

/** What is open is closed when the pointer or the focus goes elsewhere. */
export function useLeaving(open: Signal<boolean>, box: RefObject<HTMLElement | null>): void {
  useEffect(() => {
    if (!open.value) return undefined;
    const leave = (e: Event) => {
      if (!box.current?.contains(e.target as Node)) open.value = false;
    };
    document.addEventListener('pointerdown', leave);
    document.addEventListener('focusin', leave);
    return () => {
      document.removeEventListener('pointerdown', leave);
      document.removeEventListener('focusin', leave);
    };
  }, [open.value]);
}
