import { expect, it } from 'vitest';
import { servedWorld } from '../../../../testing/served-world.ts';
import { addInstrument } from '../../../../testing/world.ts';

const { server, world } = await servedWorld();

it('reports machine hours by instrument, on the page and as a file alike', async () => {
  const { people, projects } = world;
  const instrumentId = await addInstrument(world, { nameZh: '圆二色谱仪', perHourFen: 100_00 });
  const at = (minutes: number) => server.clock.now().add({ minutes }).toString();
  const made = await server.send('post', '/reservations', {
    as: people.researcher.key,
    body: { instrumentId, startsAt: at(5), endsAt: at(125), projectId: projects.company.id },
  });
  expect(made.status, made.text).toBe(201);
  const { id } = made.body as { id: string };
  server.clock.advance({ minutes: 5 });
  await server.send('post', `/reservations/${id}/check-in`, { as: people.researcher.key, body: {} });
  server.clock.advance({ minutes: 90 });
  await server.send('post', `/reservations/${id}/check-out`, { as: people.researcher.key, body: {} });

  const page = await server.send('get', '/usage', { as: people.park.key });
  const rows = (page.body as { instruments: { nameZh: string; usedMinutes: number }[] }).instruments;
  expect(rows.map((r) => [r.nameZh, r.usedMinutes])).toEqual([['圆二色谱仪', 90]]);

  const file = (who: { key: string }) =>
    fetch(`${server.url}/api/v1/usage/export?format=csv`, {
      headers: { authorization: `Bearer ${who.key}`, 'accept-language': 'zh' },
    });
  const saved = await file(people.park);
  expect(decodeURIComponent(saved.headers.get('content-disposition') ?? '')).toContain(
    '机时统计-2026-07-15.csv',
  );
  const [head, first, ...more] = (await saved.text()).trim().split(/\r?\n/);
  expect(more).toEqual([]);
  const cell = (name: string) =>
    first?.split(',')[head?.replace('\ufeff', '').split(',').indexOf(name) ?? -1];
  expect(cell('仪器')).toBe('圆二色谱仪');
  expect(Number(cell('使用机时（小时）'))).toBe(1.5);
  expect(Number(cell('共享占比（%）'))).toBe(100);
  expect(cell('平台')).not.toBe('');
  expect(cell('所属单位')).toBe('甲医院机构');
  expect((await file(people.researcher)).status).toBe(403);
});
