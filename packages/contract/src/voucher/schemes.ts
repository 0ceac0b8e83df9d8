import { z } from 'zod';
import { amountFen, id, instant, note, page, pageQuery, text } from '../fields.ts';
import { route } from '../route.ts';

/**
 * Innovation vouchers (科技创新券): what a scheme offers, the programme of a year in a valley, and who may be paid with them.
 * Percentages are basis points (5,000 = 50 %).
 */

export const Words = z.object({ zh: z.string(), en: z.string() });
export const holderKinds = ['firm', 'team'] as const;
export const HolderKind = z.enum(holderKinds);
const p = z.object({ id });
const fen = z.int().min(1).max(1_000_000_000_000);
const year = z.int().min(2000).max(2199);

/** What a service is for. */
export const Purpose = z.object({ code: z.string(), text: Words });

/** A version of a scheme, in words and numbers. */
export const Scheme = z.object({
  schemeId: z.string(),
  hash: z.string(),
  title: Words,
  authority: Words,
  validFrom: z.string(),
  validTo: z.string().nullable(),
  percentBp: z.int(),
  holders: z.array(z.object({ kind: HolderKind, text: Words, capFen: amountFen })),
  services: z.array(z.object({ code: z.string(), text: Words })),
  purposes: z.array(Purpose),
  excluded: z.array(Purpose),
  relatedExcluded: z.boolean(),
  provider: Words,
  /** Read in the issued text, told by news, or this project's own. */
  verification: z.object({ status: z.enum(['verified', 'from-news', 'own']), note: Words.nullable() }),
  sources: z.array(z.object({ name: z.string(), address: z.string().optional() })),
});
export type Scheme = z.input<typeof Scheme>;

/** A year's money, in one moment: `budget` not granted yet, then where the rest of it stands. */
export const Board = z.object({
  /** Put in altogether. */
  fundedFen: amountFen,
  /** Not granted yet. */
  budgetFen: amountFen,
  /** Granted and free to use. */
  walletFen: amountFen,
  heldFen: amountFen,
  /** Used and owed to providers. */
  dueFen: amountFen,
  paidFen: amountFen,
});
export type Board = z.output<typeof Board>;

export const Programme = z.object({
  id,
  schemeId: z.string(),
  schemeHash: z.string(),
  title: Words,
  year: z.int(),
  status: z.enum(['draft', 'open', 'closed']),
  basis: z.string(),
  percentBp: z.int(),
  holders: z.array(z.object({ kind: HolderKind, text: Words, capFen: amountFen })),
  openedByName: z.string(),
  confirmedByName: z.string().nullable(),
  confirmedAt: instant.nullable(),
  /** What the year was opened with; of a draft, what it would be. Null for those who may not see the budget. */
  openedFen: amountFen.nullable(),
  /** Null for those who may not see the budget. */
  board: Board.nullable(),
  may: z.object({
    confirm: z.boolean(),
    /** Take a draft back, to open the year again with other figures. */
    discard: z.boolean(),
    fund: z.boolean(),
    close: z.boolean(),
    apply: z.boolean(),
  }),
  version: z.int(),
});
export type Programme = z.input<typeof Programme>;

export const listSchemes = route({
  method: 'get',
  path: '/voucher-schemes',
  tag: 'voucher',
  action: 'public',
  summary: { zh: '创新券方案（全部版本）', en: 'Voucher schemes, every version' },
  ok: z.object({ items: z.array(Scheme) }),
  errors: [],
});

export const listProgrammes = route({
  method: 'get',
  path: '/voucher-programmes',
  tag: 'voucher',
  action: 'public',
  summary: { zh: '本谷的年度方案', en: 'Programmes of this valley' },
  query: z.object({ ...pageQuery }),
  ok: page(Programme),
  errors: ['request.cursor'],
});

