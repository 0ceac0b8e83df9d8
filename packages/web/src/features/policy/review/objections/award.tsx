import { getApplication } from '@hegu/contract/policy/applications.ts';
import type { Objection } from '@hegu/contract/policy/review.ts';
import { Link } from '@tanstack/react-router';
import { useLocale } from '../../../../i18n/locale.ts';
import { useT } from '../../../../i18n/messages.ts';
import { lastMoment } from '../../../../lib/due.ts';
import { useRouteQuery } from '../../../../lib/query.ts';
import { useFormat, useNow } from '../../../../lib/session.ts';
import { Money } from '../../../../ui/value.tsx';
import { reviewWords } from '../messages.ts';
import parts from '../parts/parts.module.css';
import { objectionWords } from './messages.ts';

/** The award an objection is about: what it is for, how much, and what the reviewers said. */
export function Award({ objection: o }: { objection: Objection }) {
  const t = useT(objectionWords);
  const review = useT(reviewWords);
  const locale = useLocale();
  const format = useFormat();
  const now = useNow();
  const { data } = useRouteQuery(getApplication, { params: { id: o.applicationId } });
  const until = format.date(lastMoment(o.closesAt));
  return (
    <div className={parts.stack}>
      <h3>{t.award}</h3>
      <p className={parts.said}>
        <strong>{o.title[locale]}</strong> · <Money fen={o.amountFen} />
      </p>
      <p className={parts.hint}>
        {t.number} {o.number}
      </p>
      <p className={parts.hint}>
        {t.list}{' '}
        <Link to="/policies/publicity/$id" params={{ id: o.publicityId }}>
          {o.publicityTitle}
        </Link>{' '}
        · {Date.parse(o.closesAt) > now ? t.listOpen(until) : t.listOver(until)}
      </p>
      {data && data.reviews.length > 0 && (
        <ul className={parts.stack}>
          {data.reviews.map((r) => (
            <li key={`${r.part}${r.round}`}>
              <span className={parts.hint}>
                {review.part[r.part]} ·{' '}
                {[r.personName, review.verdict[r.verdict]].filter(Boolean).join(' · ')}
              </span>
              <p className={parts.quote}>{r.reason}</p>
            </li>
          ))}
        </ul>
      )}
      <p className={parts.hint}>
        <Link to="/policies/office/applications/$id" params={{ id: o.applicationId }}>
          {t.file}
        </Link>
      </p>
    </div>
  );
}
