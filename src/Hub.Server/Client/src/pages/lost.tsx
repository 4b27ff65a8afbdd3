/** Where there is no page of this address. */
import { useEffect } from 'preact/hooks';
import { title } from '../parts/shell';
import { Sorry } from '../parts/site';
import { s } from '../site.words';
import { w } from '../words';

export function Lost() {
  const words = s.value;
  useEffect(() => title(`${words.lost.page} · ${w.value.brand}`), [words]);
  return (
    <Sorry of="page" text={words.why.page}>
      <p>
        <a href="/search">{words.search}</a>
      </p>
    </Sorry>
  );
}
