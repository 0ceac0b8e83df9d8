import { Temporal } from 'temporal-polyfill';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type House, openHouse, settled } from './support.ts';

/**
 * The main job, end to end, as people do it in the browser: look as a visitor, book, be refused with a way out, approve, run
 * the day, use the instrument from a phone, see the charge, dispute it, have it resolved.
 */

// A Tuesday morning: the clock stands, so that "tomorrow afternoon" and "check in now" are the same in every run.
const now = '2026-11-24T09:50:00+08:00';
const zone = 'Asia/Shanghai';
let house: House;
let lcms: string;
let approving: string;

interface Found {
  refId: string;
  titleZh: string;
}

async function instrumentNamed(q: string, part: string): Promise<string> {
  const { body } = await house.api(
    'researcher',
    'GET',
    `/catalogue?q=${encodeURIComponent(q)}&kind=instrument&limit=50`,
  );
  const found = (body.items as Found[]).find((i) => i.titleZh.includes(part));
  if (!found)
    throw new Error(`no ${part} among ${JSON.stringify((body.items as Found[]).map((i) => i.titleZh))}`);
  return found.refId;
}

const at = (day: number, clock: string) => {
  const date = Temporal.Instant.from(now).toZonedDateTimeISO(zone).toPlainDate().add({ days: day });
  return `${date}T${clock}:00+08:00`;
};

/** The next two hours or so that anybody may have, three to thirteen days ahead. */
async function freeSlot(instrument: string, minutes: number): Promise<{ startsAt: string; endsAt: string }> {
  const window = `from=${encodeURIComponent(at(3, '09:00'))}&to=${encodeURIComponent(at(13, '18:00'))}`;
  const { body } = await house.api(
    'researcher',
    'GET',
    `/instruments/${instrument}/availability?${window}&minutes=${minutes}`,
  );
  expect(body.nextFree, JSON.stringify(body)).not.toBeNull();
  return body.nextFree as { startsAt: string; endsAt: string };
}

beforeAll(async () => {
  house = await openHouse({ HEGU_NOW: now });
  lcms = await instrumentNamed('TQ-XS', '质谱中心 1 号');
  approving = await instrumentNamed('7500', '质谱中心 1 号');
}, 180_000);
afterAll(() => house?.close());

describe('a visitor', () => {
  test('searches 液质联用 and sees which are free tomorrow afternoon, and at what price', async () => {
    const v = await house.visit(null);
    await v.open('/');
    await v.page.getByRole('combobox').first().fill('液质联用');
    await v.page.keyboard.press('Enter');
    await v.page.getByRole('heading', { level: 1, name: /液质联用/ }).waitFor();
    await v.page.getByRole('button', { name: '明天下午' }).click();
    await settled(v.page);
    const rows = v.page.locator('main li').filter({ hasText: '/小时' });
    await rows.first().waitFor();
    expect(await rows.count()).toBeGreaterThan(3);
    expect(await rows.first().textContent()).toMatch(/¥[\d,]+\.\d\d/);
    expect(await v.page.getByRole('button', { name: /^预约 / }).count()).toBeGreaterThan(0);
    // Never a name, whoever has the time
    expect(await v.page.locator('main').textContent()).not.toContain('林知夏');
    expect(v.complaints).toEqual([]);
    await v.close();
  });

  test('reads that the page is opening before its script has come', async () => {
    const page = await fetch(house.url);
    expect(await page.text()).toMatch(/<div id="root">.*正在打开… .*Opening…/);
  });

  test('finds the same by pinyin initials, by English and by a model number', async () => {
    for (const q of ['yzly', 'LC-MS', 'tqxs']) {
      const { body } = await house.api('researcher', 'GET', `/catalogue?q=${q}&limit=50`);
      expect(
        (body.items as Found[]).map((i) => i.refId),
        q,
      ).toContain(lcms);
    }
  });
});

