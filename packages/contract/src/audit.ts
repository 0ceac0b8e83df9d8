import { z } from 'zod';
import { defineErrors } from './errors.ts';
import { id, instant, page, pageQuery, text } from './fields.ts';
import { route } from './route.ts';

/**
 * The audit log (审计日志) and the stream of changes.
 *
 * Every valley keeps one Merkle log in the shape of RFC 9162: entries become leaves, signed heads say how many leaves there
 * are and what their root is, and short proofs show that one entry is in the log (inclusion) or that the log only ever
 * grew (consistency). Hashes, salts and signatures are lower-case hexadecimal.
 */
export const auditErrors = defineErrors({
  'audit.not_found': { status: 404, zh: '没有这条审计记录', en: 'No such audit entry' },
  'audit.not_sealed': {
    status: 409,
    zh: '该记录刚刚写入，尚未封存，请稍后再取证明',
    en: 'The entry has just been written and is not sealed yet; ask for its proof again in a moment',
  },
  'audit.no_head': {
    status: 404,
    zh: '没有规模为 {treeSize} 的签名树头',
    en: 'There is no signed head of size {treeSize}',
  },
  'event.room_denied': {
    status: 403,
    zh: '无权订阅 {room} 的动态',
    en: 'You may not listen to {room}',
  },
});

const hash = z.string().regex(/^[0-9a-f]{64}$/);
const treeSize = z.coerce.number().int().min(1).max(Number.MAX_SAFE_INTEGER);

/** What an entry can be about (对象), in words. The log itself keeps the key, which never changes. */
export const auditEntities = {
  accessory: { zh: '配件', en: 'accessory' },
  'api-key': { zh: '接口密钥', en: 'API key' },
  calendar: { zh: '日历订阅', en: 'calendar feed' },
  case: { zh: '办件', en: 'case' },
  catalogue: { zh: '检索目录', en: 'catalogue' },
  charge: { zh: '费用', en: 'charge' },
  enterprise: { zh: '梯度测算', en: 'ladder assessment' },
  facility: { zh: '平台', en: 'facility' },
  file: { zh: '文件', en: 'file' },
  firm: { zh: '企业', en: 'firm' },
  group: { zh: '课题组', en: 'research group' },
  instrument: { zh: '仪器', en: 'instrument' },
  invitation: { zh: '邀请', en: 'invitation' },
  job: { zh: '后台任务', en: 'background job' },
  membership: { zh: '成员与角色', en: 'member and roles' },
  organisation: { zh: '单位', en: 'organisation' },
  policyDraft: { zh: '条款草稿', en: 'clause draft' },
  policyStop: { zh: '条款停用', en: 'stopped clause' },
  policy_application: { zh: '政策申报', en: 'application' },
  policy_budget: { zh: '预算', en: 'budget' },
  policy_clawback: { zh: '追回', en: 'clawback' },
  policy_objection: { zh: '公示异议', en: 'objection' },
  policy_order: { zh: '拨付单', en: 'disbursement order' },
  policy_publicity: { zh: '公示', en: 'publicity list' },
  policy_question: { zh: '政策咨询', en: 'question' },
  policy_subscription: { zh: '政策订阅', en: 'subscription' },
  policy_visitors: { zh: '访客联系方式', en: 'visitors’ contacts' },
  project: { zh: '项目经费', en: 'project' },
  reservation: { zh: '预约', en: 'reservation' },
  session: { zh: '登录会话', en: 'session' },
  statement: { zh: '对账单', en: 'statement' },
  todo: { zh: '待办', en: 'to-do' },
  user: { zh: '账号', en: 'account' },
  valley: { zh: '产业谷', en: 'valley' },
  voucher_audit: { zh: '创新券抽查', en: 'voucher check' },
  voucher_batch: { zh: '创新券兑付', en: 'voucher claim' },
  voucher_grant: { zh: '创新券额度', en: 'voucher quota' },
  voucher_programme: { zh: '创新券年度方案', en: 'voucher scheme' },
  voucher_provider: { zh: '创新券服务机构', en: 'voucher provider' },
  voucher_use: { zh: '用券记录', en: 'voucher use' },
  webhook: { zh: '事件推送', en: 'webhook' },
} as const;
export type AuditEntity = keyof typeof auditEntities;

export const Via = z.enum(['session', 'api-key', 'cli', 'system', 'visitor']);

export const AuditEntry = z.object({
  id,
  at: instant,
  actorId: z.string(),
  actorName: z.string(),
  via: Via,
  action: z.string(),
  entity: z.string(),
  entityId: z.string(),
  before: z.unknown(),
  after: z.unknown(),
  requestId: z.string().nullable(),
  /** Its place in the Merkle log; null until the sealer has taken it, a second or so after the command. */
  leafIndex: z.int().nullable(),
});
export type AuditEntry = z.infer<typeof AuditEntry>;

