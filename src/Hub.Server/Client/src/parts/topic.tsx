/**
 * One topic, whole: what it is, how far it has come, what was promised, how it was rated, and what people say. The same for those whom it concerns and for
 * staff.
 */
import { useSignal, useSignalEffect } from '@preact/signals';
import type { ComponentChildren } from 'preact';
import { useEffect, useId } from 'preact/hooks';
import '../style/deed.css';
import { call } from '../api';
import type { CommentsPage, CommentView, CommitmentView, ProgressNote, RatingWord, TopicCommand, TopicView } from '../contract';
import { day } from '../day';
import { daysTo } from '../house-time';
import { keep, recall } from '../keep';
import { inHouse, locale } from '../prefs';
import { k } from '../desk.words';
import { ratings } from '../ratings.words';
import { beside, cut, isolated } from '../text';
import { held, LiveTopic } from '../topic';
import { t } from '../topics.words';
import { w } from '../words';
import { Acknowledge, mayAcknowledge } from './acknowledge';
import { copy } from './codes';
import { Thumbs } from './files';
import { Icon } from './icons';
import { MoreIcon } from './icons.more';
import { later } from './later';
import { colon } from './marks';
import { countOf, percent } from './percent';
import { notify, went } from './shell';
import { Badge } from './status';

const shortDay = (at: string) => inHouse(at, { month: 'short', day: 'numeric' });

/** Acts, and says so where it was refused. */
const act = async (topic: LiveTopic, command: TopicCommand) => went(await topic.send(command));

const STEPS: Record<string, number> = { raised: 0, accepted: 1, declined: 1, merged: 1, scheduled: 2, discussed: 2, committed: 3, resolved: 3, rated: 4 };

/** The step of the chain that a meeting takes. */
const CONSULTED = 2;

export function TopicBody({ topic, children }: { topic: LiveTopic; children?: ComponentChildren }) {
  const view = topic.view.value!;
  const words = t.value;
  return (
    <article class="topic">
      <header class="card topic-head">
        <p class="eyebrow">{beside(view.county, view.venue, view.category) || words.topic}</p>
        <h1>{view.title || words.hiddenNow}</h1>
        <p class="facts">
          <Badge of="TopicStatus" is={view.status} />
          <span>{words.raisedAt(day(view.raisedAt))}</span>
          {topic.me.value?.topic?.raised && <span class="tag">{words.mineRaised}</span>}
        </p>
        <Chain view={view} />
        {view.mergedInto && (
          <p class="boxed">
            {words.mergedInto} <a href={`/topics/${view.mergedInto}`}>{words.see}</a>
          </p>
        )}
        {view.declined && (
          <p class="boxed">
            {words.declined}
            <bdi>{view.declined.reason}</bdi>
          </p>
        )}
        {view.text && <p class="said">{view.text}</p>}
        {view.source && (
          <p class="hint">
            {words.fromMeeting} · <a href={`/record/${view.source.meeting}`}>{words.goMeeting}</a>
          </p>
        )}
        <Thumbs ids={view.files} label={n => words.photoOf(isolated(view.title), n)} />
        {view.absorbed && (
          <p class="hint">
            {words.absorbed}
            {view.absorbed.map(a => (
              <a key={a.topic} class="chip" href={`/topics/${a.topic}`}>
                <bdi>{a.title}</bdi>
              </a>
            ))}
          </p>
        )}
        <Concerned topic={topic} />
      </header>
      {children}
      <Opinions topic={topic} />
      {view.meetings.length > 0 && <Meetings view={view} />}
      <section class="card">
        <h2>{words.commitments}</h2>
        {view.commitments.length === 0 ? (
          <p class="hint">{words.none}</p>
        ) : (
          <ul class="commitments">
            {view.commitments.map(c => (
              <Promised key={c.id} c={c}>
                {c.status === 'reported' && mayAcknowledge(topic) && <Acknowledge topic={topic} of={c} />}
              </Promised>
            ))}
          </ul>
        )}
      </section>
      {(view.commitments.length > 0 || view.satisfaction.n + view.apart.n > 0) && <Outcome topic={topic} />}
      <Replies topic={topic} />
    </article>
  );
}

