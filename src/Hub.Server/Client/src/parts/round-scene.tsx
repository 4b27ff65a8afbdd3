/** The newest opinion round on the room's projector: what people of different minds agree on, what divides them, or the map. */
import type { RoundPage, RoundView } from '../contract';
import { agreedFirst, dividedFirst, letterOf, type Host } from '../round';
import { o } from '../rounds.words';
import { Fit } from './fit';
import { Dots } from './round-map';
import { useRound, useRounds } from './round-reader';
import { Figured, findingOf } from './round-results';

export type RoundSceneKind = 'agreed' | 'dividing' | 'opinionMap';

/** A wall does not scroll. */
const ROWS = 4;

export function RoundScene({ host, scene }: { host: Host; scene: RoundSceneKind }) {
  const rounds = useRounds(host);
  const round = rounds[rounds.length - 1];
  return round ? (
    <Shown key={round.id} host={host} round={round} scene={scene} />
  ) : (
    <div class="scene centre">
      <p>{o.value.noRound}</p>
    </div>
  );
}

function Shown({ host, round, scene }: { host: Host; round: RoundView; scene: RoundSceneKind }) {
  const words = o.value;
  const page = useRound(host, round, { within: 500 }).page.value;
  const isShown = page !== undefined && page.people > 0;
  return (
    <Fit look={`round-scene ${scene}`}>
      <p class="eyebrow">{isShown ? (scene === 'agreed' ? words.agreed : scene === 'dividing' ? words.divided : words.map) : words.round}</p>
      <h2 class="cuts" dir="auto">
        {round.question}
      </h2>
      {!isShown ? (
        <p class="dim">{page ? words.findings.tooFew() : words.loading}</p>
      ) : scene === 'opinionMap' ? (
        <MapOf page={page} />
      ) : (
        <Rows of={page} scene={scene} />
      )}
      {isShown && <p class="dim figures">{words.people(page.people, page.stances)}</p>}
    </Fit>
  );
}

function Rows({ of, scene }: { of: RoundPage; scene: RoundSceneKind }) {
  const words = o.value;
  const rows = (scene === 'agreed' ? agreedFirst(of) : dividedFirst(of)).slice(0, ROWS);
  if (rows.length === 0) return <p class="dim">{scene === 'agreed' ? words.noneAgreed : words.noneDivided}</p>;
  return (
    <ol class="stage-statements">
      {rows.map(s => (
        <li key={s.id}>
          <b class="cuts" dir="auto">
            {s.text}
          </b>
          <Figured of={s} />
        </li>
      ))}
    </ol>
  );
}

function MapOf({ page }: { page: RoundPage }) {
  const words = o.value;
  return (
    <div class="stage-map">
      {page.map && <Dots bins={page.map.bins} />}
      <div>
        <p>{findingOf(page)}</p>
        <ul>
          {page.groups?.map(g => (
            <li key={g.id}>{words.group(letterOf(g.id), g.size)}</li>
          ))}
        </ul>
      </div>
    </div>
  );
}
