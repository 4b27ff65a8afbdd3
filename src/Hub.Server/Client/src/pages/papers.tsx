/** What is handed out on paper: the agenda, and the result of each ballot on a page of its own. */
import { useSignal } from '@preact/signals';
import { useEffect } from 'preact/hooks';
import '../style/papers.css';
import { call, formatName, type ApiError } from '../api';
import { key } from '../boot';
import type { DecisionView, MinutesView } from '../contract';
import { p } from '../papers.words';
import { ANSWERS, optionText } from '../parts/ballot';
import { colon } from '../parts/marks';
import { title } from '../parts/shell';
import { Head, Sorry } from '../parts/site';
import { dateTime, say } from '../prefs';
import { s } from '../site.words';
import { isolated } from '../text';
import { failure, w } from '../words';

export function Papers() {
  const words = p.value;
  const minutes = useSignal<MinutesView | undefined>(undefined);
  const failed = useSignal<string | undefined>(undefined);
  const chosen = new URLSearchParams(location.search).get('of');
  useEffect(
    () =>
      void call<MinutesView>('GET', `/api/meetings/${encodeURIComponent(key)}/minutes?as=room`).then(
        m => {
          minutes.value = m;
        },
        ({ code, status }: ApiError) => {
          failed.value = status === 401 || status === 403 ? w.peek().forbidden : failure(code, status);
        },
      ),
    [],
  );
  const m = minutes.value;
  useEffect(() => title(m ? `${words.title} · ${m.title}` : words.title), [m?.title, words]);
  if (failed.value) return <Sorry of="meeting" text={failed.value} />;
  if (m && chosen && chosen !== 'agenda' && !m.decisions.some(d => d.ballot === chosen)) return <Sorry of="page" text={s.value.why.page} />;
  const sheet = (id: string) => `sheet${chosen === id ? ' chosen' : ''}`;
  return (
    <>
      <Head>
        <a class="quiet button" href={`/record/${key}`}>
          {words.record}
        </a>
      </Head>
      <main id="main" class={`papers${chosen ? ' of-one' : ''}`}>
        <h1 class="unseen">{words.title}</h1>
        {!m && <p class="card loading">{w.value.loading}</p>}
        {m && (
          <>
            <nav class="buttons no-print" aria-label={words.title}>
              <button type="button" class="primary" onClick={() => print()}>
                {words.print}
              </button>
              <a class="button" href="?of=agenda">
                {words.agenda}
              </a>
              {m.decisions.map(d => (
                <a key={d.ballot} class="button" href={`?of=${encodeURIComponent(d.ballot)}`}>
                  <bdi>{d.question}</bdi>
                </a>
              ))}
            </nav>
            {m.decisions.length === 0 && <p class="hint no-print">{words.noResults}</p>}
            <Agenda of={m} class={sheet('agenda')} />
            {m.decisions.map(d => (
              <Result key={d.ballot} of={d} meeting={m} class={sheet(d.ballot)} />
            ))}
          </>
        )}
      </main>
    </>
  );
}

/** When and where, as far as it is known. */
const Place = ({ of }: { of: MinutesView }) => {
  const at = of.openedAt ?? of.startsAt;
  return <p class="sheet-of">{[say(formatName(of.format)), at && dateTime(at), of.venue && isolated(of.venue), of.county].filter(Boolean).join(' · ')}</p>;
};

function Agenda({ of, class: name }: { of: MinutesView; class: string }) {
  const words = p.value;
  return (
    <section class={name} aria-label={words.agenda}>
      <p class="sheet-of">{words.agenda}</p>
      <h2>{of.title}</h2>
      <Place of={of} />
      {of.agenda.length === 0 ? (
        <p>{words.noItems}</p>
      ) : (
        <table>
          <thead>
            <tr>
              <th scope="col">{words.item}</th>
              <th scope="col">{words.planned}</th>
            </tr>
          </thead>
          <tbody>
            {of.agenda.map((i, n) => (
              <tr key={i.id}>
                <td>
                  {n + 1}. <bdi>{i.title}</bdi>
                </td>
                <td class="figures">{i.plannedMinutes}</td>
              </tr>
            ))}
          </tbody>
        </table>
      )}
      <p class="sheet-of">{words.total(of.agenda.reduce((sum, i) => sum + i.plannedMinutes, 0))}</p>
    </section>
  );
}

/** Every choice that there was, in the ballot's order, also those that nobody made. */
function choicesOf({ kind, options, tally }: DecisionView): string[] {
  const counted = Object.keys(tally.counts ?? {});
  if (kind === 'approval') return ANSWERS;
  if (kind === 'single' || kind === 'multiple') {
    const ids = options.map(o => o.id);
    return [...ids, ...counted.filter(id => !ids.includes(id))];
  }
  const rank = (id: string) => {
    const [option, answer] = id.split(':');
    return options.findIndex(o => o.id === option) * 10 + (answer ? ANSWERS.indexOf(answer) : 0);
  };
  return kind === 'rating' ? counted.sort((a, b) => Number(a) - Number(b)) : counted.sort((a, b) => rank(a) - rank(b));
}

function Result({ of, meeting, class: name }: { of: DecisionView; meeting: MinutesView; class: string }) {
  const words = p.value;
  const { counts, weights, cast, eligible, present } = of.tally;
  return (
    <section class={name} aria-label={`${words.result}${colon()}${of.question}`}>
      <p class="sheet-of">
        {words.result} · <bdi>{meeting.title}</bdi>
      </p>
      <h2>{of.question}</h2>
      <Place of={meeting} />
      <p class="verdict">{of.outcome ? say(of.outcome.text) : words.waits}</p>
      {counts && (
        <table>
          <thead>
            <tr>
              <th scope="col">{words.choice}</th>
              {weights?.counts && <th scope="col">{words.weight}</th>}
              <th scope="col">{words.votes}</th>
            </tr>
          </thead>
          <tbody>
            {choicesOf(of).map(id => (
              <tr key={id}>
                <td>{w.value.approvals[id] ?? optionText(of, id)}</td>
                {weights?.counts && <td class="figures">{weights.counts[id] ?? '0'}</td>}
                <td class="figures">{counts[id] ?? 0}</td>
              </tr>
            ))}
          </tbody>
        </table>
      )}
      <p>
        {words.base}
        {colon()}
        {words.cast(cast, eligible)}
        {present !== undefined && words.present(present)}
      </p>
      <p>
        {words.closed}
        {colon()}
        {dateTime(of.closedAt)}
      </p>
      <p class="sheet-of">
        {words.hash(meeting.chain.seq)}
        {colon()}
        <code>{meeting.chain.hash}</code>
      </p>
    </section>
  );
}
