/** The observer's page: everything that may be seen, nothing to send. */
import { signal } from '@preact/signals';
import { useEffect } from 'preact/hooks';
import { followAsRoom } from '../as-room';
import { meetingOfPage, secret } from '../boot';
import { JoinCard } from '../parts/join';
import { Observed } from '../parts/observed';
import { Head, Sorry, title, useRoomVoice } from '../parts/shell';
import type { Room } from '../room';
import { failure, w } from '../words';

const room = signal<Room | undefined>(undefined);
/** A meeting that only its codes open is watched with the watch code. */
const code = secret();
const error = signal<string | undefined>(undefined);

void meetingOfPage().then(found => {
  if (found.meeting?.snapshot) room.value = followAsRoom(found.meeting.snapshot.id, found.meeting);
  else error.value = found.error ?? 'unknownRoom';
});

export function Watch() {
  const here = room.value;
  const view = here?.view.value;
  useRoomVoice(here);
  useEffect(() => title(view ? `${view.title} · ${w.value.brand}` : w.value.brand, view?.title), [view?.title, w.value]);
  const failed = error.value ?? here?.closed.value;
  if (failed === 'forbidden' && code) {
    return (
      <>
        <Head />
        <main id="main" class="narrow">
          <h1 class="unseen">{w.value.joinTitle}</h1>
          <JoinCard code={code} name={w.value.roles.observer} onSeat={() => location.reload()} />
        </main>
      </>
    );
  }
  if (failed) return <Sorry text={failed === 'forbidden' ? w.value.forbidden : failure(failed)} />;
  return (
    <>
      <Head room={here} />
      <main id="main" class="watch">
        {here && view ? <Observed room={here} /> : <p class="loading">{w.value.loading}</p>}
      </main>
    </>
  );
}
