import { z } from 'zod';
import { defineErrors, type ErrorData, type Locale, renderMessage } from './errors.ts';
import { flag, id, instant, note, page, pageQuery } from './fields.ts';
import { route } from './route.ts';

/** Notices (消息): what the platform tells a person, in the app and by mail, and other systems by webhook. */

export interface NoticeWords {
  /** One line, also the subject of the mail. Placeholders as in error messages: `{x}`, `{x|time}`, `{x|yuan}` … */
  readonly title: string;
  readonly body: string;
}

export interface NoticeDef {
  readonly zh: NoticeWords;
  readonly en: NoticeWords;
  /** Sent by mail unless the person says otherwise. */
  readonly mail: boolean;
  /** Cannot be turned off in the app: somebody waits for the answer. */
  readonly required?: boolean;
  /** Only for people without an account, who have no settings. */
  readonly visitors?: true;
}

export function defineNotices<const T extends Record<string, NoticeDef>>(defs: T): T {
  return defs;
}

/** A notice's words in the reader's language; the title is always one line. */
export function renderNotice(def: NoticeDef, data: ErrorData, locale: Locale, zone: string): NoticeWords {
  const words = def[locale];
  return {
    title: renderMessage(words.title, data, locale, zone).replace(/\s+/g, ' ').trim(),
    body: renderMessage(words.body, data, locale, zone),
  };
}

/** Notices of the platform itself; every counter adds its own in `all-notices.ts`. */
export const platformNotices = defineNotices({
  'organisation.applied': {
    zh: { title: '入驻申请：{nameZh}', body: '{personName} 为{nameZh}申请入驻，请审核。' },
    en: {
      title: 'Asks to join: {nameEn}',
      body: '{personName} asks that {nameEn} may join the valley. Please decide.',
    },
    mail: true,
    required: true,
  },
  'organisation.admitted': {
    zh: { title: '入驻已获批准：{nameZh}', body: '{nameZh}已入驻，您可以邀请同事、建立课题组和项目。' },
    en: {
      title: 'Admitted: {nameEn}',
      body: '{nameEn} has joined the valley. You can invite colleagues and set up groups and projects.',
    },
    mail: true,
    required: true,
  },
  'organisation.refused': {
    zh: { title: '入驻申请未通过：{nameZh}', body: '{nameZh}的入驻申请未通过：{reason}' },
    en: { title: 'Not admitted: {nameEn}', body: 'The application of {nameEn} was not accepted: {reason}' },
    mail: true,
    required: true,
  },
  'todo.assigned': {
    zh: { title: '新待办：{titleZh}', body: '您有一项新的待办：{titleZh}。{dueZh}' },
    en: {
      title: 'To do: {titleEn}',
      body: 'Something waits for you: {titleEn}. {dueEn}',
    },
    mail: true,
    required: true,
  },
  'todo.overdue': {
    zh: {
      title: '待办已逾期：{titleZh}',
      body: '“{titleZh}”现已逾期，请尽快办理。{dueZh}',
    },
    en: {
      title: 'Overdue: {titleEn}',
      body: '“{titleEn}” is overdue. Please deal with it soon. {dueEn}',
    },
    mail: true,
    required: true,
  },
  'case.moved': {
    zh: { title: '{caseZh}：{stateZh}', body: '您的{caseZh}有了新进展，现为“{stateZh}”。{note}' },
    en: { title: '{caseEn}: {stateEn}', body: 'Your {caseEn} has moved on; it is now “{stateEn}”. {note}' },
    mail: true,
  },
  'webhook.disabled': {
    zh: {
      title: '推送地址已停用：{host}',
      body: '多次推送到 {host} 均未成功（{problem}），已停止推送。请检查后重新启用。',
    },
    en: {
      title: 'Webhook stopped: {host}',
      body: 'Deliveries to {host} kept failing ({problem}) and have stopped. Check it and switch it on again.',
    },
    mail: true,
  },
});

export const Notice = z.object({
  id,
  kind: z.string(),
  /** In the reader's language. */
  title: z.string(),
  body: z.string(),
  data: z.record(z.string(), z.unknown()),
  /** Path of the page it is about, from the root of the site. */
  link: z.string().nullable(),
  createdAt: z.string(),
  readAt: z.string().nullable(),
});
export type Notice = z.output<typeof Notice>;

export const listNotices = route({
  method: 'get',
  path: '/notices',
  tag: 'notices',
  action: 'self',
  summary: { zh: '我的消息', en: 'My notices, newest first' },
  query: z.object({ unread: flag.optional(), ...pageQuery }),
  ok: page(Notice).extend({ unread: z.int() }),
  errors: ['request.cursor'],
});

export const readNotice = route({
  method: 'post',
  path: '/notices/{id}/read',
  tag: 'notices',
  action: 'self',
  summary: { zh: '标为已读', en: 'Mark a notice as read' },
  params: z.object({ id }),
  ok: Notice,
  errors: ['record.not_found'],
  idempotent: false,
});

export const readAllNotices = route({
  method: 'post',
  path: '/notices/read-all',
  tag: 'notices',
  action: 'self',
  summary: { zh: '全部标为已读', en: 'Mark all my notices as read' },
  ok: z.object({ marked: z.int() }),
  errors: [],
  idempotent: false,
});

export const NoticePreference = z.object({
  kind: z.string(),
  inApp: z.boolean(),
  mail: z.boolean(),
  /** `inApp` cannot be turned off. */
  required: z.boolean(),
});
export type NoticePreference = z.output<typeof NoticePreference>;
const Preferences = z.object({ items: z.array(NoticePreference) });

export const getNoticePreferences = route({
  method: 'get',
  path: '/notice-preferences',
  tag: 'notices',
  action: 'self',
  summary: { zh: '消息接收设置', en: 'How I want to hear of what' },
  ok: Preferences,
  errors: [],
});

