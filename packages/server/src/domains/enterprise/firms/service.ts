import type { Firm, FirmPatch, FirmSummary, NewFirm } from '@hegu/contract/enterprise/firms.ts';
import { civilDateOf } from '../../../platform/clock/civil.ts';
import type { Command, Query } from '../../../platform/command.ts';
import { DomainError } from '../../../platform/errors.ts';
import { faultWords, readCreditCode } from '../../../platform/identity/credit-code.ts';
import { newId } from '../../../platform/ids.ts';
import { access } from '../access.ts';
import { referenceOf } from '../catalogue/service.ts';
import { profileOf } from '../facts/profile/service.ts';
import { type ObservationStatement, recordStatements } from '../facts/record/service.ts';
import { refreshFirms } from './catalogue/service.ts';
import { type Attributes, openParts, resolve } from './rules.ts';
import * as store from './store.ts';

/** The registry of firms (企业库). */

export const summaryOf = (f: store.FirmRow): FirmSummary => ({
  id: f.id,
  creditCode: f.credit_code,
  nameZh: f.name_zh,
  nameEn: f.name_en,
  district: f.district,
  park: f.park,
  fields: [...f.fields],
  tracks: [...f.tracks],
  lineages: [...f.lineages],
  stage: f.stage,
  status: f.status,
  establishedOn: f.established_on,
  organisationId: f.organisation_id,
  titles: [...f.titles],
  demo: f.demo,
  version: f.version,
});

/** @throws `record.not_found` */
export async function firmOf(q: Query, id: string): Promise<store.FirmRow> {
  const [firm] = await store.firmsById(q.tx, q.scope, [id], civilDateOf(q.now, q.scope.zone));
  if (!firm) throw new DomainError('record.not_found', {});
  return firm;
}

export async function getFirm(q: Query, id: string): Promise<Firm> {
  const firm = await firmOf(q, id);
  const today = civilDateOf(q.now, q.scope.zone);
  const { catalogue } = referenceOf(q);
  const only = [
    ...[...catalogue.fields.values()].filter((f) => f.open).map((f) => f.key),
    ...[...catalogue.collections.values()].filter((c) => c.fields.some((f) => f.open)).map((c) => c.key),
  ];
  const profile = (await profileOf(q.tx, q.scope, id, { only })) ?? { facts: {}, collections: {} };
  return {
    ...summaryOf(firm),
    ...openParts(profile, catalogue, today),
    createdAt: firm.created_at.toString(),
    updatedAt: firm.updated_at.toString(),
  };
}

/** @throws `credit_code.invalid` with every fault */
export function creditCodeOf(q: Pick<Query, 'locale'>, written: string): string {
  const read = readCreditCode(written);
  if (read.ok) return read.code;
  const problem = read.faults.map((f) => faultWords[f.part][q.locale]).join(q.locale === 'zh' ? '；' : '; ');
  throw new DomainError('credit_code.invalid', { problem, faults: read.faults });
}

/**
 * The attributes of a record as statements: rules look at facts and nowhere else. An empty list where none has been said is a question not
 * answered: nothing is stated, so that a clause for devices waits for the answer rather than refuses the firm.
 * @param said the lists as they stand
 */
function asStatements(
  firmId: string,
  a: Attributes,
  told: { readonly source: string; readonly observedOn: string },
  said: { readonly fields: readonly string[]; readonly tracks: readonly string[] } = {
    fields: [],
    tracks: [],
  },
): ObservationStatement[] {
  const list = (key: 'fields' | 'tracks') => {
    const value = a[key];
    return value && (value.length > 0 || said[key].length > 0) ? [...value] : null;
  };
  const rows: [string, ObservationStatement['value'] | null | undefined][] = [
    ['registeredDistrict', a.district],
    ['park', a.park === null ? '' : a.park],
    ['fields', list('fields')],
    ['tracks', list('tracks')],
    ['establishedOn', a.establishedOn],
  ];
  return rows.flatMap(([field, value]) => (value == null ? [] : [{ firmId, field, value, ...told }]));
}

/** Whose word it is: the register's, or the firm's own. */
export const sourceOf = (q: Query): string =>
  access.may(q.actor, 'firm.facts.certify') ? 'registry' : 'firm';

/**
 * Registers a firm. An organisation of the same credit code is its people on the platform from then on.
 *
 * @returns its id
 * @throws `credit_code.invalid`, `firm.exists`, and every attribute that is not known
 */
