/** The page of one topic, live: for whoever raised it, follows it, or has the link; and for staff. */
import { signal, useSignal } from '@preact/signals';
import { useEffect } from 'preact/hooks';
import '../style/topics.css';
import { boot, forgetSecret, key, secret } from '../boot';
import { keep, recall } from '../keep';
import { noteSeen } from '../mine';
import { Adopt } from '../parts/adopt';
import { copy } from '../parts/codes';
import { title, useRoomVoice } from '../parts/shell';
import { because, Head, Sorry } from '../parts/site';
import { StaffActions } from '../parts/staff';
import { TopicBody, useTopic } from '../parts/topic';
import { reachable } from '../reachable';
import { cut } from '../text';
import { t } from '../topics.words';
import { w } from '../words';

const mine = recall<string>('sessionStorage', `key:${key}`);

/** A key that a link brought waits for an answer; it leaves the address bar at once. */
const brought = signal(secret());
if (brought.peek()) forgetSecret();

const seenKey = `seen:topics/${key}`;

export function TopicPage() {
  const topic = useTopic(boot.error ? undefined : key, boot.topic);
  const view = topic?.view.value;
  const words = t.value;
  useRoomVoice(topic);
  const before = useSignal(recall<number>('localStorage', seenKey));
  const fresh = useSignal(new URLSearchParams(location.search).has('raised'));
  useEffect(() => title(view ? `${view.title || words.topic} · ${w.value.brand}` : w.value.brand, view && cut(view.text, 120)), [view?.title, words]);
  // What is shown has been seen, once this page is left or a while has gone by.
  useEffect(() => {
    if (!view || !topic) return undefined;
    const timer = setTimeout(() => {
      keep('localStorage', seenKey, view.chain.length + view.commitments.reduce((n, c) => n + c.notes.length, 0));
      noteSeen(key);
    }, 4000);
    return () => clearTimeout(timer);
  }, [view]);
  const failed = boot.error ?? topic?.closed.value;
  if (failed)
    return (
      <Sorry of="topic" text={because('topic', failed)}>
        <p>
          <a href="/topics">{words.allTopics}</a>
        </p>
      </Sorry>
    );
  const steps = view ? view.chain.length + view.commitments.reduce((n, c) => n + c.notes.length, 0) : 0;
  const concerned = topic?.me.value?.topic?.raised || topic?.me.value?.topic?.follows;
  return (
    <>
      <Head room={topic} />
      <main id="main" class="narrow">
        {brought.value && (
          <Adopt
            secret={brought.value}
            onTaken={() => location.reload()}
            onKept={() => {
              brought.value = '';
            }}
          />
        )}
        {fresh.value && (
          <div class="card made" role="status">
            <p>
              <b>{words.raised}</b>
            </p>
            <p>{words.yours}</p>
            <p class="hint">{words.anonymous}</p>
            {mine && (
              <>
                <p class="hint">{words.key}</p>
                <p>
                  <button type="button" onClick={() => void copy(`${reachable}/topics/${key}#key=${mine}`)}>
                    {words.copyKey}
                  </button>
                </p>
              </>
            )}
          </div>
        )}
        {concerned && before.value !== undefined && steps > before.value && (
          <p class="boxed news" role="status">
            {words.news(steps - before.value)}
          </p>
        )}
        {topic && view ? (
          <TopicBody topic={topic}>{topic.me.value?.topic?.may && <StaffActions topic={topic} />}</TopicBody>
        ) : (
          <p class="loading">{w.value.loading}</p>
        )}
      </main>
    </>
  );
}
