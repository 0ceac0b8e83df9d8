import {
  type Consents,
  type listDisclosures,
  type Purpose,
  purposeDefs,
  purposes,
  type setConsent,
} from '@hegu/contract/enterprise/facts.ts';
import type { RouteBody, RouteQuery } from '@hegu/contract/route.ts';
import type { Command, Query } from '../../../platform/command.ts';
import { DomainError } from '../../../platform/errors.ts';
import { decodePlace, pageOf } from '../../../platform/http/cursor.ts';
import { newId } from '../../../platform/ids.ts';
import { access } from '../access.ts';
import { referenceOf } from '../catalogue/service.ts';
import { firmOf } from '../firms/service.ts';
import type { FirmRow } from '../firms/store.ts';
import { allowsSomething, deskFor, everything, type Statement, standOf } from './rules.ts';
import * as store from './store.ts';

/** What a firm's data may be used for, and who used it. */

const statementsOf = (rows: readonly store.ConsentRow[]): Statement[] =>
  rows.map((r) => [r.purpose, r.subject, r.granted]);

async function view(q: Query, firmId: string): Promise<Consents> {
  const rows = await store.consentsOf(q.tx, q.scope, firmId);
  const statements = statementsOf(rows);
  return {
    purposes: purposes.map((purpose) => {
      const { zh, en, statutory } = purposeDefs[purpose];
      const stand = standOf(statements, purpose);
      return {
        purpose,
        name: { zh, en },
        statutory,
        granted: stand.granted,
        exceptions: [...stand.exceptions]
          .map(([subject, granted]) => ({ subject, granted }))
          .sort((a, b) => (a.subject < b.subject ? -1 : 1)),
        changedAt: rows.find((r) => r.purpose === purpose)?.recorded_at.toString() ?? null,
      };
    }),
  };
}

export async function getConsents(q: Query, firmId: string): Promise<Consents> {
  const firm = await firmOf(q, firmId);
  access.assert(q.actor, 'firm.consents.read', { organisationId: firm.organisation_id });
  return view(q, firmId);
}

/** @throws `firm.purpose_statutory`, `fact.field_unknown` */
export async function changeConsent(
  cx: Command,
  firmId: string,
  body: RouteBody<typeof setConsent>,
): Promise<Consents> {
  const firm = await firmOf(cx, firmId);
  access.assert(cx.actor, 'firm.consents.set', { organisationId: firm.organisation_id });
  const { zh, en, statutory } = purposeDefs[body.purpose];
  if (statutory) throw new DomainError('firm.purpose_statutory', { purposeZh: zh, purposeEn: en });
  const { catalogue } = referenceOf(cx);
  const { subject = everything } = body;
  if (subject !== everything && !catalogue.fields.has(subject) && !catalogue.collections.has(subject))
    throw new DomainError('fact.field_unknown', { field: subject });
  await store.insertConsent(cx.tx, cx.scope, {
    id: newId(),
    firmId,
    purpose: body.purpose,
    subject,
    granted: body.granted,
    at: cx.now,
    by: cx.actor.userId,
  });
  await cx.audit({
    action: 'firm.consents.set',
    entity: 'firm',
    entityId: firmId,
    after: { ...body, subject },
  });
  return view(cx, firmId);
}

/**
 * Somebody who is not of the firm reads what is not open. Checks that their desk covers the purpose and that the firm allows it,
 * and writes it down for the firm and the audit log.
 *
 * @throws `firm.purpose_not_yours`, `firm.not_in_a_park`, `firm.no_consent`
 */
export async function disclose(
  cx: Command,
  firm: FirmRow,
  input: { readonly purpose: Purpose; readonly note: string; readonly what: store.DisclosureRow['what'] },
): Promise<void> {
  access.assert(cx.actor, 'firm.disclose');
  const { purpose, note, what } = input;
  const { zh, en } = purposeDefs[purpose];
  const words = { purpose, purposeZh: zh, purposeEn: en };
  const role = deskFor(
    cx.actor.memberships.map((m) => m.role),
    purpose,
  );
  if (role === null) throw new DomainError('firm.purpose_not_yours', words);
  if (role === 'park' && firm.park === null) throw new DomainError('firm.not_in_a_park', {});
  const statements = statementsOf(await store.consentsOf(cx.tx, cx.scope, firm.id));
  if (!allowsSomething(standOf(statements, purpose))) throw new DomainError('firm.no_consent', words);
  const id = newId();
  await store.insertDisclosure(cx.tx, cx.scope, firm.id, {
    id,
    purpose,
    what,
    note,
    userId: cx.actor.userId,
    user_name: cx.actor.name,
    role,
    at: cx.now,
  });
  await cx.audit({
    action: 'firm.disclose',
    entity: 'firm',
    entityId: firm.id,
    after: { purpose, what, note },
  });
}

/** The same, of a firm by its id. @throws `record.not_found` besides */
export const discloseFirm = async (
  cx: Command,
  firmId: string,
  input: Parameters<typeof disclose>[2],
): Promise<void> => disclose(cx, await firmOf(cx, firmId), input);

export async function disclosures(q: Query, firmId: string, query: RouteQuery<typeof listDisclosures>) {
  const firm = await firmOf(q, firmId);
  access.assert(q.actor, 'firm.disclosures.list', { organisationId: firm.organisation_id });
  const rows = await store.disclosuresOf(q.tx, q.scope, firmId, decodePlace(query.cursor), query.limit + 1);
  return pageOf(
    rows,
    query.limit,
    (d) => [d.at.toString(), d.id],
    (d) => ({
      id: d.id,
      at: d.at.toString(),
      purpose: d.purpose,
      what: d.what,
      note: d.note,
      userName: d.user_name,
      role: d.role,
    }),
  );
}