describe('a researcher', () => {
  test('is refused with every reason and the nearest slots, takes one of them and books', async () => {
    const v = await house.visit('researcher');
    await v.open(`/instruments/${lcms}`);
    await v.page.getByRole('heading', { level: 1, name: /TQ-XS/ }).waitFor();
    // Somebody else has tomorrow 13:00–15:00
    const taken = await house.api('facility', 'POST', '/reservations', {
      instrumentId: lcms,
      startsAt: at(1, '13:00'),
      endsAt: at(1, '15:00'),
      configuration: 'esi',
      onBehalfOf: 'researcher',
      override: true,
    });
    expect(taken.status, JSON.stringify(taken.body)).toBe(201);
    await v.open(`/instruments/${lcms}/book`);
    await v.page.getByLabel('日期', { exact: true }).fill(at(1, '13:00').slice(0, 10));
    await v.page.getByLabel('开始', { exact: true }).fill('14:00');
    // By a slip of the hand it ends before it starts: said at once, and nothing stands there from before
    await v.page.getByLabel('结束', { exact: true }).fill('13:00');
    await v.page
      .getByRole('region', { name: '核对' })
      .getByRole('status')
      .filter({ hasText: '结束要晚于开始' })
      .waitFor();
    await v.page.getByLabel('结束', { exact: true }).fill('16:00');
    await v.page.keyboard.press('Tab');
    const alert = v.page.getByRole('alert').filter({ hasText: '约不了' });
    await alert.waitFor();
    expect(await alert.textContent()).toContain('已被预约');
    expect(await alert.textContent()).toContain('请选择仪器配置');
    await alert.getByRole('button').first().click();
    await v.page.getByLabel('仪器配置').selectOption({ index: 1 });
    const submit = v.page.getByRole('button', { name: '提交预约' });
    await expect.poll(() => submit.isEnabled(), { timeout: 20_000 }).toBe(true);
    await submit.click();
    await v.page.waitForFunction(
      () => /已确认|预约成功|约好了/.test(document.querySelector('main')?.textContent ?? ''),
      undefined,
      { timeout: 20_000 },
    );
    // Back leads to where the search was, not to the form that would find the time taken
    await v.page.goBack();
    await v.page.waitForURL((url) => url.pathname === `/instruments/${lcms}`);
    expect(v.complaints).toEqual([]);
    await v.close();
  });

  test('asks for an instrument that needs two approvals; the PI and then the facility say yes', async () => {
    const asked = await house.api('researcher', 'POST', '/reservations', {
      instrumentId: approving,
      ...(await freeSlot(approving, 120)),
      configuration: 'esi',
    });
    expect(asked.status, JSON.stringify(asked.body)).toBe(201);
    expect(asked.body.status).toBe('pending');
    const id = String(asked.body.id);

    const pi = await house.visit('pi');
    await pi.open(`/reservations/${id}`);
    await pi.page.getByRole('button', { name: '批准', exact: true }).first().click();
    await pi.page.getByRole('dialog').getByRole('button', { name: '批准', exact: true }).click();
    await expect
      .poll(async () => (await house.api('researcher', 'GET', `/reservations/${id}`)).body.approvalsDue, {
        timeout: 20_000,
      })
      .toEqual(['facility']);
    expect(pi.complaints).toEqual([]);
    await pi.close();

    const facility = await house.visit('facility');
    await facility.open(`/reservations/${id}`);
    await facility.page.getByRole('button', { name: '批准', exact: true }).first().click();
    await facility.page.getByRole('dialog').getByRole('button', { name: '批准', exact: true }).click();
    await expect
      .poll(async () => (await house.api('researcher', 'GET', `/reservations/${id}`)).body.status, {
        timeout: 20_000,
      })
      .toBe('confirmed');
    await facility.close();
    const told = await house.api('researcher', 'GET', '/notices');
    expect(JSON.stringify(told.body.items)).toContain('预约已批准');
  });
});

