import type { Draft, DraftProblem, DraftSummary } from '@hegu/contract/policy/drafts.ts';
import { civilOf, parseDay } from '@hegu/rules/civil.ts';
import type { Words } from '@hegu/rules/facts.ts';
import { workCalendarOf } from '../../../../platform/clock/calendar.ts';
import type { Query } from '../../../../platform/command.ts';
import { access } from '../../access.ts';
import { differences, documentDifferences } from '../../library/compare/rules.ts';
import { amountWords } from '../../library/rules.ts';
import { libraryOf, todayOf, type ValleyLibrary } from '../../library/service.ts';
import { lastDay } from '../../library/stops/rules.ts';
import { type EdgeState, edgesOf, sides } from '../coverage/rules.ts';
import { type CaseResult, type Checked, casesEnough, checkDraft, errorsOf, runCases } from '../rules.ts';
import type * as store from '../store.ts';

/** A draft with everything that is found out about it, as the desk shows it. */

type Json = Record<string, unknown>;

export interface Looked {
  readonly row: store.DraftRow;
  readonly v: ValleyLibrary;
  readonly checked: Checked;
  readonly cases: readonly CaseResult[];
  readonly edges: readonly EdgeState[];
}

/** A version that reaches beyond the day on which the clause was stopped brings it back: that is said, and may be meant. */
function revived({ clause }: Checked, stop: { readonly from: string } | undefined): DraftProblem[] {
  if (!stop || !clause) return [];
  const last = lastDay(clause);
  if (last !== null && last < stop.from) return [];
  return [
    {
      path: ['clause', 'period', 'to'],
      code: 'stop.revived',
      severity: 'warning',
      zh: `条款已定于 ${stop.from} 停止执行；这一版发布后将恢复执行`,
      en: `The clause is stopped from ${stop.from} on; publishing this version brings it back`,
    },
  ];
}

export async function lookAt(q: Query, row: store.DraftRow): Promise<Looked> {
  const v = await libraryOf(q);
  const { catalogue, policies } = v.library;
  const text = { ...row, clauseId: row.clause_id, policyId: row.policy_id };
  const found = checkDraft(text, policies, catalogue);
  const checked = { ...found, problems: [...found.problems, ...revived(found, v.stops.get(row.clause_id))] };
  const calendar = workCalendarOf(q.scope.zone);
  const cases = runCases(text, checked, catalogue, calendar);
  const sound = checked.clause && errorsOf(checked.problems).length === 0;
  const edges =
    sound && checked.clause
      ? edgesOf(
          { clause: checked.clause, catalogue, calendar },
          checked.golden.filter((g) => g !== null),
        )
      : [];
  return { row, v, checked, cases, edges };
}

const titleOfJson = (clause: Json): Words => {
  const t = clause.title as { zh?: unknown; en?: unknown } | undefined;
  const text = (x: unknown) => (typeof x === 'string' ? x : '');
  return { zh: text(t?.zh), en: text(t?.en) };
};

export function summaryOf(v: ValleyLibrary, row: store.DraftRow): DraftSummary {
  const policy = v.library.policies.find((p) => p.id === row.policy_id);
  return {
    id: row.id,
    clauseId: row.clause_id,
    policyId: row.policy_id,
    policyTitle: row.document
      ? titleOfJson(row.document)
      : (policy?.title ?? { zh: row.policy_id, en: row.policy_id }),
    number: row.version,
    status: row.status,
    title: titleOfJson(row.clause),
    note: row.note,
    draftedBy: { id: row.drafted_by, name: row.drafted_by_name ?? row.drafted_by },
    draftedAt: row.drafted_at.toString(),
    submittedAt: row.submitted_at?.toString() ?? null,
    publishedAt: row.published_at?.toString() ?? null,
    publishedBy: row.published_by_name,
    version: row.revision,
  };
}

export const hadPart = (row: store.DraftRow, userId: string): boolean =>
  row.drafted_by === userId || row.editors.includes(userId);

