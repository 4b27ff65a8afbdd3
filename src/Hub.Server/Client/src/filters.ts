/** What a list is filtered by stands in its address: going back to it, loading it again and sending its link show the same list. */
import { useSignal } from '@preact/signals';
import { query } from './api';

/** What the address names; undefined where it does not. */
export const askedFor = (name: string): string | undefined => new URLSearchParams(location.search).get(name) ?? undefined;

/** One of several; the first where the address names none of them. */
export function askedOf<T extends string>(name: string, all: readonly [T, ...T[]]): T {
  const value = askedFor(name);
  return all.find(one => one === value) ?? all[0];
}

/** Writes these into the address, in place of what it said of them; what is empty is left out, and all else stands as it was. */
export function inAddress(changes: Record<string, string | undefined>): void {
  const search = query({ ...Object.fromEntries(new URLSearchParams(location.search)), ...changes });
  history.replaceState(history.state, '', location.pathname + (search && `?${search}`) + location.hash);
}

/**
 * The filters of a list, as its address has them, and how one is changed.
 * @param besides What else the address may say on this page, which is no filter.
 */
export function useFilters(...besides: string[]): [Record<string, string>, (name: string, value: string) => void] {
  const filters = useSignal(Object.fromEntries([...new URLSearchParams(location.search)].filter(([name]) => !besides.includes(name))));
  return [
    filters.value,
    (name, value) => {
      filters.value = { ...filters.value, [name]: value };
      inAddress({ [name]: value });
    },
  ];
}
