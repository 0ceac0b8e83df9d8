import { Reservation } from '@hegu/contract/labs/reservations.ts';
import pg from 'pg';
import { type HttpClient, openHttpClient } from './http-client.ts';
import { percentile, type ReportRow, spell, spreadOf } from './report.ts';
import { cpuSecondsOf, type ServerProcess } from './server.ts';
import { disjointSlots, raceSlot, type Slot, type World } from './world.ts';

/** Booking through HTTP: a race for one slot, and throughput beside the raw rate of the constrained INSERT it rests on. */

export interface BookingBench {
  readonly server: ServerProcess;
  readonly world: World;
  /** For the raw inserts: the login that may become the server's role. */
  readonly connection: pg.PoolConfig;
  readonly role: string;
  /** Connections of the server's pool, and of the raw inserts. */
  readonly connections: number;
  readonly rounds: number;
  readonly seconds: number;
  readonly log: (line: string) => void;
}

const body = (s: Omit<Slot, 'person'>, projectId: string): string =>
  JSON.stringify({
    instrumentId: s.instrumentId,
    startsAt: s.startsAt,
    endsAt: s.endsAt,
    projectId,
    configuration: 'esi',
  });

const bearer = (token: string) => `Authorization: Bearer ${token}\r\n`;

interface Refusal {
  readonly code: string;
  readonly alternatives?: readonly { startsAt: string; endsAt: string }[];
}

/** 200 people ask for the same hour at the same time, each on a connection of their own. */
export async function benchRace(b: BookingBench, rounds: number): Promise<ReportRow[]> {
  const clients: HttpClient[] = [];
  for (const _ of b.world.people) clients.push(await openHttpClient(b.server.url));
  const lasted: number[] = [];
  let exactlyOne = 0;
  let told = 0;
  try {
    for (let round = 0; round < rounds; round++) {
      const slot = raceSlot(b.world, round);
      const from = performance.now();
      const answers = await Promise.all(
        b.world.people.map((p, i) =>
          (clients[i] as HttpClient).send(
            'POST',
            '/api/v1/reservations',
            bearer(p.token),
            body(slot, p.projectId),
          ),
        ),
      );
      lasted.push(performance.now() - from);
      const won = answers.filter((a) => a.status === 201);
      if (won.length === 1) exactlyOne++;
      const free = answers.filter((a) => {
        if (a.status !== 409) return false;
        const refusal = JSON.parse(a.body) as Refusal;
        const next = refusal.alternatives?.[0];
        return (
          refusal.code === 'reservation.overlap' &&
          next !== undefined &&
          (next.endsAt <= slot.startsAt || next.startsAt >= slot.endsAt)
        );
      });
      told += free.length;
      if (won.length !== 1 || free.length !== answers.length - 1) {
        const other = answers.find((a) => a.status !== 201 && !free.includes(a));
        b.log(`race ${round}: ${won.length} won; an answer: ${other?.status} ${other?.body.slice(0, 300)}`);
      }
    }
  } finally {
    for (const c of clients) c.close();
  }
  const n = b.world.people.length;
  return [
    {
      name: `${n} clients, one slot: winners`,
      measured: `one in ${exactlyOne} of ${rounds} rounds`,
      peer: '',
      ratio: null,
      target: 'one in every round',
      met: exactlyOne === rounds,
    },
    {
      name: '  the others are told the overlap and the next free time',
      measured: `${told} of ${rounds * (n - 1)}`,
      peer: '',
      ratio: null,
      target: 'all',
      met: told === rounds * (n - 1),
    },
    {
      name: '  until the last of them has an answer, ms',
      measured: spell(spreadOf(lasted)),
      peer: '',
      ratio: null,
      target: '',
      met: null,
    },
  ];
}

interface Rate {
  readonly perSecond: number;
  readonly ms: readonly number[];
}