describe('a facility manager', () => {
  test('drags a reservation on the day’s timeline to another hour', async () => {
    const booked = await house.api('facility', 'POST', '/reservations', {
      instrumentId: lcms,
      startsAt: at(2, '09:00'),
      endsAt: at(2, '10:00'),
      configuration: 'esi',
      onBehalfOf: 'researcher',
      override: true,
    });
    expect(booked.status, JSON.stringify(booked.body)).toBe(201);
    const v = await house.visit('facility');
    await v.open(
      `/manage/day?date=${at(2, '09:00').slice(0, 10)}&facility=${String(booked.body.facilityId)}`,
    );
    const row = v.page.getByText('林知夏').first();
    await row.waitFor({ timeout: 30_000 });
    await row.scrollIntoViewIfNeeded();
    const box = await row.boundingBox();
    if (!box) throw new Error('the event is not drawn');
    await v.page.mouse.move(box.x + 8, box.y + box.height / 2);
    await v.page.mouse.down();
    for (let x = 0; x <= 240; x += 20) await v.page.mouse.move(box.x + 8 + x, box.y + box.height / 2);
    await v.page.mouse.up();
    await expect
      .poll(
        async () =>
          (await house.api('researcher', 'GET', `/reservations/${String(booked.body.id)}`)).body.replacedBy,
        { timeout: 20_000 },
      )
      .not.toBeNull();
    const old = await house.api('researcher', 'GET', `/reservations/${String(booked.body.id)}`);
    const moved = await house.api('researcher', 'GET', `/reservations/${String(old.body.replacedBy)}`);
    expect(Date.parse(String(moved.body.startsAt))).toBeGreaterThan(Date.parse(at(2, '09:00')));
    expect(v.complaints).toEqual([]);
    await v.close();
  });

  test('records an outage and sees whom it hits before it is announced', async () => {
    const booked = await house.api('facility', 'POST', '/reservations', {
      instrumentId: lcms,
      startsAt: at(5, '10:00'),
      endsAt: at(5, '12:00'),
      configuration: 'esi',
      onBehalfOf: 'researcher',
      override: true,
    });
    expect(booked.status, JSON.stringify(booked.body)).toBe(201);
    const outage = { startsAt: at(5, '09:00'), endsAt: at(5, '18:00'), reason: '真空泵更换', planned: true };
    const look = await house.api('facility', 'POST', `/instruments/${lcms}/outages`, {
      ...outage,
      dryRun: true,
    });
    expect((look.body.hits as { reservationId: string }[]).map((h) => h.reservationId)).toContain(
      booked.body.id,
    );
    const done = await house.api('facility', 'POST', `/instruments/${lcms}/outages`, {
      ...outage,
      hits: 'cancel',
    });
    expect(done.status).toBe(201);
    expect(
      (await house.api('researcher', 'GET', `/reservations/${String(booked.body.id)}`)).body.status,
    ).toBe('cancelled');
    const refused = await house.api('researcher', 'POST', '/reservations', {
      instrumentId: lcms,
      startsAt: at(5, '13:00'),
      endsAt: at(5, '14:00'),
      configuration: 'esi',
    });
    expect(refused.status).toBe(422);
    expect(JSON.stringify(refused.body)).toContain('停机');
    const v = await house.visit('facility');
    await v.open(`/manage/outages?instrument=${lcms}`);
    await v.page.getByText('真空泵更换').first().waitFor();
    expect(v.complaints).toEqual([]);
    await v.close();
  });
});

