import type { Case } from '@hegu/contract/casework.ts';
import {
  type Application,
  type ApplicationSummary,
  applicationStatusNames,
} from '@hegu/contract/policy/applications.ts';
import { getCase } from '../../../../platform/casework/index.ts';
import type { Query } from '../../../../platform/command.ts';
import { DomainError } from '../../../../platform/errors.ts';
import { decodePlace, pageOf } from '../../../../platform/http/cursor.ts';
import { access } from '../../access.ts';
import { libraryOf } from '../../library/service.ts';
import { standsAside } from '../../review/conflicts/service.ts';
import { withoutHands } from '../../review/hands/service.ts';
import * as reviews from '../../review/store.ts';
import { applicationCase } from '../cases.ts';
import { kept, type Replay, replay } from '../decisions/service.ts';
import { withReusable } from '../materials/service.ts';
import { situationOf } from '../situation/service.ts';
import * as store from '../store.ts';

/** Applications as they are shown: to the firm, and to the office. */

const own = (row: store.ApplicationRow) => ({ organisationId: row.organisationId });
const open = (row: store.ApplicationRow): boolean => row.status === 'draft' || row.status === 'supplement';
/** Thrown away before anybody had it: nothing was taken back. */
const discarded = (row: store.ApplicationRow): boolean =>
  row.status === 'withdrawn' && row.submittedAt === null;
const none: ReadonlySet<string> = new Set();
const discardedName = { zh: '草稿已作废', en: 'draft discarded' };

export function summaryOf(row: store.ApplicationRow): Omit<ApplicationSummary, 'nobodyLeft'> {
  return {
    id: row.id,
    number: row.number,
    status: row.status,
    statusName: discarded(row) ? discardedName : applicationStatusNames[row.status],
    origin: row.origin,
    clauseId: row.clauseId,
    title: { zh: row.titleZh, en: row.titleEn },
    article: row.article,
    policyId: row.policyId,
    firmId: row.firmId,
    firmName: row.firmZh,
    firmNameEn: row.firmEn,
    item: row.item === '' ? null : row.item,
    computedFen: row.computedFen,
    approvedFen: row.approvedFen,
    awardedFen: row.awardedFen,
    assigneeName: row.assigneeName,
    dueAt: row.dueAt?.toString() ?? null,
    overdue: row.overdue,
    createdAt: row.createdAt.toString(),
    submittedAt: row.submittedAt?.toString() ?? null,
    decidedAt: row.decidedAt?.toString() ?? null,
    version: row.version,
  };
}

/** A draft and an offer are the firm's own business until it hands something in. */
export function mayRead(q: Query, row: store.ApplicationRow): boolean {
  if (access.may(q.actor, 'policy.apply', own(row))) return true;
  const theirs = ['draft', 'offered', 'declined'].includes(row.status) || discarded(row);
  return theirs
    ? row.createdBy === q.actor?.userId
    : access.may(q.actor, 'policy.application-read', own(row));
}

/** @throws `record.not_found` also for what the reader may not know of */
export async function known(q: Query, id: string, lock = false): Promise<store.ApplicationRow> {
  const row = await store.find(q.tx, q.scope, id, lock);
  if (!row || !mayRead(q, row)) throw new DomainError('record.not_found', { id });
  return row;
}

const confirmedName = { zh: '确认领取', en: 'Taken without applying' };

/** Nobody applied for what was offered: its history begins with the firm's yes. */
const takenUp = (c: Case): Case => ({
  ...c,
  events: c.events.map((e) => (e.transition === 'open' ? { ...e, name: confirmedName } : e)),
});

/** Only the last digits, for those who need not know it. */
const masked = (number: string) => `${'0'.repeat(Math.max(0, number.length - 4))}${number.slice(-4)}`;

export async function getApplication(q: Query, id: string): Promise<Application> {
  return detailOf(q, await known(q, id));
}

export async function detailOf(q: Query, row: store.ApplicationRow): Promise<Application> {
  const firm = access.may(q.actor, 'policy.apply', own(row));
  const officer = access.may(q.actor, 'policy.review');
  const s = await situationOf(q, row);
  const decided = row.decisionId === null || open(row) ? null : await kept(q, row.decisionId);
  const given = await reviews.reviewsOf(q.tx, q.scope, row.id);
  const appeal = await reviews.appealOf(q.tx, q.scope, row.id);
  const found = row.caseId === null ? null : await getCase(q, applicationCase, row.caseId);
  const status = row.status;
  const edit = open(row) && access.may(q.actor, 'policy.prepare', own(row));
  const aside = await standsAside(q, row);
  const stuck = officer ? await withoutHands(q, [row]) : none;
  return {
    ...summaryOf(row),
    nobodyLeft: stuck.has(row.id),
    note: row.note,
    account:
      row.account === null || firm || officer
        ? row.account
        : { ...row.account, number: masked(row.account.number) },
    form: s.form.lines.map((l) => ({ ...l })),
    collections: s.form.collections.map((c) => ({ ...c })),
    materials: edit
      ? await withReusable(q, row, s.clause, s.materials)
      : s.materials.map((m) => ({ ...m, reusable: [] })),
    outcome: decided?.result.outcome ?? s.considered.result.outcome,
    reasons:
      row.reasons.length > 0
        ? [...row.reasons]
        : s.whyNot.map(({ text, article, because }) => ({ text, article, because })),
    warnings: await warningsOf(q, row, s.considered.result.excludedBy),
    reviews: given.map((r) => ({
      part: r.part,
      round: r.round,
      personName: officer ? r.personName : null,
      verdict: r.verdict,
      amountFen: r.amountFen,
      score: officer ? r.score : null,
      // What one officer told the other is the office's; the firm hears the decision with its reasons
      reason: officer || r.part !== 'first' ? r.reason : '',
      at: r.at.toString(),
    })),
    appeal: appeal && { ...appeal, madeAt: appeal.madeAt.toString() },
    decisionId: row.decisionId,
    // Without what only the office's list holds
    case: found && row.origin === 'automatic' ? takenUp(found) : found,
    standsAside: aside,
    may: {
      edit,
      submit: open(row) && firm,
      withdraw: firm && ['draft', 'submitted', 'supplement', 'first', 'second'].includes(status),
      confirm: firm && status === 'offered',
      appeal: firm && appeal === null && (status === 'refused' || (status === 'approved' && reduced(row))),
      accept: officer && aside === null && status === 'submitted',
      review: officer && aside === null && (status === 'first' || status === 'second'),
    },
  };
}

