/**
 * The first letters of a Chinese name's pinyin. The browser sorts characters by their sound; each letter begins at the first character of its sound. Surnames
 * that are read otherwise than the character alone (单, 曾, 仇…) are found under the sound that the sorting knows.
 */
import { spelling } from './text';

const LETTERS = 'abcdefghjklmnopqrstwxyz';
const FIRST = '阿八嚓咑妸发旮哈丌咔垃妈拏噢妑七呥仨他屲夕丫帀';

const sound = new Intl.Collator('zh-Hans-CN-u-co-pinyin');

export const initials = (name: string) =>
  [...spelling(name)]
    .map(c => {
      if (!/\p{Script=Han}/u.test(c)) return /[a-z]/.test(c) ? c : '';
      let at = 0;
      while (at + 1 < LETTERS.length && sound.compare(FIRST[at + 1]!, c) <= 0) at++;
      return LETTERS[at];
    })
    .join('');

/** Whether a name begins with these letters of its sound, typed in whatever width. */
export const beginsWith = (name: string, letters: string) => initials(name).startsWith(spelling(letters));
