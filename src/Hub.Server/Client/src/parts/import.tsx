/** Members from a table. First looked at, then taken: the file is sent twice, and the second time says that it is the same. */
import { useSignal } from '@preact/signals';
import { useId } from 'preact/hooks';
import { ApiError, query } from '../api';
import type { ImportReport, LineMember } from '../contract';
import { k } from '../kept.words';
import { lang } from '../prefs';
import { isolated } from '../text';
import { failure } from '../words';
import { colon } from './marks';
import { notify } from './shell';

const MOST_BYTES = 4 * 1024 * 1024;
const MOST_SHOWN = 500;

/** Faults of the file as a whole: it has no line to look at. */
const ofFile = new Set(['notATable', 'otherWorkbook', 'damagedWorkbook', 'tableTooLarge']);

export function Import({ onDone }: { onDone: () => void }) {
  const said = k.value;
  const id = useId();
  const open = useSignal(false);
  const file = useSignal<File | undefined>(undefined);
  const report = useSignal<ImportReport | undefined>(undefined);
  const wrong = useSignal<string | undefined>(undefined);
  const changes = useSignal(false);
  const busy = useSignal(false);
  const ask = async (accept?: string) => {
    busy.value = true;
    wrong.value = undefined;
    try {
      const answer = await fetch(`/api/members/import?${query({ accept, changes: accept && changes.value ? true : undefined })}`, {
        method: 'POST',
        credentials: 'same-origin',
        headers: { 'Content-Type': 'application/octet-stream' },
        body: await file.value!.arrayBuffer(),
      }).catch(() => {
        throw new ApiError('offline', 0);
      });
      if (!answer.ok) throw new ApiError(((await answer.json().catch(() => ({}))) as { code?: string }).code ?? '', answer.status);
      // A node of an older build, beside this one, does not say all of it.
      report.value = { notes: [], new: [], changes: [], ...((await answer.json()) as Partial<ImportReport>) } as ImportReport;
      if (report.value.imported !== undefined) {
        notify(said.imported(report.value.imported, report.value.amended ?? 0));
        onDone();
      }
    } catch (error) {
      const { code, status } = error as ApiError;
      wrong.value = status === 413 ? said.tableTooBig : failure(code, status);
    } finally {
      busy.value = false;
    }
  };
  const choose = (chosen: File | undefined) => {
    file.value = chosen;
    report.value = undefined;
    changes.value = false;
    wrong.value = undefined;
    if (chosen && chosen.size > MOST_BYTES) wrong.value = said.tableTooBig;
    else if (chosen) void ask();
  };
  if (!open.value)
    return (
      <p>
        <button
          type="button"
          onClick={() => {
            open.value = true;
          }}
        >
          {said.import}
        </button>
      </p>
    );
  const r = report.value;
  const template = (kind: string) => `/api/members/template.${kind}?${query({ lang: lang.value })}`;
  return (
    <section class="card kept-form" aria-labelledby={`${id}-t`}>
      <h3 id={`${id}-t`}>{said.import}</h3>
      <p class="hint">{said.importLead}</p>
      <p class="facts">
        <span>{said.template}</span>
        <a href={template('xlsx')} download>
          Excel
        </a>
        <a href={template('csv')} download>
          CSV
        </a>
      </p>
      <label for={id}>{said.choose}</label>
      <input
        id={id}
        type="file"
        accept=".csv,.txt,.tsv,.xlsx,text/csv,application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
        disabled={busy.value}
        onChange={e => choose(e.currentTarget.files?.[0])}
      />
      {busy.value && <p role="status">{r ? said.accepting : said.looking}</p>}
      {wrong.value && (
        <p class="wrong" role="alert">
          {wrong.value}
        </p>
      )}
      {r && (
        <>
          <p role="status">
            <b>
              {r.imported === undefined
                ? said.looked(r.lines, r.good, new Set(r.faults.map(f => f.line)).size, r.changes.length)
                : said.imported(r.imported, r.amended ?? 0)}
            </b>
          </p>
          <Reading of={r} />
          {r.faults.length > 0 && (
            <div>
              <h4>{said.refusedLines}</h4>
              <ul class="faults" tabIndex={0} aria-label={said.refusedLines}>
                {r.faults.slice(0, MOST_SHOWN).map((f, i) => (
                  <li key={i}>
                    {!ofFile.has(f.fault) && <b class="figures">{said.line(f.line)}</b>} {said.faults[f.fault]}
                    {f.value && `${colon()}${f.value}`}
                    {f.first !== undefined && said.first(f.first)}
                  </li>
                ))}
                {r.faults.length > MOST_SHOWN && <li>{said.moreLines(r.faults.length - MOST_SHOWN)}</li>}
              </ul>
            </div>
          )}
          {r.near && (
            <div>
              <p>{said.near}</p>
              <ul class="faults" tabIndex={0} aria-label={said.alike}>
                {r.near.map(n => (
                  <li key={n.line}>
                    <b class="figures">{said.line(n.line)}</b> <bdi>{n.name}</bdi>
                    {colon()}
                    {said.nearTo(isolated(n.other), n.first)}
                  </li>
                ))}
              </ul>
            </div>
          )}
          {r.imported === undefined && (
            <>
              <Changes of={r} />
              {r.new.length > 0 && (
                <div>
                  <h4>{said.newLines}</h4>
                  <ul class="faults" tabIndex={0} aria-label={said.newLines}>
                    {r.new.map(m => (
                      <li key={m.line}>
                        <b class="figures">{said.line(m.line)}</b> {about(m, said.overseas)}
                      </li>
                    ))}
                    {r.good > r.new.length && <li>{said.moreLines(r.good - r.new.length)}</li>}
                  </ul>
                </div>
              )}
              {r.changes.length > 0 && (
                <label class="tick">
                  <input
                    type="checkbox"
                    checked={changes.value}
                    onChange={e => {
                      changes.value = e.currentTarget.checked;
                    }}
                  />
                  {said.changeToo(r.changes.length)}
                </label>
              )}
              {r.good > 0 || changes.value ? (
                <button type="button" class="primary" disabled={busy.value} onClick={() => void ask(r.file)}>
                  {said.accept(r.good, changes.value ? r.changes.length : 0)}
                </button>
              ) : (
                <p>{said.nothing}</p>
              )}
            </>
          )}
        </>
      )}
    </section>
  );
}