export const reduced = (row: store.ApplicationRow): boolean =>
  row.origin === 'firm' &&
  row.approvedFen !== null &&
  row.computedFen !== null &&
  row.approvedFen < row.computedFen;

/** Clauses of which only one is paid with this: under way with the office, or paid. */
async function warningsOf(
  q: Query,
  row: store.ApplicationRow,
  paid: readonly { readonly exclusion: string; readonly clause: string }[],
): Promise<Application['warnings']> {
  const v = await libraryOf(q);
  const exclusions = v.library.policies
    .flatMap((p) => p.exclusions)
    .filter((e) => e.clauses.includes(row.clauseId));
  const title = (id: string) => v.library.clauses.get(id)?.clause.title ?? { zh: id, en: id };
  const others = exclusions.length === 0 ? [] : await store.underWay(q.tx, q.scope, row.firmId);
  const seen = new Set<string>();
  const out: Application['warnings'] = [];
  for (const e of exclusions)
    for (const o of others) {
      if (o.id === row.id || o.clauseId === row.clauseId || !e.clauses.includes(o.clauseId)) continue;
      if (e.per === 'item' && o.item !== row.item) continue;
      if (seen.has(o.id)) continue;
      seen.add(o.id);
      const t = title(o.clauseId);
      out.push({
        clauseId: o.clauseId,
        number: o.number,
        text: {
          zh: `“${t.zh}”已在申报，两项就高不重复：${e.text.zh}`,
          en: `“${t.en}” is under way; only the higher of the two is paid: ${e.text.en}`,
        },
      });
    }
  for (const p of paid) {
    if (seen.has(p.clause)) continue;
    seen.add(p.clause);
    const t = title(p.clause);
    out.push({
      clauseId: p.clause,
      number: null,
      text: {
        zh: `“${t.zh}”已拨付或已承诺，本项只补差额`,
        en: `“${t.en}” was paid or promised; this pays only the difference`,
      },
    });
  }
  return out;
}

/** Newest first. @throws `access.denied`, `request.cursor` */
export async function listApplications(
  q: Query,
  input: {
    readonly scope: 'organisation' | 'valley';
    readonly status?: ApplicationSummary['status'] | undefined;
    readonly clauseId?: string | undefined;
    readonly firmId?: string | undefined;
    readonly queue?: 'mine' | 'unassigned' | 'overdue' | undefined;
    readonly cursor?: string | undefined;
    readonly limit: number;
  },
): Promise<{ items: ApplicationSummary[]; nextCursor: string | null }> {
  if (input.scope === 'valley') access.assert(q.actor, 'policy.review');
  const mine = (q.actor?.memberships ?? [])
    .map((m) => m.organisationId)
    .filter((organisationId) => access.may(q.actor, 'policy.apply', { organisationId }));
  const queue =
    input.queue === 'mine'
      ? { assignee: q.actor?.userId ?? '' }
      : input.queue === 'unassigned'
        ? { assignee: null }
        : input.queue === 'overdue'
          ? { overdue: true }
          : {};
  const rows = await store.list(
    q.tx,
    q.scope,
    { ...input, ...queue, organisationIds: input.scope === 'valley' ? null : [...new Set(mine)] },
    decodePlace(input.cursor),
    input.limit + 1,
  );
  const stuck = access.may(q.actor, 'policy.review') ? await withoutHands(q, rows) : none;
  return pageOf(
    rows,
    input.limit,
    (r) => [r.createdAt.toString(), r.id],
    (r) => ({ ...summaryOf(r), nobodyLeft: stuck.has(r.id) }),
  );
}

/** Computes the latest decision of an application again. @throws `record.not_found` where none was made */
export async function replayOf(q: Query, id: string): Promise<Replay & { decisionId: string }> {
  const row = await known(q, id);
  if (row.decisionId === null) throw new DomainError('record.not_found', { id });
  return { ...(await replay(q, row.decisionId)), decisionId: row.decisionId };
}
