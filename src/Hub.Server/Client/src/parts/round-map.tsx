/** The map of an opinion round as dots, and the same as a table. */
import type { MapBin, MapPlace } from '../contract';
import { dotsOf, letterOf, regionOf, regionsOf } from '../round';
import { o } from '../rounds.words';

/** Where somebody stands, in words. */
export function regionName(at: { row: number; column: number }): string {
  const words = o.value;
  return words.at(words.rows[at.row]!, words.columns[at.column]!);
}

export const placeName = (place: MapPlace) => regionName(regionOf(place));

/** A dot of this radius has room for a letter. */
const LETTERED = 0.06;

/** @param place Where whoever looks stands themselves. */
export function Dots({ bins, place }: { bins: MapBin[]; place?: MapPlace }) {
  const words = o.value;
  const people = bins.reduce((sum, b) => sum + b.people, 0);
  return (
    <svg class="dots" viewBox="-1.2 -1.2 2.4 2.4" role="img" aria-label={words.mapOf(bins.length, people)}>
      <path class="axes" d="M-1.15 0H1.15M0 -1.15V1.15" />
      {dotsOf(bins).map(d => (
        <g key={`${d.x} ${d.y} ${d.group ?? ''}`} class={`dot g${(d.group ?? 0) % 5}`}>
          <circle cx={d.x} cy={d.y} r={d.r} />
          {d.group !== undefined && d.r >= LETTERED && (
            <text x={d.x} y={d.y} dy=".35em" font-size={d.r}>
              {letterOf(d.group)}
            </text>
          )}
        </g>
      ))}
      {place && (
        <g class="me">
          <circle cx={place.x} cy={-place.y} r=".05" />
          <text x={place.x} y={-place.y - 0.08} font-size=".12">
            {words.you}
          </text>
        </g>
      )}
    </svg>
  );
}

export function MapTable({ bins }: { bins: MapBin[] }) {
  const words = o.value;
  const grouped = bins.some(b => b.group !== undefined);
  return (
    <table class="regions">
      <caption class="unseen">{words.map}</caption>
      <thead>
        <tr>
          <th scope="col">{words.place}</th>
          {grouped && <th scope="col">{words.of}</th>}
          <th scope="col">{words.number}</th>
        </tr>
      </thead>
      <tbody>
        {regionsOf(bins).map(r => (
          <tr key={`${r.row} ${r.column} ${r.group ?? ''}`}>
            <th scope="row">{regionName(r)}</th>
            {grouped && <td>{r.group === undefined ? '–' : letterOf(r.group)}</td>}
            <td class="figures">{r.people}</td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}
