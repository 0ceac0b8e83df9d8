import type { putRuleOverride } from '@hegu/contract/labs/instruments.ts';
import type { RouteBody } from '@hegu/contract/route.ts';
import type { Command, Query } from '../../../../platform/command.ts';
import { DomainError } from '../../../../platform/errors.ts';
import { newId } from '../../../../platform/ids.ts';
import { access } from '../../access.ts';
import { lockInstrument, ownersOf } from '../store.ts';
import * as store from './store.ts';

/** Booking rules for one organisation, group or person on one instrument. */

async function assertManaged(q: Query, instrumentId: string): Promise<void> {
  const ownerOrganisationId = (await ownersOf(q.tx, q.scope, [instrumentId])).get(instrumentId);
  if (ownerOrganisationId === undefined) throw new DomainError('record.not_found', {});
  access.assert(q.actor, 'instrument.update', { ownerOrganisationId });
}

async function read(q: Query, instrumentId: string) {
  const rows = await store.listOverrides(q.tx, q.scope, instrumentId);
  return {
    items: rows.map(({ nameZh, nameEn, ...r }) => ({
      ...r,
      subjectName: q.locale === 'zh' ? nameZh : nameEn,
    })),
  };
}

export async function list(q: Query, instrumentId: string) {
  await assertManaged(q, instrumentId);
  return read(q, instrumentId);
}

/**
 * Sets them; rules that say nothing are taken away.
 *
 * @throws `record.not_found` (instrument, organisation or group), `user.not_found`
 */
export async function put(cx: Command, instrumentId: string, body: RouteBody<typeof putRuleOverride>) {
  await assertManaged(cx, instrumentId);
  const { tx, scope } = cx;
  // One editor of an instrument's rules at a time, so that before and after in the log are true
  await lockInstrument(tx, scope, instrumentId);
  const { level, subjectId, rules } = body;
  const before = (await store.listOverrides(tx, scope, instrumentId)).find(
    (o) => o.level === level && o.subjectId === subjectId,
  );
  if (Object.values(rules).every((r) => r === undefined)) {
    await store.removeOverride(tx, scope, { instrumentId, level, subjectId });
  } else {
    if (!(await store.subjectExists(tx, scope, level, subjectId)))
      throw new DomainError(level === 'person' ? 'user.not_found' : 'record.not_found', {});
    await store.putOverride(tx, scope, { id: newId(), instrumentId, level, subjectId, rules });
  }
  await cx.audit({
    action: 'instrument.rules',
    entity: 'instrument',
    entityId: instrumentId,
    ...(before ? { before: { level, subjectId, rules: before.rules } } : {}),
    after: { level, subjectId, rules },
  });
  cx.emit({
    type: 'instrument.changed',
    entityId: instrumentId,
    rooms: [`instrument:${instrumentId}`],
  });
  return read(cx, instrumentId);
}
