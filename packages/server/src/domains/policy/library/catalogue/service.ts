import type { PolicyCard } from '@hegu/contract/policy/card.ts';
import type { ClauseSummary } from '@hegu/contract/policy/library.ts';
import {
  type CatalogueEntry,
  type CatalogueSource,
  refreshEntries,
} from '../../../../platform/catalogue/index.ts';
import type { Command } from '../../../../platform/command.ts';
import type { Tx } from '../../../../platform/db/db.ts';
import type { ValleyScope } from '../../../../platform/db/scope.ts';
import { libraryOf, packPolicies, summaryOf, todayOf, type ValleyLibrary } from '../service.ts';
import { holdingVersions } from '../store.ts';
import { referenceOf } from './rules.ts';
import { lockLibrary } from './store.ts';

/** Clauses in the valley's catalogue: found in the one search box by title, document, number and what they ask for. */

/** What can be applied for comes before what opens later, and both before the rest. */
const weights = { open: 2, soon: 1, closed: 0 } as const;

function entryOf(v: ValleyLibrary, refId: string, s: ClauseSummary, at: Command['now']): CatalogueEntry {
  const asked = v.library.clauses.get(s.id)?.clause.requirements ?? [];
  const said = [s.plain, s.amount, ...asked.map((r) => r.text)];
  return {
    kind: 'policy',
    refId,
    titleZh: s.title.zh,
    titleEn: s.title.en,
    subtitleZh: `${s.policy.title.zh} · ${s.policy.issuer.zh}`,
    subtitleEn: `${s.policy.title.en} · ${s.policy.issuer.en}`,
    district: s.policy.district,
    membersOnly: false,
    keywords: s.policy.number === null ? [] : [s.policy.number],
    body: `${said.map((w) => w.zh).join('\n')}\n${said.map((w) => w.en).join('\n')}`,
    card: {
      clauseId: s.id,
      standing: s.standing,
      entitlement: s.entitlement,
      amount: s.amount,
      mostFen: s.mostFen,
      window: s.window,
    } satisfies PolicyCard,
    weight: weights[s.window.state],
    updatedAt: at,
  };
}

type Reading = Pick<Command, 'tx' | 'scope' | 'now'>;

async function entriesOf(q: Reading, refIds: readonly string[]): Promise<CatalogueEntry[]> {
  await lockLibrary(q.tx, q.scope, 'reading');
  const v = await libraryOf(q);
  const on = todayOf(q);
  const wanted = new Set(refIds);
  return [...v.library.clauses.values()].flatMap((c) => {
    const refId = referenceOf(c.clause.id);
    if (!wanted.has(refId)) return [];
    const summary = summaryOf(v, c, on);
    // What is over stands in the library, with what took its place
    return summary.standing === 'over' ? [] : [entryOf(v, refId, summary, q.now)];
  });
}

/** Every clause of a valley's library has one, without a row of its own: the project's packs are the same for all. */
export const clauseEntries: CatalogueSource = {
  kind: 'policy',
  version: 1,
  ids: async (tx, scope, after, limit) =>
    (await clauseIds(tx, scope))
      .map(referenceOf)
      .filter((id) => after === null || id > after)
      .sort()
      .slice(0, limit),
  entries: (tx, scope, ids, now) => entriesOf({ tx, scope, now }, ids),
};

async function clauseIds(tx: Tx, scope: ValleyScope): Promise<string[]> {
  const published = await holdingVersions(tx, scope);
  return [...new Set([...packPolicies().editions.keys(), ...published.map((v) => v.clause_id)])];
}

/**
 * Brings the catalogue up to a document, in the transaction that published one of its clauses or stopped it: a document's
 * title stands with all of them.
 */
export async function refreshPolicy(cx: Reading, policyId: string): Promise<void> {
  await lockLibrary(cx.tx, cx.scope, 'published');
  const { library } = await libraryOf(cx);
  const ids = [...library.clauses.values()].flatMap((c) =>
    c.policy.id === policyId ? [referenceOf(c.clause.id)] : [],
  );
  await refreshEntries(cx.tx, cx.scope, clauseEntries, ids, cx.now);
}

/** Brings the catalogue up to the day: periods end and windows open without anybody doing anything. */
export async function refreshLibrary(cx: Reading): Promise<void> {
  const ids = (await clauseIds(cx.tx, cx.scope)).map(referenceOf);
  await refreshEntries(cx.tx, cx.scope, clauseEntries, ids, cx.now);
}
