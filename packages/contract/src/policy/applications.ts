import { z } from 'zod';
import { Case } from '../casework.ts';
import { civilDate, id, instant, note, page, pageQuery, priceFen, text } from '../fields.ts';
import { route } from '../route.ts';

/** Applications (申报): from a draft that is filled from what is known, to handing it in. */

export const words = z.object({ zh: z.string(), en: z.string() });
export const clauseId = z.string().regex(/^[a-z0-9][a-z0-9.-]{1,79}$/);

export const applicationStatuses = [
  'draft',
  'offered',
  'submitted',
  'supplement',
  'first',
  'second',
  'approved',
  'allotted',
  'awarded',
  'paid',
  'stopped',
  'refused',
  'appealed',
  'closed',
  'withdrawn',
  'declined',
] as const;
export type ApplicationStatus = (typeof applicationStatuses)[number];

export const applicationStatusNames: Readonly<Record<ApplicationStatus, { zh: string; en: string }>> = {
  draft: { zh: '草稿', en: 'draft' },
  offered: { zh: '待企业确认', en: 'waits for your word' },
  submitted: { zh: '待受理', en: 'handed in' },
  supplement: { zh: '待补正', en: 'to be completed' },
  first: { zh: '初审中', en: 'first review' },
  second: { zh: '复审中', en: 'second review' },
  approved: { zh: '拟支持，待核定预算', en: 'approved, waits for the budget' },
  allotted: { zh: '已核定，公示', en: 'allotted, made public' },
  awarded: { zh: '待拨付', en: 'waits for payment' },
  paid: { zh: '已拨付', en: 'paid' },
  stopped: { zh: '停止拨付', en: 'payment stopped' },
  refused: { zh: '不予支持', en: 'refused' },
  appealed: { zh: '复核中', en: 'appeal' },
  closed: { zh: '已办结（不予支持）', en: 'closed, not supported' },
  withdrawn: { zh: '已撤回', en: 'withdrawn' },
  declined: { zh: '企业放弃', en: 'declined' },
};
const Status = z.enum(applicationStatuses);

export const Account = z.strictObject({
  /** 户名 */
  holder: text(120),
  bank: text(120),
  number: z.string().regex(/^[0-9]{8,32}$/),
});
export type Account = z.infer<typeof Account>;

const FactValue = z.union([
  z.number().min(-1e15).max(1e15),
  z.boolean(),
  text(200),
  z.array(text(80)).max(50),
]);

/** One line of the form: what the rule looks at. */
export const FormLine = z.object({
  field: z.string(),
  year: z.int().nullable(),
  label: words,
  value: words.nullable(),
  source: z.string().nullable(),
  observedOn: civilDate.nullable(),
  /** `known`: taken over and not asked; `ask`: only the firm can say; `judge`: left to reviewers. */
  state: z.enum(['known', 'ask', 'judge']),
});

export const MaterialLine = z.object({
  materialId: z.string(),
  name: words,
  required: z.boolean(),
  note: words.nullable(),
  /** `platform`: taken from records here; `authority`: checked by the office itself; `firm`: to be handed in. */
  by: z.enum(['platform', 'authority', 'firm']),
  /** What it is taken from, where the platform has it. */
  taken: z.array(z.object({ text: words, sources: z.array(z.string()), observedOn: civilDate.nullable() })),
  files: z.array(
    z.object({
      id,
      fileId: id,
      name: z.string(),
      size: z.int(),
      sha256: z.string(),
      addedAt: instant,
      /** Handed in with this application before, and not asked again. */
      reusedFrom: z.object({ id, number: z.string().nullable(), title: words }).nullable(),
    }),
  ),
  /** Handed in with an earlier application and not with this one: `addMaterial` takes it over. For whoever may fill it in. */
  reusable: z.array(
    z.object({
      fileId: id,
      name: z.string(),
      from: z.object({ id, number: z.string().nullable(), title: words }),
    }),
  ),
  missing: z.boolean(),
});
export type MaterialLine = z.infer<typeof MaterialLine>;

export const Reason = z.object({
  text: words,
  article: z.string().nullable(),
  because: words.nullable(),
});

