import { getInstrument, type InstrumentSummary } from '@hegu/contract/labs/instruments.ts';
import { useId } from 'react';
import { useLocale } from '../../../../i18n/locale.ts';
import { localName, useT } from '../../../../i18n/messages.ts';
import { useRouteQuery } from '../../../../lib/query.ts';
import { Button } from '../../../../ui/button.tsx';
import { inputClass } from '../../../../ui/field.tsx';
import { useManagedInstruments } from '../parts/managed.ts';
import styles from './accessories.module.css';
import type { Fit } from './draft.ts';
import { accessoryDesk } from './messages.ts';

/** The instruments an accessory fits: whether each requires it, and what its use is charged as there. */
export function FitsField({
  fits,
  onChange,
}: {
  fits: readonly Fit[];
  onChange: (fits: readonly Fit[]) => void;
}) {
  const t = useT(accessoryDesk);
  const { state } = useT();
  const locale = useLocale();
  const instruments = useManagedInstruments();
  const put = (next: Fit) => onChange(fits.map((f) => (f.instrumentId === next.instrumentId ? next : f)));
  const others = instruments?.filter((i) => !fits.some((f) => f.instrumentId === i.id)) ?? [];
  return (
    <fieldset className={styles.fits}>
      <legend>{t.fits}</legend>
      <p className={styles.faint}>{fits.length > 0 ? t.fitsHelp : t.noFits}</p>
      {fits.map((f) => (
        <FitRow
          key={f.instrumentId}
          fit={f}
          known={instruments?.find((i) => i.id === f.instrumentId)}
          onChange={put}
          onRemove={() => onChange(fits.filter((x) => x.instrumentId !== f.instrumentId))}
        />
      ))}
      <select
        className={inputClass}
        aria-label={t.addInstrument}
        value=""
        onChange={(event) =>
          onChange([...fits, { instrumentId: event.target.value, required: false, itemCode: null }])
        }
      >
        <option value="">{instruments ? t.addInstrument : state.loading}</option>
        {others.map((i) => (
          <option key={i.id} value={i.id}>
            {localName(i, locale)} · {i.model}
          </option>
        ))}
      </select>
    </fieldset>
  );
}

function FitRow({
  fit,
  known,
  onChange,
  onRemove,
}: {
  fit: Fit;
  known: InstrumentSummary | undefined;
  onChange: (fit: Fit) => void;
  onRemove: () => void;
}) {
  const t = useT(accessoryDesk);
  const locale = useLocale();
  const id = useId();
  const { data } = useRouteQuery(getInstrument, { params: { id: fit.instrumentId } }, { staleTime: 60_000 });
  const instrument = data ?? known;
  const name = instrument ? localName(instrument, locale) : '–';
  const items = Object.entries(data?.priceBook?.book.items ?? {});
  // One that the price book has lost meanwhile stays visible until somebody chooses another
  const lost = fit.itemCode !== null && data && !items.some(([code]) => code === fit.itemCode);
  return (
    <div className={styles.fit}>
      <span>
        {name} <span className={styles.faint}>{instrument?.model}</span>
      </span>
      <label className={styles.tick}>
        <input
          type="checkbox"
          checked={fit.required}
          onChange={(event) => onChange({ ...fit, required: event.target.checked })}
        />
        {t.required}
      </label>
      <select
        id={id}
        className={inputClass}
        aria-label={`${t.item}: ${name}`}
        value={fit.itemCode ?? ''}
        onChange={(event) => onChange({ ...fit, itemCode: event.target.value || null })}
      >
        <option value="">{t.freeOfCharge}</option>
        {lost && <option value={fit.itemCode ?? ''}>{fit.itemCode}</option>}
        {items.map(([code, item]) => (
          <option key={code} value={code}>
            {item.label[locale]}
          </option>
        ))}
      </select>
      <Button look="quiet" aria-label={t.remove(name)} onClick={onRemove}>
        ×
      </Button>
    </div>
  );
}
