import { useSignal, type Signal } from '@preact/signals';
import type { RefObject } from 'preact';
import { useEffect, useId, useRef } from 'preact/hooks';
import { api, call, query, type ApiError } from '../api';
import type {
  BallotDraft,
  BallotKind,
  BallotTemplate,
  BallotView,
  EntryPage,
  MemberItem,
  PersonInRoom,
  PersonView,
  ResultsShown,
  SceneKind,
  Voters,
} from '../contract';
import { thisYear } from '../house-time';
import { BallotCard, BallotFacts, BallotFigures, optionText } from '../parts/ballot';
import { Confirm } from '../parts/confirm';
import { later } from '../parts/later';
import { listed } from '../parts/marks';
import { Choice } from '../parts/choice';
import { notify, went } from '../parts/shell';
import { Select } from '../parts/select';
import { Term } from '../parts/term';
import { isOver } from '../parts/now';
import { Tick } from '../parts/tick';
import { Countdown } from '../parts/timer';
import { told, Which } from '../parts/told';
import { Who } from '../parts/who';
import { namesakes } from '../namesakes';
import { p } from '../prepared.words';
import type { Room } from '../room';
import { sceneOf } from '../scene';
import { isolated } from '../text';
import { failure, w } from '../words';
import { Drafts } from './chair.prepared';
import { c } from './chair.words';

const Rounds = later(() => import('../parts/rounds').then(m => m.LedRounds));

/** @param asking Whether the next ballot is being written while one is open; then alone is the form unfolded beside it. */
export function BallotPane({ room, question, asking }: { room: Room; question: RefObject<HTMLTextAreaElement | null>; asking: Signal<boolean> }) {
  const words = c.value;
  const view = room.view.value!;
  const open = view.ballots.filter(b => b.status !== 'closed');
  const closed = view.ballots.filter(b => b.status === 'closed').reverse();
  const over = isOver(view.status);
  const form = useId();
  const text = useSignal('');
  const editing = useSignal<BallotDraft | undefined>(undefined);
  const sending = room.isPending(x => x.$type === 'openBallot' || x.$type === 'draftBallot');
  const closable = open.filter(b => b.status === 'open');
  const pane = useRef<HTMLElement>(null);
  const newest = open.at(-1)?.id;
  const sent = useRef(false);
  const folded = open.length > 0 && !asking.value && !editing.value;
  // A ballot that opens is in view at once, wherever the pane was scrolled to; whoever sent it from the form, which is folded now, is led to it.
  useEffect(() => {
    const opened = newest && folded ? pane.current?.querySelector<HTMLElement>('.held.open') : undefined;
    if (!opened) return;
    if (sent.current) opened.focus({ preventScroll: true });
    sent.current = false;
    opened.scrollIntoView({ block: 'nearest' });
  }, [newest, folded]);
  return (
    <section class="pane footed" ref={pane} aria-labelledby="pane-ballot">
      <div class="pane-body">
        {open.length === 0 && <Scenes room={room} />}
        <h2 id="pane-ballot">{words.ballot}</h2>
        {!over && room.me.value?.presides && <Presiding room={room} open={open} />}
        {open.map(b => (
          <Held key={b.id} room={room} ballot={b} />
        ))}
        {open.length > 0 && <Scenes room={room} />}
        {closed[0] && open.length === 0 && <Held room={room} ballot={closed[0]} />}
        {!over && <Drafts room={room} editing={editing} />}
        {!over && (view.weighted || view.delegation) && <Weights room={room} />}
        {!over && folded && (
          <button
            type="button"
            class="wide"
            aria-keyshortcuts="B"
            onClick={() => {
              asking.value = true;
              setTimeout(() => question.current?.focus());
            }}
          >
            {words.newBallot}
          </button>
        )}
        {!over && (
          <BallotForm
            room={room}
            id={form}
            text={text}
            question={question}
            folded={folded}
            editing={editing}
            onAsking={() => {
              asking.value = true;
            }}
            onSent={() => {
              sent.current = true;
              asking.value = false;
            }}
          />
        )}
        {(!over || view.rounds) && <Rounds host={room} over={over || view.status === 'scheduled'} item={view.agenda.current} />}
        {over && view.ballots.length === 0 && <p class="hint">{words.noBallotYet}</p>}
        {closed.length > (open.length === 0 ? 1 : 0) && (
          <details class="fold">
            <summary>{words.past}</summary>
            {closed.slice(open.length === 0 ? 1 : 0).map(b => (
              <Held key={b.id} room={room} ballot={b} />
            ))}
          </details>
        )}
      </div>
      {!over && (closable.length > 0 || !folded) && (
        <div class="pane-foot">
          {closable.map(b => (
            <div key={b.id} class="now-line">
              {closable.length > 1 && <bdi class="cut">{b.question}</bdi>}
              <Confirm
                label={words.closeBallot}
                ask={words.closeAsk}
                yes={words.confirmCloseBallot}
                disabled={room.isPending(x => 'ballot' in x && x.ballot === b.id)}
                onYes={() => void room.send({ $type: 'closeBallot', ballot: b.id }).then(went)}
              />
            </div>
          ))}
          {!folded && (
            <>
              <button type="submit" form={form} class="primary wide" disabled={view.status !== 'open' || sending || text.value.trim() === ''}>
                {sending ? words.opening : words.openIt}
              </button>
              <button type="submit" form={form} value="draft" class="wide" disabled={sending || text.value.trim() === ''}>
                {editing.value ? p.value.change : p.value.save}
              </button>
            </>
          )}
        </div>
      )}
    </section>
  );
}

