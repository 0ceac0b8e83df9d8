import type { searchSlots } from '@hegu/contract/labs/instruments.ts';
import type { RouteOk } from '@hegu/contract/route.ts';
import { Link } from '@tanstack/react-router';
import { Fragment } from 'react';
import { useLocale } from '../../../i18n/locale.ts';
import { localName, useT } from '../../../i18n/messages.ts';
import { instrumentPlace } from '../../../lib/places.ts';
import { useFormat } from '../../../lib/session.ts';
import { buttonClass } from '../../../ui/button.tsx';
import { minutesBetween } from '../parts/time.ts';
import { useDistrictName } from '../parts/use-districts.ts';
import { slotsWords } from './messages.ts';
import styles from './slots.module.css';

type Plan = RouteOk<typeof searchSlots>['plans'][number];

/** One plan: its steps drawn on a common line of time, each with a button that books it. */
export function PlanView({ plan, number }: { plan: Plan; number: number }) {
  const t = useT(slotsWords);
  const locale = useLocale();
  const format = useFormat();
  const districtName = useDistrictName();
  const start = Date.parse(plan.startsAt);
  const whole = Math.max(1, Date.parse(plan.endsAt) - start);
  // A step without a price would make the sum too small
  const money = plan.steps.every((s) => s.estimateFen !== null)
    ? plan.steps.reduce((sum, s) => sum + (s.estimateFen ?? 0), 0)
    : 0;
  return (
    <li className={styles.plan}>
      <div className={styles.planHead}>
        <h3>{format.range(plan.startsAt, plan.endsAt)}</h3>
        <span className={styles.faint}>
          {t.plan(number)} · {t.total} {format.duration(whole / 60_000)}
          {money > 0 && ` · ${t.estimate} ${format.money(money)}`}
        </span>
      </div>
      <ol className={styles.planSteps}>
        {plan.steps.map((step, index) => {
          const before = plan.steps[index - 1];
          const pause = before ? minutesBetween(before.endsAt, step.startsAt) : 0;
          const district = districtName(step.district);
          return (
            <Fragment key={`${step.instrumentId}${step.startsAt}`}>
              {pause > 0 && <li className={styles.pause}>{t.wait(format.duration(pause))}</li>}
              <li className={styles.planStep}>
                <span className={styles.planTime}>
                  {format.hours(step.startsAt, step.endsAt)}
                  <span className={styles.line} aria-hidden="true">
                    <i
                      style={{
                        left: `${((Date.parse(step.startsAt) - start) / whole) * 100}%`,
                        width: `${((Date.parse(step.endsAt) - Date.parse(step.startsAt)) / whole) * 100}%`,
                      }}
                    />
                  </span>
                </span>
                <span className={styles.planWhat}>
                  <Link to={instrumentPlace(step.instrumentId)}>{localName(step, locale)}</Link>
                  <span className={styles.faint}>
                    {localName({ nameZh: step.ownerNameZh, nameEn: step.ownerNameEn }, locale)}
                    {district && ` · ${district}`}
                  </span>
                </span>
                <Link
                  to="/instruments/$id/book"
                  params={{ id: step.instrumentId }}
                  search={{ start: step.startsAt, end: step.endsAt }}
                  className={buttonClass('plain')}
                >
                  {t.book}
                </Link>
              </li>
            </Fragment>
          );
        })}
      </ol>
    </li>
  );
}
