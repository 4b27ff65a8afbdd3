/** Files that people hand in: looked at before they are sent, so that a picture is no larger than it need be, and one that few browsers show becomes one. */
import { ApiError } from './api';
import { colon } from './parts/marks';
import { t } from './topics.words';
import { failure } from './words';

/** So many files go with one topic, note or entry. */
export const mostFiles = 6;

const MOST_BYTES = 5 * 1024 * 1024;
/** A picture of fewer bytes goes as it is. */
const SMALL = 600_000;
/** What is larger is no photo: no browser is asked to draw it. */
const MOST_DRAWN = 100 * 1024 * 1024;

type Kind = 'jpeg' | 'png' | 'webp' | 'gif' | 'pdf' | 'heif';

/** What a file is, by how it begins: its name and the type that the browser makes of it may say something else. */
export function kindOf(head: Uint8Array): Kind | undefined {
  const text = String.fromCharCode(...head);
  return text.startsWith('\xff\xd8\xff')
    ? 'jpeg'
    : text.startsWith('\x89PNG\r\n')
      ? 'png'
      : text.startsWith('RIFF') && text.slice(8, 12) === 'WEBP'
        ? 'webp'
        : /^GIF8[79]a/.test(text)
          ? 'gif'
          : /^.{4}ftyp(hei|hev|mif|msf|avi[fs])/s.test(text)
            ? 'heif'
            : text.includes('%PDF-')
              ? 'pdf'
              : undefined;
}

async function post(body: Blob): Promise<string> {
  const answer = await fetch('/api/files', {
    method: 'POST',
    credentials: 'same-origin',
    headers: { 'Content-Type': body.type || 'application/octet-stream' },
    body,
  }).catch(() => {
    throw new ApiError('offline', 0);
  });
  const json = (await answer.json().catch(() => ({}))) as { file?: string; code?: string };
  if (!answer.ok || !json.file) throw new ApiError(json.code ?? '', answer.status);
  return json.file;
}

/** As a JPEG, where this browser can draw it: Safari draws HEIC. The code that does it comes only where it is needed. */
const redrawn = async (file: Blob): Promise<Blob | undefined> =>
  file.size > MOST_DRAWN
    ? undefined
    : import('./redraw').then(
        ({ redraw }) => redraw(file, MOST_BYTES),
        () => undefined,
      );

/** What a picture may be refused for and still be drawn here. */
const MENDED = ['damagedFile', 'tooManyPixels'];

/** Uploads one file. */
export async function upload(file: Blob): Promise<string> {
  const kind = kindOf(new Uint8Array(await file.slice(0, 1024).arrayBuffer()));
  const shown = kind === 'jpeg' || kind === 'png' || kind === 'webp';
  const draw = kind !== 'pdf' && kind !== 'gif' && (!shown || file.size >= SMALL);
  const drawn = draw ? await redrawn(file) : undefined;
  const body = drawn && (!shown || drawn.size < file.size) ? drawn : file;
  if (body.size > MOST_BYTES) throw new ApiError(kind === 'heif' ? 'heic' : kind ? 'tooLarge' : 'notAFile', 413);
  try {
    return await post(body);
  } catch (error) {
    const mended = !draw && MENDED.includes((error as ApiError).code) ? await redrawn(file) : undefined;
    if (!mended) throw error;
    return post(mended);
  }
}

/**
 * Uploads of the chosen files as many as there is room for, one after the other.
 *
 * @param has What is there already; the same file twice is one.
 * @param onFiles All that are there, after each.
 * @returns Why each of the others was not taken, by its name.
 */
export async function handIn(chosen: File[], has: string[], onFiles: (ids: string[]) => void): Promise<string[]> {
  const lost: string[] = [];
  let [ids, left] = [has, 0];
  for (const file of chosen) {
    if (ids.length >= mostFiles) {
      left++;
      continue;
    }
    try {
      const id = await upload(file);
      ids = [...ids.filter(x => x !== id), id];
      onFiles(ids);
    } catch (error) {
      const { code, status } = error as ApiError;
      lost.push(`${file.name}${colon()}${(t.value.calls as Record<string, string>)[code] ?? failure(code, status)}`);
    }
  }
  return left > 0 ? [...lost, t.value.overMost(mostFiles, left)] : lost;
}
