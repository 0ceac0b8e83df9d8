import { z } from 'zod';
import { amountFen, id, instant, note, page, pageQuery } from '../fields.ts';
import { route } from '../route.ts';
import { ClawbackState } from './clawbacks.ts';
import { Words } from './schemes.ts';

/** Random checks (抽查) of what vouchers paid for. The draw follows from the seed, so that anybody can make it again. */

const p = z.object({ id });

export const Finding = z.object({
  useId: id,
  title: Words,
  startsAt: instant,
  /** Its place in the draw, from 1. */
  place: z.int(),
  result: z.enum(['pass', 'fail']).nullable(),
  note: z.string(),
  /** Asked back, what came of it, and what was taken; null where nothing is asked. */
  clawbackFen: amountFen,
  clawback: ClawbackState.nullable(),
  takenFen: amountFen,
  foundByName: z.string().nullable(),
  foundAt: instant.nullable(),
});

export const VoucherAudit = z.object({
  id,
  programmeId: id,
  from: instant,
  to: instant,
  population: z.int(),
  /** SHA-256 over the sorted ids of all uses of the time, one a line. */
  populationHash: z.string(),
  /** SHA-256 of the canonical JSON of `seedOf`. */
  seed: z.string(),
  seedOf: z.object({
    /** The newest signed head of the audit log; nobody could know it when the uses were made. */
    head: z.object({ treeSize: z.int(), rootHash: z.string() }).nullable(),
    populationHash: z.string(),
    nonce: z.string(),
  }),
  drawnByName: z.string(),
  createdAt: instant,
  findings: z.array(Finding),
  version: z.int(),
});
export type VoucherAudit = z.input<typeof VoucherAudit>;

export const listVoucherAudits = route({
  method: 'get',
  path: '/voucher-audits',
  tag: 'voucher',
  action: 'voucher.audit',
  summary: { zh: '抽查', en: 'Random checks' },
  query: z.object({ ...pageQuery }),
  ok: page(VoucherAudit),
  errors: ['request.cursor'],
});

export const drawAudit = route({
  method: 'post',
  path: '/voucher-audits',
  tag: 'voucher',
  action: 'voucher.audit',
  summary: {
    zh: '抽取样本（随机种子与结果记入审计日志）',
    en: 'Draw a sample; seed and draw go to the audit log',
  },
  body: z.strictObject({
    programmeId: id,
    from: instant,
    to: instant,
    /** How many; left out: the share that the scheme asks for, at least one. */
    size: z.int().min(1).max(1000).optional(),
  }),
  ok: VoucherAudit,
  okStatus: 201,
  errors: ['record.not_found', 'time.reversed', 'voucher.nothing_to_audit'],
});

export const getVoucherAudit = route({
  method: 'get',
  path: '/voucher-audits/{id}',
  tag: 'voucher',
  action: 'voucher.audit',
  etag: true,
  summary: { zh: '抽查详情', en: 'One random check' },
  params: p,
  ok: VoucherAudit,
  errors: ['record.not_found'],
});

export const recordFinding = route({
  method: 'post',
  path: '/voucher-audits/{id}/findings',
  tag: 'voucher',
  action: 'voucher.audit',
  summary: {
    zh: '登记抽查结论，必要时提出追回',
    en: 'Record a finding; a failed one may ask for money back',
  },
  params: p,
  body: z.strictObject({
    useId: id,
    result: z.enum(['pass', 'fail']),
    note: note(1000).default(''),
    /** What the provider is to give back: it states its case first, and somebody else decides. */
    clawbackFen: z.int().min(0).max(1_000_000_000_000).default(0),
  }),
  ok: VoucherAudit,
  okStatus: 201,
  errors: ['record.not_found', 'voucher.found_already', 'voucher.over_claim', 'case.already_open'],
});
