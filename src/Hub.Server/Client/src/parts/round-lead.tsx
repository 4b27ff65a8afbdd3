/** Opinion rounds for who leads: the chair of a meeting, the desk of a topic. They open and close, and look after what people add. */
import { useSignal } from '@preact/signals';
import { useId } from 'preact/hooks';
import type { RoundView, StatementView } from '../contract';
import { counted, type Host } from '../round';
import { o } from '../rounds.words';
import { Confirm } from './confirm';
import { useRound, useRounds } from './round-reader';
import { FoldedResults, RoundHead } from './round-results';
import { Select } from './select';
import { notify, went } from './shell';
import { Tick } from './tick';

interface Led {
  host: Host;
  /** Nothing can be opened any more. */
  over?: boolean;
  /** The item that is under way, to which a new round belongs. */
  item?: string;
  /** A topic is asked about for days, a meeting for minutes. */
  long?: boolean;
}

export function LedRounds({ host, over, item, long }: Led) {
  const words = o.value;
  const id = useId();
  const rounds = useRounds(host);
  const open = rounds.filter(r => r.status !== 'closed');
  const closed = rounds.filter(r => r.status === 'closed').reverse();
  if (over && rounds.length === 0) return null;
  return (
    <section class={`led-rounds${long ? ' card' : ''}`} aria-labelledby={id}>
      <h2 id={id}>{words.round}</h2>
      {open.map(r => (
        <LedRound key={r.id} host={host} round={r} />
      ))}
      {!over && <OpenForm host={host} item={item} long={long} />}
      {closed.map(r => (
        <div key={r.id} class="card opinion">
          <h3>
            <bdi>{r.question}</bdi>
          </h3>
          <FoldedResults host={host} round={r} />
        </div>
      ))}
    </section>
  );
}

function LedRound({ host, round }: { host: Host; round: RoundView }) {
  const words = o.value;
  const id = useId();
  const reader = useRound(host, round, { leads: true });
  const busy = useSignal(false);
  const merging = useSignal<string | undefined>(undefined);
  const page = reader.page.value;
  const waiting = page?.statements.filter(s => s.status === 'waiting') ?? [];
  const shown = page?.statements.filter(s => s.status === undefined) ?? [];
  const act = async (command: Parameters<Host['send']>[0]) => {
    busy.value = true;
    const receipt = await host.send(command);
    busy.value = false;
    const isDone = went(receipt);
    if (isDone) void reader.read();
    return isDone;
  };
  const hide = async (s: StatementView) => {
    if (!(await act({ $type: 'hideStatement', statement: s.id }))) return;
    notify(words.hidden, { undo: { label: words.undo, run: () => void act({ $type: 'approveStatement', statement: s.id }) } });
  };
  const open = round.status === 'open';
  return (
    <section class="card opinion" aria-labelledby={id}>
      <RoundHead round={round} id={id} />
      {page && page.people > 0 && <p class="hint figures">{words.people(page.people, page.stances)}</p>}
      {waiting.length > 0 && (
        <>
          <h3>{words.waiting(waiting.length)}</h3>
          <ul class="statements waits">
            {waiting.map(s => (
              <li key={s.id}>
                <p dir="auto">{s.text}</p>
                <div class="buttons">
                  <button
                    type="button"
                    class="primary"
                    aria-label={words.approveIt(s.text)}
                    disabled={busy.value || !open}
                    onClick={() => void act({ $type: 'approveStatement', statement: s.id })}
                  >
                    {words.approve}
                  </button>
                  <button type="button" aria-label={words.hideIt(s.text)} disabled={busy.value} onClick={() => void hide(s)}>
                    {words.hide}
                  </button>
                </div>
              </li>
            ))}
          </ul>
        </>
      )}
      <h3>{words.shown(shown.length)}</h3>
      <ul class="statements">
        {shown.map(s => {
          const figures = counted({ statements: [s] })[0];
          return (
            <li key={s.id}>
              <p dir="auto">{s.text}</p>
              <p class="hint figures">{figures ? words.counts(figures.agree, figures.disagree, figures.pass) : words.uncounted}</p>
              <div class="buttons">
                <button type="button" aria-label={words.hideIt(s.text)} disabled={busy.value} onClick={() => void hide(s)}>
                  {words.hide}
                </button>
                {open && shown.length > 1 && (
                  <button
                    type="button"
                    aria-label={words.mergeIt(s.text)}
                    aria-expanded={merging.value === s.id}
                    disabled={busy.value}
                    onClick={() => {
                      merging.value = merging.value === s.id ? undefined : s.id;
                    }}
                  >
                    {words.merge}
                  </button>
                )}
              </div>
              {merging.value === s.id && (
                <Merge
                  others={shown.filter(x => x.id !== s.id)}
                  busy={busy.value}
                  onInto={async into => {
                    if (!(await act({ $type: 'mergeStatement', statement: s.id, into }))) return;
                    merging.value = undefined;
                    notify(words.merged);
                  }}
                />
              )}
            </li>
          );
        })}
      </ul>
      {open && <AddFirst host={host} round={round.id} onAdded={() => void reader.read()} />}
      <FoldedResults host={host} round={round} />
      {open && (
        <Confirm
          label={words.close}
          ask={words.closeAsk}
          yes={words.close}
          disabled={busy.value}
          onYes={() => void act({ $type: 'closeRound', round: round.id })}
        />
      )}
    </section>
  );
}

