/** An opinion round for whoever answers: one statement at a time, three answers within a thumb's reach, and a statement of one's own. */
import { useSignal } from '@preact/signals';
import { useEffect, useId, useRef } from 'preact/hooks';
import { serverNow } from '../clock';
import type { RoundView, Stance } from '../contract';
import { keep, recall } from '../keep';
import { alike, cardOf, type Host } from '../round';
import { o } from '../rounds.words';
import { readerOf, useRounds } from './round-reader';
import { FoldedResults, RoundHead, SeenRound } from './round-results';
import { stackOf, type Stack } from './round-stack';
import { announce, notify, went } from './shell';

const STANCES: readonly Stance[] = ['agree', 'disagree', 'pass'];

/** Whether somebody added a statement is looked at again so often while there is nothing to answer. */
const LOOK = 15_000;

const placeOf = (round: string) => `round-${round}`;

function show(round: string): void {
  const place = document.getElementById(placeOf(round));
  place?.scrollIntoView({ block: 'center' });
  place?.querySelector<HTMLElement>('.stances button')?.focus({ preventScroll: true });
}

/** @param answers Whether whoever looks may answer here; where they may not, why is said. */
export function AnsweredRounds({ host, answers, preModerated }: { host: Host; answers: boolean; preModerated?: boolean }) {
  const rounds = useRounds(host);
  const open = rounds.filter(r => r.status !== 'closed');
  const [last, ...past] = rounds.filter(r => r.status === 'closed').reverse();
  const newest = open[open.length - 1];
  useEffect(() => {
    if (!newest) return;
    const text = o.peek().begins(newest.question);
    // Whoever reads far below when it opens is led to it.
    const isNews = answers && Date.parse(newest.openedAt) > serverNow() - performance.now();
    if (isNews) notify(text, { undo: { label: o.peek().go, run: () => show(newest.id) } });
    else announce(text);
  }, [newest?.id]);
  return (
    <>
      {open.map(r => (
        <OpenRound key={r.id} host={host} round={r} answers={answers} preModerated={preModerated} />
      ))}
      {last && <SeenRound key={last.id} host={host} round={last} own={answers} />}
      {past.length > 0 && (
        <details class="card fold">
          <summary>
            <h2>{o.value.past}</h2>
          </summary>
          {past.map(r => (
            <div key={r.id} class="opinion">
              <h3>
                <bdi>{r.question}</bdi>
              </h3>
              <FoldedResults host={host} round={r} own={answers} />
            </div>
          ))}
        </details>
      )}
    </>
  );
}

function OpenRound({ host, round, answers, preModerated }: { host: Host; round: RoundView; answers: boolean; preModerated?: boolean }) {
  const words = o.value;
  const id = useId();
  const stack = stackOf(host, round.id);
  const barred = stack.barred.value;
  return (
    <section class="card opinion" id={placeOf(round.id)} aria-labelledby={id}>
      <RoundHead round={round} id={id} />
      {round.status === 'open' &&
        (!answers ? (
          <p class="hint">{words.onlySeated}</p>
        ) : barred ? (
          <p class="hint">
            {words.signIn} <a href="/signin">{words.toSignIn}</a>
          </p>
        ) : (
          <>
            <Cards host={host} stack={stack} />
            <MyAnswers host={host} round={round} stack={stack} />
            {round.adds && <AddOwn host={host} round={round} stack={stack} preModerated={preModerated} />}
          </>
        ))}
      <FoldedResults host={host} round={round} own={answers && !barred} />
    </section>
  );
}

function Cards({ host, stack }: { host: Host; stack: Stack }) {
  const words = o.value;
  const deck = stack.deck.value;
  const card = cardOf(deck);
  const said = card && deck.said[card.id];
  const waiting = Object.keys(stack.queue.waiting.value).length;
  const live = host.link.value === 'live';
  const box = useRef<HTMLDivElement>(null);
  const end = useRef<HTMLParagraphElement>(null);
  const id = useId();
  const none = card === undefined;
  // While there is something to answer, more is asked for with the answers.
  useEffect(() => {
    if (none) void stack.ask();
  }, [stack, none, live]);
  useEffect(() => {
    if (!none) return undefined;
    const timer = setInterval(
      () => {
        if (!document.hidden) void stack.ask();
      },
      LOOK * (0.75 + Math.random() / 2),
    );
    return () => clearInterval(timer);
  }, [stack, none]);
  // The buttons under the finger are gone with the last card: a keyboard goes on from here.
  const had = useRef(false);
  useEffect(() => {
    if (none && had.current && (document.activeElement === document.body || document.activeElement === null)) end.current?.focus({ preventScroll: true });
    had.current = !none;
  }, [none]);

  const answer = (choice: Stance) => {
    stack.answer(choice);
    const next = cardOf(stack.deck.peek());
    announce(next ? o.peek().spoken(next.text) : o.peek().allSaid);
  };
  const keys = (e: KeyboardEvent) => {
    const choice = STANCES[['1', '2', '3'].indexOf(e.key)];
    if (!choice || e.ctrlKey || e.metaKey || e.altKey || e.repeat) return;
    e.preventDefault();
    answer(choice);
  };
  return (
    <div class="stack" ref={box} onKeyDown={keys}>
      {card ? (
        <>
          <p class="hint figures">
            {words.card(deck.left)}
            {said && ` · ${words.said(words.stances[said])}`}
          </p>
          <p class="statement" id={id} dir="auto">
            {card.text}
          </p>
          <div class="stances" role="group" aria-labelledby={id}>
            {STANCES.map((stance, i) => (
              <button
                key={stance}
                type="button"
                class={stance}
                aria-keyshortcuts={`${i + 1}`}
                aria-pressed={said ? said === stance : undefined}
                onClick={() => answer(stance)}
              >
                {words.stances[stance]}
              </button>
            ))}
          </div>
        </>
      ) : (
        <p class="statement done" ref={end} tabIndex={-1}>
          {!stack.ready.value
            ? stack.failed.value
              ? words.failed
              : words.loading
            : deck.at > 0 || Object.keys(deck.said).length > 0
              ? words.allSaid
              : words.noneYet}
        </p>
      )}
      <div class="stack-foot">
        {deck.at > 0 && (
          <button type="button" class="quiet" onClick={() => stack.back()}>
            {words.back}
          </button>
        )}
        {card && <span class="hint keys">{words.keys}</span>}
      </div>
      {!live && waiting > 0 && <p class="hint unsent">{words.unsent(waiting)}</p>}
    </div>
  );
}

