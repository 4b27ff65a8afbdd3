/**
 * What the rooms said on the golden tape is played against this client's halves: evolve.ts repeats MeetingEvolution.cs and MeetingEncoder.cs,
 * topic.ts repeats TopicEvolution.cs and TopicEncoder.cs. GoldenTapeTests.cs writes the tape. After every frame the picture must be the snapshot that the
 * server gives then.
 */
import { describe, expect, test } from 'vitest';
import type { EventView, MeetingView, TopicEventView, TopicView } from './contract';
import { applyEvent, changed } from './evolve';
import { evolveTopic, UNSAID } from './topic';
import written from './tape.json?raw';

interface Frame<E> {
  events: E[];
  /** Comments of which the frame says only how many there were. */
  omitted?: number;
}

interface Story<V, E> {
  story: string;
  audience: 'room' | 'chair';
  first: V;
  /** What was sent, and the parts of the snapshot that are otherwise then; null where one is gone. */
  steps: (Frame<E> & { then: { [K in keyof V]?: V[K] | null } })[];
  /** The whole story in one frame, as it is told at its end to whoever missed it. */
  late: Frame<E>;
}

const tape = JSON.parse(written) as { meetings: Story<MeetingView, EventView>[]; topics: Story<TopicView, TopicEventView>[] };

/** The snapshot of each step. */
function snapshots<V, E>({ first, steps }: Story<V, E>): V[] {
  let now = first;
  return steps.map(step => (now = Object.fromEntries(Object.entries({ ...now, ...step.then }).filter(([, part]) => part !== null)) as V));
}

/**
 * The counts that change without an event are told by tallies, which the page lays over the picture: who is here and in the branches, and what a ballot counts
 * until it is closed.
 * The count of a closed ballot is an event's, and is compared.
 */
const withoutTallies = ({ present, branches, ballots, ...rest }: MeetingView) => ({
  ...rest,
  ballots: ballots.map(b => (b.status === 'closed' ? b : { ...b, tally: undefined })),
});

/** Says at which step the picture went wrong. */
const named = (events: { seq: number; type: string }[]) => events.map(e => `${e.seq} ${e.type}`).join(', ');

const title = ({ story, audience }: Story<unknown, unknown>) => `${story}, for the ${audience}`;

describe('meetings', () => {
  test.each(tape.meetings.map(s => [title(s), s] as const))('%s', (_, story) => {
    let view = story.first;
    const pictures = snapshots(story);
    const removes = (events: { type: string }[]) => events.some(e => e.type === 'textsRemoved');
    story.steps.forEach((step, i) => {
      if (removes(step.events)) {
        // What it does not know the page reads anew: texts that are removed are rare, and every phone pays for what it knows.
        expect(() => step.events.reduce(applyEvent, view)).toThrow('Unknown event textsRemoved');
        view = pictures[i]!;
        return;
      }
      const held = step.events.reduce(changed, view.comments.items);
      view = step.events.reduce(applyEvent, view);
      expect(withoutTallies(view), named(step.events)).toEqual(withoutTallies(pictures[i]!));
      // Rows that stand still while the room goes on say the same of their comments.
      const shown = pictures[i]!.comments.items.filter(c => held.some(h => h.id === c.id));
      expect(
        held.filter(h => shown.some(c => c.id === h.id)),
        `rows held at ${named(step.events)}`,
      ).toEqual(shown);
    });
    // Of what is left out, a client only knows the number, and pages the rest.
    if (!story.late.omitted && !removes(story.late.events))
      expect(withoutTallies(story.late.events.reduce(applyEvent, story.first)), 'all at once').toEqual(withoutTallies(pictures.at(-1)!));
  });
});

describe('topics', () => {
  test.each(tape.topics.map(s => [title(s), s] as const))('%s', (_, story) => {
    let view = story.first;
    const pictures = snapshots(story);
    const anew: string[] = [];
    story.steps.forEach((step, i) => {
      try {
        view = step.events.reduce(evolveTopic, view);
      } catch (e) {
        // The page reads the topic anew where an event says that it is hidden, or not any more, without all that this changes.
        expect(e, named(step.events)).toEqual(new Error(UNSAID));
        anew.push(named(step.events));
        view = pictures[i]!;
      }
      expect(view, named(step.events)).toEqual(pictures[i]);
    });
    expect(anew).toEqual(
      story.story === 'a topic is hidden and shown again'
        ? ['2 topicDeclined', '3 topicDeclined', '4 topicDeclined', '5 topicAccepted']
        : story.story === 'what somebody wrote of a topic is removed'
          ? ['5 topicTextsRemoved', '6 topicTextsRemoved']
          : [],
    );
    if (!story.late.omitted && anew.length === 0) {
      expect(story.late.events.reduce(evolveTopic, story.first), 'all at once').toEqual(pictures.at(-1));
    }
  });
});
