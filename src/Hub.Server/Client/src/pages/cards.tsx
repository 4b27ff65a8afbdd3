/** How a hall is seated: its cards to print, and the link of the registration desk. The operator's. */
import { useSignal } from '@preact/signals';
import { useEffect } from 'preact/hooks';
import '../style/hall.css';
import { call, type ApiError } from '../api';
import { key } from '../boot';
import type { CardItem, CardPage, CardsPrinted, LinkMade } from '../contract';
import { h } from '../hall.words';
import { Printed, SeatCards } from '../parts/cards';
import { copy } from '../parts/codes';
import { Confirm } from '../parts/confirm';
import { notify, title } from '../parts/shell';
import { Head, Sorry } from '../parts/site';
import { Badge } from '../parts/status';
import { Scanned } from '../parts/scanned';
import '../roll.words';
import { isolated } from '../text';
import { failure, w } from '../words';

const path = `/api/meetings/${encodeURIComponent(key)}`;

export function Cards() {
  const words = h.value;
  const page = useSignal<CardPage | undefined>(undefined);
  const failed = useSignal<string | undefined>(undefined);
  const printed = useSignal<CardsPrinted | undefined>(undefined);
  const busy = useSignal(false);
  const load = () =>
    call<CardPage>('GET', `${path}/seat-cards`).then(
      p => {
        page.value = p;
      },
      ({ code, status }: ApiError) => {
        failed.value = code === 'notOffered' ? h.peek().openRoll : status === 401 || status === 403 ? w.peek().forbidden : failure(code, status);
      },
    );
  useEffect(() => void load(), []);
  useEffect(() => title(page.value ? `${words.title} · ${page.value.title}` : words.title), [page.value?.title, words]);
  if (failed.value) return <Sorry of="meeting" text={failed.value} />;
  const make = async (body: { members?: string[]; replace?: boolean }) => {
    busy.value = true;
    try {
      printed.value = await call<CardsPrinted>('POST', `${path}/seat-cards`, body);
      await load();
    } catch (error) {
      notify(failure((error as ApiError).code, (error as ApiError).status), { bad: true });
    } finally {
      busy.value = false;
    }
  };
  const items = page.value?.items ?? [];
  const fresh = items.filter(i => i.state === 'none').length;
  const unused = items.filter(i => i.state === 'printed').map(i => i.member);
  return (
    <>
      <Head />
      <main id="main" class="hall">
        <div class="title-block no-print">
          <p class="eyebrow">{page.value?.title}</p>
          <h1>{words.title}</h1>
        </div>
        {!page.value && <p class="card loading">{w.value.loading}</p>}
        {page.value && (
          <section class="card no-print" aria-labelledby="cards-title">
            <h2 id="cards-title">{words.cards}</h2>
            <p class="hint">{words.cardsWhy}</p>
            <Scanned />
            <p class="facts figures">{words.counted(items.length, items.length - fresh, items.filter(i => i.state === 'used').length)}</p>
            {printed.value ? (
              <Printed
                of={printed.value}
                onDone={() => {
                  printed.value = undefined;
                }}
              />
            ) : fresh > 0 ? (
              <div class="buttons">
                <button type="button" class="primary" disabled={busy.value} onClick={() => void make({})}>
                  {busy.value ? words.making : words.make(fresh)}
                </button>
              </div>
            ) : (
              <p class="hint">{words.none}</p>
            )}
            {!printed.value && unused.length > 0 && (
              <div class="buttons">
                <Confirm
                  label={words.unused(unused.length)}
                  ask={words.unusedAsk}
                  yes={words.unusedYes}
                  onYes={() => void make({ members: unused, replace: true })}
                />
              </div>
            )}
          </section>
        )}
        {printed.value && <SeatCards of={printed.value} />}
        {page.value && !printed.value && (
          <>
            <Desk />
            <details class="card fold">
              <summary>
                <h2>{words.members}</h2>
              </summary>
              <ul class="rows">
                {items.map(i => (
                  <Member key={i.member} of={i} onAgain={() => void make({ members: [i.member], replace: true })} />
                ))}
              </ul>
            </details>
          </>
        )}
      </main>
    </>
  );
}

const Member = ({ of, onAgain }: { of: CardItem; onAgain: () => void }) => (
  <li>
    <span>
      <b>{of.name}</b> <small>{of.sector}</small> <Badge of="CardState" is={of.state} />
    </span>
    {of.state !== 'none' && <Confirm label={h.value.again} ask={h.value.againAsk(isolated(of.name))} yes={h.value.againYes} onYes={onAgain} />}
  </li>
);

/** The registration desk's link: shown once, and ended here. */
function Desk() {
  const words = h.value;
  const link = useSignal<string | undefined>(undefined);
  const ask = async (method: 'POST' | 'DELETE') => {
    try {
      link.value = (await call<LinkMade | undefined>(method, `${path}/door`))?.link;
      if (method === 'DELETE') notify(words.doorEnded);
    } catch (error) {
      notify(failure((error as ApiError).code, (error as ApiError).status), { bad: true });
    }
  };
  return (
    <section class="card no-print" aria-labelledby="desk-title">
      <h2 id="desk-title">{words.door}</h2>
      <p class="hint">{words.doorWhy}</p>
      {link.value && <p class="link-text">{link.value}</p>}
      <div class="buttons">
        {link.value ? (
          <>
            <button type="button" class="primary" onClick={() => void copy(link.value!)}>
              {words.copy}
            </button>
            <a class="button" href={link.value} target="_blank" rel="noopener">
              {words.open}
            </a>
          </>
        ) : (
          <button type="button" onClick={() => void ask('POST')}>
            {words.doorMake}
          </button>
        )}
        <button type="button" class="danger" onClick={() => void ask('DELETE')}>
          {words.doorEnd}
        </button>
      </div>
    </section>
  );
}
