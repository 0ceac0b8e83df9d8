import { type CustomerTier, customerTiers, type Rate } from '@hegu/contract/labs/pricing.ts';
import { useId } from 'react';
import { useT } from '../../../../../i18n/messages.ts';
import { useFormat } from '../../../../../lib/session.ts';
import { Button } from '../../../../../ui/button.tsx';
import { Dialog } from '../../../../../ui/dialog.tsx';
import { Field, inputClass } from '../../../../../ui/field.tsx';
import { ErrorAt, useFieldError } from '../../parts/field-errors.tsx';
import { NumberInput, type Scale, scaled } from '../../parts/number-input.tsx';
import { YuanInput } from '../../parts/yuan-input.tsx';
import {
  at,
  kindOf,
  likeSteps,
  put,
  type RateKind,
  type Rates,
  withKind,
  withoutStep,
  withStep,
} from './book.ts';
import { pricesForm as words } from './messages.ts';
import { inBook } from './parts.tsx';
import styles from './prices.module.css';

/** What the steps of a rate count. */
export interface Measure {
  /** Steps of time are kept in minutes and written in hours. */
  readonly scale: Scale;
  readonly unit: string;
  readonly text: (quantity: number) => string;
  /** Where the first of two new steps ends. */
  readonly first: number;
}

const hours = scaled(60, 2);

export function useMeasure(): { readonly time: Measure; readonly pieces: (unit: string) => Measure } {
  const t = useT(words).steps;
  const format = useFormat();
  return {
    time: { scale: hours, unit: t.hour, text: (n) => t.hours(hours.show(n)), first: 180 },
    pieces: (unit) => ({
      scale: scaled(1, 0),
      unit,
      text: (n) => t.pieces(format.number(n), unit),
      first: 10,
    }),
  };
}

/** Short lines for a cell: what each step costs. */
export function useStepLines(): (rate: Rate, measure: Measure) => string[] {
  const t = useT(words).steps;
  const format = useFormat();
  return (rate, measure) =>
    rate.steps.map((step, i) => {
      const before = rate.steps[i - 1]?.upTo ?? 0;
      const span =
        step.upTo === null
          ? t.above(measure.text(before))
          : i === 0
            ? t.first(measure.text(step.upTo))
            : t.between(measure.scale.show(before), measure.text(step.upTo));
      return `${span} ${format.money(step.unitPriceFen)}`;
    });
}

/** The steps of one row of the table, for every kind of customer beside each other. */
export function StepsDialog({
  title,
  path,
  rates,
  measure,
  onChange,
  onClose,
}: {
  title: string;
  path: string;
  rates: Rates;
  measure: Measure;
  onChange: (next: Rates) => void;
  onClose: () => void;
}) {
  const t = useT(words);
  return (
    <Dialog
      open
      width={1040}
      title={t.steps.title(title)}
      onClose={onClose}
      footer={
        <Button look="act" onClick={onClose}>
          {t.steps.done}
        </Button>
      }
    >
      <div className={styles.dialog}>
        <p className={styles.hint}>{t.steps.hint}</p>
        <div className={styles.tierColumns}>
          {customerTiers.map((tier) => (
            <TierSteps
              key={tier}
              tier={tier}
              path={`${path}.${tier}`}
              rate={rates[tier]}
              measure={measure}
              onChange={(rate) => onChange(put(rates, tier, rate))}
              onLike={() => onChange(likeSteps(rates, tier))}
            />
          ))}
        </div>
      </div>
    </Dialog>
  );
}

const kinds: readonly RateKind[] = ['none', 'flat', 'graduated', 'volume'];

function TierSteps({
  tier,
  path,
  rate,
  measure,
  onChange,
  onLike,
}: {
  tier: CustomerTier;
  path: string;
  rate: Rate | undefined;
  measure: Measure;
  onChange: (rate: Rate | null) => void;
  onLike: () => void;
}) {
  const t = useT(words);
  const id = useId();
  const kind = kindOf(rate);
  const stepped = rate !== undefined && kind !== 'flat';
  return (
    <section className={styles.tierSteps} aria-label={t.tiers[tier]}>
      <h3>{t.tiers[tier]}</h3>
      <Field label={t.steps.kind} htmlFor={id}>
        <select
          id={id}
          className={inputClass}
          value={kind}
          onChange={(e) =>
            onChange(withKind(rate, kinds.find((k) => k === e.target.value) ?? 'none', measure.first))
          }
        >
          {kinds.map((k) => (
            <option key={k} value={k}>
              {t.steps.kinds[k]}
            </option>
          ))}
        </select>
      </Field>
      {rate && (
        <ol className={styles.steps}>
          {rate.steps.map((step, i) => (
            // biome-ignore lint/suspicious/noArrayIndexKey: steps have no identity but their place
            <li key={i}>
              <Step
                step={step}
                before={rate.steps[i - 1]?.upTo ?? 0}
                alone={!stepped}
                path={`${path}.steps.${i}`}
                measure={measure}
                onChange={(next) => onChange({ ...rate, steps: at(rate.steps, i, next) })}
              />
              {rate.steps.length > 2 && (
                <Button
                  look="quiet"
                  aria-label={t.steps.remove(i + 1)}
                  onClick={() => onChange(withoutStep(rate, i))}
                >
                  ×
                </Button>
              )}
            </li>
          ))}
        </ol>
      )}
      <ErrorAt path={inBook(`${path}.steps`)} />
      {stepped && (
        <div className={styles.tierActs}>
          {rate.steps.length < 20 && (
            <Button look="quiet" onClick={() => onChange(withStep(rate))}>
              {t.steps.add}
            </Button>
          )}
          <Button look="quiet" onClick={onLike}>
            {t.steps.like(t.tiers[tier])}
          </Button>
        </div>
      )}
    </section>
  );
}

function Step({
  step,
  before,
  alone,
  path,
  measure,
  onChange,
}: {
  step: Rate['steps'][number];
  before: number;
  /** The only step: nothing to say about how far it goes. */
  alone: boolean;
  path: string;
  measure: Measure;
  onChange: (next: Rate['steps'][number]) => void;
}) {
  const t = useT(words).steps;
  const upTo = useFieldError(inBook(`${path}.upTo`));
  return (
    <span className={styles.step}>
      {!alone &&
        (step.upTo === null ? (
          <span className={styles.hint}>{t.above(measure.text(before))}</span>
        ) : (
          <NumberInput
            label={t.upTo(measure.unit)}
            scale={measure.scale}
            value={step.upTo}
            required
            min={1}
            // Out of order is for the server to say, at the steps as a whole
            max={1_000_000}
            invalid={upTo !== undefined}
            onChange={(n) => n !== null && onChange({ ...step, upTo: n })}
          />
        ))}
      {!alone && step.upTo !== null && <span className={styles.hint}>{measure.unit}</span>}
      <YuanInput
        label={t.price}
        required
        value={step.unitPriceFen}
        onChange={(fen) => fen !== null && onChange({ ...step, unitPriceFen: fen })}
      />
    </span>
  );
}
