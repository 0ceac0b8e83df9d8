import { type Bilingual, type CustomerTier, customerTiers } from '@hegu/contract/labs/pricing.ts';
import { type ReactNode, useState } from 'react';
import { useLocale } from '../../../../../i18n/locale.ts';
import { useT } from '../../../../../i18n/messages.ts';
import { Button } from '../../../../../ui/button.tsx';
import { useNarrow } from '../../../../../ui/use-media.ts';
import { Choices } from '../../../parts/choices.tsx';
import { ErrorAt, useFieldError } from '../../parts/field-errors.tsx';
import { YuanInput } from '../../parts/yuan-input.tsx';
import { type Fens, flatOf, nextCode, put, type Rates, withFlat, without } from './book.ts';
import { pricesForm as words } from './messages.ts';
import { type BookPart, inBook, Names } from './parts.tsx';
import styles from './prices.module.css';
import { type Measure, StepsDialog, useMeasure, useStepLines } from './steps-dialog.tsx';

/** What each kind of customer pays for what: all of them at a desk, one at a time on a phone. */
export function PriceTable({ book, set }: BookPart) {
  const t = useT(words);
  const measure = useMeasure();
  const locale = useLocale();
  const narrow = useNarrow();
  const [tier, setTier] = useState<CustomerTier>('enterprise');
  const tiers = narrow ? [tier] : customerTiers;
  const { time } = book;
  const named = { tiers };
  return (
    <div className={styles.tableBox}>
      {narrow && (
        <Choices
          label={t.tierChoice}
          value={tier}
          options={customerTiers.map((c) => ({ value: c, label: t.tiers[c] }))}
          onChange={setTier}
        />
      )}
      <table className={styles.prices}>
        <thead>
          <tr>
            <th scope="col">{t.item}</th>
            <th scope="col">{t.unit}</th>
            {tiers.map((c) => (
              <th key={c} scope="col" className={styles.end}>
                {t.tiers[c]}
              </th>
            ))}
            <th scope="col">
              <span className="sr-only">{t.removeRow}</span>
            </th>
          </tr>
        </thead>
        <tbody>
          {time && (
            <RateRow
              {...named}
              name={t.time}
              unit={t.perHour}
              path="time.perHour"
              measure={measure.time}
              rates={time.perHour}
              onChange={(perHour) => set({ time: { ...time, perHour } })}
            />
          )}
          {time && (
            <FenRow
              {...named}
              name={t.dayCap}
              unit={t.perDay}
              path="time.dayCapFen"
              fens={time.dayCapFen ?? {}}
              onChange={(dayCapFen) =>
                set({
                  time: {
                    ...time,
                    dayCapFen: Object.keys(dayCapFen).length === 0 ? undefined : dayCapFen,
                  },
                })
              }
            />
          )}
          <FenRow
            {...named}
            name={t.operator}
            unit={t.perHour}
            path="operator.perHourFen"
            fens={book.operator?.perHourFen ?? {}}
            onChange={(perHourFen) =>
              set({
                operator:
                  Object.keys(perHourFen).length === 0
                    ? undefined
                    : { roundingMinutes: 30, ...book.operator, perHourFen },
              })
            }
          />
          {Object.entries(book.items).map(([code, item]) => {
            const change = (next: Partial<typeof item>) =>
              set({ items: { ...book.items, [code]: { ...item, ...next } } });
            return (
              <RateRow
                {...named}
                key={code}
                name={item.label[locale]}
                path={`items.${code}.rates`}
                measure={measure.pieces(item.unit[locale])}
                rates={item.rates}
                onChange={(rates) => change({ rates })}
                entry={{ kind: 'item', code, path: `items.${code}`, ...item, change }}
                onRemove={() => set({ items: without(book.items, code) })}
              />
            );
          })}
          {Object.entries(book.consumables).map(([code, item]) => {
            const change = (next: Partial<typeof item>) =>
              set({ consumables: { ...book.consumables, [code]: { ...item, ...next } } });
            return (
              <FenRow
                {...named}
                key={code}
                name={item.label[locale]}
                path={`consumables.${code}.priceFen`}
                fens={item.priceFen}
                onChange={(priceFen) => change({ priceFen })}
                entry={{ kind: 'consumable', code, path: `consumables.${code}`, ...item, change }}
                onRemove={() => set({ consumables: without(book.consumables, code) })}
              />
            );
          })}
          <FenRow
            {...named}
            name={t.minimum}
            unit={t.perOrder}
            path="minimumFen"
            fens={book.minimumFen}
            onChange={(minimumFen) => set({ minimumFen })}
          />
        </tbody>
      </table>
      <div className={styles.acts}>
        <Button
          look="quiet"
          onClick={() =>
            set({
              items: {
                ...book.items,
                [nextCode('item', Object.keys(book.items))]: {
                  label: t.newItem,
                  unit: t.newItemUnit,
                  rates: {},
                },
              },
            })
          }
        >
          {t.addItem}
        </Button>
        <Button
          look="quiet"
          onClick={() =>
            set({
              consumables: {
                ...book.consumables,
                [nextCode('consumable', Object.keys(book.consumables))]: {
                  label: t.newConsumable,
                  unit: t.newConsumableUnit,
                  priceFen: {},
                },
              },
            })
          }
        >
          {t.addConsumable}
        </Button>
      </div>
    </div>
  );
}

