import { explainLine, type Quote } from '@hegu/contract/labs/pricing.ts';
import { useLocale } from '../../../../i18n/locale.ts';
import { defineMessages, useT } from '../../../../i18n/messages.ts';
import { useFormat } from '../../../../lib/session.ts';
import styles from './parts.module.css';

const words = defineMessages(
  {
    total: '合计',
    tax: (rate: string, amount: string) => `其中税额 ${amount}（税率 ${rate}）`,
    caption: '费用构成',
    none: '没有收费项',
  },
  {
    total: 'Total',
    tax: (rate, amount) => `of which tax ${amount} (${rate})`,
    caption: 'What it costs',
    none: 'Nothing is charged',
  },
);

/** A quote, line by line, each with the sum it comes from. */
export function QuoteLines({ quote }: { quote: Quote }) {
  const t = useT(words);
  const locale = useLocale();
  const format = useFormat();
  return (
    <table className={styles.lines}>
      <caption className="sr-only">{t.caption}</caption>
      <tbody>
        {quote.lines.length === 0 && (
          <tr>
            <td colSpan={2}>{t.none}</td>
          </tr>
        )}
        {quote.lines.map((line) => {
          const said = explainLine(line, locale);
          const at = said.lastIndexOf(' = ');
          return (
            <tr key={`${line.kind}${line.code}${line.quantity}${line.amountFen}`}>
              <td>{at > 0 ? said.slice(0, at) : said}</td>
              <td className="num">{format.money(line.amountFen)}</td>
            </tr>
          );
        })}
      </tbody>
      <tfoot>
        <tr>
          <th scope="row">{t.total}</th>
          <td className="num">{format.money(quote.totalFen)}</td>
        </tr>
        {quote.taxFen > 0 && (
          <tr>
            <td colSpan={2} className={styles.hint}>
              {t.tax(format.percent(quote.taxRateBp / 10_000), format.money(quote.taxFen))}
            </td>
          </tr>
        )}
      </tfoot>
    </table>
  );
}
