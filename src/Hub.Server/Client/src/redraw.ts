/** Draws a picture again, smaller, as a JPEG. */

const LONGEST = 2000;
const SHORTEST = 500;

/** @returns Nothing where this browser cannot draw it. */
export async function redraw(file: Blob, mostBytes: number): Promise<Blob | undefined> {
  if (typeof createImageBitmap !== 'function') return undefined;
  const picture = await createImageBitmap(file).catch(() => undefined);
  if (!picture) return undefined;
  try {
    for (let longest = LONGEST; longest >= SHORTEST; longest /= 2) {
      const scale = Math.min(1, longest / Math.max(picture.width, picture.height));
      const canvas = document.createElement('canvas');
      [canvas.width, canvas.height] = [Math.max(1, Math.round(picture.width * scale)), Math.max(1, Math.round(picture.height * scale))];
      const draw = canvas.getContext('2d');
      if (!draw) return undefined;
      // A JPEG has no holes: what is seen through would come out black.
      draw.fillStyle = '#fff';
      draw.fillRect(0, 0, canvas.width, canvas.height);
      draw.drawImage(picture, 0, 0, canvas.width, canvas.height);
      const blob = await new Promise<Blob | null>(done => {
        canvas.toBlob(done, 'image/jpeg', 0.85);
      });
      if (blob && blob.size <= mostBytes) return blob;
    }
    return undefined;
  } finally {
    picture.close();
  }
}