export const putNoticePreferences = route({
  method: 'put',
  path: '/notice-preferences',
  tag: 'notices',
  action: 'self',
  summary: { zh: '修改消息接收设置', en: 'Change how I want to hear of what' },
  body: z.strictObject({
    items: z
      .array(z.strictObject({ kind: z.string().max(80), inApp: z.boolean(), mail: z.boolean() }))
      .max(200),
  }),
  ok: Preferences,
  errors: ['notice.unknown_kind', 'notice.required'],
});

// ── Webhooks ──────────────────────────────────────────────────────────────────────────────────────────────

/** An event type, all of a family (`reservation.*`), or everything (`*`). */
export const EventPattern = z
  .string()
  .max(80)
  .regex(/^(?:\*|[a-z][a-z0-9_-]*(?:\.[a-z][a-z0-9_-]*)*(?:\.\*)?)$/);

const WebhookUrl = z.url({ protocol: /^https?$/, hostname: /./ }).max(500);

export const Webhook = z.object({
  id,
  organisationId: id.nullable(),
  url: z.string(),
  events: z.array(z.string()),
  note: z.string(),
  enabled: z.boolean(),
  disabledReason: z.string().nullable(),
  createdAt: z.string(),
  version: z.int(),
});
export type Webhook = z.output<typeof Webhook>;

/** The secret is shown when it is made and never again. */
export const WebhookWithSecret = Webhook.extend({ secret: z.string() });

export const WebhookDelivery = z.object({
  id,
  event: z.string(),
  createdAt: z.string(),
  attempts: z.int(),
  nextAt: z.string().nullable(),
  deliveredAt: z.string().nullable(),
  failedAt: z.string().nullable(),
  lastStatus: z.int().nullable(),
  lastError: z.string().nullable(),
});
export type WebhookDelivery = z.output<typeof WebhookDelivery>;

const webhook = { tag: 'webhooks', action: 'webhook.manage' } as const;
const byId = z.object({ id });

export const listWebhooks = route({
  ...webhook,
  method: 'get',
  path: '/webhooks',
  summary: { zh: '推送地址列表', en: 'Webhooks' },
  query: z.object({ ...pageQuery }),
  ok: page(Webhook),
  errors: ['request.cursor'],
});

export const createWebhook = route({
  ...webhook,
  method: 'post',
  path: '/webhooks',
  summary: { zh: '新增推送地址', en: 'Add a webhook' },
  body: z.strictObject({
    /** Absent or null: hears the whole valley. */
    organisationId: id.nullish(),
    url: WebhookUrl,
    events: z.array(EventPattern).min(1).max(50),
    note: note(500).optional(),
  }),
  ok: WebhookWithSecret,
  okStatus: 201,
  errors: ['webhook.url_refused', 'request.reference'],
});

export const getWebhook = route({
  ...webhook,
  method: 'get',
  path: '/webhooks/{id}',
  summary: { zh: '推送地址详情', en: 'A webhook' },
  params: byId,
  ok: Webhook,
  errors: ['record.not_found'],
  etag: true,
});

export const updateWebhook = route({
  ...webhook,
  method: 'patch',
  path: '/webhooks/{id}',
  summary: { zh: '修改推送地址', en: 'Change a webhook' },
  params: byId,
  body: z.strictObject({
    url: WebhookUrl.optional(),
    events: z.array(EventPattern).min(1).max(50).optional(),
    note: note(500).optional(),
    enabled: z.boolean().optional(),
  }),
  ok: Webhook,
  errors: ['record.not_found', 'webhook.url_refused', 'request.stale'],
  etag: true,
});

export const removeWebhook = route({
  ...webhook,
  method: 'delete',
  path: '/webhooks/{id}',
  summary: { zh: '删除推送地址', en: 'Remove a webhook' },
  params: byId,
  ok: z.void(),
  okStatus: 204,
  errors: ['record.not_found'],
});

export const rotateWebhookSecret = route({
  ...webhook,
  method: 'post',
  path: '/webhooks/{id}/rotate-secret',
  summary: { zh: '更换签名密钥', en: 'Make a new signing secret' },
  params: byId,
  ok: WebhookWithSecret,
  errors: ['record.not_found'],
});

export const testWebhook = route({
  ...webhook,
  method: 'post',
  path: '/webhooks/{id}/test',
  summary: { zh: '发送测试推送', en: 'Send a test delivery' },
  params: byId,
  ok: WebhookDelivery,
  okStatus: 202,
  errors: ['record.not_found'],
});

export const listWebhookDeliveries = route({
  ...webhook,
  method: 'get',
  path: '/webhooks/{id}/deliveries',
  summary: { zh: '推送记录', en: 'Deliveries of a webhook, newest first' },
  params: byId,
  query: z.object({ ...pageQuery }),
  ok: page(WebhookDelivery),
  errors: ['record.not_found', 'request.cursor'],
});

/** The body a webhook receives (Standard Webhooks: type, timestamp, data). */
export const WebhookPayload = z.object({
  type: z.string(),
  timestamp: instant,
  data: z.record(z.string(), z.unknown()),
});

export const noticeErrors = defineErrors({
  'notice.unknown_kind': {
    status: 422,
    zh: '没有“{kind}”这类消息',
    en: 'There is no kind of notice called {kind}',
  },
  'notice.required': {
    status: 422,
    zh: '“{kind}”类消息需要您处理，不能关闭站内提醒',
    en: 'Notices of kind {kind} ask you to act and cannot be turned off in the app',
  },
  'webhook.url_refused': {
    status: 422,
    zh: '不能推送到该地址：{problem}',
    en: 'This address cannot be used for a webhook: {problem}',
  },
});
