import { type FirmStage, stageNames } from '@hegu/contract/enterprise/firms.ts';
import type { getFirmStatistics, StatisticsBy } from '@hegu/contract/enterprise/statistics.ts';
import type { RouteOk, RouteQuery } from '@hegu/contract/route.ts';
import { factsAt, type Words } from '@hegu/rules/facts.ts';
import { civilDateOf } from '../../../platform/clock/civil.ts';
import type { Query } from '../../../platform/command.ts';
import { DomainError } from '../../../platform/errors.ts';
import { access } from '../access.ts';
import type { FirmReference } from '../catalogue/rules.ts';
import { referenceOf } from '../catalogue/service.ts';
import { profilesOf } from '../facts/profile/service.ts';
import { type Group, minimum, suppressed, suppressedOverlapping } from './rules.ts';
import { firmGroups } from './store.ts';

/** Cluster figures over the active firms of the valley, of those that allow it. */

const overlap: ReadonlySet<StatisticsBy> = new Set(['field', 'track', 'lineage', 'title']);

function nameOf(by: StatisticsBy, value: string, r: FirmReference): Words {
  const titles = r.catalogue.collections.get('certificates')?.byKey.get('kind')?.codes;
  const found = {
    field: () => r.fields.get(value) ?? r.catalogue.fields.get('fields')?.codes?.[value],
    track: () => r.tracks.get(value),
    lineage: () => r.lineages.get(value),
    district: () => r.districts.get(value),
    park: () => r.parks.get(value),
    stage: () => stageNames[value as FirmStage],
    title: () => titles?.[value],
  }[by]();
  return { zh: found?.zh ?? value, en: found?.en ?? value };
}

/** Each firm's value of a field; firms of which it is not known, or that do not allow it, are left out. */
async function valuesOf(q: Query, measure: string, year: number): Promise<Map<string, number>> {
  const values = new Map<string, number>();
  const options = { only: [measure], purpose: 'statistics' as const, active: true };
  for await (const { firmId, profile } of profilesOf(q.tx, q.scope, options)) {
    const value = factsAt(profile, `${year}-12-31`).fact(measure, year)?.value;
    if (typeof value === 'number') values.set(firmId, value);
  }
  return values;
}

export async function statistics(
  q: Query,
  query: RouteQuery<typeof getFirmStatistics>,
): Promise<RouteOk<typeof getFirmStatistics>> {
  access.assert(q.actor, 'firm.statistics');
  const { by, measure, year } = query;
  const reference = referenceOf(q);
  const def = measure === undefined ? undefined : reference.catalogue.fields.get(measure);
  if (measure !== undefined && (def?.type !== 'number' || def.period !== 'year'))
    throw new DomainError('fact.field_unknown', { field: measure });
  if (def && year === undefined)
    throw new DomainError('fact.year_required', { labelZh: def.label.zh, labelEn: def.label.en });
  const values = measure !== undefined && year !== undefined ? await valuesOf(q, measure, year) : null;
  const firms = (await firmGroups(q.tx, q.scope, by, civilDateOf(q.now, q.scope.zone))).filter(
    (f) => values === null || values.has(f.id),
  );
  const groups = new Map<string, { value: string; firms: number; sum: number }>();
  const total = { firms: firms.length, sum: 0 };
  for (const f of firms) {
    const value = values?.get(f.id) ?? 0;
    total.sum += value;
    for (const g of f.groups) {
      const group = groups.get(g) ?? { value: g, firms: 0, sum: 0 };
      groups.set(g, group);
      group.firms++;
      group.sum += value;
    }
  }
  const rows: Group[] = [...groups.values()].sort(
    (a, b) => b.firms - a.firms || (a.value < b.value ? -1 : 1),
  );
  const overlapping = overlap.has(by);
  const exclusive = overlapping ? null : suppressed(rows, total);
  const hidden = exclusive?.groups ?? suppressedOverlapping(rows, total, values !== null);
  const hideTotal = exclusive?.total ?? (total.firms > 0 && total.firms < minimum);
  return {
    by,
    measure: measure ?? null,
    year: year ?? null,
    minimum,
    overlapping,
    rows: rows
      // In an order that does not say which of the suppressed is larger
      .sort((a, b) => Number(hidden.has(a.value)) - Number(hidden.has(b.value)))
      .map((g) => ({
        value: g.value,
        ...nameOf(by, g.value, reference),
        firms: hidden.has(g.value) ? null : g.firms,
        sum: hidden.has(g.value) || values === null ? null : g.sum,
      }))
      .sort((a, b) => (a.firms === null && b.firms === null ? (a.value < b.value ? -1 : 1) : 0)),
    total: hideTotal
      ? { firms: null, sum: null }
      : { firms: total.firms, sum: values === null ? null : total.sum },
  };
}
