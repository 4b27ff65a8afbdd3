/** Pictures that nobody sees who takes part in a meeting: their phones do not pay for them. */
import { Shape } from './icons';

const shapes = {
  down: 'M12 5v14m6-6-6 6-6-6',
  edit: 'M4 20h4L19 9l-4-4L4 16zM13 7l4 4',
  trash: 'M4 7h16M9 7V4h6v3m3 0-1 13H7L6 7',
  arrow: 'M5 12h14m-6-6 6 6-6 6',
  eye: 'M2 12s4-7 10-7 10 7 10 7-4 7-10 7-10-7-10-7m10 3a3 3 0 1 0 0-6 3 3 0 0 0 0 6',
  again: 'M4 4v6h6M20 20v-6h-6M5 14a7.5 7.5 0 0 0 13 3m1-7a7.5 7.5 0 0 0-13-3',
  clock: 'M12 3a9 9 0 1 0 0 18 9 9 0 0 0 0-18m0 4v5l3.5 2',
  dot: 'M12 8a4 4 0 1 0 0 8 4 4 0 0 0 0-8',
  stop: 'M6 6h12v12H6z',
  qr: 'M4 4h6v6H4zM14 4h6v6h-6zM4 14h6v6H4zM14 14h2v2m4-2v6h-6v-2',
};

export const MoreIcon = ({ is }: { is: keyof typeof shapes }) => <Shape d={shapes[is]} />;
