import { listInstrumentAccessories } from '@hegu/contract/labs/accessories.ts';
import { useLocale } from '../../../i18n/locale.ts';
import { localName, useT } from '../../../i18n/messages.ts';
import { useRouteQuery } from '../../../lib/query.ts';
import { Section } from '../../../ui/page.tsx';
import styles from './instrument.module.css';
import { instrumentWords } from './messages.ts';

/** What can be booked along with the instrument and is shared with others. */
export function SharedAccessories({ instrumentId }: { instrumentId: string }) {
  const t = useT(instrumentWords);
  const locale = useLocale();
  const { data } = useRouteQuery(
    listInstrumentAccessories,
    { params: { id: instrumentId } },
    { rooms: [`instrument:${instrumentId}`] },
  );
  const items = data?.items ?? [];
  if (items.length === 0) return null;
  return (
    <Section title={t.shared} hint={t.sharedHint}>
      <ul className={styles.plain}>
        {items.map((a) => (
          <li key={a.id}>
            {localName(a, locale)}{' '}
            <span className={styles.faint}>
              {[
                t.pieces(a.capacity),
                a.required && t.requiredAccessory,
                a.status !== 'active' && t.downAccessory,
              ]
                .filter(Boolean)
                .join(' · ')}
            </span>
          </li>
        ))}
      </ul>
    </Section>
  );
}