export async function registerFirm(
  cx: Command,
  body: NewFirm,
  extra: { readonly id?: string; readonly demo?: boolean; readonly source?: string | null } = {},
): Promise<string> {
  const creditCode = creditCodeOf(cx, body.creditCode);
  const organisationId = await store.organisationByCode(cx.tx, cx.scope, creditCode);
  access.assert(cx.actor, 'firm.register', { organisationId });
  const today = civilDateOf(cx.now, cx.scope.zone);
  const { attributes, reasons } = resolve(body, referenceOf(cx), today);
  if (reasons.length > 0) throw DomainError.all(reasons);
  const id = extra.id ?? newId();
  const row: store.NewFirmRow = {
    id,
    credit_code: creditCode,
    name_zh: body.nameZh,
    name_en: body.nameEn ?? body.nameZh,
    stage: body.stage,
    status: body.status,
    lineages: attributes.lineages ?? [],
    source: extra.source ?? null,
    demo: extra.demo ?? false,
  };
  const there = await store.insertFirms(cx.tx, cx.scope, [row], cx.now);
  if (there.length > 0) throw new DomainError('firm.exists', { creditCode });
  const told = { source: sourceOf(cx), observedOn: today };
  await recordStatements(
    cx.tx,
    cx.scope,
    { observations: asStatements(id, attributes, told) },
    { at: cx.now, by: cx.actor.userId },
  );
  await refreshFirms(cx, [id]);
  await cx.audit({ action: 'firm.register', entity: 'firm', entityId: id, after: { ...body, creditCode } });
  cx.emit({ type: 'firm.changed', entityId: id, rooms: ['valley'] });
  return id;
}

/** @throws `record.not_found`, `access.denied`, `request.stale`, and every attribute that is not known */
export async function updateFirm(cx: Command, id: string, body: FirmPatch, ifMatch?: number): Promise<Firm> {
  const locked = await store.lockFirm(cx.tx, cx.scope, id);
  if (!locked) throw new DomainError('record.not_found', {});
  const before = await firmOf(cx, id);
  access.assert(cx.actor, 'firm.update', { organisationId: before.organisation_id });
  if (ifMatch !== undefined && ifMatch !== locked.version)
    throw new DomainError('request.stale', { version: locked.version });
  const today = civilDateOf(cx.now, cx.scope.zone);
  const { attributes, reasons } = resolve(body, referenceOf(cx), today);
  if (reasons.length > 0) throw DomainError.all(reasons);
  await store.changeFirm(cx.tx, cx.scope, id, {
    nameZh: body.nameZh ?? null,
    nameEn: body.nameEn ?? null,
    stage: body.stage ?? null,
    status: body.status ?? null,
    lineages: attributes.lineages ?? null,
    at: cx.now,
  });
  await recordStatements(
    cx.tx,
    cx.scope,
    { observations: asStatements(id, attributes, { source: sourceOf(cx), observedOn: today }, before) },
    { at: cx.now, by: cx.actor.userId },
  );
  await refreshFirms(cx, [id]);
  await cx.audit({
    action: 'firm.update',
    entity: 'firm',
    entityId: id,
    before: summaryOf(before),
    after: body,
  });
  cx.emit({ type: 'firm.changed', entityId: id, rooms: ['valley'] });
  return getFirm(cx, id);
}

/** What a demo or another counter may register in bulk: credit codes are checked, attributes are codes. */
export interface BulkFirm {
  readonly id?: string;
  readonly creditCode: string;
  readonly nameZh: string;
  readonly nameEn?: string;
  readonly stage?: store.FirmRow['stage'];
  readonly status?: store.FirmRow['status'];
  readonly lineages?: readonly string[];
  readonly demo?: boolean;
  readonly source?: string;
}

/**
 * Registers many firms in one statement; those whose code is there already stay as they are. Attributes come as statements.
 *
 * @returns credit code → id, of all of them
 * @throws RangeError for a code that is not one
 */
export async function registerFirms(
  cx: Pick<Command, 'tx' | 'scope' | 'now'>,
  firms: readonly BulkFirm[],
): Promise<Map<string, string>> {
  const rows = firms.map((f): store.NewFirmRow => {
    const read = readCreditCode(f.creditCode);
    if (!read.ok) throw new RangeError(`not a credit code: ${f.creditCode}`);
    return {
      id: f.id ?? newId(),
      credit_code: read.code,
      name_zh: f.nameZh,
      name_en: f.nameEn ?? f.nameZh,
      stage: f.stage ?? 'startup',
      status: f.status ?? 'active',
      lineages: f.lineages ?? [],
      source: f.source ?? null,
      demo: f.demo ?? false,
    };
  });
  for (let i = 0; i < rows.length; i += 2000)
    await store.insertFirms(cx.tx, cx.scope, rows.slice(i, i + 2000), cx.now);
  const ids = await store.idsByCode(
    cx.tx,
    cx.scope,
    rows.map((r) => r.credit_code),
  );
  return new Map([...ids].map(([code, { id }]) => [code, id]));
}
