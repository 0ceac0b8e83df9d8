import { NewFirm } from '@hegu/contract/enterprise/firms.ts';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { newId } from '../../../platform/ids.ts';
import { recordStatements } from '../facts/record/service.ts';
import { registerFirm } from '../firms/service.ts';
import { type EnterpriseFixture, enterpriseFixture, nextCode, reasons } from '../testing/index.ts';
import { check, getRelations, related, relatedCodes, relatedOrganisations } from './service.ts';

let v: EnterpriseFixture;
const firms: Record<string, { id: string; code: string }> = {};
const firm = (name: string) => {
  const f = firms[name];
  if (!f) throw new Error(name);
  return f;
};

beforeAll(async () => {
  v = await enterpriseFixture();
  const codes: Record<string, string> = { A: v.company.creditCode, R: v.rivalCompany.creditCode };
  for (const name of ['A', 'B', 'C', 'D', 'E', 'P', 'Q', 'R', 'X', 'Y', 'Z', 'U', 'V', 'F', 'G', 'H', 'I']) {
    const code = codes[name] ?? nextCode();
    const id = await v.as('officer', (cx) =>
      registerFirm(cx, NewFirm.parse({ creditCode: code, nameZh: name })),
    );
    firms[name] = { id, code };
  }
  const holds = (who: string, kind: string, other: string, share?: number) => ({
    firmId: firm(who).id,
    collection: 'relations',
    id: `${kind} ${other}`,
    values: { kind, creditCode: firm(other).code, ...(share === undefined ? {} : { share }) },
    source: 'registry',
    observedOn: '2026-07-15',
  });
  await v.as('officer', (cx) =>
    recordStatements(
      cx.tx,
      cx.scope,
      {
        items: [
          holds('A', 'shareholder', 'B', 0.51), // A → B → C: control through a chain
          holds('B', 'shareholder', 'C', 0.6),
          holds('P', 'shareholder', 'D', 0.5), // exactly half is no control
          holds('P', 'subsidiary', 'Q'),
          holds('E', 'parent', 'P'), // E and Q under one control
          holds('R', 'shareholder', 'A', 0.25),
          holds('R', 'shareholder', 'B', 0.249),
          holds('X', 'shareholder', 'Y', 0.9), // a circle
          holds('Y', 'shareholder', 'Z', 0.9),
          holds('Z', 'shareholder', 'X', 0.9),
          holds('F', 'controller', 'G'), // one person controls both
          holds('G', 'shareholder', 'H', 0.8),
          holds('F', 'founder', 'I', 0.9), // one person founded both; the share is that person's
          holds('U', 'shareholder', 'V'), // nobody has said how much
        ],
      },
      { at: cx.now, by: null },
    ),
  );
});
afterAll(() => v?.close());

describe('related by investment', () => {
  it.each([
    ['A', 'A', 'same'],
    ['A', 'C', 'control'],
    ['C', 'A', 'control'],
    ['E', 'Q', 'control'],
    ['P', 'D', 'shareholding'],
    ['R', 'A', 'shareholding'],
    ['A', 'R', 'shareholding'],
    ['R', 'B', 'none'],
    ['R', 'C', 'none'],
    ['X', 'Z', 'control'],
    ['X', 'A', 'none'],
    ['U', 'V', 'unknown'],
    ['G', 'F', 'control'],
    ['F', 'H', 'control'],
    ['F', 'I', 'unknown'],
    ['I', 'H', 'unknown'],
    ['I', 'A', 'none'],
  ])('%s and %s: %s', async (a, b, result) => {
    const found = await v.ask(null, (q) => related(q.tx, q.scope, firm(a).id, firm(b).id));
    expect(found.result).toBe(result);
  });

  it('thresholds are the scheme’s to set', async () => {
    const loose = { controlAbove: 0.5, directAtLeast: 0.2 };
    const ask = (a: string, b: string, t: typeof loose) =>
      v.ask(null, (q) => related(q.tx, q.scope, firm(a).id, firm(b).id, t));
    expect((await ask('R', 'B', loose)).result).toBe('shareholding');
    expect((await ask('A', 'C', { ...loose, controlAbove: 0.55 })).result).toBe('none');
  });

  it('works over codes and organisations, within the valley', async () => {
    const other = await v.ask(null, (q) => relatedCodes(q.tx, q.scope, firm('A').code, firm('C').code), {
      scope: v.otherValley,
    });
    expect(other.result).toBe('none');
    const orgs = await v.ask(null, (q) =>
      relatedOrganisations(q.tx, q.scope, v.company.id, v.rivalCompany.id),
    );
    expect(orgs).toEqual({ result: 'shareholding', share: 0.25 });
    expect(await reasons(v.ask(null, (q) => related(q.tx, q.scope, firm('A').id, newId())))).toEqual([
      'record.not_found',
    ]);
  });

  it('a firm sees the arrows that touch it; an officer asks for a purpose', async () => {
    const graph = await v.ask('member', (q) => getRelations(q, firm('A').id));
    expect(graph.arrows.map((r) => [r.holderName, r.heldName, r.share]).sort()).toEqual([
      ['A', 'B', 0.51],
      ['R', 'A', 0.25],
    ]);
    expect(await reasons(v.ask('member', (q) => getRelations(q, firm('R').id)))).toEqual(['access.denied']);
    const body = { creditCode: firm('C').code, purpose: 'application' as const, note: '' };
    expect(await v.as('officer', (cx) => check(cx, firm('A').id, body))).toMatchObject({ result: 'control' });
    expect(await reasons(v.as('park', (cx) => check(cx, firm('A').id, body)))).toEqual([
      'firm.purpose_not_yours',
    ]);
  });

  it('a withdrawn relation is gone', async () => {
    const { id } = firm('B');
    const withdraw = {
      firmId: id,
      collection: 'relations',
      id: `shareholder C`,
      values: {},
      withdrawn: true,
      source: 'registry',
      observedOn: '2026-07-15',
    };
    await v.as('officer', (cx) =>
      recordStatements(cx.tx, cx.scope, { items: [withdraw] }, { at: cx.now.add({ seconds: 1 }), by: null }),
    );
    const found = await v.ask(null, (q) => related(q.tx, q.scope, firm('A').id, firm('C').id));
    expect(found.result).toBe('none');
  });
});
