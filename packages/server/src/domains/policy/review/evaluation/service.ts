import type { getEvaluation as route } from '@hegu/contract/policy/review.ts';
import type { RouteOk } from '@hegu/contract/route.ts';
import { Temporal } from 'temporal-polyfill';
import type { Query } from '../../../../platform/command.ts';
import { access } from '../../access.ts';
import * as store from './store.ts';

/** Evaluation of a year (政策评估): who applied, who got what, how long it took, what was objected to. */
export async function getEvaluation(q: Query, year: number): Promise<RouteOk<typeof route>> {
  access.assert(q.actor, 'policy.evaluate');
  const first = (y: number) =>
    Temporal.PlainDate.from({ year: y, month: 1, day: 1 }).toZonedDateTime(q.scope.zone).toInstant();
  const rows = await store.ofYear(q.tx, q.scope, { from: first(year), to: first(year + 1) });
  return {
    year,
    clauses: rows.map(({ titleZh, titleEn, medianDays, ...r }) => ({
      ...r,
      title: { zh: titleZh, en: titleEn },
      medianDays: medianDays === null ? null : Math.round(Number(medianDays) * 10) / 10,
    })),
  };
}
