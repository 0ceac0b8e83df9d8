import { z } from 'zod';
import { id, instant, note, page, pageQuery, text } from '../fields.ts';
import { route } from '../route.ts';
import { bookingRules, newBookingRules } from './booking-rules.ts';

const p = z.object({ id });

/** Rules for one organisation, group or person on one instrument; they win over the instrument's own. */
export const RuleOverride = z.object({
  id,
  level: z.enum(['organisation', 'group', 'person']),
  subjectId: z.string(),
  subjectName: z.string(),
  rules: bookingRules,
  version: z.int(),
});
export const listRuleOverrides = route({
  method: 'get',
  path: '/instruments/{id}/rule-overrides',
  tag: 'labs',
  action: 'instrument.update',
  summary: { zh: '单独设置的预约规则', en: 'Rules set for some' },
  params: p,
  ok: z.object({ items: z.array(RuleOverride) }),
  errors: ['record.not_found'],
});
export const putRuleOverride = route({
  method: 'put',
  path: '/instruments/{id}/rule-overrides',
  tag: 'labs',
  action: 'instrument.update',
  summary: {
    zh: '为机构、课题组或个人单独设置规则',
    en: 'Set rules for an organisation, group or person; empty rules remove them',
  },
  params: p,
  body: z.strictObject({
    level: z.enum(['organisation', 'group', 'person']),
    subjectId: text(64),
    rules: newBookingRules,
  }),
  ok: z.object({ items: z.array(RuleOverride) }),
  errors: ['record.not_found', 'user.not_found'],
});

export const Qualification = z.object({
  id,
  userId: z.string(),
  personName: z.string(),
  instrumentId: id,
  grantedAt: instant,
  grantedByName: z.string(),
  expiresAt: instant.nullable(),
  superuser: z.boolean(),
  note: z.string(),
  /** What this person has booked on the instrument and not begun, the next one first: it stands on the qualification. */
  bookings: z.array(z.object({ reservationId: id, startsAt: instant, endsAt: instant })),
});
export const listQualifications = route({
  method: 'get',
  path: '/instruments/{id}/qualifications',
  tag: 'labs',
  action: 'qualification.list',
  summary: { zh: '上机资格名单', en: 'Who is qualified' },
  params: p,
  query: z.object({ ...pageQuery }),
  ok: page(Qualification),
  errors: ['record.not_found', 'request.cursor'],
});
export const grantQualification = route({
  method: 'post',
  path: '/instruments/{id}/qualifications',
  tag: 'labs',
  action: 'qualification.grant',
  summary: { zh: '授予上机资格', en: 'Grant a qualification' },
  params: p,
  body: z.strictObject({
    username: text(120),
    expiresAt: instant.optional(),
    superuser: z.boolean().default(false),
    note: note(500).default(''),
  }),
  ok: Qualification,
  okStatus: 201,
  errors: ['record.not_found', 'user.not_found', 'qualification.exists'],
});
export const revokeQualification = route({
  method: 'delete',
  path: '/qualifications/{id}',
  tag: 'labs',
  action: 'qualification.grant',
  summary: { zh: '撤销上机资格', en: 'Withdraw a qualification' },
  params: p,
  ok: z.void(),
  okStatus: 204,
  errors: ['record.not_found'],
});
