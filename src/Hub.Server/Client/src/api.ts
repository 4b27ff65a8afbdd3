/** The HTTP side of the contract. */
import type { CommentsPage, Format, Joined, Me, MeetingRow, Page, ShownCodes, Text, WhoseKey } from './contract';

/** A call that was answered with an error; `code` is `offline` where there was no answer. */
export class ApiError extends Error {
  constructor(
    readonly code: string,
    readonly status: number,
  ) {
    super(code);
  }
}

export async function call<T>(method: string, path: string, body?: unknown): Promise<T> {
  const answer = await fetch(path, {
    method,
    credentials: 'same-origin',
    headers: body === undefined ? {} : { 'Content-Type': 'application/json' },
    body: body === undefined ? undefined : JSON.stringify(body),
  }).catch(() => {
    throw new ApiError('offline', 0);
  });
  const text = await answer.text().catch(() => '');
  let json: unknown;
  try {
    json = text ? JSON.parse(text) : undefined;
  } catch {
    json = undefined;
  }
  if (!answer.ok) throw new ApiError((json as { code?: string } | undefined)?.code ?? '', answer.status);
  return json as T;
}

export const query = (values: Record<string, string | number | boolean | undefined>) =>
  new URLSearchParams(
    Object.entries(values)
      .filter(([, v]) => v !== undefined && v !== '')
      .map(([k, v]) => [k, String(v)]),
  ).toString();

export const api = {
  /** @param replace Also where this browser is signed in as staff or as a member. */
  signIn: (key: string, replace?: boolean) => call<{ role: string }>('POST', '/api/session', { key, replace }),
  /** Whom a key would make of this browser; it changes nothing. */
  whoseKey: (key: string) => call<WhoseKey>('POST', '/api/session', { key, look: true }),
  me: () => call<Me>('GET', '/api/me'),
  meeting: (id: string) => call<Joined>('GET', `/api/meetings/${encodeURIComponent(id)}`),
  meetings: (q: { status?: string; q?: string; after?: string; limit?: number; mine?: boolean }) => call<Page<MeetingRow>>('GET', `/api/meetings?${query(q)}`),
  codes: (id: string) => call<ShownCodes>('GET', `/api/meetings/${encodeURIComponent(id)}/codes`),
  comments: (id: string, before: number) => call<CommentsPage>('GET', `/api/meetings/${encodeURIComponent(id)}/comments?${query({ before, limit: 50 })}`),
  formats: () => call<Format[]>('GET', '/api/formats'),
};

export const qrOf = (path: string) => `/api/qr.svg?${query({ path })}`;

const formatNames: Record<string, Text> = {
  standingCommittee: { zh: '常委会会议', en: 'Standing committee meeting' },
  chairsConsultation: { zh: '主席专题协商会', en: 'Chair’s special consultation' },
  livelihoodSeminar: { zh: '发展·民生专题协商座谈会', en: 'Development and livelihood seminar' },
  consultativeSeminar: { zh: '政协协商座谈会', en: 'Consultative seminar' },
  grassroots: { zh: '“有事好商量”协商议事', en: 'Grass-roots consultation' },
};

/** The name of one of the four formats or of grass-roots; further formats of a house are named by its list. */
export const formatName = (id: string): Text | undefined => formatNames[id];
