import type { PriceBook } from '@hegu/contract/labs/pricing.ts';
import { useMemo, useState } from 'react';
import { useT } from '../../../../../i18n/messages.ts';
import { serverNow, useZone } from '../../../../../lib/session.ts';
import { Button } from '../../../../../ui/button.tsx';
import { Empty } from '../../../../../ui/empty.tsx';
import { ErrorAt, errorsOf, FieldErrors, useFieldErrors, useFieldWords } from '../../parts/field-errors.tsx';
import { emptyBook } from './book.ts';
import { Example, useEstimate, usualScenario } from './example.tsx';
import { pricesForm as words } from './messages.ts';
import { PriceTable } from './price-table.tsx';
import styles from './prices.module.css';
import { Terms } from './terms.tsx';

/** The whole price book, and what a booking would cost by it while it is being written. */
export function PricesForm({
  value,
  onChange,
}: {
  value: PriceBook | null;
  onChange: (next: PriceBook | null) => void;
}) {
  const t = useT(words);
  const fieldWords = useFieldWords();
  const zone = useZone();
  const [scenario, setScenario] = useState(() => usualScenario(serverNow(), zone));
  const estimate = useEstimate(value, scenario);
  const fromSaving = useFieldErrors();
  const { error } = estimate;
  // What the server says about the book as it is now takes the place of what it said when it was last sent.
  const errors = useMemo(() => {
    const now = errorsOf(error, fieldWords, 'body.book.', 'priceBook.');
    const others = [...fromSaving].filter(([path]) => !path.startsWith('priceBook'));
    return new Map([...others, ...now]);
  }, [error, fieldWords, fromSaving]);
  if (!value) {
    return (
      <Empty
        icon="money"
        title={t.none}
        action={
          <Button look="act" onClick={() => onChange(emptyBook)}>
            {t.start}
          </Button>
        }
      >
        {t.noneHint}
      </Empty>
    );
  }
  const set = (next: Partial<PriceBook>) => onChange({ ...value, ...next });
  const wrong = [...errors.keys()].some((path) => path.startsWith('priceBook.'));
  return (
    <FieldErrors errors={errors}>
      <div className={styles.form}>
        <PriceTable book={value} set={set} />
        <p className={styles.hint}>{t.zero}</p>
        <ErrorAt path="priceBook." />
        <Terms book={value} set={set} />
        <Example book={value} scenario={scenario} onChange={setScenario} estimate={estimate} wrong={wrong} />
      </div>
    </FieldErrors>
  );
}
