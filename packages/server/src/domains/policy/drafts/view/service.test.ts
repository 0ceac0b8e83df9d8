import { policy as policySchema } from '@hegu/rules/clause.ts';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { projectPacks } from '../../../../platform/packs/load.ts';
import { type EnterpriseFixture, enterpriseFixture } from '../../../enterprise/testing/index.ts';
import { hashOf, libraryOf } from '../../library/service.ts';
import { checkDraft } from '../rules.ts';
import { createDraft, moveDraft, saveDraft } from '../service.ts';

let v: EnterpriseFixture;
beforeAll(async () => {
  v = await enterpriseFixture();
});
afterAll(() => v?.close());

it('a draft of any clause of the packs that is saved as it came is the same to the byte, and has no problem', async () => {
  const { editions } = await v.ask('officer', (q) => libraryOf(q));
  const ids = projectPacks()
    .ofKind('policy', policySchema)
    .flatMap((p) => p.data.clauses.map((c) => c.id));
  expect(ids.length).toBeGreaterThan(100);
  for (const clauseId of ids) {
    const draft = await v.as('officer', (cx) => createDraft(cx, { kind: 'version', clauseId }));
    const saved = await v.as('officer', (cx) =>
      saveDraft(cx, draft.id, {
        clause: draft.clause,
        document: draft.holdingDocument,
        golden: draft.golden,
      }),
    );
    expect(
      saved.problems.filter((p) => p.severity === 'error'),
      clauseId,
    ).toEqual([]);
    expect(saved.differences, clauseId).toEqual([]);
    const { library } = await v.ask('officer', (q) => libraryOf(q));
    const { clause } = checkDraft({ ...saved, golden: [] }, library.policies, library.catalogue);
    expect(clause && hashOf(clause), clauseId).toBe(editions.get(clauseId)?.hash);
    await v.as('officer', (cx) => moveDraft(cx, draft.id, 'withdraw', ''));
  }
}, 240_000);
