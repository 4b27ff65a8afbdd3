import { beforeEach, describe, expect, test, vi } from 'vitest';
import type { TopicEventView, TopicFrame, TopicJoined, TopicNow, TopicView } from './contract';
import { fakePage, FakeSocket } from './fake-socket';
import { evolveTopic, held, LiveTopic } from './topic';

let page: ReturnType<typeof fakePage>;
beforeEach(() => {
  page = fakePage();
});

const at = '2021-05-18T01:00:00Z';
const nobody = { rate: undefined, n: 0, scores: [0, 0, 0, 0, 0] };
const raised: TopicView = {
  id: 't1',
  title: '晚高峰公交太少',
  text: '等了四十分钟',
  files: [],
  status: 'raised',
  raisedAt: at,
  raiser: { participant: 'x' },
  meetings: [],
  commitments: [],
  comments: { items: [], total: 0 },
  likes: 0,
  followers: 0,
  satisfaction: nobody,
  apart: nobody,
  words: [],
  answers: [],
  chain: [{ status: 'raised', at }],
  present: { now: 0, checkedIn: 0 },
};
const happened = (seq: number, type: string, data: object, topic: Partial<TopicNow>) =>
  ({
    seq,
    type,
    at,
    actor: { participant: 'y' },
    data,
    topic: { status: 'raised', followers: 0, satisfaction: nobody, apart: nobody, ...topic },
  }) as unknown as TopicEventView;

test('two events of one frame leave every step in the chain, as a fresh page shows it', () => {
  const chain = [
    { status: 'raised' as const, at },
    { status: 'accepted' as const, at },
    { status: 'committed' as const, at },
  ];
  const told = [
    happened(2, 'topicAccepted', {}, { status: 'committed', chain }),
    happened(3, 'commitmentMade', { commitment: 'c1', department: '局', what: '办', due: '2021-06-30' }, { status: 'committed', chain }),
  ].reduce(evolveTopic, raised);
  expect(told.chain).toEqual(chain);
  expect(told.status).toBe('committed');
  expect(told.commitments).toEqual([
    { id: 'c1', department: '局', what: '办', due: '2021-06-30', status: 'open', level: 0, source: undefined, madeAt: at, notes: [] },
  ]);
});

test('what a commitment goes through stands in its notes', () => {
  const made = evolveTopic(
    raised,
    happened(2, 'commitmentMade', { commitment: 'c1', department: '局', what: '办', due: '2021-06-30' }, { status: 'committed' }),
  );
  const done = [
    happened(3, 'commitmentEscalated', { commitment: 'c1', level: 1 }, { status: 'committed' }),
    happened(4, 'commitmentCompleted', { commitment: 'c1', note: '已开行' }, { status: 'resolved' }),
    happened(5, 'commitmentReopened', { commitment: 'c1', score: 2 }, { status: 'committed' }),
  ].reduce(evolveTopic, made);
  expect(done.commitments[0]).toMatchObject({ status: 'reopened', level: 1, completedAt: undefined });
  expect(done.commitments[0]!.notes.map(n => n.kind)).toEqual(['escalated', 'completed', 'reopened']);
});

test('a changed rating brings the words as they now are', () => {
  const words = [{ score: 4, at, text: '好些了' }];
  expect(
    evolveTopic(
      { ...raised, words: [{ score: 2, at, text: '不行' }] },
      happened(9, 'rated', { score: 4, words }, { satisfaction: { rate: 1, n: 1, scores: [0, 0, 0, 1, 0] } }),
    ).words,
  ).toEqual(words);
});

test('a hidden comment is blank, and comes back with its text', () => {
  const said = evolveTopic(raised, happened(2, 'topicCommented', { comment: 'k', text: '一句' }, {}));
  const hidden = evolveTopic(said, happened(3, 'topicCommentHidden', { comment: 'k' }, {}));
  expect(hidden.comments.items[0]).toMatchObject({ status: 'hidden', text: '' });
  const view = { ...said.comments.items[0]! };
  expect(evolveTopic(hidden, happened(4, 'topicCommentRestored', { comment: 'k', view }, {})).comments.items).toEqual([view]);
});

