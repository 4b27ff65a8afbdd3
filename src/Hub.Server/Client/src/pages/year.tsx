/** What a year's registers hold: outputs, the ledger, visits. Each figure of the report leads here. */
import { useSignal } from '@preact/signals';
import type { ComponentChildren } from 'preact';
import { useId } from 'preact/hooks';
import '../style/kept.css';
import { query } from '../api';
import { key } from '../boot';
import { entryKinds, type EntryItem } from '../contract';
import { day } from '../day';
import { askedFor, useFilters } from '../filters';
import { k } from '../kept.words';
import { Add, Edit, Files, isStaff, Kept, list, register, Row, Rows, Sections, Source, useEntries, yearOf, Years, type EntryType } from '../parts/entries';
import { colon } from '../parts/marks';
import { Select } from '../parts/select';
import { notify, went } from '../parts/shell';
import { Badge } from '../parts/status';
import { t } from '../topics.words';

const year = yearOf(key);

function Listing({
  type,
  name,
  lead,
  path,
  kinds,
  row,
}: {
  type: EntryType;
  name: string;
  lead: string;
  path: string;
  kinds: Record<string, string>;
  row: (item: EntryItem, names: Record<string, string>, again: () => void) => ComponentChildren;
}) {
  const said = k.value;
  const id = useId();
  const [filters, set] = useFilters('from');
  const entries = useEntries('/api/entries', { type, year, ...filters });
  return (
    <Kept
      name={name}
      lead={lead}
      also={
        <a class="quiet button" href={`/report/${year}`}>
          {t.value.report}
        </a>
      }
    >
      <Years path={path} year={year} />
      <form class="card filters" role="search" onSubmit={e => e.preventDefault()}>
        <div class="grow">
          <label for={`${id}-q`}>{said.search}</label>
          <input id={`${id}-q`} type="search" maxLength={200} value={filters.q ?? ''} onInput={e => set('q', e.currentTarget.value)} />
        </div>
        <Select label={said.kind} value={filters.kind ?? ''} options={[['', said.all], ...Object.entries(kinds)]} onChange={v => set('kind', v)} />
        <a class="button" href={`/api/entries.csv?${query({ type, year, kind: filters.kind })}`}>
          {said.csv}
        </a>
      </form>
      <Add type={type} to={`year${year}`} year={year} from={askedFor('from')} onDone={entries.again} />
      <Rows of={entries} row={(i, names) => row(i, names, entries.again)} />
      <Sections page={entryKinds[type].page} below={type} to={`year${year}`} year={year} />
    </Kept>
  );
}

export function Outputs() {
  const said = k.value;
  return (
    <Listing
      type="output"
      name={said.outputs(year)}
      lead={said.outputsLead}
      path="outputs"
      kinds={said.outputKind}
      row={(i, names, again) =>
        i.is.$type === 'output' && (
          <>
            <p class="facts">
              <span class="badge">{said.outputKind[i.is.kind]}</span>
              {i.status && <Badge of="ProposalStatus" is={i.status} />}
              <span>{day(i.is.on)}</span>
              {i.is.members && <span>{list(i.is.members, names)}</span>}
            </p>
            <h3>{i.is.title}</h3>
            {i.is.text && <p>{i.is.text}</p>}
            <Source of={i.is.source} names={names} />
            {i.department && (
              <p class="hint">
                {said.department}
                {colon()}
                <bdi>{i.department}</bdi>
                {i.due && ` · ${said.due} ${day(i.due)}`}
              </p>
            )}
            {i.answered && (
              <p>
                {said.answer}
                {colon()}
                {i.answered}
              </p>
            )}
            <Files of={i.is.files} title={i.is.title} />
            {isStaff && i.status && <Proposal of={i} onDone={again} />}
            <Edit of={i} onDone={again} />
          </>
        )
      }
    />
  );
}

/** What becomes of a proposal: a department gets it, and answers. */
function Proposal({ of, onDone }: { of: EntryItem; onDone: () => void }) {
  const said = k.value;
  const id = useId();
  const open = useSignal(false);
  const text = useSignal('');
  const due = useSignal('');
  const answers = of.status !== 'filed';
  const save = async () => {
    const receipt = await register(
      of.register,
      answers
        ? { $type: 'answerProposal', entry: of.id, text: text.value.trim() }
        : { $type: 'assignProposal', entry: of.id, department: text.value.trim(), due: due.value || undefined },
    );
    if (went(receipt)) {
      notify(said.done);
      open.value = false;
      text.value = '';
      onDone();
    }
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
          {answers ? said.answer : said.assign}
        </button>
      </p>
    );
  return (
    <form
      class="kept-form"
      onSubmit={e => {
        e.preventDefault();
        if (text.value.trim()) void save();
      }}
    >
      <label for={id}>{answers ? said.answerText : said.department}</label>
      {answers ? (
        <textarea
          id={id}
          rows={3}
          maxLength={4000}
          value={text.value}
          onInput={e => {
            text.value = e.currentTarget.value;
          }}
        />
      ) : (
        <input
          id={id}
          maxLength={100}
          value={text.value}
          onInput={e => {
            text.value = e.currentTarget.value;
          }}
        />
      )}
      {!answers && (
        <>
          <label for={`${id}-d`}>
            {said.due}
            {said.optional}
          </label>
          <input
            id={`${id}-d`}
            type="date"
            value={due.value}
            onInput={e => {
              due.value = e.currentTarget.value;
            }}
          />
        </>
      )}
      <div class="buttons">
        <button type="submit" class="primary" disabled={!text.value.trim()}>
          {said.save}
        </button>
        <button
          type="button"
          onClick={() => {
            open.value = false;
          }}
        >
          {said.cancel}
        </button>
      </div>
    </form>
  );
}

export function Ledger() {
  const said = k.value;
  return (
    <Listing
      type="ledgerEntry"
      name={said.ledger(year)}
      lead={said.ledgerLead}
      path="ledger"
      kinds={said.ledgerKind}
      row={(i, names, again) =>
        i.is.$type === 'ledgerEntry' && (
          <>
            <p class="facts">
              <span class="badge">{said.ledgerKind[i.is.kind]}</span>
              <span>{day(i.is.on)}</span>
              {(i.is.count ?? 1) > 1 && <b class="figures">× {i.is.count}</b>}
            </p>
            <h3>{i.is.title}</h3>
            {i.is.members && <p class="hint">{list(i.is.members, names)}</p>}
            {i.is.note && <p>{i.is.note}</p>}
            <Files of={i.is.files} title={i.is.title} />
            <Edit of={i} onDone={again} />
          </>
        )
      }
    />
  );
}

export function Visits() {
  const said = k.value;
  return (
    <Listing
      type="visit"
      name={said.visits(year)}
      lead={said.visitsLead}
      path="visits"
      kinds={said.visitKind}
      row={(i, names, again) => <Row of={i} names={names} onDone={again} />}
    />
  );
}
