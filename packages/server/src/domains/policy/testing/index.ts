import { type ClauseInput, clause } from '@hegu/rules/clause.ts';
import type { Item, Observation } from '@hegu/rules/facts.ts';
import { sql } from 'kysely';
import type { Temporal } from 'temporal-polyfill';
import { canonicalJson, sha256Hex } from '../../../platform/canonical.ts';
import type { Actor, Command } from '../../../platform/command.ts';
import { newId } from '../../../platform/ids.ts';
import { systemActor } from '../../../platform/jobs/run-command.ts';
import { addOrganisation, joinValley } from '../../../testing/rows.ts';
import { recordStatements, registerFirms } from '../../enterprise/index.ts';
import { enterpriseFixture, nextCode, noon } from '../../enterprise/testing/index.ts';
import { createApplication, submitApplication, updateApplication } from '../applications/service.ts';
import { acceptApplication, reviewApplication } from '../review/service.ts';

/** A valley with a document of its own in force, two firms, and officers enough for four eyes and an appeal. */

export { noon };

const words = (zh: string) => ({ zh, en: zh });
const provenance = { mark: 'text' as const, address: 'https://example.org/policy', verifier: null };
const inDistrict = {
  id: 'district',
  kind: 'scope' as const,
  text: words('注册在嘉定区'),
  rule: { op: 'in' as const, value: { op: 'fact' as const, field: 'registeredDistrict' }, set: ['310114'] },
};

/** 10 % of last year's R&D, at most 100 万元; what is left to experts, a paper to hand in, two instalments. */
export const rdClause: ClauseInput = {
  id: 'trial.rd',
  title: words('研发投入补贴'),
  plain: words('按上年研发费用的一成补贴'),
  article: '第五条',
  provenance,
  period: { from: '2026-01-01', to: '2027-12-31' },
  filing: [{ from: '2026-07-01', to: '2026-07-31' }],
  decisionWorkingDays: 10,
  requirements: [
    inDistrict,
    {
      id: 'rd',
      kind: 'requirement',
      text: words('上年研发费用不低于 50 万元'),
      article: '第五条第一款',
      rule: {
        op: 'compare',
        is: 'ge',
        left: { op: 'fact', field: 'rdExpense', year: -1 },
        right: { op: 'money', yuan: 500_000 },
      },
    },
    {
      id: 'field',
      kind: 'requirement',
      text: words('属于重点支持的技术领域'),
      rule: { op: 'review', field: 'techField' },
    },
  ],
  benefit: {
    amount: {
      op: 'percent',
      percent: 10,
      of: { op: 'fact', field: 'rdExpense', year: -1 },
      capYuan: 1_000_000,
    },
    instalments: [
      { percent: 60, afterMonths: 0 },
      {
        percent: 40,
        afterMonths: 12,
        recheck: {
          op: 'compare',
          is: 'ge',
          left: { op: 'fact', field: 'rdExpense', year: -1 },
          right: { op: 'money', yuan: 500_000 },
        },
      },
    ],
  },
  entitlement: 'upper',
  materials: [
    { id: 'plan', name: words('研发项目说明'), source: 'firm' },
    { id: 'return', name: words('企业年度报告'), source: 'platform' },
  ],
};

/** The other half of an exclusion with `trial.rd`; one payment, no papers. */
export const altClause: ClauseInput = {
  id: 'trial.alt',
  title: words('研发专项奖励'),
  plain: words('一次给 30 万元'),
  article: '第六条',
  provenance,
  period: { from: '2026-01-01', to: '2027-12-31' },
  requirements: [inDistrict],
  benefit: { amount: { op: 'flat', yuan: 300_000 } },
  entitlement: 'fixed',
};