test('a rating that stands apart changes what is shown apart and nothing else', () => {
  const apart = { rate: 0, n: 1, scores: [1, 0, 0, 0, 0] };
  const counted = { rate: 1, n: 1, scores: [0, 0, 0, 0, 1] };
  const rated: TopicView = { ...raised, status: 'rated', satisfaction: counted };
  const told = evolveTopic(rated, happened(9, 'rated', { score: 1, words: [], apart: true }, { status: 'rated', satisfaction: counted, apart }));
  expect(told).toEqual({ ...rated, apart });
});

test('a commitment that three followers reopened says so in its notes', () => {
  const made = evolveTopic(
    raised,
    happened(2, 'commitmentMade', { commitment: 'c1', department: '局', what: '办', due: '2021-06-30' }, { status: 'committed' }),
  );
  const reopened = evolveTopic(made, happened(5, 'commitmentReopened', { commitment: 'c1', score: 2, followers: 3 }, { status: 'committed' }));
  expect(reopened.commitments[0]!.notes).toEqual([{ at, kind: 'reopened', text: '', files: undefined, score: 2, followers: 3 }]);
});

const joined = (to: number, rest: Partial<TopicJoined>): TopicJoined => ({ position: `p${to}`, to, now: at, ...rest }) as TopicJoined;
const frame = (...events: TopicEventView[]): TopicFrame => ({
  room: 'topics/t1',
  from: events[0]!.seq - 1,
  to: events.at(-1)!.seq,
  position: `p${events.at(-1)!.seq}`,
  events,
});
const unheardOf = happened(7, 'teaServed', {}, { status: 'accepted' });

async function live(answer: FakeSocket['answer'] = () => joined(5, { snapshot: raised })) {
  const hub = new FakeSocket(answer);
  const topic = new LiveTopic('t1', undefined, hub);
  await vi.waitFor(() => expect(topic.link.value).toBe('live'));
  return { topic, hub };
}

test('an event of a newer server throws', () => {
  expect(() => evolveTopic(raised, unheardOf)).toThrow('Unknown event teaServed');
});

test('a topic that meets an event of a newer server is read anew, and nothing of that frame is shown before', async () => {
  const { topic, hub } = await live();
  let answer: (joined: TopicJoined) => void = () => undefined;
  hub.answer = () =>
    new Promise(done => {
      answer = done;
    });
  hub.tell('frame', frame(happened(6, 'topicAccepted', {}, { status: 'accepted' }), unheardOf));
  expect(hub.joins()).toEqual([null, null]);
  expect(topic.view.value).toBe(raised);
  answer(joined(7, { snapshot: { ...raised, title: '茶' } }));
  await vi.waitFor(() => expect(topic.view.value!.title).toBe('茶'));
  expect(topic.seq.value).toBe(7);
  expect(hub.joins()).toEqual([null, null]);
});

test('a topic that missed an event of a newer server is read anew', async () => {
  const { topic, hub } = await live();
  const missed = [frame(happened(6, 'followed', {}, {}), unheardOf)];
  hub.answer = (_, __, position: unknown) => joined(7, position === null ? { snapshot: { ...raised, title: '茶' } } : { missed });
  hub.tell('resync', { room: 'topics/t1' });
  await vi.waitFor(() => expect(topic.view.value!.title).toBe('茶'));
  expect(hub.joins()).toEqual([null, 'p5', null]);
});

test.each([
  ['hidden', raised, { reason: '涉及隐私', hidden: true }],
  ['declined with its text, which was hidden', { ...raised, declined: { reason: '涉及隐私', hidden: true } }, { reason: '与本市无关' }],
])('a topic that is %s is read anew', async (_, before, data) => {
  const { topic, hub } = await live();
  topic.view.value = before;
  const after: TopicView = { ...raised, status: 'declined', declined: { reason: data.reason, hidden: 'hidden' in data } };
  hub.answer = () => joined(6, { snapshot: after });
  hub.tell('frame', frame(happened(6, 'topicDeclined', data, { status: 'declined' })));
  await vi.waitFor(() => expect(topic.view.value).toBe(after));
  expect(hub.joins()).toEqual([null, null]);
});

