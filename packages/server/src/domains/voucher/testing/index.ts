import { sql } from 'kysely';
import { newId } from '../../../platform/ids.ts';
import { type Answer, type Client, field } from '../../../testing/client.ts';
import { start } from '../../../testing/start.ts';
import type { World } from '../../../testing/world.ts';

/** A voucher that can be used, made over HTTP by the people of a world. */

export const schemeId = 'voucher/shanghai-city';

const ok = (answer: Answer): Answer => {
  if (answer.status >= 300) throw new Error(`${answer.status} ${answer.text}`);
  return answer;
};

/** What the office attests of a company that the registry knows nothing of. */
export const attested = [
  { field: 'sizeClass', value: 'small', source: '2025 年度纳税申报表' },
  { field: 'city', value: '310000', source: '营业执照' },
];

/** Opened by the officer, confirmed by the admin. @returns its id */
export async function openProgramme(client: Client, world: World, budgetFen: number): Promise<string> {
  const { officer, admin } = world.people;
  const opened = ok(
    await client.send('post', '/voucher-programmes', {
      as: officer,
      body: { schemeId, year: 2026, budgetFen, basis: '测试依据〔2026〕1号' },
    }),
  );
  const id = field(opened, 'id');
  ok(await client.send('post', `/voucher-programmes/${id}/confirm`, { as: admin, body: {} }));
  return id;
}

/** The organisation that runs the instruments, admitted for the scheme's only service. */
export async function admitOwner(client: Client, world: World): Promise<string> {
  const { facility, officer } = world.people;
  const applied = ok(
    await client.send('post', '/voucher-providers', {
      as: facility,
      body: { schemeId, organisationId: world.organisations.owner, services: ['instruments'] },
    }),
  );
  const id = field(applied, 'id');
  ok(
    await client.send('post', `/voucher-providers/${id}/decide`, {
      as: officer,
      body: { status: 'admitted' },
    }),
  );
  return id;
}

export async function applyFor(
  client: Client,
  world: World,
  programmeId: string,
  askedFen: number,
): Promise<string> {
  const applied = ok(
    await client.send('post', '/voucher-grants', {
      as: world.people.pi,
      body: {
        programmeId,
        organisationId: world.organisations.company,
        askedFen,
        purpose: '小分子药物代谢研究',
        declared: true,
      },
    }),
  );
  return field(applied, 'id');
}

/** A quota of at most the sum that one person may grant. @returns its id */
export async function grantQuota(
  client: Client,
  world: World,
  programmeId: string,
  amountFen: number,
): Promise<string> {
  const id = await applyFor(client, world, programmeId, amountFen);
  ok(
    await client.send('post', `/voucher-grants/${id}/decide`, {
      as: world.people.officer,
      body: { step: 'approve', amountFen, attested },
    }),
  );
  return id;
}

export interface VoucherThings {
  readonly programme: string;
  readonly provider: string;
  readonly grant: string;
  readonly use: string;
  readonly batch: string;
  readonly voucherAudit: string;
  readonly clawback: string;
  readonly relation: string;
}

/** Two uses, one of them claimed, and a check that asks for some of one back. The instrument costs something. */
export async function furnishVouchers(
  client: Client,
  world: World,
  instrumentId: string,
): Promise<VoucherThings> {
  const { researcher, facility, officer } = world.people;
  const programme = await openProgramme(client, world, 10_000_000);
  const provider = await admitOwner(client, world);
  const grant = await grantQuota(client, world, programme, 1_000_000);
  // Asked for by somebody and settled without waiting: checked in at the start, out at once
  const used = async (): Promise<void> => {
    const made = ok(
      await client.send('post', '/reservations', {
        as: researcher,
        body: {
          instrumentId,
          startsAt: start.add({ minutes: 10 }).toString(),
          endsAt: start.add({ minutes: 70 }).toString(),
          voucher: grant,
        },
      }),
    );
    for (const act of ['check-in', 'check-out'])
      ok(
        await client.send('post', `/reservations/${field(made, 'id')}/${act}`, { as: researcher, body: {} }),
      );
  };
  await used();
  await used();
  const list = ok(
    await client.send('get', '/voucher-uses', {
      as: facility,
      query: { scope: 'provider', status: 'settled' },
    }),
  );
  const [use, claimed] = (list.body as { items: { id: string }[] }).items.map((u) => u.id);
  if (!use || !claimed) throw new Error('two uses were made and are not there');
  ok(
    await client.send('put', `/voucher-uses/${claimed}/papers`, {
      as: facility,
      body: { invoice: { number: '24312000000012345678', issuedOn: '2026-07-15', amountFen: 1_000_000 } },
    }),
  );
  const batch = ok(
    await client.send('post', '/voucher-batches', {
      as: facility,
      body: { organisationId: world.organisations.owner, useIds: [claimed] },
    }),
  );
  const audit = ok(
    await client.send('post', '/voucher-audits', {
      as: officer,
      body: {
        programmeId: programme,
        from: start.subtract({ hours: 1 }).toString(),
        to: start.add({ hours: 1 }).toString(),
      },
    }),
  );
  const [drawn] = (audit.body as { findings: { useId: string }[] }).findings;
  if (!drawn) throw new Error('a check that draws nothing');
  ok(
    await client.send('post', `/voucher-audits/${field(audit, 'id')}/findings`, {
      as: officer,
      body: { useId: drawn.useId, result: 'fail', note: '机时记录不全', clawbackFen: 100 },
    }),
  );
  const [clawback] = (
    ok(await client.send('get', '/voucher-clawbacks', { as: facility })).body as { items: { id: string }[] }
  ).items;
  if (!clawback) throw new Error('money was asked back and nobody knows');
  return {
    programme,
    provider,
    grant,
    use,
    batch: field(batch, 'id'),
    voucherAudit: field(audit, 'id'),
    clawback: clawback.id,
    relation: await askRelation(client, world),
  };
}

/** A review of two companies between which a holding of unknown size is on record. @returns its id */
async function askRelation(client: Client, world: World): Promise<string> {
  const { company, competitor } = world.organisations;
  const { valleyId } = world.scope;
  await world.db.tx(world.scope, async (tx) => {
    const found = await tx
      .selectFrom('organisations')
      .select(['id', 'credit_code'])
      .where('id', 'in', [company, competitor])
      .execute();
    const codeOf = (id: string) => found.find((o) => o.id === id)?.credit_code ?? '';
    const firmId = newId();
    await sql`insert into firms (valley_id, id, credit_code, name_zh, name_en, stage, status, lineages, fields, tracks, created_at,
      updated_at) values (${valleyId}, ${firmId}, ${codeOf(company)}, '企业', 'Firm', 'growth', 'active', '{}', '{}', '{}',
      ${start}, ${start})`.execute(tx);
    await sql`insert into firm_relations (valley_id, firm_id, item_key, holder_code, held_code, kind, share)
      values (${valleyId}, ${firmId}, 'r', ${codeOf(competitor)}, ${codeOf(company)}, 'share', null)`.execute(
      tx,
    );
  });
  const asked = await client.send('post', '/voucher-relations', {
    as: world.people.researcher,
    body: { organisationId: company, providerOrganisationId: competitor },
  });
  return field(ok(asked), 'id');
}
