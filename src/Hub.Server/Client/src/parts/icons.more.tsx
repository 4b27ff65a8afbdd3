/** Pictures that nobody sees who takes part in a meeting: their phones do not pay for them. */
import { Shape } from './icons';

const shapes = {
  down: 'M12 5v14m6-6-6 6-6-6',
  edit: 'M4 20h4L19 9l-4-4L4 16zM13 7l4 4',
  trash: 'M4 7h16M9 7V4h6v3m3 0-1 13H7L6 7',
  arrow: 'M5 12h14m-6-6 6 6-6 6',
  eye: 'M2 12s4-7 10-7 10 7 10 7-4 7-10 7-10-7-10-7m10 3a3 3 0 1 0 0-6 3 3 0 0 0 0 6',
  qr: 'M4 4h6v6H4zM14 4h6v6h-6zM4 14h6v6H4zM14 14h2v2m4-2v6h-6v-2',
};

export const MoreIcon = ({ is }: { is: keyof typeof shapes }) => <Shape d={shapes[is]} />;
