import { z } from 'zod';
import { amountFen, civilDate, id, instant, note, page, pageQuery, tableMedia, text } from '../fields.ts';
import { route } from '../route.ts';
import { Purpose, Words } from './schemes.ts';

/** Uses (用券): one order each, from the hold to the payment; and the batches in which providers claim them. */

const p = z.object({ id });
const fen = z.int().min(0).max(1_000_000_000_000);

/** Put by a client next to an order: how much of its price a voucher pays. */
export const VoucherEstimate = z.object({
  /** The wallet that would pay; null where none can. */
  walletId: id.nullable(),
  title: Words.nullable(),
  /** Was it asked for, or is it only on offer? */
  asked: z.boolean(),
  percentBp: z.int().nullable(),
  priceFen: amountFen,
  /** What the voucher pays. */
  coverFen: amountFen,
  /** What is left to pay otherwise. */
  remainsFen: amountFen,
  /** On the wallet before this. */
  leftFen: amountFen.nullable(),
  validTo: instant.nullable(),
  /** What its scheme pays for, and what it does not: one of either is what an order says of itself. Empty where there is none. */
  purposes: z.array(Purpose),
  excluded: z.array(Purpose),
  reasons: z.array(
    z.object({
      code: z.string(),
      overridable: z.boolean(),
      data: z.record(z.string(), z.unknown()),
      message: z.string(),
    }),
  ),
});
export type VoucherEstimate = z.output<typeof VoucherEstimate>;

/** What an order may say about vouchers. */
export const voucherWish = {
  /** Pay part of it with a voucher: `true` takes the one that ends first, an id that wallet. */
  voucher: z.union([z.boolean(), id]).optional(),
  /** Take what is left on it where that is less than the full part. */
  voucherPartial: z.boolean().optional(),
  /** What the service is for, one of the scheme's purposes; research where left out. */
  voucherPurpose: text(40).optional(),
};

export const voucherRefusals = [
  'voucher.none',
  'voucher.not_yours',
  'voucher.not_usable',
  'voucher.expired',
  'voucher.ends_before_use',
  'voucher.service_not_covered',
  'voucher.purpose_excluded',
  'voucher.purpose_unknown',
  'voucher.provider_not_admitted',
  'voucher.related',
  'voucher.relation_review',
  'voucher.relation_waiting',
  'voucher.nothing_to_pay',
  'voucher.short',
] as const;

export const useStatuses = ['held', 'released', 'settled', 'claimed', 'paid'] as const;
export const UseStatus = z.enum(useStatuses);
export const useStatusNames: Readonly<Record<(typeof useStatuses)[number], { zh: string; en: string }>> = {
  held: { zh: '已冻结', en: 'Held' },
  released: { zh: '已释放', en: 'Released' },
  settled: { zh: '已结算', en: 'Settled' },
  claimed: { zh: '申领中', en: 'Claimed' },
  paid: { zh: '已兑付', en: 'Paid' },
};

export const Invoice = z.strictObject({
  /** 发票号码: twenty digits of a digital invoice, or code and number of an older one. */
  number: z.string().regex(/^\d{8,20}$/),
  issuedOn: civilDate,
  amountFen: fen,
});

