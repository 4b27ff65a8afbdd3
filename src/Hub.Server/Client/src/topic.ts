/** One topic, live: its events applied once and in order, a gap repaired without a word, and commands sent under one operation id until they are answered. */
import { HubConnection, HubConnectionBuilder, HttpTransportType, LogLevel } from '@microsoft/signalr';
import { batch, signal } from '@preact/signals';
import { ApiError, call } from './api';
import { setServerTime } from './clock';
import type { CommentView, CommitmentView, MeView, NoteKind, Receipt, RegisterCommand, TallyUpdate, TopicCommand, TopicEventView, TopicFrame, TopicJoined, TopicMeeting, TopicView } from './contract';
import { KEPT } from './evolve';

export const newOp = () => [...crypto.getRandomValues(new Uint8Array(16))].map(b => b.toString(16).padStart(2, '0')).join('');

const wait = (ms: number) => new Promise(done => { setTimeout(done, ms); });

/** Sends one operation until there is an answer, however often that takes: it is done once. */
export async function send(room: string, command: TopicCommand | RegisterCommand, op = newOp()): Promise<Receipt> {
  for (let pause = 300; ; pause = Math.min(5_000, pause * 2)) {
    const answer = await fetch(`/api/${room}/commands`, {
      method: 'POST', credentials: 'same-origin', headers: { 'Content-Type': 'application/json' }, body: JSON.stringify({ op, command }),
    }).then(r => r.json() as Promise<Partial<Receipt>>).catch(() => undefined);
    // What is no receipt says at least why; 'retry' may stand as either.
    if (answer && (answer.outcome ?? answer.code as string) !== 'retry') return { op, outcome: 'refused', ...answer };
    await wait(pause * (0.5 + Math.random()));
  }
}

export class LiveTopic {
  readonly view = signal<TopicView | undefined>(undefined);
  readonly me = signal<MeView | undefined>(undefined);
  readonly likes = signal(new Map<string, number>());
  readonly live = signal(false);
  readonly failed = signal<string | undefined>(undefined);
  private readonly connection: HubConnection;
  private to = -1;
  private position: string | undefined;
  private tallied = -1;
  private attempts = 0;
  private over = false;
  private joining: Promise<void> | undefined;

  constructor(readonly id: string, inlined?: TopicJoined) {
    if (inlined) this.take(inlined);
    this.connection = new HubConnectionBuilder().withUrl('/hubs/live', { transport: HttpTransportType.WebSockets, skipNegotiation: true }).configureLogging(LogLevel.None).build();
    this.connection.serverTimeoutInMilliseconds = 12_000;
    this.connection.keepAliveIntervalInMilliseconds = 5_000;
    this.connection.on('frame', (frame: TopicFrame) => { if (frame.room === this.room) this.frame(frame); });
    this.connection.on('tally', (tally: TallyUpdate) => { if (tally.room === this.room) this.tally(tally); });
    this.connection.on('resync', (x: { room: string }) => { if (x.room === this.room) void this.join(); });
    this.connection.on('leaving', (x: { withinMs: number }) => { setTimeout(() => void this.connection.stop(), Math.random() * x.withinMs); });
    this.connection.onclose(() => this.again());
    void this.start();
  }

  get room(): string {
    return `topics/${this.id}`;
  }

  get seq(): number {
    return this.to;
  }

  /** Nobody looks any more. */
  close(): void {
    this.over = true;
    void this.connection.stop();
  }

  async send(command: TopicCommand): Promise<Receipt> {
    const receipt = await send(this.room, command);
    if (receipt.outcome !== 'refused') {
      this.mine(command);
      // Whether it counts is the house's to say: what was done meanwhile may have come before it.
      if (command.$type === 'follow' || command.$type === 'rate') await topicOf(this.id).then(joined => { if (joined.me) this.me.value = joined.me; }).catch(() => undefined);
    }
    return receipt;
  }

  likesOf(what: string, otherwise: number): number {
    return this.likes.value.get(what) ?? otherwise;
  }

  private async start(): Promise<void> {
    try {
      await this.connection.start();
      await this.join();
      this.attempts = 0;
    } catch {
      this.again();
    }
  }

  private again(): void {
    this.live.value = false;
    if (this.over || this.failed.value) return;
    setTimeout(() => { if (this.connection.state === 'Disconnected' && !this.over) void this.start(); }, Math.min(5_000, 300 * 2 ** this.attempts++) * (0.5 + Math.random()));
  }

  private join(): Promise<void> {
    return (this.joining ??= this.joinOnce().finally(() => { this.joining = undefined; }));
  }

  private async joinOnce(): Promise<void> {
    try {
      while (!this.take(await this.connection.invoke<TopicJoined>('Join', this.room, this.position ?? null))) {
        // What was missed did not lead to where the topic is: the whole of it is asked for.
      }
      this.live.value = true;
    } catch (error) {
      const code = /unknownRoom|forbidden|quarantined/.exec(String(error))?.[0];
      if (code) this.failed.value = code;
      else throw error;
    }
  }

  private take(joined: TopicJoined): boolean {
    return batch(() => {
      setServerTime(joined.now);
      if (joined.me) this.me.value = joined.me;
      if (joined.snapshot) {
        this.view.value = joined.snapshot;
        this.likes.value = new Map();
        this.tallied = -1;
        this.to = joined.to;
      } else {
        for (const frame of joined.missed ?? []) this.frame(frame);
        if (this.to < joined.to) {
          this.position = undefined;
          return false;
        }
      }
      this.position = joined.position;
      return true;
    });
  }

