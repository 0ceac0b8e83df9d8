import { Readable } from 'node:stream';
import * as audit from '@hegu/contract/audit.ts';
import * as casework from '@hegu/contract/casework.ts';
import * as catalogue from '@hegu/contract/catalogue.ts';
import * as files from '@hegu/contract/files.ts';
import * as jobs from '@hegu/contract/jobs.ts';
import * as notices from '@hegu/contract/notices.ts';
import type { AuditKey, TrustedKeys } from './audit/index.ts';
import * as auditLog from './audit/index.ts';
import { completeTodo, listTodos } from './casework/index.ts';
import { search, suggest } from './catalogue/index.ts';
import { assertMayHear, eventStreamHeaders, type Hub, openEventStream } from './events/index.ts';
import type { Files } from './files/index.ts';
import { type Bound, Download, read, write } from './http/route.ts';
import { getJob, type Jobs, overview, retry } from './jobs/index.ts';
import * as notice from './notices/index.ts';

export interface PlatformRooms {
  readonly hub: Hub;
  readonly files: Files;
  readonly webhooks: notice.Webhooks;
  readonly jobs: Jobs;
  readonly auditKey: AuditKey;
  readonly trustedKeys: () => Promise<TrustedKeys>;
}

/** The routes of the rooms every counter stands on. */
export const platformRoutes = (rooms: PlatformRooms): Bound[] => [
  read(catalogue.searchCatalogue, (q, i) => search(q, i.query)),
  read(catalogue.suggestCatalogue, (q, i) => suggest(q, i.query)),

  read(notices.listNotices, (q, i) => notice.listNotices(q, i.query)),
  write(notices.readNotice, (cx, i) => notice.readNotice(cx, i.params.id)),
  write(notices.readAllNotices, (cx) => notice.readAllNotices(cx)),
  read(notices.getNoticePreferences, (q) => notice.getPreferences(q)),
  write(notices.putNoticePreferences, (cx, i) => notice.putPreferences(cx, i.body)),
  read(notices.listWebhooks, (q, i) => rooms.webhooks.list(q, i.query)),
  write(notices.createWebhook, (cx, i) => rooms.webhooks.create(cx, i.body)),
  read(notices.getWebhook, (q, i) => rooms.webhooks.get(q, i.params.id)),
  write(notices.updateWebhook, (cx, i) => rooms.webhooks.update(cx, i.params.id, i.body, i.request.ifMatch)),
  write(notices.removeWebhook, async (cx, i) => {
    await rooms.webhooks.remove(cx, i.params.id);
  }),
  write(notices.rotateWebhookSecret, (cx, i) => rooms.webhooks.rotateSecret(cx, i.params.id)),
  write(notices.testWebhook, (cx, i) => rooms.webhooks.test(cx, i.params.id)),
  read(notices.listWebhookDeliveries, (q, i) => rooms.webhooks.deliveries(q, i.params.id, i.query)),

  read(casework.listTodos, (q, i) => listTodos(q, i.query)),
  write(casework.completeTodo, (cx, i) => completeTodo(cx, i.params.id)),

  write(files.uploadFile, (cx, i) =>
    rooms.files.save(cx, {
      bytes: i.request.bytes ?? new Uint8Array(),
      name: i.query.name ?? i.request.fileName ?? 'file',
      declaredType: i.request.contentType,
      purpose: i.query.purpose,
    }),
  ),
  read(files.getFile, async (q, i) => {
    const opened = await rooms.files.open(q, i.params.id);
    const { 'content-type': mediaType = opened.info.mediaType, ...headers } = lowerCase(opened.headers);
    return new Download(Readable.toWeb(opened.body) as ReadableStream<Uint8Array>, mediaType, null, headers);
  }),
  write(files.removeFile, async (cx, i) => {
    await rooms.files.remove(cx, i.params.id);
  }),

  read(audit.listAudit, (q, i) => auditLog.list(q, i.query)),
  read(audit.listAuditHeads, (q, i) => auditLog.listHeads(q, i.query)),
  read(audit.listAuditKeys, async () => auditLog.listKeys(await rooms.trustedKeys(), rooms.auditKey)),
  read(audit.getAuditProof, (q, i) => auditLog.proof(q, i.params)),
  read(audit.getAuditConsistency, (q, i) => auditLog.consistency(q, i.query)),
  read(jobs.getJob, (q, i) => getJob(q, i.params)),
  read(jobs.listJobs, (q) => overview(q, rooms.jobs)),
  write(jobs.retryJob, (cx, i) => retry(cx, rooms.jobs, i.params)),
  read(audit.streamEvents, async (q, i) => {
    assertMayHear(q.actor, i.query.rooms);
    const stream = openEventStream(rooms.hub, { valleyId: q.scope.valleyId, rooms: i.query.rooms });
    return new Download(stream, 'text/event-stream', null, eventStreamHeaders);
  }),
];

const lowerCase = (headers: Readonly<Record<string, string>>): Record<string, string> =>
  Object.fromEntries(Object.entries(headers).map(([k, v]) => [k.toLowerCase(), v]));