/** The one way without a way back, and so it is asked twice: which one, and then the button. */
function Merge({ others, busy, onInto }: { others: StatementView[]; busy: boolean; onInto: (into: string) => Promise<void> }) {
  const words = o.value;
  const into = useSignal(others[0]!.id);
  return (
    <div class="merge">
      <Select
        label={words.mergeInto}
        value={into.value}
        options={others.map(x => [x.id, x.text])}
        onChange={value => {
          into.value = value;
        }}
      />
      <p class="hint">{words.mergeAsk}</p>
      <button type="button" class="danger" disabled={busy} onClick={() => void onInto(into.value)}>
        {words.mergeYes}
      </button>
    </div>
  );
}

function AddFirst({ host, round, onAdded }: { host: Host; round: string; onAdded: () => void }) {
  const words = o.value;
  const id = useId();
  const text = useSignal('');
  const sending = useSignal(false);
  const send = async () => {
    const said = text.value.trim();
    if (!said || sending.value) return;
    sending.value = true;
    const receipt = await host.send({ $type: 'addStatement', round, text: said });
    sending.value = false;
    if (!went(receipt)) return;
    text.value = '';
    onAdded();
  };
  return (
    <form
      class="add-first"
      onSubmit={e => {
        e.preventDefault();
        void send();
      }}
    >
      <label for={id}>{words.addFirst}</label>
      <div class="field-row">
        <div>
          <input
            id={id}
            maxLength={200}
            value={text.value}
            onInput={e => {
              text.value = e.currentTarget.value;
            }}
          />
        </div>
        <button type="submit" disabled={sending.value || text.value.trim() === ''}>
          {words.submit}
        </button>
      </div>
    </form>
  );
}

function OpenForm({ host, item, long }: Pick<Led, 'host' | 'item' | 'long'>) {
  const words = o.value;
  const id = useId();
  const question = useSignal('');
  const first = useSignal('');
  const adds = useSignal(true);
  const closes = useSignal('');
  const sending = useSignal(false);
  const box = useSignal(false);
  const statements = first.value
    .split('\n')
    .map(line => line.trim())
    .filter(Boolean);
  const send = async () => {
    if (sending.value) return;
    sending.value = true;
    const receipt = await host.send({
      $type: 'openRound',
      question: question.value.trim(),
      statements: statements.length > 0 ? statements : undefined,
      item,
      closesIn: closes.value ? Number(closes.value) : undefined,
      add: adds.value || undefined,
    });
    sending.value = false;
    if (!went(receipt)) return;
    question.value = '';
    first.value = '';
    box.value = false;
    notify(words.opened);
  };
  return (
    <details
      class="fold open-round"
      open={box.value}
      onToggle={e => {
        box.value = e.currentTarget.open;
      }}
    >
      <summary>
        <h3>{words.openRound}</h3>
      </summary>
      {box.value && (
        <form
          onSubmit={e => {
            e.preventDefault();
            void send();
          }}
        >
          <label for={`${id}-q`}>{words.question}</label>
          <textarea
            id={`${id}-q`}
            rows={2}
            required
            value={question.value}
            onInput={e => {
              question.value = e.currentTarget.value;
            }}
          />
          <label for={`${id}-s`}>{words.first}</label>
          <textarea
            id={`${id}-s`}
            rows={4}
            value={first.value}
            aria-describedby={`${id}-h`}
            onInput={e => {
              first.value = e.currentTarget.value;
            }}
          />
          <p class="hint" id={`${id}-h`}>
            {words.firstHint}
          </p>
          <Select
            label={words.closes}
            value={closes.value}
            options={Object.entries(long ? words.longClosings : words.closings).sort(([one], [other]) => Number(one) - Number(other))}
            onChange={value => {
              closes.value = value;
            }}
          />
          <Tick label={words.adds} of={adds} />
          <button type="submit" class="primary" disabled={sending.value || question.value.trim() === '' || (statements.length === 0 && !adds.value)}>
            {words.start}
          </button>
        </form>
      )}
    </details>
  );
}
