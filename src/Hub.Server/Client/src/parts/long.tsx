/** A text that would fill the phone: its beginning, and a button for the rest. */
import { useSignal } from '@preact/signals';
import { beginning } from '../fold';
import { inBoth } from '../prefs';
import { graphemes } from '../text';

const zh = { more: (n: number) => `展开全文（共 ${n} 字）`, less: '收起' };
const en: typeof zh = { more: n => `Show all ${n} characters`, less: 'Show less' };
const said = inBoth(zh, en);

export function Long({ text }: { text: string }) {
  const open = useSignal(false);
  const first = beginning(text);
  if (first === undefined) return <p class="said">{text}</p>;
  return (
    <>
      <p class="said">{open.value ? text : first}</p>
      <button
        type="button"
        class="link"
        aria-expanded={open.value}
        onClick={() => {
          open.value = !open.value;
        }}
      >
        {open.value ? said.value.less : said.value.more(graphemes(text).length)}
      </button>
    </>
  );
}