const Answered = later(() => import('./rounds').then(m => m.AnsweredRounds));
const Led = later(() => import('./rounds').then(m => m.LedRounds));

/** Whoever looks after topics leads its opinion rounds; everybody else takes part. */
function Opinions({ topic }: { topic: LiveTopic }) {
  const view = topic.view.value!;
  const over = view.mergedInto !== undefined || view.declined !== undefined;
  if (topic.me.value?.topic?.may?.includes('moderateTopics')) return <Led key={topic.id} host={topic} over={over} long />;
  return view.rounds ? <Answered key={topic.id} host={topic} answers={!over} /> : null;
}

function Chain({ view }: { view: TopicView }) {
  const at = STEPS[view.status]!;
  const stopped = view.status === 'declined' || view.status === 'merged';
  const when = (step: number) => {
    const came = view.chain.filter(c => STEPS[c.status] === step && c.status !== 'declined' && c.status !== 'merged');
    // The day on which it was consulted about, and not that on which it was put on an agenda.
    return (came.find(c => c.status === 'discussed') ?? came[0])?.at;
  };
  return (
    <ol class="chain">
      {t.value.chain.map(([name, done], i) => {
        const reached = i <= at && !(stopped && i > 0) && (i === 0 || when(i) !== undefined || i < at);
        // What was passed over is no step that was taken.
        const skipped = i === CONSULTED && i < at && !held(view);
        // What is only on an agenda is still to come.
        const awaited = i === CONSULTED && i === at && !held(view);
        return (
          <li key={name} class={!reached ? '' : skipped || awaited ? 'skipped' : 'reached'} aria-current={i === at && reached ? 'step' : undefined}>
            <b>{name}</b>
            <small title={skipped ? k.value.notHeldHint : undefined}>
              {skipped ? k.value.notHeld : awaited && reached ? t.value.status.scheduled : reached && when(i) ? shortDay(when(i)!) : reached ? done : ''}
            </small>
          </li>
        );
      })}
    </ol>
  );
}

function Concerned({ topic }: { topic: LiveTopic }) {
  const words = t.value;
  const view = topic.view.value!;
  const me = topic.me.value;
  const over = view.mergedInto !== undefined;
  const liked = me?.likes.includes('topic') ?? false;
  const follows = me?.topic?.follows ?? false;
  const busy = topic.isPending(c => c.$type === 'follow' || (c.$type === 'react' && c.comment === undefined));
  return (
    <div class="buttons">
      <button type="button" aria-pressed={liked} disabled={over || busy} onClick={() => void act(topic, { $type: 'react', kind: 'like', on: !liked })}>
        <Icon is="like" />
        {liked ? words.liked : words.like} <span class="figures">{topic.likesOf('topic', view.likes)}</span>
      </button>
      <button
        type="button"
        aria-pressed={follows}
        disabled={over || busy || me?.topic?.raised}
        onClick={() => void act(topic, { $type: 'follow', on: !follows })}
      >
        <MoreIcon is="eye" />
        {follows ? words.followed : words.follow} <span class="figures">{view.followers}</span>
      </button>
      <button type="button" class="quiet" onClick={() => void copy(location.href)}>
        <MoreIcon is="arrow" />
        {words.share}
      </button>
    </div>
  );
}

function Meetings({ view }: { view: TopicView }) {
  const words = t.value;
  return (
    <section class="card">
      <h2>{words.meetings}</h2>
      <ul class="lines">
        {view.meetings.map(m => (
          <li key={m.meeting + m.item}>
            <Badge of="TopicMeetingStatus" is={m.status} />
            {m.status === 'discussed' && <span class="hint">{words.said(m.comments, Math.round(m.seconds / 60))}</span>}
            <a href={`/${m.status === 'scheduled' ? 'watch' : 'record'}/${m.meeting}`}>{words.goMeeting}</a>
          </li>
        ))}
      </ul>
    </section>
  );
}

export function Due({ due, level, done }: { due: string; level: number; done: boolean }) {
  const words = t.value;
  const left = daysTo(due);
  if (done) return <span>{day(due)}</span>;
  return left < 0 || level > 0 ? (
    <span class="wrong">
      <b>{left < 0 ? words.late(-left) : words.level[level]}</b>
      {level > 1 && ` · ${words.level[level]}`}
    </span>
  ) : (
    <span>
      {day(due)} · {words.dueIn(left)}
    </span>
  );
}