/** What I said, each to be said otherwise until the round is closed. */
function MyAnswers({ host, round, stack }: { host: Host; round: RoundView; stack: Stack }) {
  const words = o.value;
  const open = useSignal(false);
  const reader = readerOf(host, round.id);
  const said: Readonly<Record<string, Stance>> = { ...reader.mine.value?.stances, ...stack.deck.value.said };
  const mine = (reader.page.value?.statements ?? []).filter(s => s.status === undefined && s.id in said);
  return (
    <details
      class="fold"
      onToggle={e => {
        open.value = e.currentTarget.open;
        if (open.value) reader.hear(0, true);
      }}
    >
      <summary>
        <h3>{words.answers}</h3>
      </summary>
      {open.value && mine.length === 0 && <p class="hint">{words.noAnswers}</p>}
      {open.value && mine.length > 0 && (
        <ul class="statements">
          {mine.map(s => (
            <li key={s.id}>
              <p dir="auto">{s.text}</p>
              <div class="buttons">
                {STANCES.map(stance => (
                  <button
                    key={stance}
                    type="button"
                    aria-label={words.answer(words.stances[stance], s.text)}
                    aria-pressed={said[s.id] === stance}
                    onClick={() => stack.say(s.id, stance)}
                  >
                    {words.stances[stance]}
                  </button>
                ))}
              </div>
            </li>
          ))}
        </ul>
      )}
    </details>
  );
}

const LIMIT = 200;
const WARN = 40;
/** Fewer letters are alike by chance. */
const TELLING = 3;

function AddOwn({ host, round, stack, preModerated }: { host: Host; round: RoundView; stack: Stack; preModerated?: boolean }) {
  const words = o.value;
  const id = useId();
  const draft = `draft:${host.name}/${round.id}`;
  const text = useSignal(recall<string>('sessionStorage', draft) ?? '');
  const sending = useSignal(false);
  const open = useSignal(false);
  /** The statements that the house found alike. */
  const refused = useSignal<string[] | undefined>(undefined);
  const reader = readerOf(host, round.id);
  const said = text.value.trim();
  const left = LIMIT - [...said].length;
  const here = reader.page.value?.statements ?? [];
  const found = [...said].length < TELLING ? [] : alike(said, here).slice(0, 3);
  const near = found.length > 0 ? found : here.filter(s => refused.value?.includes(s.id));
  const anyway = near.length > 0 || refused.value !== undefined;
  const write = (value: string) => {
    text.value = value;
    refused.value = undefined;
    keep('sessionStorage', draft, value || undefined);
  };
  const send = async () => {
    if (!said || left < 0 || sending.value) return;
    sending.value = true;
    const receipt = await host.send({ $type: 'addStatement', round: round.id, text: said, anyway: anyway || undefined });
    sending.value = false;
    if (receipt.code === 'alikeStatement') {
      await reader.read();
      refused.value = receipt.similar ?? [];
      return;
    }
    if (!went(receipt)) return;
    write('');
    notify(preModerated ? words.addedWaiting : words.added);
  };
  return (
    <details
      class="fold own"
      onToggle={e => {
        open.value = e.currentTarget.open;
        if (open.value) void reader.read();
      }}
    >
      <summary>
        <h3>{words.add}</h3>
      </summary>
      {open.value && (
        <form
          onSubmit={e => {
            e.preventDefault();
            void send();
          }}
        >
          <label for={id}>{words.add}</label>
          <textarea id={id} rows={2} value={text.value} aria-describedby={`${id}-hint`} onInput={e => write(e.currentTarget.value)} />
          <p class={`hint${left < 0 ? ' wrong' : ''}`} id={`${id}-hint`}>
            {left < 0 ? words.over(-left) : left <= WARN ? words.left(left) : words.addHint}
          </p>
          {anyway && (
            <div class="near" role="status">
              <p>
                <b>{words.near}</b>
              </p>
              <ul>
                {near.map(s => (
                  <li key={s.id}>
                    <span dir="auto">{s.text}</span>
                    <button
                      type="button"
                      onClick={() => {
                        stack.say(s.id, 'agree');
                        write('');
                        notify(words.joined);
                      }}
                    >
                      {words.join}
                    </button>
                  </li>
                ))}
              </ul>
            </div>
          )}
          <button type="submit" class={anyway ? '' : 'primary'} disabled={sending.value || !said || left < 0}>
            {anyway ? words.anyway : words.submit}
          </button>
        </form>
      )}
    </details>
  );
}
