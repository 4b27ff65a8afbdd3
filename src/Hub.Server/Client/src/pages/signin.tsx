/** Where the staff sign in. */
import { useEffect } from 'preact/hooks';
import { api } from '../api';
import { p } from '../people.words';
import { title } from '../parts/shell';
import { Head } from '../parts/site';
import { SignIn as Form } from '../parts/signin';
import { w } from '../words';

/** To where there is something to do: a department to what is committed to it. */
const goOn = () =>
  api.me().then(
    me => location.assign(me.roles?.length && me.roles.every(r => r.role === 'department') ? '/department' : '/'),
    () => location.assign('/'),
  );

export function SignIn() {
  const words = p.value;
  useEffect(() => title(`${words.signIn} · ${w.value.brand}`), [words]);
  return (
    <>
      <Head />
      <main id="main" class="narrow">
        <Form onIn={() => void goOn()} />
      </main>
    </>
  );
}