/** Whoever presides as a member checks in and votes here, as the others do on their phones. */
function Presiding({ room, open }: { room: Room; open: BallotView[] }) {
  const words = c.value;
  if (room.me.value!.checkedIn)
    return (
      <>
        {open.map(b => (
          <div key={b.id} class="my-vote">
            <BallotCard room={room} ballot={b} />
          </div>
        ))}
      </>
    );
  return (
    <div class="strip">
      <span>{words.presides}</span>
      <button
        type="button"
        class="primary"
        disabled={room.isPending(x => x.$type === 'checkIn')}
        onClick={() => void room.send({ $type: 'checkIn' }).then(went)}
      >
        {w.value.checkIn}
      </button>
    </div>
  );
}

function Held({ room, ballot }: { room: Room; ballot: BallotView }) {
  const words = c.value;
  const busy = room.isPending(x => 'ballot' in x && x.ballot === ballot.id);
  return (
    <article class={`card held ${ballot.status}`} tabIndex={-1}>
      <div class="now-line">
        <h3>{ballot.question}</h3>
        {ballot.status === 'open' && ballot.closesAt && <Countdown to={ballot.closesAt} label={w.value.closesIn} />}
      </div>
      <BallotFacts room={room} ballot={ballot} />
      <BallotFigures room={room} ballot={ballot} />
      {ballot.status === 'open' && <Missing room={room} ballot={ballot} />}
      {ballot.status === 'open' && ballot.kind !== 'multiple' && !room.part('weighted') && !room.part('delegation') && (
        <Hands room={room} ballot={ballot} disabled={busy} />
      )}
      {ballot.status === 'closing' && <p class="hint">{words.counting}</p>}
      <div class="buttons">
        {ballot.status === 'closed' && ballot.results === 'onReveal' && !ballot.revealed && (
          <button type="button" class="primary" disabled={busy} onClick={() => void room.send({ $type: 'revealBallot', ballot: ballot.id }).then(went)}>
            {words.reveal}
          </button>
        )}
      </div>
    </article>
  );
}

/** How many the chair still waits for; where the format says so, who. */
function Missing({ room, ballot }: { room: Room; ballot: BallotView }) {
  const tally = room.tallyOf(ballot);
  const present = room.present.value;
  // By the roll those who are not there are entitled, too; nobody waits for them.
  const voting = present?.roll === undefined ? tally?.eligible : Math.min(tally?.eligible ?? 0, present.entitled ?? 0);
  const missing = tally ? voting! - tally.cast : 0;
  const said = c.value.missing(missing);
  return missing <= 0 ? null : room.part('missingNamed') ? (
    <MissingNames room={room} ballot={ballot} said={said} cast={tally!.cast} />
  ) : (
    <p class="hint figures">{said}</p>
  );
}