/** 免申即享: 20 万元 for a high-tech certificate. */
export const autoClause: ClauseInput = {
  id: 'trial.auto',
  title: words('高新技术企业奖励'),
  plain: words('认定即给 20 万元'),
  article: '第七条',
  provenance,
  period: { from: '2026-01-01', to: '2027-12-31' },
  requirements: [
    inDistrict,
    {
      id: 'title',
      kind: 'requirement',
      text: words('持有高新技术企业证书'),
      rule: {
        op: 'exists',
        in: 'certificates',
        where: { op: 'in', value: { op: 'item', field: 'kind' }, set: ['high-tech'] },
      },
    },
  ],
  benefit: {
    amount: { op: 'flat', yuan: 200_000 },
    per: {
      in: 'certificates',
      where: { op: 'in', value: { op: 'item', field: 'kind' }, set: ['high-tech'] },
    },
  },
  entitlement: 'fixed',
  automatic: true,
};

const policyBody = {
  id: 'trial',
  title: words('试验区产业政策'),
  issuer: words('嘉定区经委'),
  level: 'district' as const,
  field: 'biomedicine' as const,
  address: 'https://example.org/policy',
  status: 'inForce' as const,
  caps: [],
  exclusions: [
    {
      id: 'trial.once',
      text: words('两项就高不重复'),
      clauses: ['trial.rd', 'trial.alt'],
      per: 'firm' as const,
    },
  ],
};

export const account = { holder: '芝兰医药', bank: '上海银行嘉定支行', number: '6222020200112233445' };

export type PolicyFixture = Awaited<ReturnType<typeof policyFixture>>;