export const Use = z.object({
  id,
  grantId: id,
  programmeId: id,
  title: Words,
  refKind: z.string(),
  refId: id,
  status: UseStatus,
  organisationId: id,
  organisationName: z.string(),
  providerOrganisationId: id,
  providerName: z.string(),
  personName: z.string(),
  purpose: z.string(),
  startsAt: instant,
  endsAt: instant,
  percentBp: z.int(),
  priceFen: amountFen,
  heldFen: amountFen,
  chargeFen: amountFen.nullable(),
  usedFen: amountFen,
  /** Taken back from the provider by random checks: the holder's share stays as it was, what is due to the provider is less. */
  clawedFen: amountFen,
  /** A check asks for money of it and nobody has decided: it is not paid out until then. False for the holder. */
  askedBack: z.boolean(),
  relation: z.enum(['unrelated', 'unknown']),
  invoice: Invoice.nullable(),
  fileIds: z.array(id),
  evidenceHash: z.string().nullable(),
  batchId: id.nullable(),
  /** The last moment to claim it; null unless it is settled and not claimed, and for the holder. */
  claimBy: instant.nullable(),
  /** Why the office last gave it back, of which claim; null for the holder. */
  returned: z
    .object({
      at: instant,
      reason: z.string(),
      batchId: id,
      batchNumber: z.string(),
      /** Nothing was wrong with its papers: the rest of the claim was paid while money of it was asked back. */
      withheld: z.boolean(),
    })
    .nullable(),
  heldAt: instant,
  settledAt: instant.nullable(),
  may: z.object({ addPapers: z.boolean(), readEvidence: z.boolean() }),
  version: z.int(),
});
export type Use = z.input<typeof Use>;

const useFilter = {
  scope: z.enum(['organisation', 'provider', 'valley']).default('organisation'),
  grantId: id.optional(),
  batchId: id.optional(),
  status: UseStatus.optional(),
};

export const listUses = route({
  method: 'get',
  path: '/voucher-uses',
  tag: 'voucher',
  action: 'voucher.use-read',
  summary: { zh: '用券记录', en: 'Uses: of my organisation, of my facility, or all for officers' },
  query: z.object({ ...useFilter, ...pageQuery }),
  ok: page(Use),
  errors: ['request.cursor', 'access.denied'],
});

export const exportUses = route({
  method: 'get',
  path: '/voucher-uses/export',
  tag: 'voucher',
  action: 'voucher.use-read',
  media: tableMedia,
  summary: { zh: '导出用券记录', en: 'Export what the list of uses shows' },
  query: z.object({ ...useFilter, format: z.enum(['xlsx', 'csv']).default('xlsx') }),
  ok: z.string(),
  errors: ['access.denied'],
});

export const getUse = route({
  method: 'get',
  path: '/voucher-uses/{id}',
  tag: 'voucher',
  action: 'voucher.use-read',
  etag: true,
  summary: { zh: '用券详情', en: 'One use' },
  params: p,
  ok: Use,
  errors: ['record.not_found'],
});

export const putPapers = route({
  method: 'put',
  path: '/voucher-uses/{id}/papers',
  tag: 'voucher',
  action: 'voucher.papers',
  etag: true,
  summary: { zh: '填写发票信息、附上报告', en: 'Invoice data and report files of a use' },
  params: p,
  body: z.strictObject({ invoice: Invoice, fileIds: z.array(id).max(20).default([]) }),
  ok: Use,
  errors: [
    'record.not_found',
    'request.stale',
    'voucher.use_not_open',
    'voucher.evidence_none',
    'voucher.invoice_short',
    'file.not_found',
  ],
});

export const getEvidence = route({
  method: 'get',
  path: '/voucher-uses/{id}/evidence',
  tag: 'voucher',
  action: 'voucher.evidence-read',
  media: ['application/zip', 'application/json'],
  summary: {
    zh: '下载佐证材料（订单、计时、收费、发票、报告，附哈希与审计证明）',
    en: 'Evidence of a use: order, metering, charge, invoice and reports, with hashes and audit proofs',
  },
  params: p,
  query: z.object({ format: z.enum(['zip', 'json']).default('zip') }),
  ok: z.string(),
  errors: ['record.not_found', 'voucher.evidence_none', 'voucher.evidence_large'],
});

