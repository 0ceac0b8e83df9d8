import type { getReservation } from '@hegu/contract/labs/reservations.ts';
import type { RouteOk } from '@hegu/contract/route.ts';
import { useLocale } from '../../../i18n/locale.ts';
import { localName, useT } from '../../../i18n/messages.ts';
import { useFormat } from '../../../lib/session.ts';
import { Alert } from '../../../ui/problem-view.tsx';
import { labs } from './words.ts';

/** An upcoming reservation that was left standing in an outage says so, and what can be done; nothing where there is none. */
export function OutageAlert({
  reservation: r,
}: {
  reservation: Pick<RouteOk<typeof getReservation>, 'outages' | 'freeToGiveUp'>;
}) {
  const t = useT(labs);
  const locale = useLocale();
  const format = useFormat();
  if (r.outages.length === 0) return null;
  return (
    <Alert tone="wait" title={t.outageThen}>
      {r.outages.map((o) => (
        <p key={`${o.startsAt}${o.nameZh}`}>
          {o.nameZh !== null && `${localName({ nameZh: o.nameZh, nameEn: o.nameEn ?? '' }, locale)} `}
          {format.range(o.startsAt, o.endsAt)} · {o.reason}
        </p>
      ))}
      {r.freeToGiveUp && <p>{t.outageFree}</p>}
    </Alert>
  );
}
