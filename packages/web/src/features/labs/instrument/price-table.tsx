import type { CustomerTier, PriceBookVersion } from '@hegu/contract/labs/pricing.ts';
import { customerTiers } from '@hegu/contract/labs/pricing.ts';
import { useState } from 'react';
import { useT } from '../../../i18n/messages.ts';
import { useFormat } from '../../../lib/session.ts';
import { useNarrow } from '../../../ui/use-media.ts';
import { labs } from '../parts/words.ts';
import styles from './instrument.module.css';
import { instrumentWords } from './messages.ts';
import { type PriceRow, priceConditions, priceRows, priceWords } from './price-words.ts';
import { ruleWords } from './rule-words.ts';
import { SaidList } from './said-list.tsx';

/** What it costs whom: every tier at a desk, one at a time on a phone; below it what else holds. */
export function PriceTable({ version, tier }: { version: PriceBookVersion; tier: CustomerTier }) {
  const words = useT(priceWords);
  const rules = useT(ruleWords);
  const format = useFormat();
  const narrow = useNarrow();
  const rows = priceRows(version.book, format, words);
  return (
    <>
      {narrow ? <OneTier rows={rows} tier={tier} /> : <AllTiers rows={rows} tier={tier} />}
      <SaidList
        lines={[
          ...priceConditions(version.book, tier, format, words, rules),
          {
            label: words.valid,
            text: version.validTo
              ? words.validUntil(format.day(version.validFrom), format.day(version.validTo))
              : format.day(version.validFrom),
          },
        ]}
      />
    </>
  );
}

function Cell({ lines }: { lines: readonly string[] | null }) {
  const t = useT(labs);
  if (lines === null) return <span className={styles.faint}>{t.onRequest}</span>;
  return (
    <>
      {lines.map((line) => (
        <span key={line} className={styles.priceLine}>
          {line}
        </span>
      ))}
    </>
  );
}

function AllTiers({ rows, tier }: { rows: readonly PriceRow[]; tier: CustomerTier }) {
  const t = useT(instrumentWords);
  const words = useT(labs);
  // A tier in which nothing has a price is no column; the reader's own always is.
  const shown = customerTiers.filter((c) => c === tier || rows.some((row) => row.prices[c] !== null));
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: a region that scrolls must be reachable with the keyboard
    <section className={styles.scroll} aria-label={t.pricesTitle} tabIndex={0}>
      <table className={styles.prices}>
        <thead>
          <tr>
            <th scope="col">{t.priceItem}</th>
            {shown.map((c) => (
              <th key={c} scope="col" data-mine={c === tier || undefined}>
                {words.tier[c]}
                {c === tier && <span className={styles.mineTag}>{t.yours}</span>}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {rows.map((row) => (
            <tr key={row.key}>
              <th scope="row">
                {row.label} <span className={styles.faint}>{row.unit}</span>
              </th>
              {shown.map((c) => (
                <td key={c} data-mine={c === tier || undefined}>
                  <Cell lines={row.prices[c]} />
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  );
}

function OneTier({ rows, tier }: { rows: readonly PriceRow[]; tier: CustomerTier }) {
  const t = useT(instrumentWords);
  const words = useT(labs);
  const [chosen, setChosen] = useState(tier);
  return (
    <>
      <fieldset className={styles.tiers}>
        <legend className="sr-only">{t.tierChoice}</legend>
        {customerTiers.map((c) => (
          <button key={c} type="button" aria-pressed={c === chosen} onClick={() => setChosen(c)}>
            {words.tier[c]}
            {c === tier && <span className="sr-only"> ({t.yours})</span>}
          </button>
        ))}
      </fieldset>
      <dl className={styles.onePrice}>
        {rows.map((row) => (
          <div key={row.key}>
            <dt>
              {row.label} <span className={styles.faint}>{row.unit}</span>
            </dt>
            <dd>
              <Cell lines={row.prices[chosen]} />
            </dd>
          </div>
        ))}
      </dl>
    </>
  );
}
