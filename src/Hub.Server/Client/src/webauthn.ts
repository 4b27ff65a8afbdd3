/** Passkeys as browsers have them (W3C Web Authentication), in the JSON that the house reads and writes. */
import { call } from './api';
import { publicUrl } from './boot';
import type { PasskeyItem } from './contract';

/** Whether this browser makes and uses passkeys here: at the house's own address by https, or on the machine itself. */
export const passkeysWork = () =>
  window.isSecureContext &&
  'PublicKeyCredential' in window &&
  (location.hostname === 'localhost' || (location.protocol === 'https:' && new URL(publicUrl).origin === location.origin));

interface Known {
  id: string;
  type: PublicKeyCredentialType;
  transports?: AuthenticatorTransport[];
}
type Creation = Omit<PublicKeyCredentialCreationOptions, 'challenge' | 'user' | 'excludeCredentials'> & {
  challenge: string;
  user: { id: string; name: string; displayName: string };
  excludeCredentials?: Known[];
};
type Request = Omit<PublicKeyCredentialRequestOptions, 'challenge' | 'allowCredentials'> & { challenge: string; allowCredentials?: Known[] };

const bytes = (text: string) => Uint8Array.from(atob(text.replace(/-/g, '+').replace(/_/g, '/')), c => c.charCodeAt(0));
const text = (of: ArrayBuffer) =>
  btoa(Array.from(new Uint8Array(of), b => String.fromCharCode(b)).join(''))
    .replace(/\+/g, '-')
    .replace(/\//g, '_')
    .replace(/=+$/, '');
const known = (of: Known) => ({ ...of, id: bytes(of.id) });

const answer = (of: PublicKeyCredential, response: object) => ({
  id: of.id,
  rawId: text(of.rawId),
  type: of.type,
  clientExtensionResults: of.getClientExtensionResults(),
  response: { clientDataJSON: text(of.response.clientDataJSON), ...response },
});

/**
 * Has an authenticator make a passkey for the account that is signed in.
 * @throws DOMException where whoever sits there, or the authenticator, did not; ApiError where the house refused it.
 */
export async function addPasskey(name: string): Promise<PasskeyItem> {
  const asked = await call<Creation>('POST', '/api/account/passkeys/options');
  const made = (await navigator.credentials.create({
    publicKey: {
      ...asked,
      challenge: bytes(asked.challenge),
      user: { ...asked.user, id: bytes(asked.user.id) },
      excludeCredentials: asked.excludeCredentials?.map(known),
    },
  })) as PublicKeyCredential;
  const response = made.response as AuthenticatorAttestationResponse;
  return call<PasskeyItem>('POST', '/api/account/passkeys', {
    name,
    credential: answer(made, { attestationObject: text(response.attestationObject), transports: response.getTransports?.() ?? [] }),
  });
}

/**
 * Signs in by whichever passkey of this house its holder chooses.
 * @throws As {@link addPasskey}.
 */
export async function signInByPasskey(replace: boolean): Promise<void> {
  const asked = await call<Request>('POST', '/api/session/passkey/options');
  const found = (await navigator.credentials.get({
    publicKey: { ...asked, challenge: bytes(asked.challenge), allowCredentials: asked.allowCredentials?.map(known) },
  })) as PublicKeyCredential;
  const response = found.response as AuthenticatorAssertionResponse;
  await call('POST', '/api/session/passkey', {
    replace,
    credential: answer(found, {
      authenticatorData: text(response.authenticatorData),
      signature: text(response.signature),
      userHandle: response.userHandle ? text(response.userHandle) : undefined,
    }),
  });
}
