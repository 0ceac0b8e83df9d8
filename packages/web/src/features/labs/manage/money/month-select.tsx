import { useT } from '../../../../i18n/messages.ts';
import { serverNow, useFormat, useZone } from '../../../../lib/session.ts';
import { inputClass } from '../../../../ui/field.tsx';
import { money as words } from './messages.ts';
import { recentMonths } from './months.ts';

/** One of the last two years' months: an empty month control says nothing, and some browsers draw it as bare text. */
export function MonthSelect({
  id,
  value,
  all = false,
  onChange,
}: {
  id: string;
  /** `2026-10`; empty for all of them. */
  value: string;
  /** Offers all months together. */
  all?: boolean;
  onChange: (month: string) => void;
}) {
  const t = useT(words);
  const format = useFormat();
  const recent = recentMonths(serverNow(), useZone());
  // An address may name an older one
  const months = value === '' || recent.includes(value) ? recent : [...recent, value];
  return (
    <select id={id} className={inputClass} value={value} onChange={(event) => onChange(event.target.value)}>
      {all && <option value="">{t.allMonths}</option>}
      {months.map((month) => (
        <option key={month} value={month}>
          {format.month(month)}
        </option>
      ))}
    </select>
  );
}
