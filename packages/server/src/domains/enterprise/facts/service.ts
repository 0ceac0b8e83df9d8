import type { FirmFacts, Purpose, recordFacts } from '@hegu/contract/enterprise/facts.ts';
import type { RouteBody, RouteOk } from '@hegu/contract/route.ts';
import { factsAt } from '@hegu/rules/facts.ts';
import { civilDateOf } from '../../../platform/clock/civil.ts';
import type { Command, Query } from '../../../platform/command.ts';
import { DomainError } from '../../../platform/errors.ts';
import { newId } from '../../../platform/ids.ts';
import { access } from '../access.ts';
import { referenceOf } from '../catalogue/service.ts';
import { allows, standOf } from '../consents/rules.ts';
import { disclose } from '../consents/service.ts';
import { refreshFirms } from '../firms/catalogue/service.ts';
import { firmOf } from '../firms/service.ts';
import { limited, ownWord, profileFrom, statements } from './profile/rules.ts';
import { rawProfiles } from './profile/store.ts';
import { recordStatements } from './record/service.ts';
import { checkCompleteness, checkItems, checkObservations } from './rules.ts';

/** Facts of one firm, as people read and state them. */

/** With every source that has spoken; `purpose` leaves out what the firm has not agreed to. */
async function view(
  q: Query,
  firmId: string,
  options: { readonly knownOn?: string | undefined; readonly purpose?: Purpose | undefined },
): Promise<FirmFacts> {
  const [raw] = await rawProfiles(q.tx, q.scope, { ids: [firmId], knownOn: options.knownOn, limit: 1 });
  if (!raw) throw new DomainError('record.not_found', {});
  const { purpose } = options;
  const stand = purpose === undefined ? null : standOf(raw.consents ?? [], purpose);
  const may = (key: string) => stand === null || allows(stand, key);
  const all = statements(raw);
  const whole = profileFrom(raw, all);
  const profile = limited(whole, may);
  const counted = factsAt(profile, options.knownOn ?? civilDateOf(q.now, q.scope.zone));
  const facts: FirmFacts['facts'] = [];
  for (const [field, said] of Object.entries(all)) {
    if (!may(field)) continue;
    const years = [...new Set(said.map((o) => o.year ?? null))].sort((a, b) => (a ?? 0) - (b ?? 0));
    for (const year of years) {
      const here = said.filter((o) => (o.year ?? null) === year);
      const one = counted.fact(field, year);
      const spelled = one && JSON.stringify(one.value);
      // What each source says now, against the one that counts
      const last = new Map<string, (typeof here)[number]>();
      for (const o of here) if (!last.has(o.source)) last.set(o.source, o);
      facts.push({
        field,
        year,
        observations: here.map((o) => ({
          value: o.value,
          year: o.year ?? null,
          from: o.from ?? null,
          to: o.to ?? null,
          source: o.source,
          observedOn: o.observedOn,
          counts: o === one,
        })),
        conflict:
          spelled !== undefined && [...last.values()].some((o) => JSON.stringify(o.value) !== spelled),
      });
    }
  }
  facts.sort((a, b) => (a.field < b.field ? -1 : a.field > b.field ? 1 : (a.year ?? 0) - (b.year ?? 0)));
  return {
    firmId,
    knownOn: options.knownOn ?? null,
    facts,
    collections: Object.entries(profile.collections)
      .map(([collection, c]) => ({ collection, complete: c.complete, items: c.items.map((i) => ({ ...i })) }))
      .sort((a, b) => (a.collection < b.collection ? -1 : 1)),
    withheld: [...new Set([...Object.keys(all), ...Object.keys(whole.collections)])]
      .filter((k) => !may(k))
      .sort(),
  };
}

/** Everything of one's own firm. @throws `record.not_found`, `access.denied` */
export async function getFacts(q: Query, firmId: string, knownOn?: string): Promise<FirmFacts> {
  const firm = await firmOf(q, firmId);
  access.assert(q.actor, 'firm.facts.read', { organisationId: firm.organisation_id });
  return view(q, firmId, { knownOn });
}

/** What an officer or a park reads for a stated purpose. */
export async function discloseFacts(
  cx: Command,
  firmId: string,
  input: { readonly purpose: Purpose; readonly note: string; readonly knownOn?: string | undefined },
): Promise<FirmFacts> {
  const firm = await firmOf(cx, firmId);
  await disclose(cx, firm, { ...input, what: 'facts' });
  return view(cx, firmId, input);
}

/**
 * States facts about a firm: its own people in its own word (source `firm`), officers in the name of a source.
 *
 * @throws everything that is wrong with them at once
 */
export async function stateFacts(
  cx: Command,
  firmId: string,
  body: RouteBody<typeof recordFacts>,
): Promise<RouteOk<typeof recordFacts>> {
  const firm = await firmOf(cx, firmId);
  access.assert(cx.actor, 'firm.facts.record', { organisationId: firm.organisation_id });
  const certifies = access.may(cx.actor, 'firm.facts.certify');
  const observedOn = civilDateOf(cx.now, cx.scope.zone);
  const speaker = {
    reference: referenceOf(cx),
    today: observedOn,
    certifies,
    creditCode: firm.credit_code,
  };
  const reasons = [
    ...checkObservations(body.observations, speaker),
    ...checkItems(body.items, speaker),
    ...checkCompleteness(body.complete, speaker),
  ];
  if (reasons.length > 0) throw DomainError.all(reasons);
  if (body.observations.length + body.items.length + body.complete.length === 0)
    throw new DomainError('fact.empty', {});
  // A firm speaks for itself, whatever it writes there; an officer never in the firm's name
  const source = certifies && body.source !== ownWord ? (body.source ?? 'registry') : ownWord;
  const told = { firmId, source: certifies && source === ownWord ? 'registry' : source, observedOn };
  const { recorded, unchanged, projected } = await recordStatements(
    cx.tx,
    cx.scope,
    {
      observations: body.observations.map((o) => ({ ...o, ...told })),
      items: body.items.map((i) => ({ ...i, id: i.id ?? newId(), ...told })),
      complete: body.complete.map((c) => ({ ...c, ...told })),
    },
    { at: cx.now, by: cx.actor.userId },
  );
  if (projected.length > 0) await refreshFirms(cx, projected);
  await cx.audit({
    action: 'firm.facts.record',
    entity: 'firm',
    entityId: firmId,
    after: { source: told.source, recorded, observations: body.observations, items: body.items },
  });
  cx.emit({ type: 'firm.changed', entityId: firmId, rooms: ['valley'] });
  const mine = access.may(cx.actor, 'firm.facts.read', { organisationId: firm.organisation_id });
  const none: FirmFacts = { firmId, knownOn: null, facts: [], collections: [], withheld: [] };
  // Stating is not reading: an officer sees the rest of the firm's facts for a purpose only
  return { recorded, unchanged, facts: mine ? await view(cx, firmId, {}) : none };
}
