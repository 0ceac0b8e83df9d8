import { policy } from '@hegu/rules/clause.ts';
import { z } from 'zod';
import { civilDate, id, instant } from '../fields.ts';
import { route } from '../route.ts';
import { clauseId, words } from './applications.ts';

/** Subscriptions to policies (政策订阅): told when something is published or changed, and when a window opens or is about to close. */

const { level, field } = policy.shape;
/** Code of a track (细分赛道). */
export const track = z.string().regex(/^[a-z][a-z0-9-]{1,39}$/);
const district = z.string().regex(/^[0-9]{6}$/);

export const Topic = z.discriminatedUnion('kind', [
  /** One clause, and what takes its place. */
  z.strictObject({ kind: z.literal('clause'), clauseId }),
  /** Everything of one document. */
  z.strictObject({ kind: z.literal('document'), policyId: z.string().min(1).max(80) }),
  /** Whatever fits all that is named: field, issuing level, district, track of the firm it is for. One at least. */
  z.strictObject({
    kind: z.literal('matter'),
    field: field.optional(),
    level: level.optional(),
    district: district.optional(),
    track: track.optional(),
  }),
  /** A clause that is published and makes the firm eligible that was not. For a firm only. */
  z.strictObject({ kind: z.literal('eligible') }),
]);
export type Topic = z.infer<typeof Topic>;

/** A topic spelled one way: two that ask the same have the same key. */
export function topicKey(topic: Topic): string {
  switch (topic.kind) {
    case 'clause':
      return `clause:${topic.clauseId}`;
    case 'document':
      return `document:${topic.policyId}`;
    case 'matter':
      // Without a track it is spelled as before there were tracks
      return `matter:${topic.field ?? ''}.${topic.level ?? ''}.${topic.district ?? ''}${topic.track ? `.${topic.track}` : ''}`;
    case 'eligible':
      return 'eligible';
  }
}

export const remindDays = z.int().min(1).max(60);

export const Subscription = z.object({
  id,
  topic: Topic,
  /** Title of the clause or document; null for a matter. */
  title: words.nullable(),
  /** Whose it is: a firm's is told to all its people; null: one's own. */
  firm: z.object({ id, nameZh: z.string(), nameEn: z.string() }).nullable(),
  /** So many days before a window closes. */
  remindDays: z.int(),
  /** Clauses it covers today that are not over. */
  clauses: z.int(),
  /** What comes next: a window that opens, or the last day of one that is open. */
  next: z.object({ clauseId, title: words, what: z.enum(['opens', 'closes']), on: civilDate }).nullable(),
  createdAt: instant,
});
export type Subscription = z.infer<typeof Subscription>;

export const listSubscriptions = route({
  method: 'get',
  path: '/policy-subscriptions',
  tag: 'policy',
  action: 'policy.subscribe',
  summary: { zh: '我的政策订阅（含本企业的）', en: 'My subscriptions to policies, and my firm’s' },
  ok: z.object({ items: z.array(Subscription) }),
  errors: [],
});

export const subscribe = route({
  method: 'post',
  path: '/policy-subscriptions',
  tag: 'policy',
  action: 'policy.subscribe',
  summary: {
    zh: '订阅政策（再次订阅同一主题即修改提醒天数）',
    en: 'Subscribe to policies; the same topic again changes when it reminds',
  },
  body: z.strictObject({
    topic: Topic,
    /** For the whole firm: all its people are told. */
    firmId: id.optional(),
    remindDays: remindDays.default(7),
  }),
  ok: Subscription,
  okStatus: 201,
  errors: [
    'policy.clause_unknown',
    'policy.document_unknown',
    'policy.topic_empty',
    'policy.track_unknown',
    'policy.topic_firm',
    'policy.subscriptions_full',
    'record.not_found',
    'access.denied',
  ],
});

export const changeSubscription = route({
  method: 'patch',
  path: '/policy-subscriptions/{id}',
  tag: 'policy',
  action: 'policy.subscribe',
  summary: { zh: '修改提醒天数', en: 'Change when it reminds' },
  params: z.object({ id }),
  body: z.strictObject({ remindDays }),
  ok: Subscription,
  errors: ['record.not_found'],
});

export const unsubscribe = route({
  method: 'delete',
  path: '/policy-subscriptions/{id}',
  tag: 'policy',
  action: 'policy.subscribe',
  summary: { zh: '退订', en: 'Unsubscribe' },
  params: z.object({ id }),
  ok: z.void(),
  okStatus: 204,
  errors: ['record.not_found'],
});

/** Filing windows are public, so is their calendar: the address names what it shows, and nobody's subscription. */
export const getWindowCalendar = route({
  method: 'get',
  path: '/policy-windows.ics',
  tag: 'policy',
  action: 'public',
  summary: {
    zh: '申报窗口日历（RFC 5545），可在日历软件中订阅',
    en: 'Calendar of filing windows (RFC 5545), for calendar programs',
  },
  query: z.object({
    /** Clauses by id, comma-separated. */
    clauses: z.string().max(4000).optional(),
    /** Documents by id. */
    documents: z.string().max(2000).optional(),
    /** `field.level.district.track` each, parts may be empty or left out at the end: `biomedicine..310115,...imaging`. */
    matters: z.string().max(2000).optional(),
  }),
  media: 'text/calendar',
  ok: z.void(),
  errors: [],
});