export const openProgramme = route({
  method: 'post',
  path: '/voucher-programmes',
  tag: 'voucher',
  action: 'voucher.programme',
  summary: {
    zh: '启用年度方案（须第二人确认后生效）',
    en: 'Open a scheme for a year; takes effect when a second person confirms',
  },
  body: z.strictObject({
    schemeId: text(120),
    year,
    budgetFen: fen,
    /** Number and date of the issued text that the scheme was compared with. */
    basis: text(300),
  }),
  ok: Programme,
  okStatus: 201,
  errors: ['voucher.scheme_unknown', 'voucher.programme_exists'],
});

export const confirmProgramme = route({
  method: 'post',
  path: '/voucher-programmes/{id}/confirm',
  tag: 'voucher',
  action: 'voucher.programme',
  etag: true,
  summary: { zh: '确认年度方案', en: 'Confirm a programme as the second person' },
  params: p,
  ok: Programme,
  errors: ['record.not_found', 'request.stale', 'voucher.programme_not_draft', 'voucher.same_person'],
});

export const discardProgramme = route({
  method: 'delete',
  path: '/voucher-programmes/{id}',
  tag: 'voucher',
  action: 'voucher.programme',
  etag: true,
  summary: { zh: '撤销待确认的年度方案', en: 'Take back a programme that nobody has confirmed' },
  params: p,
  ok: z.void(),
  okStatus: 204,
  errors: ['record.not_found', 'request.stale', 'voucher.programme_not_draft'],
});

export const fundProgramme = route({
  method: 'post',
  path: '/voucher-programmes/{id}/budget',
  tag: 'voucher',
  action: 'voucher.programme',
  summary: { zh: '追加年度预算', en: 'Add to the budget of the year' },
  params: p,
  body: z.strictObject({ amountFen: fen, memo: text(200) }),
  ok: Programme,
  okStatus: 201,
  errors: ['record.not_found', 'voucher.programme_not_open'],
});

export const closeProgramme = route({
  method: 'post',
  path: '/voucher-programmes/{id}/close',
  tag: 'voucher',
  action: 'voucher.programme',
  etag: true,
  summary: {
    zh: '关闭年度方案，余额退回',
    en: 'Close a programme; what was not used goes back',
  },
  params: p,
  ok: Programme,
  errors: ['record.not_found', 'request.stale', 'voucher.programme_not_open', 'voucher.programme_in_use'],
});

export const Provider = z.object({
  id,
  schemeId: z.string(),
  organisationId: id,
  organisationName: z.string(),
  services: z.array(z.string()),
  status: z.enum(['applied', 'admitted', 'refused', 'suspended']),
  note: z.string(),
  reason: z.string().nullable(),
  decidedAt: instant.nullable(),
  may: z.object({ decide: z.boolean() }),
  version: z.int(),
});
export type Provider = z.input<typeof Provider>;

export const listProviders = route({
  method: 'get',
  path: '/voucher-providers',
  tag: 'voucher',
  action: 'public',
  summary: {
    zh: '服务机构（公众可见已入库的）',
    en: 'Providers; of those not admitted only one’s own, and all for officers',
  },
  query: z.object({ schemeId: text(120).optional(), ...pageQuery }),
  ok: page(Provider),
  errors: ['request.cursor'],
});

export const applyAsProvider = route({
  method: 'post',
  path: '/voucher-providers',
  tag: 'voucher',
  action: 'voucher.provider-apply',
  summary: { zh: '申请成为服务机构', en: 'Apply to be a provider; again after a refusal' },
  body: z.strictObject({
    schemeId: text(120),
    organisationId: id,
    services: z.array(text(60)).min(1).max(20),
    note: note(1000).default(''),
  }),
  ok: Provider,
  okStatus: 201,
  errors: ['access.denied', 'voucher.scheme_unknown', 'voucher.service_not_covered'],
});

export const decideProvider = route({
  method: 'post',
  path: '/voucher-providers/{id}/decide',
  tag: 'voucher',
  action: 'voucher.provider-decide',
  etag: true,
  summary: { zh: '入库、不予入库或暂停', en: 'Admit, refuse or suspend a provider' },
  params: p,
  body: z.strictObject({
    status: z.enum(['admitted', 'refused', 'suspended']),
    reason: note(500).default(''),
  }),
  ok: Provider,
  errors: ['record.not_found', 'request.stale'],
});
