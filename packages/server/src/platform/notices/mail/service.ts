import { createTransport, type Transporter } from 'nodemailer';
import type { Temporal } from 'temporal-polyfill';
import type { Db } from '../../db/db.ts';
import type { ValleyScope } from '../../db/scope.ts';
import { compose, displayName, mailable, nextAttempt, smtpProblem, subjectLine } from './rules.ts';
import * as store from './store.ts';

export interface Mailer {
  readonly transport: Transporter;
  /** `HEGU_MAIL_FROM`: an address, or `合谷 <no-reply@example.org>`. */
  readonly from: string;
  /** Where links in mails lead, e.g. `https://valley.example.org`. */
  readonly origin: string;
}

/** SMTP from `HEGU_SMTP_URL` (smtps://user:password@host:465); null when mail is off. */
export function mailerFromEnv(
  env: Readonly<Record<string, string | undefined>>,
  origin: string,
): Mailer | null {
  const url = env.HEGU_SMTP_URL;
  if (!url) return null;
  const from = env.HEGU_MAIL_FROM;
  if (!from) throw new Error('HEGU_SMTP_URL is set, so HEGU_MAIL_FROM must be set too');
  const options = { connectionTimeout: 10_000, greetingTimeout: 10_000, socketTimeout: 30_000 };
  const separator = url.includes('?') ? '&' : '?';
  // The one form of createTransport that takes a URL takes its settings there as well.
  const query = new URLSearchParams(Object.entries(options).map(([k, v]) => [k, String(v)]));
  return { transport: createTransport(`${url}${separator}${query}`), from, origin };
}

export interface MailRun {
  readonly sent: number;
  /** To be tried again. */
  readonly deferred: number;
  /** Given up. */
  readonly failed: number;
}

const senderDomain = (from: string) => /@([^\s>]+)>?\s*$/.exec(from)?.[1] ?? 'hegu.invalid';

/**
 * Sends the mail of a valley that is due, oldest first, at most `limit`. A mail whose sender died is sent again with the same
 * Message-ID. When the server itself cannot be reached the rest waits a minute and loses no attempt.
 */
export async function deliverMail(
  db: Db,
  scope: ValleyScope,
  now: Temporal.Instant,
  mailer: Mailer | null,
  limit = 50,
): Promise<MailRun> {
  if (!mailer) {
    // Not kept for ever: mail switched on next month should not send last month's reminders.
    const failed = await db.tx(scope, (tx) =>
      store.giveUp(tx, scope, now.subtract({ hours: 24 }), now, 'mail is off'),
    );
    return { sent: 0, deferred: 0, failed };
  }
  const due = await db.tx(scope, (tx) =>
    store.claim(tx, scope, { now, lease: now.add({ minutes: 10 }), limit }),
  );
  const run = { sent: 0, deferred: 0, failed: 0 };
  for (const [index, mail] of due.entries()) {
    const problem = await send(mailer, mail).then(() => null, smtpProblem);
    if (problem === null) {
      await db.tx(scope, (tx) => store.markSent(tx, scope, mail.id, now));
      run.sent++;
    } else if (problem.kind === 'server') {
      const rest = due.slice(index).map((m) => m.id);
      await db.tx(scope, (tx) => store.putBack(tx, scope, rest, now.add({ minutes: 1 }), problem.text));
      run.deferred += rest.length;
      break;
    } else {
      const nextAt = problem.kind === 'refused' ? null : nextAttempt(mail.attempts, now);
      await db.tx(scope, (tx) => store.markFailed(tx, scope, mail.id, { now, error: problem.text, nextAt }));
      if (nextAt === null) run.failed++;
      else run.deferred++;
    }
  }
  return run;
}

async function send(mailer: Mailer, mail: store.ClaimedMail): Promise<void> {
  if (!mailable(mail.to_address)) throw Object.assign(new Error('not an address'), { responseCode: 501 });
  const name = displayName(mail.to_name);
  await mailer.transport.sendMail({
    from: mailer.from,
    to: name === '' ? mail.to_address : { name, address: mail.to_address },
    subject: subjectLine(mail.subject),
    ...compose(mail, mailer.origin),
    messageId: `<${mail.id}@${senderDomain(mailer.from)}>`,
    date: new Date(mail.created_at.epochMilliseconds),
    headers: { 'Auto-Submitted': 'auto-generated', 'X-Auto-Response-Suppress': 'All' },
    disableFileAccess: true,
    disableUrlAccess: true,
  });
}
