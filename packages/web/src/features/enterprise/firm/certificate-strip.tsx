import { useLocale } from '../../../i18n/locale.ts';
import { useT } from '../../../i18n/messages.ts';
import { serverNow, useZone } from '../../../lib/session.ts';
import { today } from '../../labs/manage/day/layout.ts';
import { useFirmCatalogue } from '../parts/catalogue.ts';
import { printValue } from '../parts/value.ts';
import type { Item } from './collections.tsx';
import styles from './firm.module.css';
import { firmPageWords } from './messages.ts';
import { stripLayout } from './strip-layout.ts';

const dayIn = (value: unknown): string | null =>
  typeof value === 'string' && /^\d{4}-\d{2}-\d{2}$/.test(value) ? value : null;

/** Certificates on one line of time: from when to when, where today is, what runs out soon. */
export function CertificateStrip({ items }: { items: readonly Item[] }) {
  const t = useT(firmPageWords);
  const locale = useLocale();
  const zone = useZone();
  const { catalogue, codeName } = useFirmCatalogue();
  const kind = catalogue?.collections.get('certificates')?.byKey.get('kind');
  const day = today(serverNow(), zone);
  const strip = stripLayout(
    items.map((i) => ({
      id: i.id,
      grantedOn: dayIn(i.values.grantedOn),
      validTo: dayIn(i.values.validTo),
    })),
    day,
  );
  const byId = new Map(items.map((i) => [i.id, i]));
  return (
    <figure className={styles.strip} aria-label={t.stripLabel}>
      <div className={styles.scale} aria-hidden="true">
        {strip.years.map((y) => (
          <span key={y.year} style={{ insetInlineStart: `${y.at}%` }}>
            {y.year}
          </span>
        ))}
        <b style={{ insetInlineStart: `${strip.today}%` }}>{t.today}</b>
      </div>
      <ul>
        {strip.bars.map((bar) => {
          const item = byId.get(bar.id);
          const validTo = dayIn(item?.values.validTo);
          const name = printValue(kind, item?.values.kind ?? bar.id, locale, codeName);
          const state =
            bar.daysLeft === null
              ? t.openEnd
              : bar.state === 'expired'
                ? t.expired(-bar.daysLeft)
                : bar.state === 'soon'
                  ? t.daysLeft(bar.daysLeft)
                  : t.validTo(validTo ?? '');
          return (
            <li key={bar.id}>
              <span className={styles.stripName}>
                {name}
                <small data-state={bar.state}>{state}</small>
              </span>
              <span className={styles.lane} aria-hidden="true">
                <i
                  data-state={bar.state}
                  data-open={bar.open || undefined}
                  style={{ insetInlineStart: `${bar.start}%`, width: `${bar.end - bar.start}%` }}
                />
                <b style={{ insetInlineStart: `${strip.today}%` }} />
              </span>
            </li>
          );
        })}
      </ul>
    </figure>
  );
}