export const ApplicationSummary = z.object({
  id,
  number: z.string().nullable(),
  status: Status,
  statusName: words,
  origin: z.enum(['firm', 'automatic']),
  clauseId,
  title: words,
  article: z.string(),
  policyId: z.string(),
  firmId: id,
  firmName: z.string(),
  /** Empty where no English name is known. */
  firmNameEn: z.string(),
  item: z.string().nullable(),
  computedFen: priceFen.nullable(),
  approvedFen: priceFen.nullable(),
  awardedFen: priceFen.nullable(),
  assigneeName: z.string().nullable(),
  /** By when the office has to decide; null while its clock stands still. */
  dueAt: instant.nullable(),
  overdue: z.boolean(),
  /** Told to the office: nobody of it may take the step that is next, since everybody had another part or has to stand aside. */
  nobodyLeft: z.boolean(),
  createdAt: instant,
  submittedAt: instant.nullable(),
  decidedAt: instant.nullable(),
  version: z.int(),
});
export type ApplicationSummary = z.infer<typeof ApplicationSummary>;

const May = z.object({
  edit: z.boolean(),
  submit: z.boolean(),
  withdraw: z.boolean(),
  confirm: z.boolean(),
  appeal: z.boolean(),
  accept: z.boolean(),
  review: z.boolean(),
});

export const Application = ApplicationSummary.extend({
  note: z.string(),
  /** Whole for the firm and the office. */
  account: Account.nullable(),
  form: z.array(FormLine),
  /** Collections of which too little is known: to be told in the firm's record. */
  collections: z.array(z.object({ collection: z.string(), label: words })),
  materials: z.array(MaterialLine),
  /** Of today for a draft, else of the latest decision. */
  outcome: z.enum(['eligible', 'needsReview', 'needsData', 'notEligible', 'notInForce']),
  /** What stands against it, or was given as reasons. */
  reasons: z.array(Reason),
  /** Other clauses of which at most one is paid with this one: under way, or paid. */
  warnings: z.array(z.object({ text: words, clauseId, number: z.string().nullable() })),
  reviews: z.array(
    z.object({
      part: z.enum(['first', 'second', 'appeal']),
      round: z.int(),
      /** Null for the firm: it sees the verdict and not the name. */
      personName: z.string().nullable(),
      verdict: z.enum(['approve', 'reject', 'return']),
      amountFen: priceFen.nullable(),
      score: z.number().nullable(),
      reason: z.string(),
      at: instant,
    }),
  ),
  appeal: z
    .object({
      reason: z.string(),
      madeAt: instant,
      status: z.enum(['open', 'upheld', 'overturned']),
      answer: z.string().nullable(),
    })
    .nullable(),
  decisionId: id.nullable(),
  case: Case.nullable(),
  /** Why the reader, being of the office, has no part in what is to be done now; null where nothing is against it. */
  standsAside: words.nullable(),
  may: May,
});
export type Application = z.infer<typeof Application>;

const params = z.object({ id });
const common = ['record.not_found', 'access.denied', 'policy.wrong_status'] as const;

export const createApplication = route({
  method: 'post',
  path: '/policy-applications',
  tag: 'policy',
  action: 'policy.prepare',
  summary: { zh: '新建申报（自动带出已知信息）', en: 'Start an application, filled from what is known' },
  body: z.strictObject({ firmId: id, clauseId, item: text(80).optional() }),
  ok: Application,
  okStatus: 201,
  errors: [
    'record.not_found',
    'access.denied',
    'policy.clause_unknown',
    'policy.window_closed',
    'policy.requirement_unmet',
    'policy.under_way',
    'policy.already_paid',
    'policy.item_required',
    'policy.item_unknown',
    'policy.no_item_wanted',
    'policy.firm_not_here',
  ],
});

export const listApplications = route({
  method: 'get',
  path: '/policy-applications',
  tag: 'policy',
  action: 'policy.application-read',
  summary: { zh: '申报列表', en: 'Applications' },
  query: z.object({
    scope: z.enum(['organisation', 'valley']).default('organisation'),
    status: Status.optional(),
    clauseId: clauseId.optional(),
    firmId: id.optional(),
    /** Mine to review, or nobody's yet. */
    queue: z.enum(['mine', 'unassigned', 'overdue']).optional(),
    ...pageQuery,
  }),
  ok: page(ApplicationSummary),
  errors: ['access.denied', 'request.cursor'],
});

export const getApplication = route({
  method: 'get',
  path: '/policy-applications/{id}',
  tag: 'policy',
  action: 'policy.application-read',
  etag: true,
  summary: { zh: '申报详情', en: 'An application' },
  params,
  ok: Application,
  errors: ['record.not_found'],
});