describe('what a topic has of every room', () => {
  const mine = {
    participant: 'x',
    name: '',
    role: 'attendee' as const,
    checkedIn: false,
    votes: {},
    likes: [] as string[],
    topic: { raised: false, follows: false, staff: false },
  };
  const done = (op: string) => ({ op, outcome: 'done' });
  const comment = { $type: 'comment' as const, text: '我们那里也是' };

  test('a comment that was not answered outlives the page, and is sent by the next one under the same operation', async () => {
    const first = await live();
    first.hub.answer = () => new Promise(() => undefined);
    void first.topic.send(comment);
    expect(first.hub.calls.at(-1)).toEqual(['Do', 'topics/t1', first.hub.ops()[0], comment]);
    const second = await live((method, _, op: string) => (method === 'Join' ? joined(5, { snapshot: raised }) : done(op)));
    await vi.waitFor(() => expect(second.topic.outbox.settled.value).toMatchObject({ command: comment, orphaned: true }));
    expect(second.hub.ops()).toEqual(first.hub.ops());
    expect(page.stored.size).toBe(0);
  });

  test('a network that is back is used at once', async () => {
    const { topic, hub } = await live();
    hub.answer = () => joined(5, { missed: [] });
    await hub.stop();
    expect(topic.link.value).toBe('again');
    page.window.dispatchEvent(new Event('online'));
    await vi.waitFor(() => expect(topic.link.value).toBe('live'));
    expect(hub.joins()).toEqual([null, 'p5']);
  });

  test('where no socket comes through, a command is asked over HTTP under the same operation until it is answered', async () => {
    const asked: [string, string][] = [];
    let answers: object[] = [{ code: 'retry' }, { outcome: 'done', seq: 7 }];
    vi.stubGlobal('fetch', (url: string, { body }: { body: string }) => {
      asked.push([url, (JSON.parse(body) as { op: string }).op]);
      const [answer] = answers;
      answers = answers.slice(1);
      return Promise.resolve({ json: () => Promise.resolve(answer) });
    });
    const hub = new FakeSocket();
    hub.reach = () => new Promise(() => undefined);
    const topic = new LiveTopic('t1', undefined, hub);
    const receipt = await topic.send(comment);
    expect(receipt).toMatchObject({ outcome: 'done', seq: 7 });
    expect(asked).toEqual([
      ['/api/topics/t1/commands', receipt.op],
      ['/api/topics/t1/commands', receipt.op],
    ]);
    expect(hub.calls).toEqual([]);
    expect(topic.outbox.pending.value).toEqual([]);
  });

  test('a topic whose record cannot be read is said to be so, and is not asked for again', async () => {
    const hub = new FakeSocket(() => new Error('HubException: quarantined'));
    const topic = new LiveTopic('t1', undefined, hub);
    await vi.waitFor(() => expect(topic.closed.value).toBe('quarantined'));
    expect(hub.state).toBe('Disconnected');
    expect(hub.starts).toBe(1);
  });

  test('a like counts as mine when it is answered', async () => {
    const { topic, hub } = await live(() => joined(5, { snapshot: raised, me: mine }));
    hub.answer = (_, __, op: string) => done(op);
    await topic.send({ $type: 'react', kind: 'like', on: true });
    expect(topic.me.value!.likes).toEqual(['topic']);
    await topic.send({ $type: 'react', comment: 'k', kind: 'like', on: true });
    await topic.send({ $type: 'react', kind: 'like', on: false });
    expect(topic.me.value!.likes).toEqual(['k']);
    expect(hub.joins()).toEqual([null]);
  });

  test('whether a rating counts is read from the server before the one who rated is answered', async () => {
    const { topic, hub } = await live(() => joined(5, { snapshot: raised, me: mine }));
    hub.answer = (method, _, op: string) =>
      method === 'Do' ? done(op) : joined(5, { missed: [], me: { ...mine, topic: { ...mine.topic, follows: true, score: 4, scoreApart: true } } });
    await topic.send({ $type: 'rate', score: 4 });
    expect(topic.me.value!.topic).toEqual({ raised: false, follows: true, staff: false, score: 4, scoreApart: true, word: undefined });
    expect(hub.joins()).toEqual([null, 'p5']);
  });

  test('a commitment that is done while somebody looks sets apart whoever does not follow', async () => {
    const { topic, hub } = await live(() => joined(5, { snapshot: raised, me: mine }));
    hub.tell('frame', frame(happened(6, 'commitmentCompleted', { commitment: 'c1', note: '已开行' }, { status: 'resolved' })));
    expect(topic.me.value!.topic!.apart).toBe(true);
  });

  test('a guest who follows stays apart when a commitment is done', async () => {
    const guest = { ...mine, topic: { ...mine.topic, follows: true, apart: true, guest: true } };
    const { topic, hub } = await live(() => joined(5, { snapshot: raised, me: guest }));
    hub.tell('frame', frame(happened(6, 'commitmentCompleted', { commitment: 'c1', note: '已开行' }, { status: 'resolved' })));
    expect(topic.me.value!.topic!.apart).toBe(true);
  });

  test('what the server says is mine already knows what was missed', async () => {
    const { topic, hub } = await live(() => joined(5, { snapshot: raised, me: mine }));
    const since = { ...mine, topic: { ...mine.topic, follows: true, apart: true } };
    hub.answer = () =>
      joined(6, { me: since, missed: [frame(happened(6, 'commitmentCompleted', { commitment: 'c1', note: '已开行' }, { status: 'resolved' }))] });
    hub.tell('resync', { room: 'topics/t1' });
    await vi.waitFor(() => expect(topic.seq.value).toBe(6));
    expect(topic.me.value).toEqual(since);
  });
});