function noteName(n: ProgressNote): string {
  const words = t.value;
  const byRaiser = n.byRaiser ? words.byRaiser[n.kind] : undefined;
  return byRaiser ?? (n.followers ? words.byFollowers(n.followers) : n.score ? words.byScore(n.score) : words.notes[n.kind]);
}

export function Promised({ c, children }: { c: CommitmentView; children?: ComponentChildren }) {
  const words = t.value;
  return (
    <li class={`commitment ${c.status}`}>
      <p class="facts">
        <Badge of="CommitmentStatus" is={c.status} />
        <b>{c.department}</b>
        <Due due={c.due} level={c.level} done={c.status === 'completed' || c.status === 'reported'} />
      </p>
      <p>{c.what}</p>
      {c.source?.quote && (
        <blockquote class="quote">
          {words.quoted}
          {colon()}
          <bdi>{c.source.quote}</bdi> <a href={`/record/${c.source.meeting}`}>{words.goMeeting}</a>
        </blockquote>
      )}
      {c.notes.length > 0 && (
        <ol class="notes">
          {c.notes.map((n, i) => (
            <li key={i} class={n.kind}>
              <b>{noteName(n)}</b>{' '}
              <time class="hint" dateTime={n.at}>
                {day(n.at)}
              </time>
              {n.text && <p>{n.text}</p>}
              <Thumbs ids={n.files} label={i => words.evidenceOf(isolated(c.what), i)} />
            </li>
          ))}
        </ol>
      )}
      {children}
    </li>
  );
}

function Outcome({ topic }: { topic: LiveTopic }) {
  const words = t.value;
  const view = topic.view.value!;
  const mine = topic.me.value?.topic;
  const open = view.status === 'resolved' || view.status === 'rated';
  const [few, fewApart] = [countOf(view.satisfaction), countOf(view.apart)];
  return (
    <section class="card satisfied">
      <h2>{words.satisfaction}</h2>
      <p class="rate">
        {view.satisfaction.rate === undefined
          ? words.noRatings
          : few === undefined
            ? words.rate(percent(view.satisfaction.rate), view.satisfaction.n.toLocaleString(locale()))
            : ratings.value.few(view.satisfaction.n, few)}
      </p>
      {view.apart.rate !== undefined && (
        <p>
          {fewApart === undefined
            ? ratings.value.apart(view.apart.n.toLocaleString(locale()), percent(view.apart.rate))
            : ratings.value.apartFew(view.apart.n, fewApart)}
        </p>
      )}
      <p class="hint">
        {ratings.value.how} {ratings.value.rule} {ratings.value.resolved}
      </p>
      {!open ? <p class="hint">{words.rateLater}</p> : mine?.follows || mine?.raised ? <Rating topic={topic} /> : <p class="hint">{words.rateFollow}</p>}
      {!open && mine?.score !== undefined && (
        <p class="my-rating">
          {k.value.myRating}
          {colon()}
          <Stars score={mine.score} /> {mine.word && <bdi>{mine.word}</bdi>}
        </p>
      )}
      <Words of={view.words.filter(x => !x.apart)} />
      <Words of={view.words.filter(x => x.apart)} title={words.others} />
      {view.answers.length > 0 && (
        <>
          <h3>{words.answers}</h3>
          <ul class="lines">
            {view.answers.map(a => (
              <li key={a.at}>
                <time class="hint" dateTime={a.at}>
                  {day(a.at)}
                </time>
                <span>{a.text}</span>
              </li>
            ))}
          </ul>
        </>
      )}
    </section>
  );
}

const Stars = ({ score }: { score: number }) => (
  <span class="stars" role="img" aria-label={t.value.scores[score - 1]}>
    {'★'.repeat(score)}
    {'☆'.repeat(5 - score)}
  </span>
);

function Words({ of, title }: { of: RatingWord[]; title?: string }) {
  if (of.length === 0) return null;
  return (
    <>
      {title && <h3>{title}</h3>}
      <ul class="lines">
        {of.map(x => (
          <li key={x.at + x.text}>
            <Stars score={x.score} />
            <span>{x.text}</span>
          </li>
        ))}
      </ul>
    </>
  );
}

