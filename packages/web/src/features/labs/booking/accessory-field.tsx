import { type InstrumentAccessory, listInstrumentAccessories } from '@hegu/contract/labs/accessories.ts';
import type { Instrument } from '@hegu/contract/labs/instruments.ts';
import { useLocale } from '../../../i18n/locale.ts';
import { localName, useT } from '../../../i18n/messages.ts';
import { useRouteQuery } from '../../../lib/query.ts';
import { useFormat } from '../../../lib/session.ts';
import { StatusTag } from '../../../ui/status-tag.tsx';
import type { Span } from '../parts/day-strip-drag.ts';
import { iso } from '../parts/time.ts';
import { accessoryWords } from './accessory-messages.ts';
import styles from './booking.module.css';
import type { Wish } from './wish.ts';

/** The shared accessories of an instrument, and how many of each are free in the chosen time. */
export function useAccessories(
  instrumentId: string,
  span: Span,
  /** A reservation whose own pieces count as free, for it would give them back. */
  except?: string,
): readonly InstrumentAccessory[] {
  const { data } = useRouteQuery(
    listInstrumentAccessories,
    {
      params: { id: instrumentId },
      query: { startsAt: iso(span.start), endsAt: iso(span.end), ...(except ? { except } : {}) },
    },
    {
      keepPrevious: true,
      staleTime: 15_000,
      rooms: [`instrument:${instrumentId}`],
      enabled: span.end > span.start,
    },
  );
  return data?.items ?? [];
}

/** Accessories that several instruments share: which can be had in the chosen time, and from when on the others can. */
export function AccessoryField({
  items,
  instrument,
  wish,
  onChange,
}: {
  items: readonly InstrumentAccessory[];
  instrument: Pick<Instrument, 'priceBook' | 'tier'>;
  wish: Pick<Wish, 'accessories'>;
  onChange: (part: Pick<Wish, 'accessories'>) => void;
}) {
  const t = useT(accessoryWords);
  const locale = useLocale();
  const format = useFormat();
  if (items.length === 0) return null;
  const priceOf = (a: InstrumentAccessory): string => {
    const item = a.itemCode === null ? undefined : instrument.priceBook?.book.items[a.itemCode];
    const price = item?.rates[instrument.tier]?.steps[0]?.unitPriceFen;
    return item && price ? t.priced(format.money(price), item.unit[locale]) : '';
  };
  const set = (id: string, on: boolean) =>
    onChange({
      accessories: on ? [...wish.accessories, id] : wish.accessories.filter((chosen) => chosen !== id),
    });
  return (
    <fieldset className={styles.used}>
      <legend>{t.title}</legend>
      <p className={styles.help}>{t.help}</p>
      {items.map((a) => (
        <label key={a.id} className={styles.accessory}>
          <input
            type="checkbox"
            checked={a.required || wish.accessories.includes(a.id)}
            disabled={a.required}
            onChange={(event) => set(a.id, event.target.checked)}
          />
          <span>
            {localName(a, locale)}
            <small>{[a.required && t.required, priceOf(a)].filter(Boolean).join(' · ')}</small>
          </span>
          <Hint accessory={a} />
        </label>
      ))}
    </fieldset>
  );
}

function Hint({ accessory: a }: { accessory: InstrumentAccessory }) {
  const t = useT(accessoryWords);
  const format = useFormat();
  if (a.status !== 'active') return <StatusTag tone="wrong">{t.down}</StatusTag>;
  if (a.freePieces === null) return null;
  if (a.freePieces > 0) {
    return <StatusTag tone="act">{a.capacity > 1 ? t.free(a.freePieces, a.capacity) : t.isFree}</StatusTag>;
  }
  return (
    <StatusTag tone="wait">
      {a.freeFrom === null ? t.taken : t.takenUntil(format.dateTime(a.freeFrom))}
    </StatusTag>
  );
}
