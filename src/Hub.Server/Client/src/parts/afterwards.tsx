/** Where a meeting that is over leads to: its record, its replay, what was promised, what I did; and the way on. */
import { a } from '../attend.words';
import type { Room } from '../room';

export function Afterwards({ room }: { room: Room }) {
  const words = a.value;
  const me = room.me.value;
  const cancelled = room.part('status') === 'cancelled';
  const ballots = room.part('ballots');
  const { items, total } = room.part('comments');
  const commitments = room.part('commitments') ?? [];
  const mine = items.filter(c => c.author.participant === me?.participant && c.status === 'visible');
  const voted = ballots.filter(b => me?.votes[b.id] !== undefined).length;
  const became = commitments.filter(c => mine.some(m => m.id === c.comment)).length;
  const part = [
    me?.checkedIn && words.checkedIn,
    me !== undefined && me.role !== 'observer' && ballots.length > 0 && words.voted(voted, ballots.length),
    // Of a long meeting only the newest comments are here.
    mine.length > 0 && (items.length < total ? words.wroteLately(mine.length) : words.wrote(mine.length)),
    me !== undefined && me.likes.length > 0 && words.liked(me.likes.length),
    became > 0 && words.became(became),
  ].filter(text => typeof text === 'string');
  return (
    <section class="card after" aria-labelledby="after-title">
      <h2 id="after-title">{words.after}</h2>
      <div class="buttons">
        <a class="button primary" href={`/record/${room.id}`}>
          {words.record}
        </a>
        {!cancelled && (
          <a class="button" href={`/replay/${room.id}`}>
            {words.replay}
          </a>
        )}
        {commitments.length > 0 && (
          <button
            type="button"
            onClick={() => {
              const list = document.getElementById('given');
              list?.focus({ preventScroll: true });
              list?.scrollIntoView({ block: 'center' });
            }}
          >
            {words.givenCount(commitments.length)}
          </button>
        )}
      </div>
      {part.length > 0 && (
        <>
          <h3>{words.mine}</h3>
          <ul class="facts">
            {part.map(text => (
              <li key={text}>{text}</li>
            ))}
          </ul>
        </>
      )}
      <p class="ways-on">
        <a href="/topics">{words.topics}</a>
        <a href="/commitments">{words.commitments}</a>
        <a href="/meetings">{words.meetings}</a>
      </p>
    </section>
  );
}
