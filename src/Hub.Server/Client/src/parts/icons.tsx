const shapes = {
  like: 'M7 22H4a2 2 0 0 1-2-2v-7a2 2 0 0 1 2-2h3m0 11V11l4-9a3 3 0 0 1 3 3v4h5.7a2 2 0 0 1 2 2.3l-1.4 9a2 2 0 0 1-2 1.7H7',
  reply: 'M9 14 4 9l5-5M4 9h10a6 6 0 0 1 6 6v5',
  hand:
    'M18 11V6.5a1.5 1.5 0 0 0-3 0V11m0-6.5v-1a1.5 1.5 0 0 0-3 0V11m0-6a1.5 1.5 0 0 0-3 0v7m9-2.5a1.5 1.5 0 0 1 3 0V15a7 7 0 0 1-7 ' +
    '7h-2c-3 0-4.5-1-6-3l-3.2-4.5a1.6 1.6 0 0 1 2.5-2L9 14.5V6.5',
  check: 'M20 6 9 17l-5-5',
  up: 'M12 19V5m-6 6 6-6 6 6',
  pause: 'M8 5v14M16 5v14',
  play: 'M7 4v16l13-8z',
  pin: 'M12 17v5M8 3h8l-1 7 3 4H6l3-4z',
  close: 'M6 6l12 12M18 6 6 18',
  settings: 'M4 7h10m4 0h2M4 17h2m4 0h10M16 4.5v5M8 14.5v5',
  people: 'M16 20v-1.5a4 4 0 0 0-4-4H6a4 4 0 0 0-4 4V20M9 11a4 4 0 1 0 0-8 4 4 0 0 0 0 8m13 9v-1.5a4 4 0 0 0-3-3.9M16 3.1a4 4 0 0 1 0 7.8',
};

/** A picture beside words, never instead of them: hidden from screen readers. */
export const Icon = ({ is }: { is: keyof typeof shapes }) => <Shape d={shapes[is]} />;

export const Shape = ({ d }: { d: string }) => (
  <svg class="icon" viewBox="0 0 24 24" fill="none" stroke="currentColor" stroke-width="2" stroke-linecap="round" stroke-linejoin="round" aria-hidden="true">
    <path d={d} />
  </svg>
);

/** A speech bubble that is a code to scan. */
export const Mark = () => (
  <svg class="mark" viewBox="0 0 32 32" aria-hidden="true">
    <path fill="currentColor" d="M6 2h20a4 4 0 0 1 4 4v15a4 4 0 0 1-4 4H15l-7 6v-6H6a4 4 0 0 1-4-4V6a4 4 0 0 1 4-4z" />
    <path class="mark-cells" d="M8 7h6v6H8zM18 7h6v6h-6zM8 15h6v6H8z" />
    <path class="mark-warm" d="M18 15h6v6h-6z" />
  </svg>
);