test('only a topic that a meeting discussed was consulted about', () => {
  const on = { meeting: 'm1', item: 'i1', comments: 0, seconds: 0 };
  expect(held(raised)).toBe(false);
  expect(held({ ...raised, meetings: [{ ...on, status: 'scheduled' }] })).toBe(false);
  expect(held({ ...raised, meetings: [{ ...on, status: 'dropped' }] })).toBe(false);
  expect(held({ ...raised, meetings: [{ ...on, status: 'discussed' }] })).toBe(true);
});

// Guards S11: of what was given to a department in a meeting, where a comment was made a topic, it was said that no meeting dealt with it.
test('what a meeting gave to a department was consulted about in it, and what the desk gave was not', () => {
  const given = {
    id: 'c1',
    department: '市水务局',
    what: '清淤',
    due: '2026-12-31',
    status: 'open' as const,
    level: 0,
    madeAt: at,
    notes: [],
  };
  expect(held({ ...raised, commitments: [given] })).toBe(false);
  expect(held({ ...raised, commitments: [given, { ...given, id: 'c2', source: { meeting: 'm1', comment: 'k1' } }] })).toBe(true);
});

test('what was decided and is reconsidered is as it was, and what is told only staff changes nothing', () => {
  const declined = { ...raised, declined: { reason: '不属本市', hidden: false } };
  expect(evolveTopic(declined, happened(3, 'topicReconsidered', { decision: 2 }, {})).declined).toBeUndefined();
  expect(evolveTopic(raised, happened(3, 'topicReconsidered', { decision: 2, reason: '重复' }, {})).declined).toEqual({ reason: '重复', hidden: false });
  expect(() => evolveTopic(raised, happened(3, 'topicReconsidered', { decision: 2, reason: '广告', hidden: true }, {}))).toThrow();
  expect(evolveTopic(raised, happened(3, 'topicTaken', { account: 'a1' }, {})).owner).toBe('a1');
  expect(evolveTopic({ ...raised, owner: 'a1' }, happened(3, 'topicLetGo', {}, {})).owner).toBeUndefined();
  expect(evolveTopic(raised, { seq: 3, type: 'withheld' } as unknown as TopicEventView)).toBe(raised);
});