function MissingNames({ room, ballot, said, cast }: { room: Room; ballot: BallotView; said: string; cast: number }) {
  const open = useSignal(false);
  const people = useSignal<PersonView[] | undefined>(undefined);
  const marks = namesakes(people.value ?? []);
  // Asked anew when the count moves, but not with every vote of a burst.
  useEffect(() => {
    if (!open.value) return undefined;
    const timer = setTimeout(
      () => {
        call<PersonView[]>('GET', `/api/meetings/${room.id}/ballots/${ballot.id}/missing`).then(
          p => {
            people.value = p;
          },
          () => undefined,
        );
      },
      people.value ? 1000 : 0,
    );
    return () => clearTimeout(timer);
  }, [open.value, cast, ballot.id]);
  return (
    <details
      class="fold"
      onToggle={e => {
        open.value = e.currentTarget.open;
      }}
    >
      <summary class="figures">{said}</summary>
      <p>{people.value ? listed(people.value.map(p => isolated(told(p, marks)))) : w.value.loading}</p>
    </details>
  );
}

/** Who weighs what, and who votes for whom, in ballots that open from now on. */
function Weights({ room }: { room: Room }) {
  const words = c.value;
  const open = useSignal(false);
  const people = useSignal<PersonInRoom[] | undefined>(undefined);
  const drafts = useSignal<Record<string, string>>({});
  const load = () =>
    call<PersonInRoom[]>('GET', `/api/meetings/${room.id}/people`).then(
      p => {
        people.value = p;
      },
      () => undefined,
    );
  const here = room.present.value?.checkedIn;
  useEffect(() => {
    if (open.value) void load();
  }, [open.value, here, room.id]);
  const marks = namesakes(people.value ?? []);
  const names = new Map(people.value?.map(p => [p.participant, told(p, marks)]));
  const rows = people.value?.filter(p => p.role !== 'chair' && p.role !== 'observer' && (p.checkedIn || p.delegate)) ?? [];
  const save = async (p: PersonInRoom) => {
    const weight = drafts.value[p.participant];
    if (weight === undefined || weight.trim() === '' || !went(await room.send({ $type: 'setWeight', participant: p.participant, weight: weight.trim() })))
      return;
    const { [p.participant]: _, ...others } = drafts.value;
    drafts.value = others;
    await load();
  };
  return (
    <details
      class="card fold"
      onToggle={e => {
        open.value = e.currentTarget.open;
      }}
    >
      <summary>
        <h3>{room.part('weighted') ? words.weights : words.delegations}</h3>
      </summary>
      <p class="hint">{words.weightsWhy}</p>
      {people.value && rows.length === 0 && <p class="empty-line">{words.weightsNobody}</p>}
      <ul class="weights">
        {rows.map(p => (
          <li key={p.participant}>
            <span>
              <Who of={p} strong="b" />
              <Which participant={p.participant} marks={marks} />
              {p.delegate && <small class="hint"> {words.delegatesTo(isolated(names.get(p.delegate) ?? w.value.unnamed))}</small>}
              {!p.checkedIn && <small class="hint"> {words.away}</small>}
            </span>
            {room.part('weighted') && (
              <form
                onSubmit={e => {
                  e.preventDefault();
                  void save(p);
                }}
              >
                <input
                  type="number"
                  min="0"
                  max="1000000"
                  step="0.001"
                  inputMode="decimal"
                  aria-label={words.weightOf(names.get(p.participant) ?? '')}
                  value={drafts.value[p.participant] ?? p.weight ?? '1'}
                  onInput={e => {
                    drafts.value = { ...drafts.value, [p.participant]: e.currentTarget.value };
                  }}
                />
                <button
                  type="submit"
                  disabled={drafts.value[p.participant] === undefined || room.isPending(x => x.$type === 'setWeight' && x.participant === p.participant)}
                >
                  {words.save}
                </button>
              </form>
            )}
          </li>
        ))}
      </ul>
    </details>
  );
}

/** What the clerk counted by eye, beside the devices. */
function Hands({ room, ballot, disabled }: { room: Room; ballot: BallotView; disabled: boolean }) {
  const words = c.value;
  const counts = useSignal<Record<string, string>>({});
  // What was counted before stands in the fields: whoever corrects one number must not lose the others.
  const before = room.tallyOf(ballot)?.hands;
  const counted = (a: string) => counts.value[a] ?? (before ? `${before[a] ?? 0}` : '');
  const answers =
    ballot.kind === 'election' ? ballot.options.flatMap(o => ['approve', 'oppose', 'abstain'].map(a => `${o.id}:${a}`)) : ballot.options.map(o => o.id);
  const save = async () => {
    const hands = Object.fromEntries(answers.map(a => [a, Math.max(0, Math.trunc(Number(counted(a)) || 0))]));
    if (went(await room.send({ $type: 'countHands', ballot: ballot.id, counts: hands }))) notify(words.handsDone);
  };
  return (
    <details class="fold">
      <summary>{words.hands}</summary>
      <form
        onSubmit={e => {
          e.preventDefault();
          void save();
        }}
      >
        <p class="hint">{words.handsWhy}</p>
        <div class="field-row three">
          {answers.map(a => (
            <label key={a}>
              <bdi>{optionText(ballot, a)}</bdi>
              <input
                type="number"
                min="0"
                inputMode="numeric"
                value={counted(a)}
                onInput={e => {
                  counts.value = { ...counts.value, [a]: e.currentTarget.value };
                }}
              />
            </label>
          ))}
        </div>
        <button type="submit" disabled={disabled}>
          {words.handsSave}
        </button>
      </form>
    </details>
  );
}

