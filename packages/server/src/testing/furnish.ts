import { furnishVouchers } from '../domains/voucher/testing/index.ts';
import { makeCreditCode } from '../platform/identity/credit-code.ts';
import { type Answer, type Client, field } from './client.ts';
import type { Person } from './people.ts';
import { start } from './start.ts';
import { addInstrument, type World } from './world.ts';

/** One of everything in a valley, made over HTTP by its own people, so that every id of a route has something behind it. */

export type Things = Readonly<Record<ThingName, string>>;
export type ThingName =
  | 'instrument'
  | 'reservation'
  | 'finished'
  | 'charge'
  | 'statement'
  | 'outage'
  | 'qualification'
  | 'group'
  | 'invitation'
  | 'invitationToken'
  | 'apiKey'
  | 'calendar'
  | 'calendarToken'
  | 'webhook'
  | 'notice'
  | 'file'
  | 'member'
  | 'organisation'
  | 'facility'
  | 'firm'
  | 'project'
  | 'programme'
  | 'provider'
  | 'grant'
  | 'use'
  | 'batch'
  | 'voucherAudit'
  | 'clawback'
  | 'relation'
  | 'auditEntry';

/** The smallest PNG there is. */
export const png = Buffer.from(
  'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==',
  'base64',
);

export async function furnish(client: Client, world: World): Promise<Things> {
  const { researcher, facility, pi, admin } = world.people;
  const ok = async (answer: Promise<Answer>): Promise<Answer> => {
    const a = await answer;
    if (a.status >= 300) throw new Error(`${a.status} ${a.text}`);
    return a;
  };
  const post = (path: string, as: Person, body: object) => ok(client.send('post', path, { as, body }));
  const firstId = async (path: string, as: Person, query: Record<string, string> = {}) => {
    const list = await ok(client.send('get', path, { as, query }));
    const [item] = (list.body as { items: { id: string }[] }).items;
    if (!item) throw new Error(`${path} is empty`);
    return item.id;
  };
  const book = async (as: Person, instrumentId: string, fromHours: number) =>
    field(
      await post('/reservations', as, {
        instrumentId,
        startsAt: start.add({ hours: fromHours }).toString(),
        endsAt: start.add({ hours: fromHours + 1 }).toString(),
      }),
      'id',
    );

  const instrument = await addInstrument(world);
  const finished = await book(researcher, instrument, 0);
  await post(`/reservations/${finished}/check-in`, researcher, {});
  await post(`/reservations/${finished}/check-out`, researcher, {});
  const charge = field(
    await ok(client.send('get', `/reservations/${finished}`, { as: researcher })),
    'chargeId',
  );
  await post('/statements', facility, { month: '2026-07' });
  const reservation = await book(researcher, instrument, 24);
  // Tells the researcher something
  const cancelled = await book(researcher, instrument, 48);
  await post(`/reservations/${cancelled}/cancel`, facility, { reason: '检修' });
  const outage = await post(`/instruments/${instrument}/outages`, facility, {
    startsAt: start.add({ hours: 72 }).toString(),
    endsAt: start.add({ hours: 73 }).toString(),
    reason: '检修',
  });
  const invitation = await post('/invitations', admin, {
    organisationId: world.organisations.company,
    role: 'researcher',
  });
  const feed = await post('/calendars', researcher, { kind: 'mine' });
  const upload = await ok(
    client.send('post', '/files', {
      as: facility,
      query: { purpose: 'photo', name: 'photo.png' },
      raw: png,
      headers: { 'content-type': 'image/png' },
    }),
  );
  return {
    instrument,
    reservation,
    finished,
    charge,
    statement: await firstId('/statements', facility, { scope: 'facility' }),
    outage: (outage.body as { outages: { id: string }[] }).outages[0]?.id ?? '',
    qualification: field(
      await post(`/instruments/${instrument}/qualifications`, facility, { username: researcher.username }),
      'id',
    ),
    group: field(
      await post('/groups', pi, {
        organisationId: world.organisations.company,
        nameZh: '乙组',
        nameEn: 'group',
        piUserId: pi.userId,
      }),
      'id',
    ),
    invitation: field(invitation, 'id'),
    invitationToken: field(invitation, 'token'),
    apiKey: field(await post('/api-keys', researcher, { name: 'mine' }), 'id'),
    calendar: field(feed, 'id'),
    calendarToken: /\/calendars\/([^/.]+)\.ics/.exec(field(feed, 'url'))?.[1] ?? '',
    webhook: field(
      await post('/webhooks', admin, { url: 'https://example.org/hook', events: ['reservation.*'] }),
      'id',
    ),
    notice: await firstId('/notices', researcher),
    file: field(upload, 'id'),
    member: await firstId('/members', admin),
    organisation: world.organisations.company,
    facility: world.facilityId,
    firm: field(
      await post('/firms', world.people.officer, {
        creditCode: makeCreditCode('91310114MA000001'),
        nameZh: '一家企业',
      }),
      'id',
    ),
    project: world.projects.company.id,
    ...(await furnishVouchers(client, world, instrument)),
    auditEntry: await firstId('/audit', admin),
  };
}

/** Which thing an `{id}` in a path means, by the first part of the path. */
const byPath: Readonly<Record<string, ThingName>> = {
  instruments: 'instrument',
  reservations: 'reservation',
  charges: 'charge',
  statements: 'statement',
  outages: 'outage',
  qualifications: 'qualification',
  groups: 'group',
  invitations: 'invitation',
  'api-keys': 'apiKey',
  calendars: 'calendar',
  webhooks: 'webhook',
  notices: 'notice',
  files: 'file',
  members: 'member',
  organisations: 'organisation',
  facilities: 'facility',
  firms: 'firm',
  projects: 'project',
  'voucher-programmes': 'programme',
  'voucher-providers': 'provider',
  'voucher-grants': 'grant',
  'voucher-uses': 'use',
  'voucher-batches': 'batch',
  'voucher-audits': 'voucherAudit',
  'voucher-clawbacks': 'clawback',
  'voucher-relations': 'relation',
  audit: 'auditEntry',
};

const byField: Readonly<Record<string, ThingName>> = {
  instrumentId: 'instrument',
  linkedInstrumentIds: 'instrument',
  allowedInstrumentIds: 'instrument',
  projectId: 'project',
  facilityId: 'facility',
  facility: 'facility',
  organisationId: 'organisation',
  organisationIds: 'organisation',
  ownerOrganisationId: 'organisation',
  owner: 'organisation',
  groupId: 'group',
  groupIds: 'group',
  statementId: 'statement',
  photoIds: 'file',
  subjectId: 'instrument',
  programmeId: 'programme',
  grantId: 'grant',
  batchId: 'batch',
  useId: 'use',
  voucher: 'grant',
};

/** The id of a thing for a field of a route; undefined where there is none of the kind. */
export function thingFor(things: Things, path: string, name: string): string | undefined {
  if (name === 'token')
    return path.startsWith('/invitations') ? things.invitationToken : things.calendarToken;
  const kind = name === 'id' ? byPath[path.split('/')[1] ?? ''] : byField[name];
  return kind ? things[kind] : undefined;
}
