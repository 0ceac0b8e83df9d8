import { CatalogueQuery } from '@hegu/contract/catalogue.ts';
import { PolicyCard } from '@hegu/contract/policy/card.ts';
import { Temporal } from 'temporal-polyfill';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { search } from '../../../../platform/catalogue/index.ts';
import { rebuild } from '../../../../platform/catalogue/rebuild/service.ts';
import { createDraft, moveDraft, saveDraft } from '../../drafts/service.ts';
import { noon, type PolicyFixture, policyFixture } from '../../testing/index.ts';
import { getClause, listClauses } from '../service.ts';
import { decideStop, proposeStop } from '../stops/service.ts';
import { clauseEntries, refreshLibrary } from './service.ts';

let f: PolicyFixture;
beforeAll(async () => {
  f = await policyFixture();
});
afterAll(() => f?.close());

const found = async (q: string, at = noon) =>
  (
    await f.ask(null, (query) => search(query, CatalogueQuery.parse({ q, kind: 'policy', limit: '50' })), {
      at,
    })
  ).items;
const titles = async (q: string) => (await found(q)).map((i) => i.titleZh);

describe('clauses in the catalogue', () => {
  test('a new valley lists the clauses of the packs that are not over', async () => {
    await rebuild({ db: f.db, scope: f.scope, now: noon, sources: [clauseEntries], everything: true });
    const hits = await found('小巨人');
    expect(hits.length).toBeGreaterThan(2);
    for (const hit of hits) {
      const card = PolicyCard.parse(hit.card);
      expect(card.standing).not.toBe('over');
      const clause = await f.ask(null, (q) => getClause(q, card.clauseId, undefined));
      expect(clause.title.zh).toBe(hit.titleZh);
      // A suggestion names an entry by its id alone
      expect((await f.ask(null, (q) => getClause(q, hit.refId, undefined))).id).toBe(card.clauseId);
    }
    // What is over stands in the library only
    const over = await f.ask(null, (q) => listClauses(q, { standing: 'over', limit: 500 }));
    expect(over.total).toBeGreaterThan(0);
    for (const clause of over.items)
      expect((await found(clause.title.zh)).map((i) => PolicyCard.parse(i.card).clauseId)).not.toContain(
        clause.id,
      );
  });

  test('what is published is found at once, with the title it has now', async () => {
    const clauseId = 'lingang.specialised.specialised';
    const before = await f.ask(null, (q) => getClause(q, clauseId, undefined));
    const draft = await f.as('officer', (cx) => createDraft(cx, { kind: 'version', clauseId }));
    const clause = { ...draft.clause, title: { zh: '候鸟计划配套支持', en: 'Swallow programme' } };
    await f.as('officer', (cx) => saveDraft(cx, draft.id, { clause }));
    await f.as('officer', (cx) => moveDraft(cx, draft.id, 'submit', ''));
    expect(await titles('候鸟计划')).toEqual([]);
    await f.as(f.officers[1], (cx) => moveDraft(cx, draft.id, 'publish', ''));
    expect(await titles('候鸟计划')).toEqual(['候鸟计划配套支持']);
    expect(await titles(before.title.zh)).not.toContain(before.title.zh);
  });

  test('a clause that was stopped is gone from the day it ends', async () => {
    const clauseId = 'lingang.specialised.specialised';
    const from = noon.toZonedDateTimeISO('Asia/Shanghai').toPlainDate().add({ days: 3 });
    const stop = await f.as('officer', (cx) =>
      proposeStop(cx, clauseId, { from: from.toString(), reason: '专项资金到期' }),
    );
    await f.as(f.officers[1], (cx) => decideStop(cx, stop.id, 'confirm', ''));
    const [hit] = await found('候鸟计划');
    expect(PolicyCard.parse(hit?.card).window.to).toBe(from.subtract({ days: 1 }).toString());
    const later = Temporal.Instant.from(`${from}T02:00:00Z`);
    await f.as('officer', (cx) => refreshLibrary(cx), { at: later });
    expect(await found('候鸟计划', later)).toEqual([]);
  });
});