/** Runs `one` on so many lanes at once until the time is up. */
async function pace(lanes: number, seconds: number, one: (lane: number) => Promise<boolean>): Promise<Rate> {
  const from = performance.now();
  const until = from + seconds * 1000;
  const ms: number[] = [];
  await Promise.all(
    Array.from({ length: lanes }, async (_, lane) => {
      for (let at = performance.now(); at < until; ) {
        if (!(await one(lane))) return;
        const done = performance.now();
        ms.push(done - at);
        at = done;
      }
    }),
  );
  return { perSecond: ms.length / ((performance.now() - from) / 1000), ms };
}

/** The statement and the path of `platform/occupancy`, alone: under row-level security, prepared, committed one by one. */
async function openRaw(b: BookingBench): Promise<pg.Client[]> {
  const clients: pg.Client[] = [];
  for (let i = 0; i < b.connections; i++) {
    const client = new pg.Client({ ...b.connection, options: '-c timezone=UTC -c search_path=public' });
    await client.connect();
    await client.query(`SET ROLE ${pg.escapeIdentifier(b.role)}`);
    await client.query(`SELECT set_config('hegu.valley', $1, false)`, [b.world.valleyId]);
    clients.push(client);
  }
  return clients;
}

async function analyse(b: BookingBench): Promise<void> {
  const client = new pg.Client(b.connection);
  await client.connect();
  await client.query('ANALYZE');
  await client.end();
}

function next(slots: Generator<Slot>): Slot {
  const slot = slots.next().value;
  if (!slot) throw new Error('no slot is left: the world is too small for so many');
  return slot;
}

const insert = {
  name: 'raw',
  text: `insert into occupancies (valley_id, id, resource_id, lane, starts_at, ends_at, kind, ref_kind, ref_id)
    values ($1, uuidv7(), $2, 0, $3, $4, 'reservation', 'reservation', uuidv7())
    on conflict do nothing returning id`,
};