/** What keeps a draft from being published, apart from who asks. */
function blocksOf({ checked, cases, row }: Looked): Words[] {
  const blocks: Words[] = [];
  const errors = errorsOf(checked.problems).length;
  if (errors > 0) blocks.push({ zh: `还有 ${errors} 处错误`, en: `Errors to put right: ${errors}` });
  // With an error in the clause or its document no case has been run: none has failed
  const run = errorsOf(checked.problems).every((p) => p.path[0] === 'golden');
  const failing = run ? cases.filter((c) => !c.passed).length : 0;
  if (failing > 0)
    blocks.push({ zh: `${failing} 个标准案例未通过`, en: `Standard cases that fail: ${failing}` });
  else if (!casesEnough(run ? cases : cases.map((c) => ({ ...c, passed: true }))))
    blocks.push({
      zh: '标准案例至少要有一个符合的、一个不符合的',
      en: 'At least one standard case that is let in, and one that is not',
    });
  if (row.note.trim() === '')
    blocks.push({ zh: '还没有写修订说明', en: 'No word yet on what changes and why' });
  return blocks;
}

export function documentOf(v: ValleyLibrary, policyId: string): Json | null {
  const policy = v.library.policies.find((p) => p.id === policyId);
  if (!policy) return null;
  const { clauses: _, ...document } = policy;
  return document;
}

export function viewOf(q: Query, looked: Looked): Draft {
  const { row, v, checked, cases, edges } = looked;
  const { catalogue } = v.library;
  const year = civilOf(parseDay(todayOf(q))).year;
  const titleOf = (id: string): Words => v.library.clauses.get(id)?.clause.title ?? { zh: id, en: id };
  const amount = checked.clause ? amountWords(checked.clause, catalogue, year, titleOf) : null;
  const holding = v.library.clauses.get(row.clause_id);
  const edition = v.editions.get(row.clause_id);
  const policy = checked.document ?? v.library.policies.find((p) => p.id === row.policy_id);
  const sound = errorsOf(checked.problems).filter((p) => p.path[0] === 'clause').length === 0;
  const blocks = row.status === 'draft' || row.status === 'submitted' ? blocksOf(looked) : [];
  const mine = q.actor !== null && access.may(q.actor, 'policy.draft', {});
  const second = q.actor !== null && !hadPart(row, q.actor.userId);
  return {
    ...summaryOf(v, row),
    clause: row.clause,
    document: row.document,
    holdingDocument: documentOf(v, row.policy_id),
    golden: row.golden,
    editors: row.editor_names,
    returned: row.returned,
    problems: [...checked.problems],
    cases: [...cases],
    edges: edges.map(({ makes, path, ...rest }) => ({
      ...rest,
      path: [...path],
      offers: sides.filter((s) => makes[s] !== undefined),
    })),
    source: policy ? { title: policy.title, number: policy.number ?? null, address: policy.address } : null,
    others: [...v.library.clauses.values()]
      .filter((c) => c.clause.id !== row.clause_id)
      .map(({ clause: c, policy: p }) => ({
        id: c.id,
        title: c.title,
        policyTitle: p.title,
        from: c.period.from,
        to: c.period.to,
      })),
    holds: edition
      ? { versionId: edition.versionId, version: edition.version, origin: edition.origin }
      : null,
    differences:
      holding && checked.clause && sound && amount
        ? [
            ...differences(
              holding.clause,
              checked.clause,
              { before: amountWords(holding.clause, catalogue, year, titleOf), after: amount },
              catalogue,
              year,
            ),
            ...(checked.document
              ? documentDifferences(holding.policy, checked.document, catalogue, year)
              : []),
          ]
        : null,
    amount,
    blocks,
    may: {
      edit: mine && row.status === 'draft',
      submit: mine && row.status === 'draft' && blocks.length === 0,
      publish: mine && second && row.status === 'submitted' && blocks.length === 0,
      hand_back: mine && row.status === 'submitted',
      withdraw: mine && (row.status === 'draft' || row.status === 'submitted'),
    },
  };
}