interface RowProps {
  readonly tiers: readonly CustomerTier[];
  readonly name: string;
  /** In words; an entry of its own has its unit as fields instead. */
  readonly unit?: string;
  readonly path: string;
  /** A row somebody added: its names, its unit and what it is called in the book. */
  readonly entry?: {
    readonly kind: 'item' | 'consumable';
    readonly code: string;
    readonly path: string;
    readonly label: Bilingual;
    readonly unit: Bilingual;
    readonly change: (next: { label?: Bilingual; unit?: Bilingual }) => void;
  };
  readonly onRemove?: () => void;
}

/** What stands before the prices of a row and behind them, whatever the prices are made of. */
function Row({
  name,
  unit,
  path,
  entry,
  onRemove,
  cells,
  act,
}: RowProps & { cells: ReactNode; act?: ReactNode }) {
  const t = useT(words);
  return (
    <tr>
      {entry ? (
        <>
          <td>
            <Names
              value={entry.label}
              labels={[t.labelZh, t.labelEn]}
              path={`${entry.path}.label`}
              onChange={(label) => entry.change({ label })}
            />
            <span className={styles.code}>
              {entry.kind === 'consumable' && `${t.consumable} · `}
              {t.code(entry.code)}
            </span>
          </td>
          <td>
            <Names
              value={entry.unit}
              labels={[t.unitZh, t.unitEn]}
              path={`${entry.path}.unit`}
              onChange={(next) => entry.change({ unit: next })}
            />
          </td>
        </>
      ) : (
        <>
          <th scope="row">{name}</th>
          <td>{unit}</td>
        </>
      )}
      {cells}
      <td className={styles.rowActs}>
        {act}
        {onRemove && (
          <Button look="quiet" onClick={onRemove} aria-label={`${t.removeRow} ${name}`}>
            {t.removeRow}
          </Button>
        )}
        <ErrorAt path={inBook(path)} />
      </td>
    </tr>
  );
}

/** One amount for each kind of customer. */
function FenRow({ fens, onChange, ...row }: RowProps & { fens: Fens; onChange: (next: Fens) => void }) {
  return (
    <Row
      {...row}
      cells={row.tiers.map((tier) => (
        <PriceCell
          key={tier}
          tier={tier}
          name={row.name}
          path={`${row.path}.${tier}`}
          value={fens[tier] ?? null}
          onChange={(fen) => onChange(put(fens, tier, fen))}
        />
      ))}
    />
  );
}

/** One rate for each kind of customer; where it has steps they are named, and a press opens them. */
function RateRow({
  rates,
  measure,
  onChange,
  ...row
}: RowProps & { rates: Rates; measure: Measure; onChange: (next: Rates) => void }) {
  const t = useT(words);
  const lines = useStepLines();
  const [open, setOpen] = useState(false);
  return (
    <Row
      {...row}
      cells={row.tiers.map((tier) => {
        const rate = rates[tier];
        const flat = flatOf(rate);
        if (rate === undefined || flat !== 'steps')
          return (
            <PriceCell
              key={tier}
              tier={tier}
              name={row.name}
              path={`${row.path}.${tier}.steps.0.unitPriceFen`}
              value={flat === 'steps' ? null : flat}
              onChange={(fen) => onChange(put(rates, tier, withFlat(rate, fen)))}
            />
          );
        return (
          <td key={tier}>
            <button
              type="button"
              className={styles.stepped}
              aria-label={`${row.name} ${t.tiers[tier]} ${t.steps.edit}`}
              onClick={() => setOpen(true)}
            >
              <small>{t.steps.kinds[rate.mode]}</small>
              {lines(rate, measure).map((line) => (
                <span key={line}>{line}</span>
              ))}
            </button>
            <ErrorAt path={inBook(`${row.path}.${tier}.steps`)} />
          </td>
        );
      })}
      act={
        <>
          <Button look="quiet" onClick={() => setOpen(true)} aria-label={t.steps.editOf(row.name)}>
            {t.steps.edit}
          </Button>
          {open && (
            <StepsDialog
              title={row.name}
              path={row.path}
              rates={rates}
              measure={measure}
              onChange={onChange}
              onClose={() => setOpen(false)}
            />
          )}
        </>
      }
    />
  );
}

function PriceCell({
  tier,
  name,
  path,
  value,
  onChange,
}: {
  tier: CustomerTier;
  name: string;
  path: string;
  value: number | null;
  onChange: (fen: number | null) => void;
}) {
  const t = useT(words);
  const error = useFieldError(inBook(path));
  return (
    <td>
      <YuanInput
        label={`${name} ${t.tiers[tier]}`}
        placeholder="–"
        value={value}
        invalid={error !== undefined}
        onChange={onChange}
      />
      {error && <ErrorAt path={inBook(path)} />}
    </td>
  );
}
