/** Raising a topic: what somebody who scans a venue's code sees first. No account, a minute on a phone. */
import { signal, useSignal } from '@preact/signals';
import { useEffect, useId } from 'preact/hooks';
import '../style/deed.css';
import '../style/topics.css';
import { call, query, type ApiError } from '../api';
import { key as venue } from '../boot';
import type { SimilarTopic, TopicRaised } from '../contract';
import { keep, recall } from '../keep';
import { newOp } from '../outbox';
import { FilesIn } from '../parts/files';
import { title, went } from '../parts/shell';
import { Head } from '../parts/site';
import { send } from '../post';
import { beside, isolated } from '../text';
import { t } from '../topics.words';
import { failure, w } from '../words';

interface Draft {
  /** One for each wording: sent twice, it is one topic; what was changed meanwhile is another, since the first may have been stored. */
  op: string;
  title: string;
  text: string;
  county: string;
  category: string;
  files: string[];
}

const store = `raise:${venue}`;
const empty = (): Draft => ({ op: newOp(), title: '', text: '', county: new URLSearchParams(location.search).get('county') ?? '', category: '', files: [] });
const draft = signal<Draft>(recall<Draft>('localStorage', store) ?? empty());
const write = (change: Partial<Draft>) => {
  draft.value = { ...draft.value, ...change, op: newOp() };
  keep('localStorage', store, draft.value);
};

export function Raise() {
  const words = t.value;
  const id = useId();
  const [busy, wrong, loading, similar] = [useSignal(false), useSignal<string | undefined>(undefined), useSignal(false), useSignal<SimilarTopic[]>([])];
  const d = draft.value;
  useEffect(() => title(`${words.raise} · ${w.value.brand}`, words.raiseLead), [words]);
  useEffect(() => {
    // Who comes back after the topic was raised finds the page as it was left, sending: what was sent is done, and a new one may be written.
    const again = (e: PageTransitionEvent) => {
      if (!e.persisted) return;
      draft.value = recall<Draft>('localStorage', store) ?? empty();
      busy.value = false;
    };
    window.addEventListener('pageshow', again);
    return () => window.removeEventListener('pageshow', again);
  }, []);
  useEffect(() => {
    if ([...d.title.trim()].length < 4) {
      similar.value = [];
      return undefined;
    }
    const asked = d.title;
    const timer = setTimeout(() => {
      call<{ items: SimilarTopic[] }>('GET', `/api/topics/similar?${query({ text: d.title.trim(), limit: 3 })}`).then(
        page => {
          if (draft.peek().title === asked) similar.value = page.items.filter(s => s.similarity >= 0.35);
        },
        () => {
          similar.value = [];
        },
      );
    }, 400);
    return () => clearTimeout(timer);
  }, [d.title]);
  const follow = async (id: string) => {
    if (went(await send(`topics/${id}`, { $type: 'follow' }))) location.assign(`/topics/${id}`);
  };
  const go = async () => {
    if (busy.value) return;
    busy.value = true;
    wrong.value = undefined;
    try {
      const { op, title: name, text, county, category, files } = draft.value;
      const raised = await call<TopicRaised>('POST', '/api/topics', {
        op,
        title: name,
        text,
        county: county || undefined,
        category: category || undefined,
        venue: venue || undefined,
        files: files.length > 0 ? files : undefined,
      });
      keep('localStorage', store, undefined);
      if (raised.follow) keep('sessionStorage', `key:${raised.id}`, raised.follow);
      location.assign(`/topics/${raised.id}?raised`);
    } catch (error) {
      const { code, status } = error as ApiError;
      wrong.value = failure(code, status);
      busy.value = false;
    }
  };
  return (
    <>
      <Head />
      <main id="main" class="narrow">
        <div class="title-block">
          {venue && <p class="eyebrow">{words.at(isolated(venue))}</p>}
          <h1>{words.raise}</h1>
          <p class="hint">{words.raiseLead}</p>
        </div>
        <form
          class="card raise"
          onSubmit={e => {
            e.preventDefault();
            void go();
          }}
        >
          <label for={`${id}-t`}>{words.name}</label>
          <input id={`${id}-t`} required maxLength={200} placeholder={words.nameHint} value={d.title} onInput={e => write({ title: e.currentTarget.value })} />
          {similar.value.length > 0 && (
            <aside class="boxed">
              <p>
                <b>{words.similar}</b>
              </p>
              <ul class="lines">
                {similar.value.map(s => (
                  <li key={s.id}>
                    <a href={`/topics/${s.id}`}>
                      <bdi>{s.title}</bdi>
                    </a>
                    <span class="hint">{beside(s.county, words.status[s.status])}</span>
                    <button type="button" onClick={() => void follow(s.id)}>
                      {words.followIt}
                    </button>
                  </li>
                ))}
              </ul>
              <p class="hint">{words.similarHint}</p>
            </aside>
          )}
          <label for={`${id}-x`}>{words.text}</label>
          <textarea
            id={`${id}-x`}
            required
            rows={5}
            maxLength={4000}
            placeholder={words.textHint}
            value={d.text}
            onInput={e => write({ text: e.currentTarget.value })}
          />
          <div class="pair">
            <div>
              <label for={`${id}-c`}>
                {words.county} <span class="hint">{words.optional}</span>
              </label>
              <select id={`${id}-c`} value={d.county} onChange={e => write({ county: e.currentTarget.value })}>
                <option value="">—</option>
                {words.counties.map(c => (
                  <option key={c} value={c}>
                    {c}
                  </option>
                ))}
              </select>
            </div>
            <div>
              <label for={`${id}-k`}>
                {words.category} <span class="hint">{words.optional}</span>
              </label>
              <select id={`${id}-k`} value={d.category} onChange={e => write({ category: e.currentTarget.value })}>
                <option value="">—</option>
                {words.categories.map(c => (
                  <option key={c} value={c}>
                    {c}
                  </option>
                ))}
              </select>
            </div>
          </div>
          <div>
            <p class="label">
              {words.photos}{' '}
              <span class="hint">
                {words.optional} · {words.photoHint}
              </span>
            </p>
            <FilesIn
              ids={d.files}
              add={words.addPhotos}
              label={words.photo}
              onIds={files => write({ files })}
              onBusy={busy => {
                loading.value = busy;
              }}
            />
          </div>
          <p class="hint">{words.anonymous}</p>
          {wrong.value && (
            <p class="wrong" role="alert">
              {wrong.value}
            </p>
          )}
          <button type="submit" class="primary wide" disabled={busy.value || loading.value || !d.title.trim() || !d.text.trim()}>
            {busy.value ? words.sending : words.send}
          </button>
        </form>
      </main>
    </>
  );
}
