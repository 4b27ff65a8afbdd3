/** A topic as a kind of room: its channel, and what each event changes in the view, the client's half of TopicEvolution.cs. */
import { Channel, liked } from './channel';
import type { CommentView, CommitmentView, MeView, NoteKind, Receipt, TopicCommand, TopicEventView, TopicJoined, TopicMeeting, TopicView } from './contract';
import { KEPT, put } from './evolve';
import { post } from './post';
import type { Socket } from './socket';

export class LiveTopic extends Channel<TopicView, TopicEventView, TopicCommand> {
  constructor(id: string, inlined?: TopicJoined, socket?: Socket) {
    super('topics/', id, socket);
    this.open(inlined);
  }

  protected override apply(view: TopicView, event: TopicEventView): TopicView {
    return evolveTopic(view, event);
  }

  protected override applied(events: TopicEventView[]): void {
    const me = this.me.value;
    // Whoever follows when it is done may rate what was done.
    if (me?.topic && events.some(e => e.type === 'commitmentCompleted' || e.type === 'commitmentAcknowledged')) {
      this.me.value = { ...me, topic: { ...me.topic, apart: me.topic.raised || (me.topic.follows && !me.topic.guest) ? undefined : true } };
    }
  }

  protected override mine(me: MeView, command: TopicCommand): MeView {
    if (command.$type === 'react') return liked(me, command.comment ?? 'topic', command.on);
    if (!me.topic) return me;
    return command.$type === 'follow'
      ? { ...me, topic: { ...me.topic, follows: command.on ?? true } }
      : command.$type === 'rate'
        ? { ...me, topic: { ...me.topic, score: command.score, word: command.text } }
        : me;
  }

  /** A network that lets no socket through lets people take part all the same. */
  protected override askAside(op: string, command: TopicCommand): Promise<Receipt> {
    return post(this.name, op, command);
  }

  protected override async ask(op: string, command: TopicCommand): Promise<Receipt> {
    const receipt = await super.ask(op, command);
    if (receipt.outcome !== 'refused' && (command.$type === 'follow' || command.$type === 'rate')) {
      // Only the server knows whether a rating counts, as the commitment may be done since. A join that is under way may have been answered before the command.
      await this.joining;
      await this.join();
    }
    return receipt;
  }
}

/**
 * Whether a meeting dealt with it: it was discussed there, or something was given to a department in it. What was merely on an agenda was not consulted about.
 */
export const held = (topic: Pick<TopicView, 'meetings' | 'chain' | 'commitments'>) =>
  topic.meetings.some(m => m.status === 'discussed') || topic.chain.some(c => c.status === 'discussed') || topic.commitments.some(c => c.source !== undefined);

/** Why a known event throws: title, text and files come, or go, and it does not carry them. */
export const UNSAID = 'Only the whole picture says the rest';

/**
 * What each event does to the picture of a topic. Where it has come to stands beside the event. One that it does not know, or that does not say
 * all that it changes, throws: the page then reads the topic anew.
 */
export function evolveTopic(topic: TopicView, e: TopicEventView): TopicView {
  // What is told only staff has neither time nor data, and nothing beside it.
  if ((e as { type: string }).type === 'withheld') return topic;
  const next = step(topic, e);
  const now = e.topic;
  return { ...next, status: now.status, followers: now.followers, satisfaction: now.satisfaction, apart: now.apart, chain: now.chain ?? topic.chain };
}

