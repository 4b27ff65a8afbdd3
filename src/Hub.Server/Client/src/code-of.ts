/** A link scanned or typed may hold the code alone, or the whole address. */
export const codeOf = (typed: string) => (/\/m(?:\/|#card=)([^/?#]+)/.exec(typed)?.[1] ?? typed).replace(/\s/g, '');
