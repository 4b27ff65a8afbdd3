/** What is mine: the topics that I raised or follow, those with something new first, and the meetings in which I took part. */
import { signal } from '@preact/signals';
import { useEffect, useId } from 'preact/hooks';
import '../style/topics.css';
import { call, query, type ApiError } from '../api';
import type { MeetingRow, Page, TopicItem } from '../contract';
import { k } from '../desk.words';
import { day } from '../day';
import { isNew, newestFirst, seenTopics } from '../mine';
import { Unread } from '../parts/again';
import { MeetingFacts } from '../parts/meetings';
import { Move } from '../parts/move';
import { title } from '../parts/shell';
import { Head } from '../parts/site';
import { t } from '../topics.words';
import { failure, w } from '../words';
import { TopicLine } from './lists';

const found = signal<{ topics: TopicItem[]; meetings: MeetingRow[] } | string | undefined>(undefined);

/** All of them, page by page: what is new stands first, in whichever year it was raised. */
async function topicsOf(after?: string): Promise<TopicItem[]> {
  const page = await call<Page<TopicItem>>('GET', `/api/topics?${query({ mine: true, limit: 100, after })}`);
  return page.next ? [...page.items, ...(await topicsOf(page.next))] : page.items;
}

async function load(): Promise<void> {
  try {
    const [topics, meetings] = await Promise.all([topicsOf(), call<Page<MeetingRow>>('GET', '/api/me/meetings')]);
    found.value = { topics, meetings: meetings.items };
  } catch (error) {
    const { code, status } = error as ApiError;
    found.value = failure(code, status);
  }
}

export function Mine() {
  const words = k.value;
  const [topicsId, meetingsId] = [useId(), useId()];
  const list = found.value;
  const seen = seenTopics();
  useEffect(() => title(`${words.me} · ${w.value.brand}`), [words]);
  useEffect(() => {
    void load();
    // Who comes back from a topic has seen it.
    const again = (e: PageTransitionEvent) => e.persisted && void load();
    window.addEventListener('pageshow', again);
    return () => window.removeEventListener('pageshow', again);
  }, []);
  const fresh = typeof list === 'object' ? list.topics.filter(x => isNew(x, seen)).length : 0;
  return (
    <>
      <Head />
      <main id="main" class="lists-page mine">
        <h1>{words.me}</h1>
        <p class="hint">{words.meLead}</p>
        {list === undefined ? (
          <p class="loading">{w.value.loading}</p>
        ) : typeof list === 'string' ? (
          <Unread why={list} onAgain={() => void load()} />
        ) : (
          <>
            {list.topics.length > 0 && (
              <p class="boxed news" role="status">
                {fresh > 0 ? words.newCount(fresh) : words.nothingNew}
              </p>
            )}
            <p class="hint">{words.onlyHere}</p>
            <section aria-labelledby={topicsId}>
              <h2 id={topicsId}>{words.myTopics}</h2>
              {list.topics.length === 0 ? (
                <p class="empty-line">
                  {words.noTopics} <a href="/raise">{t.value.raise}</a>
                </p>
              ) : (
                <ul class="rows-list listed">
                  {newestFirst(list.topics, seen).map(x => (
                    <li key={x.id}>
                      <a class="card" href={`/topics/${x.id}`}>
                        {isNew(x, seen) && (
                          <span class="facts">
                            <b class="tag">{words.newHere}</b>
                            <span>{words.since(day(x.changedAt))}</span>
                          </span>
                        )}
                        <TopicLine of={x} />
                      </a>
                    </li>
                  ))}
                </ul>
              )}
            </section>
            <section aria-labelledby={meetingsId}>
              <h2 id={meetingsId}>{words.myMeetings}</h2>
              {list.meetings.length === 0 ? (
                <p class="empty-line">{words.noMeetings}</p>
              ) : (
                <ul class="rows-list listed">
                  {list.meetings.map(m => (
                    <li key={m.id}>
                      <a class="card" href={`/${m.status === 'closed' ? 'record' : m.status === 'cancelled' ? 'watch' : 'm'}/${m.id}`}>
                        <b>
                          <bdi>{m.title}</bdi>
                        </b>
                        <MeetingFacts of={m} />
                      </a>
                    </li>
                  ))}
                </ul>
              )}
            </section>
            <Move offered />
          </>
        )}
      </main>
    </>
  );
}
