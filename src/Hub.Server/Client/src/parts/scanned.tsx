/** What is said wherever a code is shown to be scanned or printed, of a house that was opened by an address which leads each phone to itself. */
import { boot, publicUrl } from '../boot';
import { p } from '../papers.words';
import { leadsBack } from '../reachable';

export const Scanned = () =>
  leadsBack(publicUrl) ? (
    <p class={`no-print ${boot.lan ? 'hint' : 'wrong'}`} role="note">
      {boot.lan ? p.value.lan(boot.lan) : p.value.noLan}
    </p>
  ) : null;
