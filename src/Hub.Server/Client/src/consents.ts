/** What two of the staff are needed for, wherever it is asked for: it is done at once where the operator key is alone, and else it waits. */
import { type ApiError, call } from './api';
import type { ConsentAsked } from './contract';
import { inBoth } from './prefs';
import { failure } from './words';

const zh = {
  waits: '已提出，须由另一个账号同意（须两人同意的事项）。',
  done: '已办理。',
  needed: '这件事须由两个账号办理，管理密钥不行。请用账号登录。',
  gone: '这件事已不在等待，或者是您自己提出的。',
};
const en: typeof zh = {
  waits: 'Asked for: another account has to agree (What two are needed for).',
  done: 'It is done.',
  needed: 'Two accounts are needed for this, and the operator key is none. Sign in with an account.',
  gone: 'It does not wait any more, or it is your own.',
};
const s = inBoth(zh, en);

/** Why it did not work, in words. */
export const why = (error: Pick<ApiError, 'code' | 'status'>): string =>
  error.code === 'accountNeeded'
    ? s.value.needed
    : error.code === 'unknownConsent' || error.code === 'unknownWish'
      ? s.value.gone
      : failure(error.code, error.status);

/**
 * Asks for something that another account has to agree to.
 * @returns What became of it, in words.
 */
export const ask = async (path: string, body: object): Promise<string> =>
  (await call<Partial<ConsentAsked>>('POST', path, body)).consent ? s.value.waits : s.value.done;