export async function policyFixture() {
  const base = await enterpriseFixture();
  const { db, scope, people, district } = base;
  const officer = (n: number): Actor => ({
    userId: `${people.officer.userId}${n}`,
    name: `officer${n}`,
    via: 'session',
    memberships: [{ organisationId: district.id, role: 'officer' }],
  });
  const officers = [people.officer, officer(2), officer(3), officer(4), officer(5)] as const;
  const all = [...Object.values(people), ...officers.slice(1)];
  await db.tx(null, async (tx) => {
    for (const p of all)
      await tx
        .insertInto('users')
        .values({
          id: p.userId,
          name: p.name,
          email: `${p.userId}@example.org`,
          email_verified: true,
          image: null,
          username: null,
          display_username: null,
          phone_number: null,
          disabled_at: null,
          created_at: noon,
          updated_at: noon,
        })
        .execute();
  });
  await db.tx(scope, async (tx) => {
    for (const p of all)
      for (const m of p.memberships)
        await tx
          .insertInto('memberships')
          .values({
            valley_id: scope.valleyId,
            id: newId(),
            user_id: p.userId,
            organisation_id: m.organisationId,
            role: m.role,
            access_until: null,
            created_at: noon,
          })
          .execute();
    await sql`insert into policy_documents (valley_id, id, policy_id, hash, body, published_at)
      values (${scope.valleyId}, ${newId()}, 'trial', 'x', ${JSON.stringify(policyBody)}::jsonb, ${noon.toString()})`.execute(
      tx,
    );
    for (const input of [rdClause, altClause, autoClause]) {
      const c = clause.parse(input);
      await sql`insert into policy_versions (valley_id, id, clause_id, policy_id, version, hash, clause, golden, note, status, drafted_by,
          drafted_at, published_by, published_at)
        values (${scope.valleyId}, ${newId()}, ${c.id}, 'trial', 1, ${sha256Hex(canonicalJson(c))}, ${JSON.stringify(c)}::jsonb,
          '[]', '', 'published', ${officers[3].userId}, ${noon.toString()}, ${officers[4].userId}, ${noon.toString()})`.execute(
        tx,
      );
    }
  });
  const system = <T>(fn: (cx: Command) => Promise<T>, at: Temporal.Instant = noon) =>
    base.as({ ...systemActor }, fn, { at });
  const ids = await system((cx) =>
    registerFirms(cx, [
      { creditCode: base.company.creditCode, nameZh: '芝兰医药' },
      { creditCode: base.rivalCompany.creditCode, nameZh: '海桐生物' },
    ]),
  );
  const firm = ids.get(base.company.creditCode) ?? '';
  const rival = ids.get(base.rivalCompany.creditCode) ?? '';

  const state = (
    firmId: string,
    facts: Readonly<Record<string, Pick<Observation, 'value' | 'year'>>>,
    items: readonly { collection: string; id: string; values: Item['values'] }[] = [],
    at = '2026-06-01',
  ) =>
    system((cx) =>
      recordStatements(
        cx.tx,
        cx.scope,
        {
          observations: Object.entries(facts).map(([field, o]) => ({
            firmId,
            field,
            source: 'return:2025',
            observedOn: at,
            ...o,
          })),
          items: items.map((i) => ({ firmId, source: 'registry', observedOn: at, ...i })),
        },
        { at: cx.now, by: null },
      ),
    );
  for (const id of [firm, rival]) await state(id, { registeredDistrict: { value: '310114' } });

  /** Another firm of the valley, with people of its own. */
  const anotherFirm = async (nameZh: string) => {
    const creditCode = nextCode();
    const organisationId = await db.tx(null, (tx) => addOrganisation(tx, { creditCode, nameZh }));
    await db.tx(scope, (tx) => joinValley(tx, scope, organisationId, 'enterprise'));
    const actor: Actor = { ...people.member, memberships: [{ organisationId, role: 'pi' }] };
    const nameEn = `${creditCode} Ltd.`;
    const made = await system((cx) => registerFirms(cx, [{ creditCode, nameZh, nameEn }]));
    const id = made.get(creditCode) ?? '';
    await state(id, { registeredDistrict: { value: '310114' } });
    return { id, nameZh, nameEn, actor };
  };

  const upload = (who: Actor, name = 'plan.pdf') =>
    base.as(who, async (cx) => {
      const id = newId();
      await cx.tx
        .insertInto('files')
        .values({
          valley_id: scope.valleyId,
          id,
          sha256: sha256Hex(name),
          size: 4,
          media_type: 'application/pdf',
          name,
          uploaded_by: who.userId,
          created_at: noon,
          purpose: 'document',
          visibility: 'private',
        })
        .execute();
      return id;
    });

  /** An application for `trial.alt` of the first firm, handed in. */
  const handedIn = async () => {
    const { id } = await base.as(people.pi, (cx) =>
      createApplication(cx, { firmId: firm, clauseId: 'trial.alt' }),
    );
    await base.as(people.pi, (cx) => updateApplication(cx, id, { account }));
    await base.as(people.pi, (cx) => submitApplication(cx, id));
    return id;
  };

  /** An application for `trial.alt`, approved by two officers. */
  const approved = async (
    of: { id: string; nameZh: string; actor: Actor } = { id: firm, nameZh: '芝兰医药', actor: people.pi },
    options: { amountFen?: number; score?: number; at?: Temporal.Instant } = {},
  ) => {
    const at = options.at ?? noon;
    const { id } = await base.as(
      of.actor,
      (cx) => createApplication(cx, { firmId: of.id, clauseId: 'trial.alt' }),
      { at },
    );
    await base.as(
      of.actor,
      (cx) => updateApplication(cx, id, { account: { ...account, holder: of.nameZh } }),
      { at },
    );
    await base.as(of.actor, (cx) => submitApplication(cx, id), { at });
    await base.as(officers[0], (cx) => acceptApplication(cx, id), { at });
    const review = {
      verdict: 'approve' as const,
      amountFen: options.amountFen ?? 30_000_000,
      reason: '符合条件',
      judgements: [],
      ...(options.score === undefined ? {} : { score: options.score }),
    };
    await base.as(officers[0], (cx) => reviewApplication(cx, id, review), { at });
    return base.as(officers[1], (cx) => reviewApplication(cx, id, review), { at });
  };

  return { ...base, officers, firm, rival, state, system, anotherFirm, upload, handedIn, approved };
}