const limits = ['0', '60', '120', '300'];

function BallotForm({
  room,
  id,
  text,
  question,
  folded,
  editing,
  onAsking,
  onSent,
}: {
  room: Room;
  id: string;
  text: Signal<string>;
  question: RefObject<HTMLTextAreaElement | null>;
  folded: boolean;
  editing: Signal<BallotDraft | undefined>;
  onAsking: () => void;
  onSent: () => void;
}) {
  const words = c.value;
  const kind = useSignal<BallotKind>('approval');
  const options = useSignal('');
  const max = useSignal('');
  const voters = useSignal('default');
  const results = useSignal<ResultsShown>('live');
  const limit = useSignal('0');
  const majority = useSignal('');
  const base = useSignal('');
  const quorum = useSignal('');
  const secrecy = useSignal('named');
  const item = useSignal('');
  const show = useSignal(true);
  const { items } = room.part('agenda');
  /** All of it: what a template does not say is as the format says, and nothing is left over from the ballot before. */
  const fill = (t: BallotTemplate & Pick<Partial<BallotDraft>, 'voters' | 'item'>) => {
    text.value = t.question;
    kind.value = t.kind;
    options.value = t.options?.join('\n') ?? '';
    max.value = t.max ? `${t.max}` : '';
    voters.value = t.voters ?? 'default';
    item.value = items.some(i => i.id === t.item) ? t.item! : '';
    results.value = t.results ?? 'live';
    limit.value = `${t.closesIn ?? 0}`;
    majority.value = t.majority ?? '';
    base.value = t.base ?? '';
    quorum.value = t.quorum ?? '';
    secrecy.value = t.secrecy ?? 'named';
    show.value = true;
  };
  const start = (t: BallotTemplate) => {
    fill(t);
    question.current?.focus();
  };
  const edited = editing.value;
  useEffect(() => {
    if (edited) start(edited);
  }, [edited]);
  // Opened or deleted on another screen of the chair's: what was written here becomes a ballot of its own, and is not lost.
  const isGone = edited !== undefined && !(room.part('drafts') ?? []).some(d => d.id === edited.id);
  useEffect(() => {
    if (isGone) editing.value = undefined;
  }, [isGone]);

  /** @param later It is kept as a draft, and opened when the chair taps it. */
  const send = async (later: boolean) => {
    const lines = [
      ...new Set(
        options.value
          .split('\n')
          .map(o => o.trim())
          .filter(Boolean),
      ),
    ];
    const election = kind.value === 'election';
    const choice = kind.value !== 'approval' && kind.value !== 'rating';
    if (choice && lines.length < (election ? 1 : 2)) {
      notify(election ? words.candidates1 : words.options2, { bad: true });
      return;
    }
    const asked = {
      question: text.value.trim(),
      kind: kind.value,
      options: choice ? lines : undefined,
      max: election ? Number(max.value) : kind.value === 'multiple' ? Math.min(Number(max.value) || lines.length, lines.length) : undefined,
      voters: voters.value === 'default' ? undefined : (voters.value as Voters),
      results: results.value,
      majority: majority.value || undefined,
      base: base.value || undefined,
      quorum: quorum.value || undefined,
      secrecy: secrecy.value,
      item: items.some(i => i.id === item.value) ? item.value : undefined,
      closesIn: Number(limit.value) || undefined,
      draft: edited?.id,
    };
    const receipt = await room.send(later ? { $type: 'draftBallot', ...asked } : { $type: 'openBallot', ...asked });
    if (!went(receipt)) return;
    const shows = show.value;
    fill({ question: '', kind: 'approval' });
    editing.value = undefined;
    if (later) {
      notify(p.value.saved);
      return;
    }
    onSent();
    // A projector that follows shows it without being asked.
    if (shows && receipt.result?.ballot && room.part('scene').scene !== 'auto')
      went(await room.send({ $type: 'showScene', scene: 'ballot', ballot: receipt.result.ballot }));
  };

  return (
    <form
      id={id}
      class="card ballot-form"
      hidden={folded}
      // Whoever writes here keeps the form, though somebody else opens a ballot meanwhile.
      onFocusCapture={onAsking}
      onSubmit={e => {
        e.preventDefault();
        const { submitter } = e as unknown as SubmitEvent;
        void send((submitter as HTMLButtonElement | null)?.value === 'draft');
      }}
    >
      <div class="now-line">
        <h3>{edited ? p.value.editing : words.newBallot}</h3>
        {edited && (
          <button
            type="button"
            class="quiet"
            onClick={() => {
              fill({ question: '', kind: 'approval' });
              editing.value = undefined;
            }}
          >
            {p.value.stop}
          </button>
        )}
      </div>
      <Templates room={room} onStart={start} />
      <label for={`${id}-q`}>{words.question}</label>
      <textarea
        id={`${id}-q`}
        ref={question}
        rows={2}
        required
        maxLength={500}
        aria-keyshortcuts="B"
        value={text.value}
        onInput={e => {
          text.value = e.currentTarget.value;
        }}
      />
      <Choice
        label={words.kindOf}
        value={kind.value}
        options={Object.entries(words.kinds)}
        onChange={v => {
          kind.value = v as BallotKind;
        }}
      />
      {kind.value !== 'approval' && kind.value !== 'rating' && (
        <>
          <div class="now-line">
            <label for={`${id}-o`}>{kind.value === 'election' ? words.candidates : words.options}</label>
            {kind.value === 'election' && (
              <Nominees
                onNames={names => {
                  options.value = [...new Set([...options.value.split('\n'), ...names].map(o => o.trim()).filter(Boolean))].join('\n');
                }}
              />
            )}
          </div>
          <textarea
            id={`${id}-o`}
            rows={4}
            required
            value={options.value}
            onInput={e => {
              options.value = e.currentTarget.value;
            }}
          />
        </>
      )}
      {(kind.value === 'multiple' || kind.value === 'election') && (
        <>
          <label for={`${id}-m`}>{kind.value === 'election' ? words.seats : words.max}</label>
          <input
            id={`${id}-m`}
            type="number"
            min="1"
            max="50"
            required={kind.value === 'election'}
            value={max.value}
            onInput={e => {
              max.value = e.currentTarget.value;
            }}
          />
        </>
      )}
      <div class="field-row three">
        <Select
          label={words.voters}
          value={voters.value}
          options={Object.entries(words.votersAre)}
          onChange={v => {
            voters.value = v;
          }}
        />
        <Select
          label={words.results}
          value={results.value}
          options={Object.entries(words.resultsAre)}
          onChange={v => {
            results.value = v as ResultsShown;
          }}
        />
        <Select
          label={words.closesIn}
          value={limit.value}
          options={limits.map(l => [l, l === '0' ? words.noTimer : words.mins(Number(l) / 60)])}
          onChange={v => {
            limit.value = v;
          }}
        />
      </div>
      {!room.part('weighted') && !room.part('delegation') && (
        <Choice
          label={words.secrecy}
          value={secrecy.value}
          options={Object.entries(words.secrecies)}
          onChange={v => {
            secrecy.value = v;
          }}
        />
      )}
      {!room.part('weighted') && !room.part('delegation') && <Term of="secrecy" />}
      {items.length > 0 && (
        <Select
          label={p.value.item}
          value={item.value}
          options={[['', p.value.noItem], ...items.map((i): [string, string] => [i.id, i.title])]}
          onChange={v => {
            item.value = v;
          }}
        />
      )}
      {secrecy.value === 'confidential' && <p class="hint">{w.value.secrecies.confidential}</p>}
      <details class="fold">
        <summary>{words.rules}</summary>
        <div class="field-row three">
          {kind.value !== 'rating' && (
            <Select
              label={words.majority}
              term="majority"
              value={majority.value}
              options={Object.entries(words.majorities)}
              onChange={v => {
                majority.value = v;
              }}
            />
          )}
          {kind.value !== 'rating' && room.part('checkIn') && (
            <Select
              label={words.base}
              term="base"
              value={base.value}
              options={Object.entries(words.bases)}
              onChange={v => {
                base.value = v;
              }}
            />
          )}
          {room.part('checkIn') && (
            <Select
              label={words.quorum}
              term="quorum"
              value={quorum.value}
              options={Object.entries(words.quorums)}
              onChange={v => {
                quorum.value = v;
              }}
            />
          )}
        </div>
      </details>
      {room.part('scene').scene !== 'auto' && <Tick label={words.alsoShow} of={show} />}
    </form>
  );
}

