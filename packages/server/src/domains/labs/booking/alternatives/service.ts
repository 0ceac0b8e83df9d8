import type { Reason } from '@hegu/contract/errors.ts';
import { Temporal } from 'temporal-polyfill';
import type { Query } from '../../../../platform/command.ts';
import { access } from '../../access.ts';
import { nearestElsewhere, nearestSlots } from '../../availability/service.ts';
import { idsByName } from '../../instruments/listing/store.ts';
import { managedOrganisations } from '../../instruments/view/service.ts';
import { type LoadedPerson, loadPerson } from '../standing/store.ts';
import { type Loaded, personIsStaff, rulesFor } from '../state/service.ts';
import { type LoadedInstrument, loadInstruments } from '../store.ts';

/** What a refusal offers instead: only what would go through. */

export interface Offer {
  readonly instrumentId: string;
  readonly nameZh: string;
  readonly nameEn: string;
  readonly startsAt: string;
  readonly endsAt: string;
}

/** About the person, or about the reservation that is being moved: no time and no other instrument changes it. */
const personal = new Set([
  'reservation.training_missing',
  'reservation.access_expired',
  'reservation.not_member',
  'reservation.suspended',
  'reservation.not_on_behalf',
  'reservation.not_owner',
  'reservation.frozen',
  'reservation.already_started',
  'project.none_active',
]);
/** About this instrument, for this person or for all: no other time changes it, another instrument may. */
const ofInstrument = new Set([
  'reservation.not_qualified',
  'reservation.qualification_expired',
  'project.instrument_not_allowed',
  'instrument.retired',
  'instrument.not_bookable',
  'instrument.down',
]);

/** About what was not filled in: the time asked for is as good as any. */
const unfinished = new Set([
  'reservation.configuration_required',
  'reservation.configuration_unknown',
  'reservation.accessory_unknown',
  'reservation.reason_required',
  'project.choose',
  'project.not_yours',
  'project.not_active',
]);

/** Instruments of a class that are looked at. */
const others = 40;

interface Wanted {
  readonly startsAt: Temporal.Instant;
  readonly endsAt: Temporal.Instant;
  /** The reservation that is being moved: it stays on its instrument. */
  readonly except?: string | undefined;
}

/** At most three slots of that length: on the same instrument, or on others of its class where only those would do. */
export async function offersFor(
  q: Query,
  loaded: Loaded,
  reasons: readonly Reason[],
  wanted: Wanted,
): Promise<Offer[]> {
  // Who may go ahead in spite of a reason is not sent elsewhere for it
  const codes = reasons.filter((r) => !(loaded.actorIsStaff && r.overridable)).map((r) => r.code);
  if (codes.some((code) => personal.has(code))) return [];
  if (codes.length > 0 && codes.every((code) => unfinished.has(code))) return [];
  const { instrument, person } = loaded;
  const asked = { ...broughtNear(shortened(wanted, reasons), reasons), userId: person.userId };
  if (!codes.some((code) => ofInstrument.has(code))) {
    const { id: instrumentId, nameZh, nameEn } = instrument;
    const slots = await nearestSlots(q, instrument, asked);
    return slots.map((slot) => ({ instrumentId, nameZh, nameEn, ...slot }));
  }
  if (wanted.except !== undefined) return [];
  return nearestElsewhere(q, await usableOfClass(q, instrument, person.userId), asked);
}

/** What is too long for the rules is looked for at the length they allow. */
function shortened(wanted: Wanted, reasons: readonly Reason[]): Wanted {
  const most = reasons.find((r) => r.code === 'reservation.too_long')?.data.maxMinutes;
  return typeof most === 'number' ? { ...wanted, endsAt: wanted.startsAt.add({ minutes: most }) } : wanted;
}

const dayMinutes = 24 * 60;

/** What is too far ahead is looked for at the same hour of the last day that can be booked already. */
function broughtNear(wanted: Wanted, reasons: readonly Reason[]): Wanted {
  const latest = reasons.find((r) => r.code === 'reservation.beyond_horizon')?.data.latestStart;
  if (typeof latest !== 'string') return wanted;
  const over = wanted.startsAt.since(Temporal.Instant.from(latest)).total('minutes');
  const minutes = Math.ceil(over / dayMinutes) * dayMinutes;
  if (minutes <= 0) return wanted;
  return {
    ...wanted,
    startsAt: wanted.startsAt.subtract({ minutes }),
    endsAt: wanted.endsAt.subtract({ minutes }),
  };
}

/** Other instruments in service of the same class that this person is let at. */
async function usableOfClass(
  q: Query,
  instrument: LoadedInstrument,
  userId: string,
): Promise<LoadedInstrument[]> {
  const rows = await idsByName(
    q.tx,
    q.scope,
    {
      members: access.may(q.actor, 'instrument.read-members'),
      managed: managedOrganisations(q.actor),
      onlyManaged: false,
      status: 'active',
      ids: null,
      words: [],
      classCode: instrument.classCode,
      district: undefined,
      owner: undefined,
      facility: undefined,
      mode: undefined,
    },
    null,
    others,
  );
  const ids = rows.map((r) => r.id).filter((id) => id !== instrument.id);
  const person = await loadPerson(q.tx, q.scope, userId, ids, q.now);
  if (!person || ids.length === 0) return [];
  return (await loadInstruments(q.tx, q.scope, ids)).filter((i) => isLetAt(i, person));
}

function isLetAt(i: LoadedInstrument, person: LoadedPerson): boolean {
  const pays = person.projects.some(
    (p) => p.active && (p.allowedInstrumentIds === null || p.allowedInstrumentIds.includes(i.id)),
  );
  return (
    pays &&
    (!rulesFor(i, person).values.trainingRequired ||
      personIsStaff(person, i.ownerOrganisationId) ||
      person.qualifications.some((x) => x.instrumentId === i.id && x.until === null))
  );
}