export async function benchBooking(b: BookingBench): Promise<{ rows: ReportRow[]; ratio: number }> {
  const slots = disjointSlots(b.world, b.world.instrumentIds);
  const rawSlots = disjointSlots(b.world, b.world.rawResourceIds);
  const lanes = b.connections * 8;
  const clients: HttpClient[] = [];
  for (let i = 0; i < lanes; i++) clients.push(await openHttpClient(b.server.url));
  const raw = await openRaw(b);
  let refused = 0;

  const bookings = (seconds: number) =>
    pace(lanes, seconds, async (lane) => {
      const slot = next(slots);
      const { status, body: text } = await (clients[lane] as HttpClient).send(
        'POST',
        '/api/v1/reservations',
        bearer(slot.person.token),
        body(slot, slot.person.projectId),
      );
      if (status === 201) {
        if (refused === 0 && lane === 0) Reservation.parse(JSON.parse(text));
        return true;
      }
      refused++;
      b.log(`refused: ${status} ${text.slice(0, 400)}`);
      return refused < 20;
    });
  const inserts = (seconds: number, connections: number) =>
    pace(connections, seconds, async (lane) => {
      const slot = next(rawSlots);
      const { rowCount } = await (raw[lane] as pg.Client).query({
        ...insert,
        values: [b.world.valleyId, slot.instrumentId, slot.startsAt, slot.endsAt],
      });
      if (rowCount !== 1) throw new Error('a raw insert was refused');
      return true;
    });

  try {
    b.log('booking: warming up');
    await bookings(Math.max(3, b.seconds / 2));
    // What autovacuum does by itself within a minute: plans made while the tables were empty are made anew
    await analyse(b);
    let before = await inserts(b.seconds / 2, b.connections);
    const rates: number[] = [];
    const peers: number[] = [];
    const ratios: number[] = [];
    const singles: number[] = [];
    const singleRatios: number[] = [];
    const ms: number[] = [];
    let serverCpu = 0;
    let generatorCpu = 0;
    let booked = 0;
    let elapsed = 0;
    for (let round = 1; round <= b.rounds; round++) {
      const cpu = await cpuSecondsOf(b.server);
      const own = process.cpuUsage();
      const from = performance.now();
      const rate = await bookings(b.seconds);
      elapsed += (performance.now() - from) / 1000;
      const used = process.cpuUsage(own);
      generatorCpu += (used.user + used.system) / 1e6;
      serverCpu += (await cpuSecondsOf(b.server)) - cpu;
      const after = await inserts(b.seconds / 2, b.connections);
      const alone = await inserts(b.seconds / 4, 1);
      const peer = (before.perSecond + after.perSecond) / 2;
      before = after;
      rates.push(rate.perSecond);
      peers.push(peer);
      ratios.push(rate.perSecond / peer);
      singles.push(alone.perSecond);
      singleRatios.push(rate.perSecond / alone.perSecond);
      ms.push(...rate.ms);
      booked += rate.ms.length;
      b.log(
        `booking: round ${round} of ${b.rounds}: ${rate.perSecond.toFixed(0)}/s beside ${peer.toFixed(0)}/s raw, ratio ${(rate.perSecond / peer).toFixed(2)}`,
      );
    }
    const ceiling = await generatorCeiling(b, clients);
    const ratio = spreadOf(ratios);
    return {
      ratio: ratio.median,
      rows: [
        {
          name: 'bookings through HTTP, all rules on, /s',
          measured: spell(spreadOf(rates)),
          peer: `raw INSERT ${spell(spreadOf(peers))}`,
          ratio: ratio.median,
          target: 'ratio ≥ 0.25',
          met: refused === 0 && ratio.median >= 0.25,
        },
        {
          name: '  ratio, median (min–max) of the rounds',
          measured: spell(ratio, 2),
          peer: `${b.connections} connections each, ${lanes} clients`,
          ratio: null,
          target: '',
          met: null,
        },
        {
          name: '  beside the raw INSERT on one connection',
          measured: spell(spreadOf(rates)),
          peer: `raw INSERT ${spell(spreadOf(singles))}`,
          ratio: spreadOf(singleRatios).median,
          target: '',
          met: null,
        },
        {
          name: '  an answer takes, ms (p50 / p95 / p99)',
          measured: [0.5, 0.95, 0.99].map((p) => percentile(ms, p).toFixed(1)).join(' / '),
          peer: `${booked} bookings, ${refused} refused`,
          ratio: null,
          target: '0 refused',
          met: refused === 0,
        },
        {
          name: '  CPU a booking, ms: server process / generator',
          measured: `${((serverCpu / booked) * 1000).toFixed(2)} / ${((generatorCpu / booked) * 1000).toFixed(2)}`,
          peer: `server ${((serverCpu / elapsed) * 100).toFixed(0)} % of a core, generator ${((generatorCpu / elapsed) * 100).toFixed(0)} %`,
          ratio: null,
          target: '',
          met: null,
        },
        {
          name: '  the generator alone (GET /healthz), /s',
          measured: ceiling.toFixed(0),
          peer: `bookings ${spreadOf(rates).median.toFixed(0)}`,
          ratio: ceiling / spreadOf(rates).median,
          target: '> 2 × bookings',
          met: ceiling > 2 * spreadOf(rates).median,
        },
      ],
    };
  } finally {
    for (const c of clients) c.close();
    for (const c of raw) await c.end();
  }
}

/** What the generator can ask for when the answer costs next to nothing: were it near the booking rate, it would be what is measured. */
async function generatorCeiling(b: BookingBench, clients: readonly HttpClient[]): Promise<number> {
  const rate = await pace(clients.length, Math.min(2, b.seconds), async (lane) => {
    const { status } = await (clients[lane] as HttpClient).send('GET', '/healthz', '');
    if (status !== 200) throw new Error(`/healthz answered ${status}`);
    return true;
  });
  return rate.perSecond;
}
