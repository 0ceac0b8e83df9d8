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

describe('a visitor who asks', () => {
  test('needs no account: a name, a contact, and a code that opens the answer', async () => {
    const v = await house.visit(null);
    await v.open('/policies/minhang.high-tech.first');
    await v.page.getByRole('button', { name: '问一句', exact: true }).click();
    const dialog = v.page.getByRole('dialog');
    await dialog.getByLabel('称呼').fill('李女士');
    await dialog.getByLabel('联系方式').fill('13900000000');
    await dialog.getByLabel('您的问题').fill('分公司能申报吗？');
    await dialog.getByRole('button', { name: '问一句', exact: true }).click();
    await v.page.getByText('已收到，请记下回执码').waitFor();
    const code = /[0-9A-Z]{4}(?:-[0-9A-Z]{4}){3}/.exec(
      (await v.page.locator('main').textContent()) ?? '',
    )?.[0];
    expect(code).toBeDefined();
    const { body } = await house.api('officer', 'GET', '/policy-questions?scope=valley&status=open');
    const question = (
      body as unknown as { items: { id: string; body: string; contact: string }[] }
    ).items.find((q) => q.body === '分公司能申报吗？');
    expect(question?.contact).toBe('13900000000');
    const answered = await house.api('officer', 'POST', `/policy-questions/${question?.id}/answer`, {
      answer: '分公司不是独立法人，由总公司申报。',
      cited: [{ clauseId: 'minhang.high-tech.first', article: '第五条' }],
    });
    expect(answered.status, JSON.stringify(answered.body)).toBe(200);
    await v.open('/policies/receipts');
    await v.page.getByLabel('回执码').fill((code ?? '').toLowerCase().replaceAll('-', ' '));
    await v.page.getByRole('button', { name: '查', exact: true }).click();
    await v.page.getByText('分公司不是独立法人，由总公司申报。').waitFor();
    const said = (await v.page.locator('main').textContent()) ?? '';
    expect(said).not.toContain('李女士');
    expect(v.complaints).toEqual([]);
    expect(await v.axe()).toEqual([]);
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

  test('is told on the clause what it can do, and subscribes', async () => {
    const v = await house.visit('researcher');
    await v.open('/policies/minhang.high-tech.first');
    const apply = v.page.getByRole('region', { name: '办理' });
    await apply.getByText('贵司全部符合，免申即享').waitFor();
    await v.page.getByRole('button', { name: '订阅', exact: true }).click();
    const dialog = v.page.getByRole('dialog');
    await dialog.getByLabel('截止前几天提醒').selectOption('14');
    await dialog.getByRole('button', { name: '订阅', exact: true }).click();
    await v.page.getByRole('button', { name: '已订阅', exact: true }).waitFor();
    await v.open('/policies/subscriptions');
    await v.page.getByRole('link', { name: '闵行：高新技术企业首次认定' }).waitFor();
    expect(await v.page.getByLabel('日历网址').inputValue()).toContain('clauses=minhang.high-tech.first');
    expect(v.complaints).toEqual([]);
    expect(await v.axe()).toEqual([]);
    await v.page.getByRole('button', { name: '退订', exact: true }).click();
    await v.page.getByRole('dialog').getByRole('button', { name: '退订', exact: true }).click();
    await v.page.getByText('还没有订阅', { exact: true }).waitFor();
    await v.close();
  });

  test('finds the answers it gave before signing in beside what is known, and takes what it chooses', async () => {
    const v = await house.visit('researcher');
    await v.open('/policies/match');
    await v.page.getByRole('combobox', { name: '公司注册在哪个区？' }).selectOption('310115');
    await v.page
      .getByRole('group', { name: /企业多大/ })
      .getByRole('button', { name: '微型' })
      .click();
    await v.open(`/firms/${firmId}/policies`);
    const district = v.page.getByRole('group', { name: '注册地（区）' });
    await district.waitFor();
    // What is known stays unless the person says otherwise
    expect(await district.getByRole('radio').nth(0).isChecked()).toBe(true);
    const size = v.page.getByRole('group', { name: '企业规模' });
    await size.getByRole('radio').nth(1).check();
    await v.page.getByRole('button', { name: '记入选中的 1 项' }).click();
    await v.page.getByText('已记入 1 项').waitFor();
    const { body } = await house.api('researcher', 'GET', `/firms/${firmId}/facts`);
    const { facts } = body as unknown as {
      facts: { field: string; observations: { value: unknown; source: string }[] }[];
    };
    const of = (field: string) => facts.find((f) => f.field === field)?.observations ?? [];
    expect(of('sizeClass').map((o) => [o.value, o.source])).toContainEqual(['micro', 'firm']);
    expect(of('registeredDistrict').map((o) => o.value)).not.toContain('310115');
    expect(v.complaints).toEqual([]);
    await v.close();
  });

  test('does not hand in again what it handed in before, and is asked for nothing else once the rest is there', async () => {
    const v = await house.visit('pi');
    await v.open('/policies/hegu-demo.park-aid.rent');
    await v.page.getByRole('region', { name: '办理' }).getByRole('button', { name: '去申报' }).click();
    await v.page.getByRole('heading', { level: 1, name: '研发用房租金补助（演示数据）' }).waitFor();
    const paper = (name: string) => v.page.getByRole('listitem').filter({ hasText: name }).first();
    const audit = paper('上年研发费用专项审计报告');
    await audit.getByText(/^沿用 SB\d+ 交过的$/).waitFor();
    // Taken out by mistake, one click brings it back as what it was
    await audit.getByRole('button', { name: /^移除 / }).click();
    await audit.getByRole('button', { name: /^沿用 SB\d+ 交过的 / }).click();
    await audit.getByText(/^沿用 SB\d+ 交过的$/).waitFor();
    // The platform’s own is listed with what stands for it
    expect(await paper('营业执照').textContent()).toMatch(
      /成立日期：\d{4}-\d\d-\d\d（市场监管.*注册地（区）：/,
    );
    const submit = v.page.getByRole('button', { name: '提交申报' });
    await submit.click();
    await v.page.getByText('还有 1 处要补，已标在上面对应的地方。').waitFor();
    expect(await v.page.getByRole('alert').allTextContents()).toEqual(['还缺材料：研发用房租赁合同']);
    expect(await v.axe()).toEqual([]);
    await paper('研发用房租赁合同')
      .locator('input[type=file]')
      .setInputFiles({
        name: '租赁合同.txt',
        mimeType: 'text/plain',
        buffer: Buffer.from('研发用房租赁合同（演示数据）'),
      });
    await v.page.getByRole('button', { name: '租赁合同.txt', exact: true }).waitFor();
    expect(await v.page.getByText(/^还有 \d+ 处要补/).count()).toBe(0);
    await submit.click();
    await v.page.getByText(/^已提交，受理号 SB\d+$/).waitFor();
    // What came along is in the file that the office opens
    const path = new URL(v.page.url()).pathname.replace('/policies/', '/policies/office/');
    expect(v.complaints).toEqual([]);
    await v.close();
    const o = await house.visit('officer');
    await o.open(path);
    const seen = o.page.getByRole('listitem').filter({ hasText: '上年研发费用专项审计报告' }).first();
    await seen.getByRole('button', { name: /研发费用专项审计报告（演示数据）\.txt/ }).waitFor();
    expect(await seen.textContent()).toContain('研发投入补助（演示数据）');
    expect(o.complaints).toEqual([]);
    await o.close();
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
