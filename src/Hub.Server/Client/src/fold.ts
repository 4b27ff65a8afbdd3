/** How much of a long text is shown before somebody asks for the rest. */
import { graphemes } from './text';

const LINES = 8;
/** What a line of a phone holds: forty narrow letters, or twenty wide ones. */
const LINE = 40;

const width = (letter: string) => (letter.codePointAt(0)! < 0x1100 ? 1 : 2);

/** About eight lines of a phone, cut between characters as people see them; undefined where the text is no longer than that. */
export function beginning(text: string): string | undefined {
  let left = LINES;
  let shown = '';
  for (const line of text.split('\n')) {
    if (left === 0) return `${shown.trimEnd()}…`;
    let room = left * LINE;
    for (const letter of graphemes(line)) {
      room -= width(letter);
      if (room < 0) return `${shown.trimEnd()}…`;
      shown += letter;
    }
    shown += '\n';
    left = Math.min(left - 1, Math.floor(room / LINE));
  }
  return undefined;
}
