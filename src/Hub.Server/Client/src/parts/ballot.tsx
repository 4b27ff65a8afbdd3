/** A ballot as the voter, and everyone else, sees it: always in words where it stands, or why one cannot vote. */
import { signal, useSignal } from '@preact/signals';
import { useEffect } from 'preact/hooks';
import type { BallotView, Tally } from '../contract';
import { keep, recall } from '../keep';
import { say } from '../prefs';
import type { Room } from '../room';
import { w } from '../words';
import { Icon } from './icons';
import { later } from './later';
import { listed } from './marks';
import { announce, went } from './shell';
import { Countdown } from './timer';

/** An option, or the answer to a candidate (`o1:approve`), as people call it. */
export function optionText(ballot: Pick<BallotView, 'kind' | 'options'>, id: string): string {
  const words = w.value;
  if (ballot.kind === 'approval') return words.approvals[id] ?? id;
  if (ballot.kind === 'rating') return words.score(id);
  const [option, answer] = id.split(':');
  const text = ballot.options.find(o => o.id === option)?.text ?? id;
  return answer ? `${text} ${words.approvals[answer]}` : text;
}

export const ANSWERS = ['approve', 'oppose', 'abstain'];

/** Choices in the ballot's order, whichever was made first. */
export const inOrder = (ballot: BallotView, choices: string[]) => ballot.options.flatMap(({ id }) => choices.filter(c => c.split(':')[0] === id));

export function Turnout({ tally }: { tally: Tally }) {
  const words = w.value;
  const { weights } = tally;
  const share = tally.eligible > 0 ? Math.min(1, tally.cast / tally.eligible) : 0;
  return (
    <div class="turnout">
      <div class="bar" aria-hidden="true">
        <i style={{ transform: `scaleX(${share})` }} />
      </div>
      <span class="figures">
        {tally.eligible > 0 ? words.cast(tally.cast, tally.eligible) : words.castOnly(tally.cast)}
        {weights && ` · ${words.weight(`${weights.cast} / ${weights.eligible}`)}`}
      </span>
    </div>
  );
}

export function OutcomeLine({ ballot }: { ballot: BallotView }) {
  const outcome = ballot.outcome;
  if (!outcome) return null;
  return <p class={`outcome ${outcome.passed ? 'passed' : 'not-passed'}`}>{say(outcome.text)}</p>;
}

type Bars = typeof import('./bars');

/** What shows how the votes stand: fetched when somebody sees the first ballot, again when the line is back. */
const bars = signal<Bars | undefined>(undefined);

/** What can be seen of a ballot without taking part. */
export function BallotFigures({ room, ballot }: { room: Room; ballot: BallotView }) {
  const tally = room.tallyOf(ballot);
  const link = room.link.value;
  useEffect(() => {
    if (!bars.value)
      void import('./bars').then(
        m => {
          bars.value = m;
        },
        () => undefined,
      );
  }, [link]);
  const shown = bars.value;
  return (
    <>
      {tally && <Turnout tally={tally} />}
      {tally && shown && <shown.Course room={room} ballot={ballot} tally={tally} />}
      {tally?.counts && shown && (ballot.status === 'closed' || ballot.results === 'live') && <shown.Bars room={room} ballot={ballot} tally={tally} />}
      <OutcomeLine ballot={ballot} />
      {ballot.root && <Published room={room} ballot={ballot} />}
    </>
  );
}

const Votes = later(() => import('./votes').then(m => m.Votes));

/** Every vote of a closed named ballot, for whoever asks; fetched, with the code that shows it, when opened. */
function Published({ room, ballot }: { room: Room; ballot: BallotView }) {
  const seen = useSignal(false);
  return (
    <details
      class="fold"
      onToggle={() => {
        seen.value = true;
      }}
    >
      <summary>{w.value.published}</summary>
      {seen.value && <Votes room={room} ballot={ballot} />}
    </details>
  );
}

export function BallotFacts({ room, ballot }: { room: Room; ballot: BallotView }) {
  const words = w.value;
  const facts = [
    ballot.kind === 'multiple' ? words.upTo(ballot.max) : ballot.kind === 'election' ? words.approveUpTo(ballot.max) : words.ballotKinds[ballot.kind],
    (ballot.kind === 'approval' || ballot.kind === 'election' || ballot.majority !== 'simple') &&
      ballot.kind !== 'rating' &&
      words.majority(ballot.majority, ballot.base),
    words.secrecies[ballot.secrecy],
    room.tallyOf(ballot)?.weights ? words.byWeight : words.oneSeatOneVote,
    room.part('verified') === false && words.unverified,
    ballot.status !== 'closed' && words.resultsLater[ballot.results],
  ].filter(Boolean);
  return <p class="hint">{facts.join(' · ')}</p>;
}

/** Why this visitor cannot vote; undefined where they can. */
export function barred(room: Room, ballot: BallotView): string | undefined {
  const me = room.me.value;
  const words = w.value;
  if (!me || me.role === 'observer') return words.observerNoVote;
  if (me.role === 'chair' && !me.presides) return words.chairNoVote;
  if (!me.entitled?.includes(ballot.id) && me.role !== 'member' && !me.presides && (ballot.voters === 'members' || room.part('verified')))
    return words.notMember;
  if (room.part('checkIn') && me.votes[ballot.id] === undefined) {
    if (room.notEntitled.value.has(ballot.id)) return me.checkedIn ? words.lateCheckIn : words.notCheckedIn;
  }
  return undefined;
}

