/** What a meeting that was just made is handed out by: its wall, its chair's code and everyone's. */
import '../style/papers.css';
import { qrOf } from '../api';
import { boot, publicUrl } from '../boot';
import type { AllCodes } from '../contract';
import { p } from '../papers.words';
import { leadsBack, reachable } from '../reachable';
import { openWall } from './codes';

/** A meeting as its making answers it. */
export interface NewMeeting {
  id: string;
  title: string;
  codes: AllCodes;
  /** The chair's link as a picture: the server draws it, so that its secret stands in no address. */
  chairQr?: { size: number; path: string };
  presence?: boolean;
}

const isLoopback = leadsBack(publicUrl);

export function HandOuts({ of }: { of: NewMeeting }) {
  const words = p.value;
  const { attend, chair } = of.codes;
  return (
    <>
      {isLoopback && (
        <p class="hand-out-warning" role="note">
          {boot.lan ? words.lan(boot.lan) : words.noLan}
        </p>
      )}
      <div class="hand-outs">
        <section class="hand-out no-print" aria-label={words.wall}>
          <h3>{words.wall}</h3>
          <p class="hint">{words.wallWhy}</p>
          {of.presence ? (
            <button type="button" onClick={() => void openWall(of.id)}>
              {words.openWall}
            </button>
          ) : (
            <a class="button" href={`/screen/${of.id}`} target="_blank" rel="noopener">
              {words.openWall}
            </a>
          )}
        </section>
        {chair && (
          <section class="hand-out no-print" aria-label={words.chair}>
            <h3>{words.chair}</h3>
            {of.chairQr && (
              <svg
                class="qr"
                viewBox={`-4 -4 ${of.chairQr.size + 8} ${of.chairQr.size + 8}`}
                role="img"
                aria-label={words.chairScan}
                shape-rendering="crispEdges"
              >
                <path fill="#fff" d={`M-4 -4h${of.chairQr.size + 8}v${of.chairQr.size + 8}h-${of.chairQr.size + 8}z`} />
                <path d={of.chairQr.path} />
              </svg>
            )}
            <p class="hint">{words.chairWhy}</p>
            <a class="link-text" href={`${reachable}/chair/${of.id}#${chair}`}>
              {words.chairLink}
            </a>
          </section>
        )}
        {attend && (
          <section class="hand-out" aria-label={words.people}>
            <h3>{words.people}</h3>
            <img class="qr" src={qrOf(`/m/${attend}`)} alt={words.peopleScan} width="180" height="180" />
            <p class="code">{attend}</p>
            <p class="hint">{words.peopleWhy}</p>
            <button type="button" class="no-print" onClick={() => print()}>
              {words.printCode}
            </button>
          </section>
        )}
      </div>
    </>
  );
}