describe('use and money', () => {
  test('checks in and out from a phone; the charge is there, is disputed and resolved, and the ledger balances', async () => {
    const start = Temporal.Instant.from(now).add({ minutes: 10 });
    const run = await house.api('facility', 'POST', '/reservations', {
      instrumentId: lcms,
      startsAt: start.toString(),
      endsAt: start.add({ hours: 1 }).toString(),
      configuration: 'esi',
      onBehalfOf: 'researcher',
      override: true,
    });
    expect(run.status, JSON.stringify(run.body)).toBe(201);
    const id = String(run.body.id);

    const phone = await house.visit('researcher', { width: 390 });
    await phone.open(`/i/${lcms}`);
    await phone.page.getByRole('button', { name: /签到/ }).first().click();
    await expect
      .poll(async () => (await house.api('researcher', 'GET', `/reservations/${id}`)).body.status, {
        timeout: 20_000,
      })
      .toBe('checked_in');
    await phone.page
      .getByRole('button', { name: /签退|结束/ })
      .first()
      .click();
    const confirm = phone.page.getByRole('button', { name: /签退|结束/ }).last();
    await expect
      .poll(
        async () => {
          const { body } = await house.api('researcher', 'GET', `/reservations/${id}`);
          if (body.status === 'checked_in' && (await confirm.isVisible().catch(() => false)))
            await confirm.click().catch(() => {});
          return body.status;
        },
        { timeout: 30_000, interval: 1500 },
      )
      .toBe('finished');
    expect(phone.complaints).toEqual([]);
    await phone.close();

    const after = await house.api('researcher', 'GET', `/reservations/${id}`);
    const charge = String(after.body.chargeId);
    const amount = Number(after.body.chargedFen);
    expect(amount).toBeGreaterThan(0);

    const v = await house.visit('researcher');
    await v.open(`/charges/${charge}`);
    await v.page.getByText('机时').first().waitFor();
    expect(v.complaints).toEqual([]);
    await v.close();

    const disputed = await house.api('researcher', 'POST', `/charges/${charge}/dispute`, {
      reason: '仪器中途停机，只用了几分钟',
    });
    expect(disputed.body.status, JSON.stringify(disputed.body)).toBe('disputed');
    const resolved = await house.api('facility', 'POST', `/charges/${charge}/resolve`, {
      amountFen: Math.floor(amount / 2),
      resolution: '按一半收取',
    });
    expect(resolved.body.status, JSON.stringify(resolved.body)).toBe('adjusted');
    expect(resolved.body.amountFen).toBe(Math.floor(amount / 2));

    const pi = await house.visit('pi');
    await pi.open('/statements');
    await pi.page
      .getByText(/HG-\d{6}-\d{4}/)
      .first()
      .waitFor();
    await pi.open(`/ledger?projectId=${String(after.body.projectId)}`);
    await pi.page.getByText('TQ-XS').first().waitFor();
    expect(pi.complaints).toEqual([]);
    await pi.close();
  });
});

describe('the facility manager’s forms', () => {
  test('a price in steps and priority time are written in the browser, priced before they are saved, and refused at the field', async () => {
    const list = await house.api('facility', 'GET', '/instruments?managed=true&limit=1&q=Regulus');
    const [found] = list.body.items as { id: string }[];
    const id = String(found?.id);
    const before = (await house.api('facility', 'GET', `/instruments/${id}`)).body as {
      priceBook: { book: { time: { perHour: Record<string, unknown> } } & Record<string, unknown> };
      bookingRules: Record<string, unknown>;
    };
    const v = await house.visit('facility');
    await v.open(`/manage/instruments/${id}`);
    await v.page.getByRole('button', { name: '机时的阶梯价' }).click();
    const dialog = v.page.getByRole('dialog');
    const enterprise = dialog.getByRole('region', { name: '企业' });
    await enterprise.getByLabel('怎么计价').selectOption('分段计价');
    await enterprise.getByLabel('到第几小时').fill('2');
    await enterprise.getByLabel('单价（元）').nth(0).fill('300');
    await enterprise.getByLabel('单价（元）').nth(1).fill('100');
    await dialog.getByRole('button', { name: '完成' }).click();
    // Wednesday 12:00–16:00: two hours at 300 and two at 100
    const example = v.page.getByRole('region', { name: '算一单看看' });
    await example.getByLabel('开始').fill('12:00');
    await example.getByLabel('结束').fill('16:00');
    await v.page.keyboard.press('Tab');
    const row = example.locator('li').filter({ hasText: '企业' });
    await expect.poll(() => row.textContent(), { timeout: 15_000 }).toContain('¥800.00');

    // For nobody: the server says so, and the form where
    await v.page.getByRole('button', { name: '加优先时段' }).click();
    await v.page.getByRole('button', { name: '保存', exact: true }).click();
    await v.page.getByText('预约规则：请指定优先时段留给哪些单位或课题组').waitFor();
    await v.page.getByLabel('优先的单位').selectOption({ index: 1 });
    expect(v.complaints.splice(0).every((c) => c.includes('400'))).toBe(true);
    await v.page.getByRole('button', { name: '保存', exact: true }).click();
    await v.page.getByText('已保存。').waitFor();
    const after = (await house.api('facility', 'GET', `/instruments/${id}`)).body as typeof before;
    const { enterprise: rate, ...others } = after.priceBook.book.time.perHour;
    expect(rate).toEqual({
      mode: 'graduated',
      steps: [
        { upTo: 120, unitPriceFen: 30_000 },
        { upTo: null, unitPriceFen: 10_000 },
      ],
    });
    // Nothing else moved
    const { enterprise: _was, ...othersBefore } = before.priceBook.book.time.perHour;
    expect(others).toEqual(othersBefore);
    expect({ ...after.priceBook.book, time: null }).toEqual({ ...before.priceBook.book, time: null });
    const { priorityWindows, ...rules } = after.bookingRules as { priorityWindows: unknown[] };
    expect(priorityWindows).toHaveLength(1);
    const { priorityWindows: _none, ...rulesBefore } = before.bookingRules;
    expect(rules).toEqual(rulesBefore);
    expect(v.complaints).toEqual([]);
    await v.close();
  });

  test('a park reads what there is and what is down, and changes nothing', async () => {
    const v = await house.visit('park');
    await v.open('/manage/overview');
    await v.page.getByRole('heading', { level: 2, name: '今天停机' }).waitFor();
    expect(await v.page.getByRole('button', { name: /修改|登记|保存/ }).count()).toBe(0);
    expect(
      (
        await house.api(
          'park',
          'GET',
          `/outages?from=${encodeURIComponent(at(0, '00:00'))}&to=${encodeURIComponent(at(1, '00:00'))}`,
        )
      ).status,
    ).toBe(200);
    expect((await house.api('park', 'PATCH', `/instruments/${lcms}`, { status: 'down' })).status).toBe(403);
    expect(v.complaints).toEqual([]);
    await v.close();
  });
});

