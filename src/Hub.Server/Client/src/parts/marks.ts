/** The marks between words, as each language sets them. */
import { lang } from '../prefs';

const set = (zh: string, en: string) => (lang.value === 'zh' ? zh : en);

export const colon = () => set('：', ': ');
export const aside = (text: string) => set(`（${text}）`, ` (${text})`);
export const listed = (names: string[]) => names.join(set('、', ', '));
