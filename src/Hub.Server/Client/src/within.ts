/** What of a text a field holds. */
import { graphemes } from './text';

/** At most so many code points, which is how the house counts, cut between characters as people see them: no half of a family or of a letter with its marks. */
export function within(text: string, most: number): string {
  let left = most;
  let held = '';
  for (const letter of graphemes(text)) {
    left -= [...letter].length;
    if (left < 0) return held.trimEnd();
    held += letter;
  }
  return text;
}
