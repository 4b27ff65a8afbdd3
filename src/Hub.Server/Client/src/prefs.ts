/** Language, light and letter size: of the browser until the visitor chooses, then kept. */
import { computed, effect, signal, type ReadonlySignal } from '@preact/signals';
import type { Text } from './contract';
import { keep, recall } from './keep';

export type Lang = 'zh' | 'en';
export type Theme = 'auto' | 'light' | 'dark';

export const lang = signal<Lang>(recall<Lang>('localStorage', 'lang') ?? (navigator.language.startsWith('zh') ? 'zh' : 'en'));
export const theme = signal<Theme>(recall<Theme>('localStorage', 'theme') ?? 'auto');
export const large = signal(recall<boolean>('localStorage', 'large') ?? false);

const systemDark = matchMedia('(prefers-color-scheme: dark)');
const system = signal(systemDark.matches);
systemDark.addEventListener('change', e => {
  system.value = e.matches;
});

export const dark = computed(() => (theme.value === 'auto' ? system.value : theme.value === 'dark'));

effect(() => {
  const root = document.documentElement;
  root.lang = lang.value === 'zh' ? 'zh-CN' : 'en';
  root.dataset.theme = dark.value ? 'dark' : 'light';
  root.classList.toggle('large', large.value);
});

export function setLang(value: Lang): void {
  lang.value = value;
  keep('localStorage', 'lang', value);
}

export function setTheme(value: Theme): void {
  theme.value = value;
  keep('localStorage', 'theme', value === 'auto' ? undefined : value);
}

export function setLarge(value: boolean): void {
  large.value = value;
  keep('localStorage', 'large', value || undefined);
}

/** The words of a page in the language of the moment. The type holds both to the same list. */
export const inBoth = <W>(zh: W, en: W): ReadonlySignal<W> => computed(() => (lang.value === 'zh' ? zh : en));

export const say = (text: Text | undefined) => text?.[lang.value] ?? '';

export const locale = () => (lang.value === 'zh' ? 'zh-CN' : 'en-GB');

let zone: string | undefined;

/** Days and hours are the house's, wherever the reader is and whatever their device is set to. */
export const setZone = (house: string | undefined): void => {
  zone = house;
};

export const inHouse = (at: string | number, how: Intl.DateTimeFormatOptions, language = locale()) =>
  new Date(at).toLocaleString(language, { hourCycle: 'h23', timeZone: zone, ...how });

export const clockTime = (at: string | number) => inHouse(at, { hour: '2-digit', minute: '2-digit' });

export const exactTime = (at: number) => inHouse(at, { timeStyle: 'medium' });

export const dateTime = (at: string) =>
  inHouse(at, {
    month: lang.value === 'zh' ? 'long' : 'short',
    day: 'numeric',
    weekday: 'short',
    hour: '2-digit',
    minute: '2-digit',
  });
