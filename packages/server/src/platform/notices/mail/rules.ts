import type { Locale } from '@hegu/contract/errors.ts';
import type { Temporal } from 'temporal-polyfill';

/** Pure decisions about mail: what may stand in a header, when to try again, how a message reads. */

// One address, so no separators; RFC 6761 keeps `.invalid` for addresses that lead nowhere (accounts without mail).
const address = /^[^\s@<>()[\]:;,"\\]{1,64}@[^\s@<>()[\]:;,"\\]{1,255}$/;

// biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is refused
const control = /[\u0000-\u001f\u007f-\u009f\u2028\u2029]/;

/** True for one plain address that leads somewhere. A list, a comment or a line break is no address. */
export const mailable = (to: string): boolean =>
  address.test(to) && !control.test(to) && !/\.invalid$/i.test(to);

/**
 * A display name as a header may carry it. One with a line break is an attempt to add headers (or damage): the mail goes
 * to the bare address instead.
 */
export const displayName = (name: string): string => (control.test(name) ? '' : name.trim().slice(0, 100));

export const subjectLine = (subject: string): string =>
  subject.replace(new RegExp(control.source, 'g'), ' ').replace(/\s+/g, ' ').trim().slice(0, 200);

const minutes = [1, 5, 15, 60, 180, 360, 720, 1440];

/** When to try again after `attempts` failures; null: no more. */
export function nextAttempt(attempts: number, now: Temporal.Instant): Temporal.Instant | null {
  const wait = minutes[attempts - 1];
  return wait === undefined ? null : now.add({ minutes: wait });
}

export interface SmtpProblem {
  /** `server`: nobody can be sent to now · `message`: this one not now · `refused`: this one never. */
  readonly kind: 'server' | 'message' | 'refused';
  readonly text: string;
}

/** Codes of nodemailer that say the server could not be reached or would not let us in. */
const serverCodes = new Set([
  'ECONNECTION',
  'ETIMEDOUT',
  'ESOCKET',
  'EDNS',
  'EAUTH',
  'ENOAUTH',
  'ETLS',
  'EREQUIRETLS',
  'EPROTOCOL',
  'EPROXY',
  'EHLO',
]);

/** Reads an error of the SMTP client. 4xx may pass; 5xx to a recipient or message will not. */
export function smtpProblem(error: unknown): SmtpProblem {
  const {
    code = '',
    responseCode,
    message,
  } = error as { code?: string; responseCode?: number; message?: string };
  const text = (message ?? String(error)).replace(/\s+/g, ' ').slice(0, 300);
  if (serverCodes.has(code) || responseCode === 421) return { kind: 'server', text };
  return { kind: responseCode !== undefined && responseCode >= 500 ? 'refused' : 'message', text };
}

const escapeHtml = (s: string) =>
  s.replace(
    /[&<>"']/g,
    (c) => ({ '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', "'": '&#39;' })[c] ?? c,
  );

const footer = {
  zh: '此邮件由合谷自动发送，请勿直接回复。如不想再收到此类邮件，可在“消息接收设置”中关闭。',
  en: 'Sent by Hegu; please do not reply. You can turn off mails of this kind in your notice settings.',
} as const;
/** There are no settings for who has no account, and nothing more will come. */
const onceOnly = {
  zh: '此邮件由合谷自动发送，请勿直接回复。您没有登录、留了这个邮箱等答复；邮箱随这封邮件删除，不会再发。若不是您留的，不必理会。',
  en: 'Sent by Hegu; please do not reply. This address was left for the answer by somebody without an account; it is deleted with this mail and nothing more will come. If that was not you, ignore it.',
} as const;
const look = { zh: '点此查看', en: 'Open it' } as const;

/** Text and HTML of a message; the HTML is the same words with a link, nothing that needs the network. */
export function compose(
  mail: {
    readonly body: string;
    readonly link: string | null;
    readonly locale: Locale;
    readonly user_id: string | null;
  },
  origin: string,
): { text: string; html: string } {
  const url = mail.link === null ? null : new URL(mail.link, origin).href;
  const last = (mail.user_id === null ? onceOnly : footer)[mail.locale];
  const text = [mail.body, url, `--\n${last}`].filter((part) => part !== null).join('\n\n');
  const html = [
    `<!doctype html><html lang="${mail.locale === 'zh' ? 'zh-CN' : 'en'}"><body style="font:16px/1.6 sans-serif;color:#1f2a33">`,
    ...mail.body.split(/\n+/).map((line) => `<p>${escapeHtml(line)}</p>`),
    url === null ? '' : `<p><a href="${escapeHtml(url)}" style="color:#2f7f73">${look[mail.locale]}</a></p>`,
    `<p style="color:#6b7680;font-size:13px">${last}</p></body></html>`,
  ].join('\n');
  return { text, html };
}
