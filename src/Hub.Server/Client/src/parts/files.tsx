/** Files that people handed in, as small pictures that lead to the whole; and the field in which they are handed in. */
import { useSignal } from '@preact/signals';
import { t } from '../topics.words';
import { handIn, mostFiles } from '../upload';
import { Icon } from './icons';

/** @param label What stands in the place of the picture where it is not seen. */
export const Thumb = ({ id, label }: { id: string; label: string }) => (
  <a class="thumb" href={`/api/files/${id}`} target="_blank" rel="noopener">
    <img src={`/api/files/${id}/thumbnail`} alt={label} width={96} height={96} loading="lazy" decoding="async" />
  </a>
);

export const Thumbs = ({ ids, label }: { ids?: string[]; label: (n: number) => string }) =>
  ids && ids.length > 0 ? (
    <ul class="files">
      {ids.map((id, i) => (
        <li key={id}>
          <Thumb id={id} label={label(i + 1)} />
        </li>
      ))}
    </ul>
  ) : null;

/** @param add What the button says. */
export function FilesIn({
  ids,
  add,
  label,
  onIds,
  onBusy,
}: {
  ids: string[];
  add: string;
  label: (n: number) => string;
  onIds: (ids: string[]) => void;
  onBusy?: (busy: boolean) => void;
}) {
  const words = t.value;
  const [busy, lost] = [useSignal(false), useSignal<string[]>([])];
  const take = async (chosen: File[]) => {
    busy.value = true;
    lost.value = [];
    onBusy?.(true);
    lost.value = await handIn(chosen, ids, onIds);
    busy.value = false;
    onBusy?.(false);
  };
  return (
    <div class="files-in">
      {ids.length > 0 && (
        <ul class="files">
          {ids.map((f, i) => (
            <li key={f}>
              <Thumb id={f} label={label(i + 1)} />
              <button
                type="button"
                class="quiet square"
                aria-label={`${words.removePhoto} ${label(i + 1)}`}
                disabled={busy.value}
                onClick={() => onIds(ids.filter(x => x !== f))}
              >
                <Icon is="close" />
              </button>
            </li>
          ))}
        </ul>
      )}
      {ids.length < mostFiles && (
        <label class="button file">
          {busy.value ? words.uploading : add}
          <input
            class="unseen"
            type="file"
            multiple
            accept="image/*,application/pdf"
            disabled={busy.value}
            onChange={e => {
              const chosen = [...(e.currentTarget.files ?? [])];
              // The same file may be chosen again, after it was refused.
              e.currentTarget.value = '';
              void take(chosen);
            }}
          />
        </label>
      )}
      {lost.value.length > 0 && (
        <div class="wrong" role="alert">
          <ul>
            {lost.value.map(why => (
              <li key={why}>{why}</li>
            ))}
          </ul>
        </div>
      )}
    </div>
  );
}