function Rating({ topic }: { topic: LiveTopic }) {
  const words = t.value;
  const mine = topic.me.value?.topic;
  const score = useSignal(mine?.score ?? 0);
  const text = useSignal(mine?.word ?? '');
  const busy = topic.isPending(c => c.$type === 'rate');
  const id = useId();
  const rate = async () => {
    if (await act(topic, { $type: 'rate', score: score.value, text: text.value.trim() || undefined }))
      notify(topic.me.value?.topic?.scoreApart ? words.ratedApart : words.rated);
  };
  return (
    <form
      class="rating"
      onSubmit={e => {
        e.preventDefault();
        void rate();
      }}
    >
      <fieldset class="choice">
        <legend>{words.yourRating}</legend>
        <div class="choice-row">
          {words.scores.map((name, i) => (
            <label key={i}>
              <input
                type="radio"
                name={id}
                value={i + 1}
                checked={score.value === i + 1}
                onChange={() => {
                  score.value = i + 1;
                }}
              />
              <span>
                {i + 1} · {name}
              </span>
            </label>
          ))}
        </div>
      </fieldset>
      <p class="hint">{words.counts[mine?.raised ? 'raiser' : mine?.guest ? 'guest' : mine?.apart ? 'apart' : 'follower']}</p>
      {mine?.scoreApart && !mine.apart && <p class="hint">{words.wasApart}</p>}
      <label for={`${id}-word`}>{words.word}</label>
      <div class="field-row">
        <div>
          <input
            id={`${id}-word`}
            maxLength={200}
            value={text.value}
            onInput={e => {
              text.value = e.currentTarget.value;
            }}
          />
        </div>
        <button type="submit" class="primary" disabled={score.value === 0 || busy}>
          {mine?.score ? words.rateAgain : words.rateIt}
        </button>
      </div>
    </form>
  );
}

function Replies({ topic }: { topic: LiveTopic }) {
  const words = t.value;
  const view = topic.view.value!;
  const replyTo = useSignal<CommentView | undefined>(undefined);
  const draft = `draft:topics/${topic.id}`;
  const text = useSignal(recall<string>('sessionStorage', draft) ?? '');
  const write = (value: string) => {
    text.value = value;
    keep('sessionStorage', draft, value || undefined);
  };
  const sending = topic.isPending(c => c.$type === 'comment');
  const older = useSignal<CommentView[]>([]);
  const next = useSignal<number | undefined>(undefined);
  const id = useId();
  // Also for what an earlier page sent: its text is still in the draft.
  useSignalEffect(() => {
    const settled = topic.outbox.settled.value;
    if (settled?.command.$type === 'comment' && settled.receipt.outcome !== 'refused' && text.peek().trim() === settled.command.text) write('');
  });
  const post = async () => {
    const said = text.value.trim();
    if (said && !sending && (await act(topic, { $type: 'comment', text: said, replyTo: replyTo.value?.id }))) replyTo.value = undefined;
  };
  const newest = view.comments.items;
  const all = [...older.value.filter(o => !newest.some(n => n.id === o.id)), ...newest];
  const more = next.value === undefined ? view.comments.total > all.length : next.value > 0;
  const load = async () => {
    try {
      const page = await call<CommentsPage>('GET', `/api/${topic.name}/comments?before=${next.value ?? all[0]?.seq ?? topic.nextSeq}&limit=50`);
      older.value = [...page.items, ...older.value];
      next.value = page.next ?? 0;
    } catch {
      notify(words.failed, { bad: true });
    }
  };
  const may = view.mergedInto === undefined && !view.declined;
  return (
    <section class="card replies">
      <h2>
        {words.comments} <span class="hint figures">{view.comments.total.toLocaleString(locale())}</span>
      </h2>
      {may && (
        <form
          class="composer"
          onSubmit={e => {
            e.preventDefault();
            void post();
          }}
        >
          {replyTo.value && (
            <p class="quote">
              {words.replying}
              {colon()}
              <bdi>{cut(replyTo.value.text, 40)}</bdi>{' '}
              <button
                type="button"
                class="quiet"
                onClick={() => {
                  replyTo.value = undefined;
                }}
              >
                {words.cancel}
              </button>
            </p>
          )}
          <label class="unseen" for={id}>
            {words.write}
          </label>
          <textarea id={id} rows={2} maxLength={2000} placeholder={words.write} value={text.value} onInput={e => write(e.currentTarget.value)} />
          <div class="composer-foot">
            <span class="hint">{words.anonymous}</span>
            <button type="submit" class="primary" disabled={sending || !text.value.trim()}>
              {sending ? (topic.link.value === 'live' ? words.posting : w.value.waitsForLink) : words.post}
            </button>
          </div>
        </form>
      )}
      {all.length === 0 ? (
        <p class="empty-line">{words.noComments}</p>
      ) : (
        <ol class="rows">
          {[...all].reverse().map(c => (
            <Reply
              key={c.id}
              topic={topic}
              c={c}
              all={all}
              may={may}
              onReply={() => {
                replyTo.value = c;
                document.getElementById(id)?.focus();
              }}
            />
          ))}
        </ol>
      )}
      {more && (
        <button type="button" class="wide" onClick={() => void load()}>
          {words.older}
        </button>
      )}
    </section>
  );
}

