// What an attendee's phone must fetch before the page lives, compressed as it is sent. Prints it, and fails beyond the budget.
import { readFileSync } from 'node:fs';
import { brotliCompressSync } from 'node:zlib';

const root = new URL('../wwwroot/', import.meta.url);
const shell = readFileSync(new URL('index.html', root), 'utf8');
const weigh = pattern => [...shell.matchAll(pattern)].reduce((sum, [, path]) => sum + brotliCompressSync(readFileSync(new URL(path, root))).length, 0);

const budgets = [
  ['script', weigh(/(?:<script[^>]*src|<link[^>]*modulepreload[^>]*href)="\/([^"]+\.js)"/g), 35],
  ['style', weigh(/<link[^>]*stylesheet[^>]*href="\/([^"]+\.css)"/g), 6],
];
for (const [what, bytes, limit] of budgets) {
  const fits = bytes > 0 && bytes <= limit * 1000;
  console.log(`${what}: ${bytes} bytes brotli of ${limit * 1000}`);
  if (!fits) {
    // In the form that MSBuild takes for an error: who builds the server reads it too.
    console.error(`size.mjs : error SIZE1: The attendee's ${what} is ${bytes === 0 ? 'missing from the shell' : `${bytes} bytes, over its budget of ${limit * 1000}`}.`);
    process.exitCode = 1;
  }
}
