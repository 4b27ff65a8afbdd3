/** The register of departments: who may be committed to something. */
import '../style/kept.css';
import { d } from '../department.words';
import { k } from '../kept.words';
import { Add, Edit, Kept, Rows, useEntries } from '../parts/entries';
import { may } from '../parts/may';
import { t } from '../topics.words';

export function Departments() {
  const words = d.value;
  const entries = useEntries('/api/entries', { type: 'department', limit: 100 });
  return (
    <Kept
      name={words.departments}
      lead={words.departmentsLead}
      also={
        <a class="quiet button" href="/commitments">
          {t.value.commitmentsTitle}
        </a>
      }
    >
      <p>
        <a class="button" href="/api/entries.csv?type=department">
          {k.value.csv}
        </a>
      </p>
      <Add type="department" to="departments" onDone={entries.again} />
      <Rows
        of={entries}
        row={item =>
          item.is.$type === 'department' && (
            <>
              <h2>{item.is.title}</h2>
              <p class="facts">
                {item.is.english && <span lang="en">{item.is.english}</span>}
                {item.is.contact && <span class="hint">{item.is.contact}</span>}
              </p>
              {may('readCommitments') && (
                <p>
                  <a class="button" href={`/department?of=${item.id}`}>
                    {words.seeAll}
                  </a>
                </p>
              )}
              <Edit of={item} onDone={entries.again} />
            </>
          )
        }
      />
    </Kept>
  );
}
