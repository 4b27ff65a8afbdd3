import type { Signal } from '@preact/signals';

/** Yes or no, as a box to tick. */
export const Tick = ({ label, of }: { label: string; of: Signal<boolean> }) => (
  <label class="tick">
    <input
      type="checkbox"
      checked={of.value}
      onChange={e => {
        of.value = e.currentTarget.checked;
      }}
    />
    {label}
  </label>
);