export const Batch = z.object({
  id,
  number: z.string(),
  programmeId: id,
  title: Words,
  providerOrganisationId: id,
  providerName: z.string(),
  status: z.enum(['claimed', 'checked', 'approved', 'paid', 'returned']),
  uses: z.int(),
  totalFen: amountFen,
  /** Taken off for what the provider owes back. */
  offsetFen: amountFen,
  /** Uses of which money is asked back, undecided: the rest is paid without them. */
  askedBack: z.object({ uses: z.int(), amountFen }),
  payFen: amountFen,
  paidOn: civilDate.nullable(),
  reference: z.string().nullable(),
  /** Why it was returned, or single uses of it were. */
  reason: z.string().nullable(),
  claimedByName: z.string(),
  checkedByName: z.string().nullable(),
  approvedByName: z.string().nullable(),
  createdAt: instant,
  may: z.object({
    check: z.boolean(),
    approve: z.boolean(),
    pay: z.boolean(),
    /** Give single uses back and go on with the rest. */
    refuse: z.boolean(),
    return: z.boolean(),
  }),
  version: z.int(),
});
export type Batch = z.input<typeof Batch>;

export const BatchDetail = Batch.extend({
  /** Uses that the office gave back, each with its own reason, wherever they are now. */
  returned: z.array(
    z.object({
      useId: id,
      title: Words,
      startsAt: instant,
      reason: z.string(),
      byName: z.string().nullable(),
      at: instant,
    }),
  ),
});
export type BatchDetail = z.input<typeof BatchDetail>;

export const listBatches = route({
  method: 'get',
  path: '/voucher-batches',
  tag: 'voucher',
  action: 'voucher.batch-read',
  summary: { zh: '兑付批次', en: 'Claims: of my facility, or all for officers' },
  query: z.object({
    scope: z.enum(['provider', 'valley']).default('provider'),
    status: z.enum(['claimed', 'checked', 'approved', 'paid', 'returned']).optional(),
    ...pageQuery,
  }),
  ok: page(Batch),
  errors: ['request.cursor', 'access.denied'],
});

export const getBatch = route({
  method: 'get',
  path: '/voucher-batches/{id}',
  tag: 'voucher',
  action: 'voucher.batch-read',
  etag: true,
  summary: { zh: '批次详情', en: 'One claim' },
  params: p,
  ok: BatchDetail,
  errors: ['record.not_found'],
});

export const claimBatch = route({
  method: 'post',
  path: '/voucher-batches',
  tag: 'voucher',
  action: 'voucher.claim',
  summary: { zh: '批量申领兑付', en: 'Claim payment for uses' },
  body: z.strictObject({ organisationId: id, useIds: z.array(id).min(1).max(500) }),
  ok: Batch,
  okStatus: 201,
  errors: [
    'access.denied',
    'record.not_found',
    'voucher.not_claimable',
    'voucher.invoice_missing',
    'voucher.claim_late',
  ],
});

export const moveBatch = route({
  method: 'post',
  path: '/voucher-batches/{id}/decide',
  tag: 'voucher',
  action: 'voucher.batch-decide',
  etag: true,
  summary: {
    zh: '核对、退回个别用券、批准、整批退回、登记付款',
    en: 'Check, give single uses back, approve (another person), return, or record the payment',
  },
  params: p,
  body: z.discriminatedUnion('step', [
    z.strictObject({
      step: z.literal('check'),
      /** Looked into every pair of parties whose relation was not known. */
      unrelatedConfirmed: z.boolean().default(false),
      note: note(500).default(''),
    }),
    z.strictObject({ step: z.literal('approve'), note: note(500).default('') }),
    /** Single uses go back to the provider, who may put them right and claim them again; the claim goes on without them. */
    z.strictObject({ step: z.literal('refuse'), useIds: z.array(id).min(1).max(500), reason: text(500) }),
    z.strictObject({ step: z.literal('return'), reason: text(500) }),
    z.strictObject({ step: z.literal('pay'), paidOn: civilDate, reference: text(80) }),
  ]),
  ok: Batch,
  errors: [
    'record.not_found',
    'request.stale',
    'case.wrong_state',
    'voucher.same_person',
    'voucher.relation_open',
    'voucher.refuse_all',
    'voucher.all_asked_back',
  ],
});
