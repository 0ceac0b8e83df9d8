import * as audit from '../../../../platform/audit/index.ts';
import { canonicalJson, sha256Hex } from '../../../../platform/canonical.ts';
import type { Query } from '../../../../platform/command.ts';
import { DomainError } from '../../../../platform/errors.ts';
import { access } from '../../access.ts';
import * as clawbacks from '../../payments/clawbacks/store.ts';
import * as payments from '../../payments/store.ts';
import * as publicity from '../../review/publicity/store.ts';
import * as reviews from '../../review/store.ts';
import { kept, replay } from '../decisions/service.ts';
import * as materials from '../materials/store.ts';
import * as applications from '../store.ts';
import { summaryOf } from '../view/service.ts';
import * as store from './store.ts';

/**
 * The file of an application (全流程档案): everything that was handed in, decided, made public and paid, with what each decision saw and
 * whether it comes out the same again, and the proofs of the audit log for every step. Papers are named by their hashes.
 */

const whole = 200;

/** @throws `record.not_found`, `access.denied` */
export async function dossierOf(q: Query, id: string): Promise<{ name: string; text: string }> {
  access.assert(q.actor, 'policy.dossier');
  const row = await applications.find(q.tx, q.scope, id);
  if (!row || row.submittedAt === null) throw new DomainError('record.not_found', { id });
  const decisions = [];
  for (const decisionId of await store.decisionsOf(q.tx, q.scope, id)) {
    const d = await kept(q, decisionId);
    const again = await replay(q, decisionId);
    decisions.push({ ...d, replay: { same: again.same, textsUntouched: again.textsUntouched } });
  }
  const held = await materials.ofApplication(q.tx, q.scope, id);
  const orders = await payments.listOrders(
    q.tx,
    q.scope,
    { organisationIds: null, applicationId: id },
    null,
    whole,
  );
  const objections = await publicity.objections(q.tx, q.scope, { applicationId: id }, null, whole);
  const demands = await clawbacks.list(
    q.tx,
    q.scope,
    { organisationIds: null, applicationId: id },
    null,
    whole,
  );
  const about: [entity: string, id: string][] = [
    ['policy_application', id],
    ...(row.caseId === null ? [] : [['case', row.caseId] as [string, string]]),
    ...orders.map((o): [string, string] => ['policy_order', o.id]),
    ...objections.map((o): [string, string] => ['policy_objection', o.id]),
    ...demands.map((d): [string, string] => ['policy_clawback', d.id]),
  ];
  const content = {
    format: 'hegu.policy-application/1',
    madeAt: q.now.toString(),
    application: {
      ...summaryOf(row),
      creditCode: row.creditCode,
      note: row.note,
      account: row.account,
      reasons: row.reasons,
      supplemented: row.supplemented,
    },
    materials: held.map((m) => ({
      materialId: m.materialId,
      name: m.name,
      size: m.size,
      sha256: m.sha256,
      addedAt: m.addedAt.toString(),
      fromApplication: m.fromNumber,
    })),
    decisions,
    reviews: (await reviews.reviewsOf(q.tx, q.scope, id)).map((r) => ({ ...r, at: r.at.toString() })),
    appeal: await reviews.appealOf(q.tx, q.scope, id),
    publicity: await store.publicitiesOf(q.tx, q.scope, id),
    objections,
    instalments: await payments.instalmentsOf(q.tx, q.scope, id),
    orders,
    clawbacks: demands,
    audit: await proofsOf(q, about),
  };
  const text = canonicalJson({ content, sha256: sha256Hex(canonicalJson(content)) });
  return { name: `${row.number ?? id}.json`, text };
}

/** Every entry about these things, oldest first, with its proof; `proof` is null in the second before it is sealed. */
async function proofsOf(q: Query, about: readonly (readonly [string, string])[]) {
  const out: { entry: Awaited<ReturnType<typeof audit.list>>['items'][number]; proof: unknown }[] = [];
  for (const [entity, entityId] of about) {
    let cursor: string | undefined;
    do {
      const found = await audit.list(q, { entity, entityId, limit: whole, ...(cursor ? { cursor } : {}) });
      for (const entry of found.items)
        out.push({ entry, proof: entry.leafIndex === null ? null : await audit.proof(q, { id: entry.id }) });
      cursor = found.nextCursor ?? undefined;
    } while (cursor !== undefined);
  }
  return out.sort((a, b) =>
    a.entry.at < b.entry.at ? -1 : a.entry.at > b.entry.at ? 1 : a.entry.id < b.entry.id ? -1 : 1,
  );
}
