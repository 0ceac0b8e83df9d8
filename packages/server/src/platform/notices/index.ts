import type { Temporal } from 'temporal-polyfill';
import type { Db } from '../db/db.ts';
import type { ValleyScope } from '../db/scope.ts';
import * as mail from './mail/store.ts';
import * as notices from './store.ts';
import * as webhooks from './webhooks/store.ts';

export { access as noticesAccess } from './access.ts';
export { mailable } from './mail/rules.ts';
export { deliverMail, type Mailer, mailerFromEnv } from './mail/service.ts';
export {
  getPreferences,
  listNotices,
  notify,
  putPreferences,
  readAllNotices,
  readNotice,
  type Tell,
  tellAddress,
  usersWithRole,
} from './service.ts';
export { createWebhooks, listening, tellWebhooks, type Webhooks } from './webhooks/service.ts';

/** Webhook settings from the environment. */
export const webhookSettings = (env: Readonly<Record<string, string | undefined>>) => ({
  allowPrivate: env.HEGU_WEBHOOK_ALLOW_PRIVATE === '1',
});

/** Removes read notices, finished mail and finished deliveries older than an instant. Returns how many rows. */
export const pruneNotices = (db: Db, scope: ValleyScope, olderThan: Temporal.Instant): Promise<number> =>
  db.tx(
    scope,
    async (tx) =>
      (await notices.prune(tx, scope, olderThan)) +
      (await mail.prune(tx, scope, olderThan)) +
      (await webhooks.prune(tx, scope, olderThan)),
  );
