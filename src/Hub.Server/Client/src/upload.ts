/** Files that people hand in. */
import { ApiError } from './api';

/** Uploads one file; a picture larger than need be is made smaller first. */
export async function upload(file: File): Promise<string> {
  const body = await smaller(file);
  const answer = await fetch('/api/files', { method: 'POST', credentials: 'same-origin', headers: { 'Content-Type': body.type }, body }).catch(() => {
    throw new ApiError('offline', 0);
  });
  const json = (await answer.json().catch(() => ({}))) as { file?: string; code?: string };
  if (!answer.ok || !json.file) throw new ApiError(json.code ?? '', answer.status);
  return json.file;
}

const LONGEST = 2000;

async function smaller(file: File): Promise<Blob> {
  if (!/^image\/(jpeg|png|webp)$/.test(file.type) || file.size < 600_000) return file;
  const picture = await createImageBitmap(file).catch(() => undefined);
  if (!picture) return file;
  const scale = Math.min(1, LONGEST / Math.max(picture.width, picture.height));
  const canvas = document.createElement('canvas');
  [canvas.width, canvas.height] = [Math.round(picture.width * scale), Math.round(picture.height * scale)];
  canvas.getContext('2d')!.drawImage(picture, 0, 0, canvas.width, canvas.height);
  const blob = await new Promise<Blob | null>(done => {
    canvas.toBlob(done, 'image/jpeg', 0.85);
  });
  return blob && blob.size < file.size ? blob : file;
}