export const updateApplication = route({
  method: 'patch',
  path: '/policy-applications/{id}',
  tag: 'policy',
  action: 'policy.prepare',
  etag: true,
  summary: { zh: '填写申报（只填缺少的）', en: 'Fill in what is missing' },
  params,
  body: z.strictObject({
    note: note(2000).optional(),
    account: Account.optional(),
    /** Goes into the firm's record, where the next application finds it. */
    facts: z
      .array(
        z.strictObject({
          field: text(40),
          year: z.int().min(1949).max(2200).optional(),
          value: FactValue,
        }),
      )
      .max(100)
      .optional(),
  }),
  ok: Application,
  errors: [...common, 'request.stale', 'policy.account_holder', 'fact.field_unknown', 'fact.type'],
});

export const addMaterial = route({
  method: 'post',
  path: '/policy-applications/{id}/materials',
  tag: 'policy',
  action: 'policy.prepare',
  summary: { zh: '添加材料（先上传文件）', en: 'Add a document that was uploaded' },
  params,
  body: z.strictObject({ materialId: text(60), fileId: id }),
  ok: Application,
  okStatus: 201,
  errors: [...common, 'policy.material_unknown', 'file.not_found'],
});

export const removeMaterial = route({
  method: 'delete',
  path: '/policy-applications/{id}/materials/{materialRowId}',
  tag: 'policy',
  action: 'policy.prepare',
  summary: { zh: '移除材料', en: 'Take a document out' },
  params: z.object({ id, materialRowId: id }),
  ok: Application,
  errors: [...common],
});

export const downloadMaterial = route({
  method: 'get',
  path: '/policy-applications/{id}/files/{fileId}',
  tag: 'policy',
  action: 'policy.application-read',
  summary: { zh: '下载材料', en: 'Download a document' },
  params: z.object({ id, fileId: id }),
  media: '*/*',
  ok: z.void(),
  errors: ['record.not_found', 'file.not_found'],
});

export const submitApplication = route({
  method: 'post',
  path: '/policy-applications/{id}/submit',
  tag: 'policy',
  action: 'policy.apply',
  summary: { zh: '提交申报（补正后再次提交同此）', en: 'Hand it in; the same after completing it' },
  params,
  ok: Application,
  errors: [
    ...common,
    'policy.window_closed',
    'policy.requirement_unmet',
    'policy.already_paid',
    'policy.fact_missing',
    'policy.material_missing',
    'policy.account_missing',
  ],
});

export const withdrawApplication = route({
  method: 'post',
  path: '/policy-applications/{id}/withdraw',
  tag: 'policy',
  action: 'policy.apply',
  summary: { zh: '撤回申报', en: 'Withdraw it' },
  params,
  ok: Application,
  errors: [...common],
});

export const confirmOffer = route({
  method: 'post',
  path: '/policy-applications/{id}/confirm',
  tag: 'policy',
  action: 'policy.apply',
  summary: { zh: '免申即享：确认领取', en: 'Take what is offered without an application' },
  params,
  body: z.strictObject({ account: Account.optional(), amountFen: priceFen }),
  ok: Application,
  errors: [
    ...common,
    'policy.requirement_unmet',
    'policy.offer_changed',
    'policy.account_missing',
    'policy.account_holder',
    'policy.already_paid',
  ],
});

export const declineOffer = route({
  method: 'post',
  path: '/policy-applications/{id}/decline',
  tag: 'policy',
  action: 'policy.apply',
  summary: { zh: '免申即享：放弃', en: 'Decline what is offered' },
  params,
  body: z.strictObject({ reason: note(500) }),
  ok: Application,
  errors: [...common],
});

export const getDossier = route({
  method: 'get',
  path: '/policy-applications/{id}/dossier',
  tag: 'policy',
  action: 'policy.dossier',
  summary: { zh: '下载审计档案（zip）', en: 'Download the whole file of an application (zip)' },
  params,
  media: 'application/zip',
  ok: z.void(),
  errors: ['record.not_found', 'file.not_found'],
});

export const Replay = z.object({
  same: z.boolean(),
  textsUntouched: z.boolean(),
  stored: z.string(),
  computed: z.string(),
});
export const replayDecision = route({
  method: 'get',
  path: '/policy-applications/{id}/replay',
  tag: 'policy',
  action: 'policy.application-read',
  summary: { zh: '重算规则决定并逐字比对', en: 'Compute the decision again and compare it to the byte' },
  params,
  ok: Replay.extend({ decisionId: id }),
  errors: ['record.not_found'],
});
