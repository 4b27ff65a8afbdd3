/** Seat cards as they are printed: each shows whose it is, and its code as a picture and in letters. */
import type { CardsPrinted } from '../contract';
import { h } from '../hall.words';
import { dateTime } from '../prefs';
import { beside } from '../text';
import { reachable } from '../reachable';

const host = reachable.replace(/^https?:\/\//, '');

/** What was made, while its cards stand on the page. */
export const Printed = ({ of, onDone }: { of: CardsPrinted; onDone: () => void }) => (
  <>
    <p role="status">{h.value.made(of.cards.length)}</p>
    <div class="buttons">
      <button type="button" class="primary" onClick={() => print()}>
        {h.value.print}
      </button>
      <button type="button" onClick={onDone}>
        {h.value.done}
      </button>
    </div>
  </>
);

export const SeatCards = ({ of }: { of: CardsPrinted }) => (
  <ul class="seat-cards">
    {of.cards.map(c => (
      <li key={c.member}>
        <div>
          <p class="seat-name">{c.name}</p>
          <p>{c.sector}</p>
          <p class="seat-for">{of.title}</p>
          <p>{beside(of.startsAt && dateTime(of.startsAt), of.venue)}</p>
        </div>
        <div class="seat-scan">
          <svg class="qr" viewBox={`0 0 ${c.size} ${c.size}`} role="img" aria-label={h.value.scan} shape-rendering="crispEdges">
            <path fill="#fff" d={`M0 0h${c.size}v${c.size}H0z`} />
            <path d={c.qr} />
          </svg>
          <p>
            {h.value.scan} · {h.value.once}
          </p>
        </div>
        <p class="seat-type">
          {h.value.orType(host)} <b class="code">{c.code.replace(/(.{4})(?=.)/g, '$1 ')}</b>
        </p>
      </li>
    ))}
  </ul>
);
