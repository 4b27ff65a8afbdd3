/** One of many, with its label; beside that, where the word is hard, what it means. */
import { useId } from 'preact/hooks';
import type { Hard } from '../terms.words';
import { Term } from './term';

export function Select({
  label,
  term,
  value,
  options,
  disabled,
  onChange,
}: {
  label: string;
  term?: Hard;
  value: string;
  options: [string, string][];
  disabled?: boolean;
  onChange: (value: string) => void;
}) {
  const id = useId();
  return (
    <div>
      <div class="with-term">
        <label for={id}>{label}</label>
        {term && <Term of={term} />}
      </div>
      <select id={id} value={value} disabled={disabled} onChange={e => onChange(e.currentTarget.value)}>
        {options.map(([v, text]) => (
          <option key={v} value={v}>
            {text}
          </option>
        ))}
      </select>
    </div>
  );
}