/** One person who stands: for, against, or neither. */
function Candidate({ ballot, id, chosen, onChoose }: { ballot: BallotView; id: string; chosen: string[]; onChoose: (id: string, on: boolean) => void }) {
  const full = chosen.filter(c => c.endsWith(':approve')).length >= ballot.max;
  return (
    <div class="candidate" role="radiogroup" aria-label={optionText(ballot, id)}>
      <b>{optionText(ballot, id)}</b>
      <div class="choice-row">
        {ANSWERS.map(a => {
          const choice = `${id}:${a}`;
          const on = chosen.includes(choice);
          return (
            <label key={a}>
              <input
                type="radio"
                name={`b-${ballot.id}-${id}`}
                checked={on}
                disabled={a === 'approve' && full && !on}
                onChange={() => onChoose(choice, true)}
              />
              <span>{w.value.approvals[a]}</span>
            </label>
          );
        })}
      </div>
    </div>
  );
}

export function BallotCard({ room, ballot }: { room: Room; ballot: BallotView }) {
  const words = w.value;
  const draftKey = `choice:${ballot.id}`;
  const mine = room.me.value?.votes[ballot.id];
  const chosen = useSignal<string[]>(recall<string[]>('sessionStorage', draftKey) ?? mine ?? []);
  // What I sent, here or on another device, is what is chosen, unless I have begun to change it here.
  useEffect(() => {
    if (mine && !recall('sessionStorage', draftKey)) chosen.value = mine;
  }, [mine]);
  const sending = room.isPending(c => c.$type === 'vote' && c.ballot === ballot.id);
  const why = barred(room, ballot);
  const open = ballot.status === 'open';
  const same = mine !== undefined && mine.length === chosen.value.length && mine.every(c => chosen.value.includes(c));

  const told = (choices: string[]) => listed(inOrder(ballot, choices).map(c => optionText(ballot, c)));
  const choose = (id: string, on: boolean) => {
    const others = chosen.value.filter(c => c !== id);
    chosen.value =
      ballot.kind === 'election'
        ? [...chosen.value.filter(c => c.split(':')[0] !== id.split(':')[0]), id]
        : ballot.max === 1
          ? [id]
          : on
            ? [...others, id]
            : others;
    keep('sessionStorage', draftKey, chosen.value);
  };
  // Of an election, who is left out: said once for each choice before it is sent.
  const leftOut = ballot.kind === 'election' ? ballot.options.length - chosen.value.length : 0;
  const warned = useSignal('');
  const unsaid = leftOut > 0 && chosen.value.length > 0 && warned.value === chosen.value.join();
  const vote = async () => {
    if (leftOut > 0 && !unsaid) {
      warned.value = chosen.value.join();
      announce(words.leftOut(leftOut));
      return;
    }
    const receipt = await room.send({ $type: 'vote', ballot: ballot.id, choices: chosen.value });
    if (went(receipt)) {
      // Not yet stored where it must be sent again: the choice stays until it is.
      if (receipt.outcome === 'retry') return;
      keep('sessionStorage', draftKey, undefined);
      announce(words.counted(told(chosen.value)));
    } else if (receipt.code === 'notEntitled') room.bar(ballot.id);
  };

  const counted = mine && (mine.length === 0 ? words.countedSecretly : words.counted(told(mine)));
  const state = open
    ? (why ??
      (sending
        ? room.link.value === 'live'
          ? words.sending
          : words.waitsForLink
        : counted && same
          ? counted
          : unsaid
            ? words.leftOut(leftOut)
            : chosen.value.length > 0
              ? counted
                ? words.notSentYet(counted)
                : words.ready
              : room.me.value
                ? words.choose
                : words.checkingRight))
    : ballot.status === 'closing'
      ? words.closing
      : (counted ?? (why ? undefined : words.closedNoVote));

  return (
    <section class={`card ballot ${ballot.status}`} aria-labelledby={`ballot-${ballot.id}`}>
      <div class="now-line">
        <p class="eyebrow">{words.ballot}</p>
        {open && ballot.closesAt && <Countdown to={ballot.closesAt} label={words.closesIn} />}
      </div>
      <h2 id={`ballot-${ballot.id}`}>{ballot.question}</h2>
      <BallotFacts room={room} ballot={ballot} />
      {open && !why && (
        <form
          onSubmit={e => {
            e.preventDefault();
            void vote();
          }}
        >
          <fieldset class="options" disabled={sending}>
            <legend class="unseen">{ballot.question}</legend>
            {ballot.kind === 'election' && ballot.options.map(o => <Candidate key={o.id} ballot={ballot} id={o.id} chosen={chosen.value} onChoose={choose} />)}
            {ballot.kind !== 'election' &&
              ballot.options.map(o => {
                const on = chosen.value.includes(o.id);
                return (
                  <label key={o.id} class={`option${on ? ' on' : ''}`}>
                    <input
                      type={ballot.max === 1 ? 'radio' : 'checkbox'}
                      name={`b-${ballot.id}`}
                      value={o.id}
                      checked={on}
                      disabled={!on && ballot.max > 1 && chosen.value.length >= ballot.max}
                      onChange={e => choose(o.id, e.currentTarget.checked)}
                    />
                    <span>{optionText(ballot, o.id)}</span>
                  </label>
                );
              })}
          </fieldset>
          {!(same && mine) && (
            <button type="submit" class="primary wide" disabled={sending || chosen.value.length === 0}>
              {sending ? words.sending : unsaid ? words.voteSo : mine ? words.revote : words.vote}
            </button>
          )}
        </form>
      )}
      {state && (
        <p class={`ballot-state${counted && same ? ' counted' : ''}`}>
          {counted && same && <Icon is="check" />}
          <span>
            {state}
            {open && counted && same && <small>{words.mayChange}</small>}
          </span>
        </p>
      )}
      {ballot.status === 'closed' && ballot.results === 'onReveal' && !ballot.revealed && <p class="hint">{words.closedHidden}</p>}
      <BallotFigures room={room} ballot={ballot} />
    </section>
  );
}