function step(topic: TopicView, e: TopicEventView): TopicView {
  switch (e.type) {
    case 'topicRaised':
    case 'topicMerging':
    case 'mergeFailed':
    case 'followed':
    case 'unfollowed':
    case 'statementAdded':
    case 'statementApproved':
    case 'statementHidden':
    case 'statementMerged':
      return topic;
    case 'roundOpened':
    case 'groupsCounted':
    case 'roundClosing':
    case 'roundClosed':
      return { ...topic, rounds: put(topic.rounds, e.data.round) };
    case 'topicAccepted':
      // What was hidden is to be shown, or the other way round: only the whole picture says the rest.
      if (topic.declined?.hidden) throw new Error(UNSAID);
      return { ...topic, declined: undefined };
    case 'topicDeclined':
      if (e.data.hidden || topic.declined?.hidden) throw new Error(UNSAID);
      return { ...topic, declined: { reason: e.data.reason, hidden: e.data.hidden ?? false } };
    case 'topicReconsidered':
      if (e.data.hidden || topic.declined?.hidden) throw new Error(UNSAID);
      return { ...topic, declined: e.data.reason === undefined ? undefined : { reason: e.data.reason, hidden: false } };
    case 'topicTaken':
      return { ...topic, owner: e.data.account };
    case 'topicLetGo':
      return { ...topic, owner: undefined };
    case 'topicTextsRemoved':
      // Whose they were, and which, only the whole picture says.
      throw new Error(UNSAID);
    case 'topicMerged':
      return { ...topic, mergedInto: e.data.into };
    case 'topicAbsorbed':
      return { ...topic, absorbed: [...(topic.absorbed ?? []), { topic: e.data.topic, title: e.data.title }] };
    case 'topicScheduled':
      return withMeeting(topic, { meeting: e.data.meeting, item: e.data.item, status: 'scheduled', comments: 0, seconds: 0 });
    case 'topicUnscheduled':
      return withMeeting(topic, { meeting: e.data.meeting, item: e.data.item, status: 'dropped', comments: 0, seconds: 0 });
    case 'topicDiscussed':
      return withMeeting(topic, { meeting: e.data.meeting, item: e.data.item, status: 'discussed', comments: e.data.comments, seconds: e.data.seconds });
    case 'topicCommented': {
      const comment: CommentView = {
        id: e.data.comment,
        seq: e.seq,
        at: e.at,
        author: e.actor!,
        text: e.data.text,
        replyTo: e.data.replyTo,
        status: 'visible',
        likes: 0,
      };
      return { ...topic, comments: { ...topic.comments, items: [...topic.comments.items, comment].slice(-KEPT), total: topic.comments.total + 1 } };
    }
    case 'topicCommentWithdrawn':
      return withComment(topic, e.data.comment, c => ({ ...c, status: 'withdrawn', text: '' }));
    case 'topicCommentHidden':
      return withComment(topic, e.data.comment, c => ({ ...c, status: 'hidden', text: '' }));
    case 'topicCommentRestored':
      return withComment(topic, e.data.comment, () => e.data.view);
    case 'commitmentMade':
      return {
        ...topic,
        commitments: [
          ...topic.commitments,
          {
            id: e.data.commitment,
            department: e.data.department,
            what: e.data.what,
            due: e.data.due,
            status: 'open',
            level: 0,
            source: e.data.source,
            madeAt: e.at,
            notes: [],
            departmentId: e.data.departmentId,
          },
        ],
      };
    case 'commitmentTakenBack':
      return { ...topic, commitments: topic.commitments.filter(c => c.id !== e.data.commitment) };
    case 'progressNoted':
      return noted(topic, e.data.commitment, e.at, 'progress', e.data.note, e.data.files);
    case 'commitmentCompleted':
      return noted(topic, e.data.commitment, e.at, 'completed', e.data.note, e.data.files, { status: 'completed', completedAt: e.at });
    case 'commitmentReopened':
      return noted(
        topic,
        e.data.commitment,
        e.at,
        'reopened',
        e.data.reason ?? '',
        undefined,
        { status: 'reopened', completedAt: undefined },
        e.data.score,
        e.data.followers,
      );
    case 'commitmentReported':
      return noted(topic, e.data.commitment, e.at, 'reported', e.data.note, e.data.files, { status: 'reported' });
    case 'commitmentAcknowledged':
      return noted(
        topic,
        e.data.commitment,
        e.at,
        'acknowledged',
        e.data.note ?? '',
        undefined,
        { status: 'completed', completedAt: e.at },
        undefined,
        undefined,
        e.data.byRaiser,
      );
    case 'commitmentSentBack':
      return noted(topic, e.data.commitment, e.at, 'sentBack', e.data.reason, undefined, { status: 'reopened' }, undefined, undefined, e.data.byRaiser);
    case 'commitmentEscalated':
      return noted(topic, e.data.commitment, e.at, 'escalated', '', undefined, { level: e.data.level });
    case 'rated':
      return { ...topic, words: e.data.words };
    case 'outcomeAnswered':
      return { ...topic, answers: [...topic.answers, { at: e.at, text: e.data.text }] };
    default:
      throw new Error(`Unknown event ${(e as { type: string }).type}`);
  }
}

function withMeeting(topic: TopicView, now: TopicMeeting): TopicView {
  const known = topic.meetings.some(m => m.item === now.item && m.meeting === now.meeting);
  return { ...topic, meetings: known ? topic.meetings.map(m => (m.item === now.item && m.meeting === now.meeting ? now : m)) : [...topic.meetings, now] };
}

const withComment = (topic: TopicView, id: string, change: (c: CommentView) => CommentView): TopicView => ({
  ...topic,
  comments: { ...topic.comments, items: topic.comments.items.map(c => (c.id === id ? change(c) : c)) },
});

const noted = (
  topic: TopicView,
  id: string,
  at: string,
  kind: NoteKind,
  text: string,
  files?: string[],
  more: Partial<CommitmentView> = {},
  score?: number,
  followers?: number,
  byRaiser?: boolean,
): TopicView => ({
  ...topic,
  commitments: topic.commitments.map(c => (c.id === id ? { ...c, ...more, notes: [...c.notes, { at, kind, text, files, score, followers, byRaiser }] } : c)),
});