const about = (m: LineMember, overseas: string) =>
  [m.name, m.sector, m.party, m.committee, m.county, m.overseas && overseas, m.office].filter(Boolean).join(' · ');

/** How the file was read, and what of it was left out on purpose. */
function Reading({ of }: { of: ImportReport }) {
  const said = k.value;
  return (
    <>
      {of.encoding && of.encoding !== 'UTF-8' && <p class="hint">{said.readAs(of.encoding)}</p>}
      {of.sheet && <p class="hint">{said.readSheet(of.sheet)}</p>}
      {of.notes.length > 0 && (
        <ul class="hint">
          {of.notes.map((n, i) => (
            <li key={i}>
              {n.line !== undefined && `${said.line(n.line)} `}
              {said.notes[n.note]}
              {n.value && `${colon()}${n.value}`}
            </li>
          ))}
        </ul>
      )}
    </>
  );
}

/** What the register would say afterwards, beside what it says. */
function Changes({ of }: { of: ImportReport }) {
  const said = k.value;
  if (of.changes.length === 0) return null;
  return (
    <div>
      <h4>{said.changedLines}</h4>
      <ul class="faults" tabIndex={0} aria-label={said.changedLines}>
        {of.changes.map(c => (
          <li key={c.line}>
            <b class="figures">{said.line(c.line)}</b> <a href={`/members/${c.id}`}>{`${c.name} · ${c.sector}`}</a>
            {c.fields.map(f => (
              <span key={f.field}>
                {' '}
                {said.fields[f.field]}
                {colon()}
                {f.from ?? said.none} → {f.to}
              </span>
            ))}
          </li>
        ))}
      </ul>
      <p class="hint">{said.changesHint}</p>
    </div>
  );
}