/** What this format often votes on, and what the agenda has now. */
function Templates({ room, onStart }: { room: Room; onStart: (template: BallotTemplate) => void }) {
  const proposed = useSignal<BallotTemplate[]>([]);
  const format = room.part('format');
  useEffect(() => {
    api.formats().then(
      all => {
        proposed.value = all.find(f => f.id === format)?.ballots ?? [];
      },
      () => undefined,
    );
  }, [format]);
  const { items, current } = room.part('agenda');
  const item = items.find(i => i.id === current && i.kind === 'ballot');
  const all: BallotTemplate[] = [...(item ? [{ question: item.title, kind: 'approval' as const }] : []), ...proposed.value];
  return all.length === 0 ? null : (
    <div class="templates" role="group" aria-label={c.value.templates}>
      {all.map(t => (
        <button key={t.question} type="button" class="quiet" onClick={() => onStart(t)}>
          {t.question}
        </button>
      ))}
    </div>
  );
}

/** The members nominated for the award of this year, as candidates. */
function Nominees({ onNames }: { onNames: (names: string[]) => void }) {
  const year = thisYear();
  const take = async () => {
    try {
      const names = await nominees(year);
      if (names.length === 0) notify(c.value.noNominees);
      onNames(names);
    } catch (error) {
      notify(failure((error as ApiError).code, (error as ApiError).status), { bad: true });
    }
  };
  return (
    <button type="button" class="quiet" onClick={() => void take()}>
      {c.value.nominees(year)}
    </button>
  );
}

