import { useNavigate } from '@tanstack/react-router';
import { useId } from 'react';
import { useT } from '../../../i18n/messages.ts';
import { inputClass } from '../../../ui/field.tsx';
import styles from '../parts/voucher.module.css';
import { officeWords } from './messages.ts';

/** One of a list of states, kept in the address. */
export function StatusFilter<Status extends string>({
  options,
  value,
  words,
}: {
  options: readonly Status[];
  value: Status | undefined;
  words: Readonly<Record<Status, string>>;
}) {
  const t = useT(officeWords);
  const id = useId();
  const navigate = useNavigate({ from: '/vouchers/office' });
  return (
    <p className={styles.row} style={{ marginBottom: 'var(--s3)' }}>
      <label htmlFor={id} className={styles.faint}>
        {t.status}
      </label>
      <select
        id={id}
        className={inputClass}
        style={{ width: 'auto' }}
        value={value ?? ''}
        onChange={(event) =>
          void navigate({
            search: (before) => ({ ...before, status: event.target.value || undefined }),
            replace: true,
            resetScroll: false,
          })
        }
      >
        <option value="">{t.all}</option>
        {options.map((s) => (
          <option key={s} value={s}>
            {words[s]}
          </option>
        ))}
      </select>
    </p>
  );
}
