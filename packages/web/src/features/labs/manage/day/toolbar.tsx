import type { Facility } from '@hegu/contract/labs/instruments.ts';
import { useEffect, useId, useState } from 'react';
import { useLocale } from '../../../../i18n/locale.ts';
import { localName, useT } from '../../../../i18n/messages.ts';
import { serverNow, useZone } from '../../../../lib/session.ts';
import { Button } from '../../../../ui/button.tsx';
import { inputClass } from '../../../../ui/field.tsx';
import { Icon } from '../../../../ui/icons.tsx';
import { usePhone } from '../../../../ui/use-media.ts';
import { addDays } from '../../parts/time.ts';
import { manage } from '../parts/messages.ts';
import styles from './day.module.css';
import { type Span, spans, today } from './layout.ts';
import { day as words } from './messages.ts';

export interface DaySearch {
  readonly date?: string | undefined;
  readonly span?: string | undefined;
  readonly facility?: string | undefined;
  readonly q?: string | undefined;
  readonly busy?: string | undefined;
}

/** Which days, which facility, which instruments. Everything it sets is in the address. */
export function Toolbar({
  date,
  span,
  facility,
  facilities,
  q,
  busyOnly,
  onChange,
}: {
  date: string;
  span: Span;
  /** `all`, or an id. */
  facility: string;
  facilities: readonly Facility[];
  q: string;
  busyOnly: boolean;
  onChange: (next: DaySearch) => void;
}) {
  const t = useT(words);
  const m = useT(manage);
  const locale = useLocale();
  const zone = useZone();
  const phone = usePhone();
  const ids = { date: useId(), facility: useId(), q: useId() };
  const [typed, setTyped] = useState(q);
  useEffect(() => setTyped(q), [q]);
  useEffect(() => {
    if (typed === q) return;
    const timer = setTimeout(() => onChange({ q: typed || undefined }), 250);
    return () => clearTimeout(timer);
  }, [typed, q, onChange]);
  const now = today(serverNow(), zone);
  return (
    <div className={styles.toolbar}>
      <div className={styles.dates}>
        <Button aria-label={t.previous} onClick={() => onChange({ date: addDays(date, -span) })}>
          <Icon name="chevronLeft" size={18} />
        </Button>
        <label className="sr-only" htmlFor={ids.date}>
          {t.pickDate}
        </label>
        <input
          id={ids.date}
          type="date"
          className={`${inputClass} ${styles.date}`}
          value={date}
          onChange={(event) => event.target.value && onChange({ date: event.target.value })}
        />
        <Button aria-label={t.next} onClick={() => onChange({ date: addDays(date, span) })}>
          <Icon name="chevronRight" size={18} />
        </Button>
        <Button disabled={date === now} onClick={() => onChange({ date: undefined })}>
          {t.today}
        </Button>
      </div>
      {!phone && (
        <fieldset className={styles.spans}>
          <legend className="sr-only">{t.spanLabel}</legend>
          {spans.map((s) => (
            <label key={s} className={styles.span} data-on={s === span || undefined}>
              <input
                type="radio"
                name="span"
                className="sr-only"
                checked={s === span}
                onChange={() => onChange({ span: s === 1 ? undefined : String(s) })}
              />
              {t.span[s]}
            </label>
          ))}
        </fieldset>
      )}
      {facilities.length > 1 && (
        <>
          <label className="sr-only" htmlFor={ids.facility}>
            {m.facility}
          </label>
          <select
            id={ids.facility}
            className={`${inputClass} ${styles.facility}`}
            value={facility}
            onChange={(event) => onChange({ facility: event.target.value })}
          >
            <option value="all">{m.allFacilities}</option>
            {facilities.map((f) => (
              <option key={f.id} value={f.id}>
                {localName(f, locale)}
              </option>
            ))}
          </select>
        </>
      )}
      <label className="sr-only" htmlFor={ids.q}>
        {t.search}
      </label>
      <input
        id={ids.q}
        type="search"
        className={`${inputClass} ${styles.q}`}
        placeholder={t.search}
        value={typed}
        onChange={(event) => setTyped(event.target.value)}
      />
      <label className={styles.check}>
        <input
          type="checkbox"
          checked={busyOnly}
          onChange={(event) => onChange({ busy: event.target.checked ? '1' : undefined })}
        />
        {t.busyOnly}
      </label>
    </div>
  );
}