/** What is hashed: its canonical JSON (RFC 8785) are the bytes of the leaf. Times have six decimals and end in Z. */
export const AuditLeaf = z.object({
  v: z.literal(1),
  valleyId: id,
  id,
  at: z.string(),
  actorId: z.string(),
  actorName: z.string(),
  via: Via,
  action: z.string(),
  entity: z.string(),
  entityId: z.string(),
  requestId: z.string().nullable(),
  /** SHA-256(salt || canonical JSON of {after, before}). */
  bodyHash: hash,
});
export type AuditLeaf = z.infer<typeof AuditLeaf>;

/** The contents behind `bodyHash`. Whoever is shown a proof without them learns that something was done, not what it says. */
export const AuditBody = z.object({
  salt: z.string().regex(/^[0-9a-f]{32}$/),
  before: z.unknown(),
  after: z.unknown(),
});
export type AuditBody = z.infer<typeof AuditBody>;

/** Signed with ed25519 over `hegu-audit-head-v1\n` and the canonical JSON of {at, rootHash, treeSize, valleyId}. */
export const AuditHead = z.object({
  valleyId: id,
  treeSize: z.int().min(1),
  rootHash: hash,
  at: z.string(),
  /** The first 16 bytes of SHA-256 over the public key (SubjectPublicKeyInfo, DER). */
  keyId: z.string().regex(/^[0-9a-f]{32}$/),
  signature: z.string().regex(/^[0-9a-f]{128}$/),
});
export type AuditHead = z.infer<typeof AuditHead>;

export const InclusionProof = z.object({
  leaf: AuditLeaf,
  body: AuditBody.optional(),
  leafIndex: z.int().min(0),
  path: z.array(hash).max(64),
  head: AuditHead,
});
export type InclusionProof = z.infer<typeof InclusionProof>;

export const ConsistencyProof = z.object({
  first: AuditHead,
  second: AuditHead,
  path: z.array(hash).max(64),
});
export type ConsistencyProof = z.infer<typeof ConsistencyProof>;

export const AuditQuery = z.object({
  ...pageQuery,
  entity: text(100).optional(),
  entityId: text(200).optional(),
  actor: text(200).optional(),
  action: text(100).optional(),
  /** From this instant on. */
  from: instant.optional(),
  /** Before this instant. */
  to: instant.optional(),
});
export type AuditQuery = z.infer<typeof AuditQuery>;

export const listAudit = route({
  method: 'get',
  path: '/audit',
  tag: 'audit',
  summary: { zh: '审计日志（新的在前）', en: 'The audit log, newest first' },
  action: 'audit.read',
  query: AuditQuery,
  ok: page(AuditEntry),
  errors: ['request.cursor', 'time.reversed'],
});

export const listAuditHeads = route({
  method: 'get',
  path: '/audit/heads',
  tag: 'audit',
  summary: { zh: '签名树头（新的在前）', en: 'Signed heads of the log, newest first' },
  action: 'audit.read',
  query: z.object({ ...pageQuery }),
  ok: page(AuditHead),
  errors: ['request.cursor'],
});

export const listAuditKeys = route({
  method: 'get',
  path: '/audit/keys',
  tag: 'audit',
  summary: {
    zh: '审计签名公钥，供任何人核验证明',
    en: 'The public keys of the audit log, for anybody to check a proof with',
  },
  action: 'public',
  ok: z.object({
    items: z.array(z.object({ keyId: z.string(), publicKey: z.string(), current: z.boolean() })),
  }),
  errors: [],
});

export const getAuditProof = route({
  method: 'get',
  path: '/audit/entries/{id}/proof',
  tag: 'audit',
  summary: { zh: '一条记录的存在证明', en: 'The inclusion proof of one entry' },
  action: 'audit.read',
  params: z.object({ id }),
  ok: InclusionProof,
  errors: ['audit.not_found', 'audit.not_sealed'],
});

export const getAuditConsistency = route({
  method: 'get',
  path: '/audit/consistency',
  tag: 'audit',
  summary: {
    zh: '两个树头之间只增未改的证明',
    en: 'The proof that the log only grew between two of its heads',
  },
  action: 'audit.read',
  query: z.object({ from: treeSize, to: treeSize }),
  ok: ConsistencyProof,
  errors: ['audit.no_head'],
});

/** `valley`, `instrument:<id>`, `facility:<id>`, `user:<id>`, `organisation:<id>` …: what somebody is looking at. */
export const room = z.string().regex(/^[a-z][a-z-]{0,39}(:[0-9A-Za-z_-]{1,64})?$/);

export const streamEvents = route({
  method: 'get',
  path: '/events',
  tag: 'events',
  summary: {
    zh: '变化推送（SSE）：只推送编号，内容请重新获取',
    en: 'Changes as they happen (SSE): ids only, fetch again what changed',
  },
  action: 'public',
  query: z.object({
    /** Comma-separated. */
    rooms: z
      .string()
      .max(4000)
      .default('valley')
      .transform((list) => [...new Set(list.split(','))])
      .pipe(z.array(room).min(1).max(50)),
  }),
  ok: z.string(),
  media: 'text/event-stream',
  errors: ['event.room_denied'],
});
