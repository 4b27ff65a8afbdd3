/** Pictures of numbers, drawn as SVG: each with its title, a text that says the same, and a table behind it. */
import type { ComponentChildren } from 'preact';
import { useId } from 'preact/hooks';
import { locale } from '../prefs';

export const number = (n: number) => n.toLocaleString(locale());

/** The least round number (1, 2 or 5 times a power of ten) that is not below; at least 1. */
export function roundUp(most: number): number {
  if (most <= 1) return 1;
  const power = 10 ** Math.floor(Math.log10(most));
  return [1, 2, 5, 10].map(n => n * power).find(n => n >= most)!;
}

/** How much more or less than before, in whole percent, halves away from zero; undefined where there was nothing before. */
export function change(now: number, before: number): number | undefined {
  if (before === 0) return undefined;
  const percent = ((now - before) / before) * 100;
  return Math.sign(percent) * Math.round(Math.abs(percent));
}

/** Points of a line over a width, from 0 at the foot to `most` at the head. */
export function points(values: number[], most: number, width: number, height: number): [number, number][] {
  const step = values.length > 1 ? width / (values.length - 1) : 0;
  return values.map((v, i) => [i * step, height - (most === 0 ? 0 : (v / most) * height)]);
}

/** @param says What the drawing says; absent where it is a list that says so itself. */
export function Picture({
  title,
  says,
  table,
  head,
  rows,
  children,
}: {
  title: string;
  says?: string;
  table: string;
  head: string[];
  rows: (string | number)[][];
  children: ComponentChildren;
}) {
  const id = useId();
  return (
    <figure class="picture card" aria-labelledby={id}>
      <figcaption id={id}>{title}</figcaption>
      {says ? (
        <div role="img" aria-label={says}>
          {children}
        </div>
      ) : (
        children
      )}
      <details>
        <summary>{table}</summary>
        <div class="table" tabIndex={0} role="region" aria-labelledby={id}>
          <table>
            <thead>
              <tr>
                {head.map(h => (
                  <th key={h} scope="col">
                    {h}
                  </th>
                ))}
              </tr>
            </thead>
            <tbody>
              {rows.map((r, i) => (
                <tr key={i}>
                  {r.map((cell, j) =>
                    j === 0 ? (
                      <th key={j} scope="row">
                        {cell}
                      </th>
                    ) : (
                      <td key={j}>{typeof cell === 'number' ? number(cell) : cell}</td>
                    ),
                  )}
                </tr>
              ))}
            </tbody>
          </table>
        </div>
      </details>
    </figure>
  );
}

/** As wide as the screen asks for: on a phone the same letters need a smaller sheet. */
export const narrow = typeof innerWidth === 'number' && innerWidth < 600;
const W = narrow ? 400 : 960;
const H = 230;

/** Twelve months: an area for what is many, bars for what is few beside it. */
export function MonthsChart({ area, series, labels }: { area: number[]; series: { name: string; values: number[] }[]; labels: string[] }) {
  const most = roundUp(Math.max(1, ...series.flatMap(s => s.values)));
  const mostArea = roundUp(Math.max(1, ...area));
  const slot = W / labels.length;
  const bar = (slot * 0.7) / series.length;
  const line = points(area, mostArea, W - slot, H).map(([x, y]) => `${(x + slot / 2).toFixed(1)},${y.toFixed(1)}`);
  return (
    <svg class="chart" viewBox={`-46 -14 ${W + 92} ${H + 44}`} aria-hidden="true">
      {[0, 0.5, 1]
        .filter(part => Number.isInteger(most * part) && Number.isInteger(mostArea * part))
        .map(part => (
          <g key={part}>
            <line class="grid" x1="0" x2={W} y1={H - part * H} y2={H - part * H} />
            <text class="axis" x="-6" y={H - part * H + 4} text-anchor="end">
              {number(most * part)}
            </text>
            <text class="axis end" x={W + 6} y={H - part * H + 4}>
              {number(mostArea * part)}
            </text>
          </g>
        ))}
      <polygon class="area" points={`${(slot / 2).toFixed(1)},${H} ${line.join(' ')} ${(W - slot / 2).toFixed(1)},${H}`} />
      <polyline class="area-line" points={line.join(' ')} />
      {series.map((s, k) =>
        s.values.map((v, i) => {
          const height = (v / most) * H;
          return (
            <rect
              key={`${k}-${i}`}
              class={`series-${k + 1}`}
              x={i * slot + slot * 0.15 + k * bar}
              y={H - height}
              width={Math.max(1, bar - 2)}
              height={height}
              rx="2"
            />
          );
        }),
      )}
      {labels.map((l, i) => (
        <text key={l} class="axis" x={i * slot + slot / 2} y={H + 20} text-anchor="middle">
          {l}
        </text>
      ))}
    </svg>
  );
}

export const Legend = ({ of }: { of: [string, string][] }) => (
  <p class="legend">
    {of.map(([style, name]) => (
      <span key={name}>
        <i class={style} aria-hidden="true" />
        {name}
      </span>
    ))}
  </p>
);

/** Ranked bars, each with its number, and a link where there is one. */
export function Ranked({ rows, more }: { rows: { name: string; value: number; href?: string; note?: string }[]; more?: string }) {
  const most = Math.max(1, ...rows.map(r => r.value));
  return (
    <ol class="ranked">
      {rows.map(r => (
        <li key={r.name}>
          <span class="ranked-name">{r.href ? <a href={r.href}>{r.name}</a> : r.name}</span>
          <svg class="ranked-bar" viewBox="0 0 100 10" preserveAspectRatio="none" aria-hidden="true">
            <rect class="series-1" width={(r.value / most) * 100} height="10" rx="1" />
          </svg>
          <span class="figures">
            {number(r.value)}
            {r.note && <small> {r.note}</small>}
          </span>
        </li>
      ))}
      {more && <li class="hint">{more}</li>}
    </ol>
  );
}

/** How far things have come: each stage as wide as what has reached it, narrowing into the next. */
export function Funnel({ stages }: { stages: { name: string; value: number }[] }) {
  const most = Math.max(1, ...stages.map(s => s.value));
  const [width, height, line] = narrow ? [400, 120, 20] : [700, 150, 22];
  const slot = width / stages.length;
  const half = (v: number) => Math.max(1.5, (v / most) * (height / 2));
  return (
    <svg class="chart funnel" viewBox={`0 -8 ${width} ${height + 64}`} aria-hidden="true">
      {stages.map((s, i) => {
        const [x, middle, next] = [i * slot, height / 2, stages[i + 1]];
        const [here, there] = [half(s.value), next ? half(next.value) : half(s.value)];
        return (
          <g key={s.name}>
            <polygon
              class={`stage-${i + 1}`}
              points={
                `${x},${middle - here} ${x + slot * 0.62},${middle - here} ${x + slot},${middle - there} ` +
                `${x + slot},${middle + there} ${x + slot * 0.62},${middle + here} ${x},${middle + here}`
              }
            />
            <text class="axis strong" x={x + slot * 0.31} y={height + line} text-anchor="middle">
              {s.name}
            </text>
            <text class="axis" x={x + slot * 0.31} y={height + 2 * line} text-anchor="middle">
              {number(s.value)}
            </text>
          </g>
        );
      })}
    </svg>
  );
}
