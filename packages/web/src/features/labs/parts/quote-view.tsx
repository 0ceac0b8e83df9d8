import { explainLine, type Quote } from '@hegu/contract/labs/pricing.ts';
import { useLocale } from '../../../i18n/locale.ts';
import { useT } from '../../../i18n/messages.ts';
import { useFormat } from '../../../lib/session.ts';
import { Money } from '../../../ui/value.tsx';
import { bookingParts } from './part-messages.ts';
import styles from './quote-view.module.css';
import { labs } from './words.ts';

/** Every line of a quote as it was computed, and the total with its tax. `totalLabel` is that of an estimate. */
export function QuoteView({ quote, totalLabel }: { quote: Quote; totalLabel?: string }) {
  const t = useT(bookingParts);
  const words = useT(labs);
  const locale = useLocale();
  const format = useFormat();
  const notes = [
    words.tierPrice[quote.tier],
    // Before use every quote is by reserved time, whatever is charged in the end
    quote.basis === 'reserved'
      ? totalLabel
        ? t.estimatedByReserved
        : t.byReserved
      : quote.basis === 'used'
        ? t.byUsed
        : null,
    t.included(format.money(quote.taxFen)),
  ].filter(Boolean);
  return (
    <div className={styles.quote}>
      <ul>
        {quote.lines.map((line, index) => {
          // The amount stands in its own column; the sentence says how it came about.
          const sentence = explainLine(line, locale).replace(/ = [^=]*$/, '');
          return (
            // biome-ignore lint/suspicious/noArrayIndexKey: two lines may be alike, and the list never moves
            <li key={`${line.kind}:${line.code}:${index}`}>
              <span>{sentence}</span>
              <Money fen={line.amountFen} />
            </li>
          );
        })}
      </ul>
      <p className={styles.total}>
        <span>{totalLabel ?? t.total}</span>
        <strong>
          <Money fen={quote.totalFen} />
        </strong>
      </p>
      <p className={styles.notes}>{notes.join(' · ')}</p>
    </div>
  );
}
