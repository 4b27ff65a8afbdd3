/** How texts are compared, searched and cut: as the house does it (Hub.Domain/Texts), for what a page has already. */

const DOT = '·';
const UNDRAWN = /[\p{Cf}\p{Default_Ignorable_Code_Point}]/gu;
const BLANK = /[\s\u2800\ufffc\u{1d159}]/gu;
const DOTS = /[.·\u0387\u16eb•‧∙⋅\u2981●◦⸱⸳・ㆍꞏ﹒\u{10101}]+/gu;

/** What is written from right to left, in whichever plane (Unicode's blocks of such scripts), and the controls of direction. */
const TURNS = /[\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufefc\u{10800}-\u{10fff}\u{1e800}-\u{1efff}]|\p{Bidi_Control}/u;

const composed = (text: string) => text.normalize('NFKC');

/** What is the same, however it was typed: half width, no blanks, nothing that is not drawn, one dot, no capitals. */
export const spelling = (text: string) => composed(composed(text).replace(UNDRAWN, '').replace(BLANK, '').replace(DOTS, DOT).toUpperCase().toLowerCase());

const searched = (text: string) => spelling(text).replace(/(?<!\p{Nd})·|·(?!\p{Nd})/gu, '');

/** Whether all words that are asked for are found in the text; where nothing is asked, they are. */
export const finds = (text: string, asked: string): boolean => {
  const form = searched(text);
  return composed(asked)
    .split(BLANK)
    .every(word => form.includes(searched(word)));
};

/** A number as it was typed, in half width: what no number is stays what it is. */
export const number = (typed: string) => composed(typed).replace(UNDRAWN, '').replaceAll('。', '.').trim();

/** The characters as people see them: a letter with its marks, a family, a flag. A browser that does not know them takes code points. */
export const graphemes = (text: string): string[] => ('Segmenter' in Intl ? Array.from(new Intl.Segmenter().segment(text), s => s.segment) : [...text]);

/** At most so many characters, the rest left out with an ellipsis. */
export const cut = (text: string, most: number): string => {
  const all = graphemes(text.slice(0, 40 * most));
  return all.length > most
    ? `${all
        .slice(0, most - 1)
        .join('')
        .trimEnd()}…`
    : text;
};

/** A text of somebody's within a sentence, where no element can hold it: its direction goes no further than itself. */
export const isolated = (text: string) => (TURNS.test(text) ? `\u2068${text}\u2069` : text);

/** Several texts of somebody's in one line, each with a direction of its own; what is not there is left out. */
export const beside = (...texts: (string | false | undefined)[]) => texts.flatMap(text => (text ? [isolated(text)] : [])).join(' · ');