  private frame(frame: TopicFrame): void {
    if (frame.to <= this.to || !this.view.value) return;
    if (frame.from !== this.to) {
      void this.join();
      return;
    }
    let view = this.view.value;
    let me = this.me.value;
    try {
      for (const event of frame.events) {
        view = evolveTopic(view, event);
        // Whoever follows when it is done may rate what was done.
        if (event.type === 'commitmentCompleted' && me?.topic) {
          me = { ...me, topic: { ...me.topic, apart: me.topic.raised || me.topic.follows ? undefined : true } };
        }
      }
    } catch {
      // An event that does not say all that it changes, or one of a newer server: the whole picture is asked for instead.
      this.position = undefined;
      void this.join();
      return;
    }
    this.me.value = me;
    if (frame.omitted) view = { ...view, comments: { ...view.comments, total: view.comments.total + frame.omitted } };
    this.view.value = view;
    this.to = frame.to;
    this.position = frame.position;
  }

  private tally(update: TallyUpdate): void {
    if (update.version < this.tallied) return;
    this.tallied = update.version;
    const likes = new Map(this.likes.value);
    for (const item of update.tallies) if (item.counts?.like !== undefined) likes.set(item.id, item.counts.like);
    this.likes.value = likes;
  }

  private mine(command: TopicCommand): void {
    const me = this.me.value;
    if (!me?.topic) return;
    if (command.$type === 'react') {
      const what = command.comment ?? 'topic';
      const others = me.likes.filter(id => id !== what);
      this.me.value = { ...me, likes: command.on ? [...others, what] : others };
    } else if (command.$type === 'follow') {
      this.me.value = { ...me, topic: { ...me.topic, follows: command.on ?? true } };
    } else if (command.$type === 'rate') {
      this.me.value = { ...me, topic: { ...me.topic, score: command.score, word: command.text } };
    }
  }
}

/** Why a known event throws: title, text and files come, or go, and it does not carry them. */
export const UNSAID = 'Only the whole picture says the rest';

/**
 * What each event does to the picture of a topic. Where it has come to stands beside the event. One that it does not know, or that does not say
 * all that it changes, throws: the page then reads the topic anew.
 */
export function evolveTopic(topic: TopicView, e: TopicEventView): TopicView {
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
      return topic;
    case 'topicAccepted':
      // What was hidden is to be shown, or the other way round: only the whole picture says the rest.
      if (topic.declined?.hidden) throw new Error(UNSAID);
      return { ...topic, declined: undefined };
    case 'topicDeclined':
      if (e.data.hidden || topic.declined?.hidden) throw new Error(UNSAID);
      return { ...topic, declined: { reason: e.data.reason, hidden: e.data.hidden ?? false } };
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
      const comment: CommentView = { id: e.data.comment, seq: e.seq, at: e.at, author: e.actor!, text: e.data.text, replyTo: e.data.replyTo, status: 'visible', likes: 0 };
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
        commitments: [...topic.commitments, { id: e.data.commitment, department: e.data.department, what: e.data.what, due: e.data.due, status: 'open', level: 0, source: e.data.source, madeAt: e.at, notes: [] }],
      };
    case 'progressNoted':
      return noted(topic, e.data.commitment, e.at, 'progress', e.data.note, e.data.files);
    case 'commitmentCompleted':
      return noted(topic, e.data.commitment, e.at, 'completed', e.data.note, e.data.files, { status: 'completed', completedAt: e.at });
    case 'commitmentReopened':
      return noted(topic, e.data.commitment, e.at, 'reopened', e.data.reason ?? '', undefined, { status: 'reopened', completedAt: undefined }, e.data.score, e.data.followers);
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

const withComment = (topic: TopicView, id: string, change: (c: CommentView) => CommentView): TopicView =>
  ({ ...topic, comments: { ...topic.comments, items: topic.comments.items.map(c => (c.id === id ? change(c) : c)) } });

const noted = (topic: TopicView, id: string, at: string, kind: NoteKind, text: string, files?: string[], more: Partial<CommitmentView> = {}, score?: number, followers?: number): TopicView =>
  ({ ...topic, commitments: topic.commitments.map(c => (c.id === id ? { ...c, ...more, notes: [...c.notes, { at, kind, text, files, score, followers }] } : c)) });

/** Uploads one file; a picture larger than need be is made smaller first. */
export async function upload(file: File): Promise<string> {
  const body = await smaller(file);
  const answer = await fetch('/api/files', { method: 'POST', credentials: 'same-origin', headers: { 'Content-Type': body.type }, body }).catch(() => { throw new ApiError('offline', 0); });
  const json = (await answer.json().catch(() => ({}))) as { file?: string; code?: string };
  if (!answer.ok || !json.file) throw new ApiError(json.code ?? '', answer.status);
  return json.file;
}

const LONGEST = 2000;

async function smaller(file: File): Promise<Blob> {
  if (!/^image\/(jpeg|png|webp)$/.test(file.type) || file.size < 600_000) return file;
  const picture = await createImageBitmap(file).catch(() => undefined);
  if (!picture) return file;
  const scale = Math.min(1, LONGEST / Math.max(picture.width, picture.height));
  const canvas = document.createElement('canvas');
  [canvas.width, canvas.height] = [Math.round(picture.width * scale), Math.round(picture.height * scale)];
  canvas.getContext('2d')!.drawImage(picture, 0, 0, canvas.width, canvas.height);
  const blob = await new Promise<Blob | null>(done => { canvas.toBlob(done, 'image/jpeg', 0.85); });
  return blob && blob.size < file.size ? blob : file;
}

export const topicOf = (id: string) => call<TopicJoined>('GET', `/api/topics/${encodeURIComponent(id)}`);