function Reply({ topic, c, all, may, onReply }: { topic: LiveTopic; c: CommentView; all: CommentView[]; may: boolean; onReply: () => void }) {
  const words = t.value;
  const me = topic.me.value;
  const mine = me?.participant === c.author.participant;
  const liked = me?.likes.includes(c.id) ?? false;
  const parent = c.replyTo ? all.find(x => x.id === c.replyTo) : undefined;
  const shown = c.status === 'visible';
  return (
    <li class={`row ${c.status}${mine ? ' mine' : ''}`}>
      <div class="row-head">
        <b>{c.author.participant === topic.view.value!.raiser.participant ? words.raiser : words.citizen(c.author.participant.slice(0, 4))}</b>
        {mine && <span class="tag">{words.me}</span>}
        <time class="hint figures" dateTime={c.at}>
          {day(c.at)}
        </time>
      </div>
      {parent && (
        <p class="quote">
          <Icon is="reply" />
          <bdi>{cut(parent.text, 40)}</bdi>
        </p>
      )}
      {shown ? <p class="said">{c.text}</p> : <p class="blank">{c.status === 'withdrawn' ? words.withdrawn : words.hidden}</p>}
      <div class="row-foot">
        {shown && (
          <button
            type="button"
            class={`quiet like${liked ? ' on' : ''}`}
            aria-pressed={liked}
            aria-label={`${words.like} · ${words.likes(topic.likesOf(c.id, c.likes))}`}
            onClick={() => void act(topic, { $type: 'react', comment: c.id, kind: 'like', on: !liked })}
          >
            <Icon is="like" />
            <span class="figures">{topic.likesOf(c.id, c.likes) || w.value.like}</span>
          </button>
        )}
        {shown && may && (
          <button type="button" class="quiet" onClick={onReply}>
            <Icon is="reply" />
            {words.reply}
          </button>
        )}
        {shown && mine && (
          <button type="button" class="quiet" onClick={() => void act(topic, { $type: 'withdrawComment', comment: c.id })}>
            {words.withdraw}
          </button>
        )}
        {me?.topic?.staff && shown && (
          <button type="button" class="quiet" onClick={() => void act(topic, { $type: 'hideComment', comment: c.id })}>
            {words.hide}
          </button>
        )}
        {me?.topic?.staff && c.status === 'hidden' && !topic.view.value!.mergedInto && (
          <button type="button" class="quiet" onClick={() => void act(topic, { $type: 'restoreComment', comment: c.id })}>
            {words.restore}
          </button>
        )}
      </div>
    </li>
  );
}

/** A topic that is followed for as long as this is shown. */
export function useTopic(id: string | undefined, inlined?: ConstructorParameters<typeof LiveTopic>[1]): LiveTopic | undefined {
  const topic = useSignal<LiveTopic | undefined>(undefined);
  useEffect(() => {
    if (!id) return undefined;
    const live = new LiveTopic(id, inlined);
    topic.value = live;
    return () => live.close();
  }, [id]);
  return topic.value?.id === id ? topic.value : undefined;
}
