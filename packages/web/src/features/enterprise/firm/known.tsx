import { useId } from 'react';
import { useT } from '../../../i18n/messages.ts';
import { serverNow, useZone } from '../../../lib/session.ts';
import { Button } from '../../../ui/button.tsx';
import { inputClass } from '../../../ui/field.tsx';
import { Alert } from '../../../ui/problem-view.tsx';
import { today } from '../../labs/manage/day/layout.ts';
import styles from './firm.module.css';
import { firmPageWords } from './messages.ts';

/** Looking at a firm as it was known on a day: what was stated or corrected later is left out. */
export function Known({
  known,
  recorded = false,
  onChange,
}: {
  known: string | undefined;
  /** Choosing a day is another reading that is written down. */
  recorded?: boolean;
  onChange: (known: string | undefined) => void;
}) {
  const t = useT(firmPageWords);
  const id = useId();
  const zone = useZone();
  const latest = today(serverNow(), zone);
  return (
    <>
      <div className={styles.known}>
        <label htmlFor={id}>{t.known}</label>
        <input
          id={id}
          type="date"
          className={inputClass}
          max={latest}
          value={known ?? latest}
          aria-describedby={recorded ? `${id}h` : undefined}
          onChange={(event) => {
            const day = event.target.value;
            if (day !== '' && day <= latest) onChange(day === latest ? undefined : day);
          }}
        />
        {recorded && (
          <small id={`${id}h`} className={styles.faint}>
            {t.knownReads}
          </small>
        )}
      </div>
      {known && (
        <Alert tone="wait" title={t.knownBanner(known)}>
          <Button look="quiet" onClick={() => onChange(undefined)}>
            {t.knownNow}
          </Button>
        </Alert>
      )}
    </>
  );
}
