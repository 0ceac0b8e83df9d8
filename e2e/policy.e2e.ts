import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type House, openHouse, settled } from './support.ts';

/** What the public pays, asked by a visitor in eight questions and by a firm with every reason. */

let house: House;
let firmId: string;

interface Listed {
  items: { id: string }[];
}

/** The firm of the researcher's organisation, registered and described by an officer where the demo has none. */
async function firmOfResearcher(): Promise<string> {
  const mine = async () =>
    ((await house.api('researcher', 'GET', '/firms?mine=true')).body as unknown as Listed).items[0]?.id;
  const before = await mine();
  if (before === undefined) {
    const me = (await house.api('researcher', 'GET', '/me')).body as unknown as {
      memberships: { organisationId: string }[];
    };
    const { body } = await house.api(
      'researcher',
      'GET',
      `/organisations/${me.memberships[0]?.organisationId ?? ''}`,
    );
    const made = await house.api('officer', 'POST', '/firms', {
      creditCode: body.creditCode,
      nameZh: body.nameZh,
      nameEn: body.nameEn,
      fields: ['biomedicine'],
      establishedOn: '2019-04-18',
    });
    expect(made.status, JSON.stringify(made.body)).toBe(201);
  }
  const id = before ?? (await mine());
  if (id === undefined) throw new Error('the researcher has no firm');
  const told = await house.api('officer', 'POST', `/firms/${id}/facts`, {
    source: 'market-regulator',
    observations: [
      { field: 'registeredDistrict', value: '310112' },
      { field: 'taxDistrict', value: '310112' },
      { field: 'city', value: '310000' },
      { field: 'town', value: 'other' },
    ],
    items: [
      {
        collection: 'certificates',
        id: 'GR202431000777',
        values: { kind: 'high-tech', event: 'first', grantedOn: '2024-12-26', validTo: '2027-12-25' },
      },
    ],
    complete: [{ collection: 'certificates', complete: true }],
  });
  expect(told.status, JSON.stringify(told.body)).toBeLessThan(300);
  return id;
}

beforeAll(async () => {
  house = await openHouse({ HEGU_NOW: '2026-11-24T09:50:00+08:00' });
  firmId = await firmOfResearcher();
}, 180_000);
afterAll(() => house?.close());

describe('a visitor', () => {
  test('answers what they like and sees amounts, without signing in', async () => {
    const v = await house.visit(null);
    await v.open('/policies/match');
    await v.page.getByRole('combobox', { name: '公司注册在哪个区？' }).selectOption('310112');
    await v.page.getByRole('button', { name: '生物医药', exact: true }).click();
    await v.page.getByText('补资料后可知').first().waitFor();
    // The district alone grants nothing: what is not known is no yes
    expect(await v.page.locator('#result').textContent()).not.toContain('可直接确认');
    await v.page.getByRole('button', { name: '高新技术企业', exact: true }).click();
    await v.page.getByRole('combobox', { name: '高新技术企业：首次还是复审' }).selectOption('first');
    await v.page.getByLabel('高新技术企业：最近一次认定日期').fill('2024-12-26');
    await v.page.locator('#group-confirm').waitFor();
    const result = (await v.page.locator('#result').textContent()) ?? '';
    expect(result).toContain('按现有资料，最高可得');
    expect(await v.page.locator('#group-confirm').textContent()).toMatch(
      /闵行：高新技术企业首次认定.*25 ?万元/,
    );
    expect(result).toContain('登录后不用再问一遍');
    expect(v.complaints).toEqual([]);
    expect(await v.axe()).toEqual([]);
    await v.close();
  });

  test('is asked one question at a time on a phone, and may skip each', async () => {
    const v = await house.visit(null, { width: 390 });
    await v.open('/policies/match');
    for (let n = 0; n < 7; n++) await v.page.getByRole('button', { name: '跳过', exact: true }).click();
    await v.page.getByRole('group', { name: /走得最远的产品/ }).waitFor();
    expect(await v.page.getByRole('group', { name: /公司注册在哪个区/ }).count()).toBe(0);
    expect(v.complaints).toEqual([]);
    await v.close();
  });

  test('finds a clause, reads for whom it is and what the news alone said, and compares it with the one before', async () => {
    const v = await house.visit(null);
    await v.open('/policies?q=高新技术企业&district=310112');
    await v.page.getByRole('link', { name: '闵行：高新技术企业首次认定' }).click();
    await v.page.getByRole('heading', { level: 1, name: '闵行：高新技术企业首次认定' }).waitFor();
    const main = (await v.page.locator('main').textContent()) ?? '';
    expect(main).toContain('据新闻，待核对');
    expect(main).toContain('注册在闵行区');
    expect(main).toMatch(/系统这样判断：.*闵行区/);
    expect(await v.axe()).toEqual([]);
    await v.open('/policies/shanghai.2024-9.device-registered');
    await v.page
      .getByRole('link', { name: /^与“.*”对照$/ })
      .first()
      .click();
    await v.page.getByRole('heading', { level: 1, name: '前后对照' }).waitFor();
    await settled(v.page);
    expect(await v.page.locator('tbody tr').count()).toBeGreaterThan(1);
    expect(v.complaints).toEqual([]);
    await v.close();
  });
});

describe('a firm', () => {
  test('sees what it can get and opens the reasons of a clause', async () => {
    const v = await house.visit('researcher');
    await v.open(`/firms/${firmId}/policies`);
    const group = v.page.locator('#group-confirm');
    await group.waitFor();
    const card = group.locator('li', { hasText: '闵行：高新技术企业首次认定' }).first();
    await card.locator('summary').click();
    await v.page.waitForURL(/open=minhang\.high-tech\.first/);
    const said = (await card.textContent()) ?? '';
    expect(said).toContain('注册在闵行区');
    // Every certificate it is paid for is named, with what it brings
    expect(said).toMatch(/GR202431000777：实得 25 万元/);
    // Where a fact is from, and from which day, stands beside it
    expect(said).toMatch(/注册地（区）：闵行区\s*（.+，11月24日/);
    expect(v.complaints).toEqual([]);
    expect(await v.axe()).toEqual([]);
    await v.close();
  });

  test('asks for another day and gets the clauses of that day', async () => {
    const v = await house.visit('researcher');
    await v.open(`/firms/${firmId}/policies?on=2023-06-01`);
    await v.page.locator('#group-over, #group-soon, #group-data, #group-other').first().waitFor();
    await settled(v.page);
    // The clause of 2024 was not in force yet
    expect(await v.page.locator('#group-confirm').count()).toBe(0);
    await v.close();
  });
});