/** By name, and where two have the same, by sector too. */
async function nominees(year: number): Promise<string[]> {
  const found = new Map<string, string>();
  for (let after: string | undefined; ; ) {
    const page: EntryPage = await call<EntryPage>('GET', `/api/entries?${query({ type: 'nomination', year, limit: 100, after })}`);
    for (const { is } of page.items) if (is.$type === 'nomination') found.set(is.nominee, page.names[is.nominee]!);
    if (page.next === undefined) break;
    after = page.next;
  }
  const names = [...found.values()];
  return Promise.all(
    [...found].map(async ([id, name]) =>
      names.filter(n => n === name).length === 1 ? name : `${name}（${(await call<MemberItem>('GET', `/api/members/${id}`)).sector}）`,
    ),
  );
}

function Scenes({ room }: { room: Room }) {
  const words = c.value;
  const view = room.view.value!;
  const busy = room.isPending(x => x.$type === 'showScene');
  const missing = (scene: SceneKind) =>
    scene === 'comment'
      ? !view.comments.pinned
      : scene === 'ballot' || scene === 'result'
        ? view.ballots.length === 0
        : scene === 'agreed' || scene === 'dividing' || scene === 'opinionMap'
          ? !view.rounds?.length
          : scene === 'commitments' && !view.commitments?.length;
  const { scene: now } = sceneOf(view);
  // A scene that the end of the meeting has replaced is held no more.
  const holds = now === view.scene.scene;
  return (
    <div class="scenes">
      <div class="now-line">
        <h2>{words.screen}</h2>
        <a class="quiet button" href={`/screen/${room.id}`} target="_blank" rel="noopener">
          {words.openScreen}
        </a>
      </div>
      <div class="scene-buttons" role="group" aria-label={words.screen}>
        {(Object.entries(words.scenes) as [SceneKind, string][]).map(([scene, text]) => (
          <button
            key={scene}
            type="button"
            aria-pressed={view.scene.scene === scene}
            disabled={busy || view.cancelled !== undefined || missing(scene)}
            onClick={() => void room.send({ $type: 'showScene', scene }).then(went)}
          >
            {text}
          </button>
        ))}
      </div>
      {!view.cancelled && <p class="hint">{holds ? words.holds : words.follows(now === 'item' || now === 'end' ? words.followed[now] : words.scenes[now])}</p>}
    </div>
  );
}