describe('pages for everybody', () => {
  const pages: [who: string | null, path: string][] = [
    [null, '/'],
    [null, '/search?q=共聚焦'],
    [null, '/sign-in'],
    ['researcher', '/'],
    ['researcher', '/reservations'],
    ['researcher', '/charges'],
    ['pi', '/projects'],
    ['pi', '/statements'],
    ['facility', '/manage/day'],
    ['facility', '/manage/approvals'],
    ['facility', '/manage/outages'],
    ['facility', '/manage/instruments'],
    ['facility', '/manage/facilities'],
    ['park', '/manage/overview'],
    ['admin', '/admin/organisations'],
    ['researcher', '/account'],
  ];
  for (const [who, path] of pages) {
    test(`${path} as ${who ?? 'visitor'}: complete in both languages, at a desk and on a phone, without a barrier axe knows`, async () => {
      for (const [lang, width] of [
        ['zh', 1440],
        ['en', 390],
      ] as const) {
        const v = await house.visit(who, { lang, width });
        await v.open(path);
        const title = v.page.locator('h1').first();
        await title.waitFor();
        expect(await title.textContent()).not.toMatch(/这里没有页面|There is no page here/);
        expect(await v.axe(), `${lang} ${width}`).toEqual([]);
        expect(v.complaints).toEqual([]);
        const wide = await v.page.evaluate(
          () => document.documentElement.scrollWidth - document.documentElement.clientWidth,
        );
        expect(wide, `${path} is wider than ${width} px`).toBeLessThanOrEqual(0);
        await v.close();
      }
    });
  }
  test('on a tablet, upright and lying, nothing hangs over the edge and the valley keeps its name', async () => {
    for (const [who, path] of pages) {
      const v = await house.visit(who, { lang: 'en', width: 1024 });
      await v.open(path);
      await v.page.locator('h1').first().waitFor();
      for (const width of [1024, 768]) {
        await v.page.setViewportSize({ width, height: 1000 });
        await expect
          .poll(
            () =>
              v.page.evaluate(() => ({
                over: document.documentElement.scrollWidth - document.documentElement.clientWidth,
                name: document.querySelector<HTMLElement>('header a span')?.offsetWidth ?? 0,
              })),
            { message: `${path} at ${width} px`, timeout: 5000 },
          )
          .toMatchObject({ over: 0, name: expect.toSatisfy((n: number) => n > 80) });
      }
      await v.close();
    }
  });
  test('the instrument and its booking page', async () => {
    for (const path of [`/instruments/${lcms}`, `/instruments/${lcms}/book`, `/i/${lcms}`]) {
      const v = await house.visit('researcher', { width: 390 });
      await v.open(path);
      await v.page.locator('h1').first().waitFor();
      expect(await v.axe(), path).toEqual([]);
      expect(v.complaints).toEqual([]);
      await v.close();
    }
  });
});
