import type { FeeRule } from '@hegu/contract/labs/pricing.ts';
import { useId, useRef } from 'react';
import { useT } from '../../../../../i18n/messages.ts';
import { useFormat } from '../../../../../lib/session.ts';
import { Button } from '../../../../../ui/button.tsx';
import { Field, inputClass } from '../../../../../ui/field.tsx';
import { useFieldError } from '../../parts/field-errors.tsx';
import { YuanInput } from '../../parts/yuan-input.tsx';
import { at, emptyTime, nextCode, type Time } from './book.ts';
import { pricesForm as words } from './messages.ts';
import { type BookPart, factor, Group, inBook, Names, NumberField, percent, whole } from './parts.tsx';
import styles from './prices.module.css';
import { WindowsEditor } from './windows-editor.tsx';

const bases = ['reserved', 'used', 'larger'] as const;
const day = 1440;

/** Everything a price book says besides the prices of the table. */
export function Terms({ book, set }: BookPart) {
  const t = useT(words);
  const id = useId();
  const { time } = book;
  // Switched off by mistake, it comes back as it was
  const last = useRef<Time>(time ?? emptyTime);
  if (time) last.current = time;
  const setTime = (next: Partial<Time>) => time && set({ time: { ...time, ...next } });
  return (
    <>
      <Group title={t.groups.time}>
        <label className={styles.check}>
          <input
            type="checkbox"
            checked={time !== undefined}
            onChange={(e) => set({ time: e.target.checked ? last.current : undefined })}
          />
          {t.charged}
        </label>
        {time && (
          <div className={styles.fields}>
            <Field label={t.basis} htmlFor={id}>
              <select
                id={id}
                className={inputClass}
                value={time.basis}
                onChange={(e) => setTime({ basis: bases.find((b) => b === e.target.value) ?? 'reserved' })}
              >
                {bases.map((b) => (
                  <option key={b} value={b}>
                    {t.bases[b]}
                  </option>
                ))}
              </select>
            </Field>
            <NumberField
              label={t.rounding}
              help={t.roundingHelp}
              path="time.roundingMinutes"
              scale={whole}
              value={time.roundingMinutes}
              required
              min={1}
              max={day}
              onChange={(n) => n !== null && setTime({ roundingMinutes: n })}
            />
            <NumberField
              label={t.minimumMinutes}
              path="time.minimumMinutes"
              scale={whole}
              value={time.minimumMinutes}
              required
              max={day}
              onChange={(n) => n !== null && setTime({ minimumMinutes: n })}
            />
          </div>
        )}
      </Group>
      {time && (
        <Group title={t.groups.windows} hint={t.windowsHint}>
          <WindowsEditor value={time.windows} onChange={(windows) => setTime({ windows })} />
        </Group>
      )}
      {time && <Overtime time={time} setTime={setTime} />}
      <Group title={t.groups.fees}>
        <div className={styles.fields}>
          <Fee
            label={t.late}
            path="lateCancellation"
            value={book.lateCancellation}
            onChange={(lateCancellation) => set({ lateCancellation })}
          />
          <Fee label={t.noShow} path="noShow" value={book.noShow} onChange={(noShow) => set({ noShow })} />
        </div>
      </Group>
      <Group title={t.groups.more}>
        <div className={styles.fields}>
          {book.operator && (
            <NumberField
              label={t.operatorRounding}
              path="operator.roundingMinutes"
              scale={whole}
              value={book.operator.roundingMinutes}
              required
              min={1}
              max={day}
              onChange={(n) =>
                n !== null && book.operator && set({ operator: { ...book.operator, roundingMinutes: n } })
              }
            />
          )}
          <NumberField
            label={t.rush}
            help={t.rushHelp}
            path="rushFactorBp"
            scale={factor}
            value={book.rushFactorBp ?? null}
            max={1_000_000}
            placeholder="–"
            onChange={(bp) => set({ rushFactorBp: bp ?? undefined })}
          />
          <NumberField
            label={t.tax}
            help={t.taxHelp}
            path="taxRateBp"
            scale={percent}
            value={book.taxRateBp}
            required
            max={10_000}
            onChange={(bp) => bp !== null && set({ taxRateBp: bp })}
          />
        </div>
      </Group>
      <Discounts book={book} set={set} />
    </>
  );
}

function Overtime({ time, setTime }: { time: Time; setTime: (next: Partial<Time>) => void }) {
  const t = useT(words);
  const { overtime } = time;
  const last = useRef(overtime ?? { factorBp: 15_000, roundingMinutes: 30, graceMinutes: 10 });
  if (overtime) last.current = overtime;
  const change = (next: Partial<typeof last.current>) =>
    overtime && setTime({ overtime: { ...overtime, ...next } });
  return (
    <Group title={t.groups.overtime}>
      <label className={styles.check}>
        <input
          type="checkbox"
          checked={overtime !== undefined}
          onChange={(e) => setTime({ overtime: e.target.checked ? last.current : undefined })}
        />
        {t.overtimeOn}
      </label>
      {overtime ? (
        <div className={styles.fields}>
          <NumberField
            label={t.overtimeFactor}
            path="time.overtime.factorBp"
            scale={factor}
            value={overtime.factorBp}
            required
            max={1_000_000}
            onChange={(bp) => bp !== null && change({ factorBp: bp })}
          />
          <NumberField
            label={t.overtimeRounding}
            help={t.roundingHelp}
            path="time.overtime.roundingMinutes"
            scale={whole}
            value={overtime.roundingMinutes}
            required
            min={1}
            max={day}
            onChange={(n) => n !== null && change({ roundingMinutes: n })}
          />
          <NumberField
            label={t.overtimeGrace}
            path="time.overtime.graceMinutes"
            scale={whole}
            value={overtime.graceMinutes}
            required
            max={240}
            onChange={(n) => n !== null && change({ graceMinutes: n })}
          />
        </div>
      ) : (
        <p className={styles.hint}>{t.overtimeOff}</p>
      )}
    </Group>
  );
}

const feeKinds = ['none', 'percent', 'flat'] as const;

function Fee({
  label,
  path,
  value,
  onChange,
}: {
  label: string;
  path: string;
  value: FeeRule | undefined;
  onChange: (next: FeeRule | undefined) => void;
}) {
  const t = useT(words);
  const ids = { kind: useId(), flat: useId() };
  const error = useFieldError(inBook(`${path}.feeFen`));
  return (
    <div className={styles.fee}>
      <Field label={label} htmlFor={ids.kind}>
        <select
          id={ids.kind}
          className={inputClass}
          value={value?.kind ?? 'none'}
          onChange={(e) => {
            const kind = feeKinds.find((k) => k === e.target.value);
            onChange(
              kind === 'percent'
                ? { kind, bp: 5000 }
                : kind === 'flat'
                  ? { kind, feeFen: 10_000 }
                  : undefined,
            );
          }}
        >
          {feeKinds.map((k) => (
            <option key={k} value={k}>
              {t.fee[k]}
            </option>
          ))}
        </select>
      </Field>
      {value?.kind === 'percent' && (
        <NumberField
          label={t.feePercent}
          path={`${path}.bp`}
          scale={percent}
          value={value.bp}
          required
          max={10_000}
          onChange={(bp) => bp !== null && onChange({ ...value, bp })}
        />
      )}
      {value?.kind === 'flat' && (
        <Field label={t.feeFlat} htmlFor={ids.flat} error={error}>
          <YuanInput
            id={ids.flat}
            required
            value={value.feeFen}
            onChange={(feeFen) => feeFen !== null && onChange({ ...value, feeFen })}
          />
        </Field>
      )}
    </div>
  );
}

function Discounts({ book, set }: BookPart) {
  const t = useT(words);
  const format = useFormat();
  const prefix = useId();
  const { discounts } = book;
  const change = (index: number, next: (typeof discounts)[number] | null) =>
    set({ discounts: at(discounts, index, next) });
  return (
    <Group title={t.groups.discounts} hint={t.discountsHint}>
      {discounts.length === 0 && <p>{t.noDiscounts}</p>}
      <ul className={styles.cards}>
        {discounts.map((d, i) => (
          <li key={d.code}>
            <div className={styles.windowFields}>
              <Names
                value={d.label}
                labels={[t.labelZh, t.labelEn]}
                path={`discounts.${i}.label`}
                onChange={(label) => change(i, { ...d, label })}
              />
              <Field label={t.minDeposit} htmlFor={`${prefix}${d.code}`}>
                <YuanInput
                  id={`${prefix}${d.code}`}
                  required
                  value={d.minDepositFen}
                  onChange={(fen) => fen !== null && change(i, { ...d, minDepositFen: fen })}
                />
              </Field>
              <NumberField
                label={t.off}
                help={t.offHelp(format.percent(1 - d.offBp / 10_000))}
                path={`discounts.${i}.offBp`}
                scale={percent}
                value={d.offBp}
                required
                max={10_000}
                onChange={(bp) => bp !== null && change(i, { ...d, offBp: bp })}
              />
            </div>
            <span className={styles.cardActs}>
              <Button look="quiet" onClick={() => change(i, null)}>
                {t.removeRow}
              </Button>
            </span>
          </li>
        ))}
      </ul>
      {discounts.length < 20 && (
        <div className={styles.acts}>
          <Button
            look="quiet"
            onClick={() =>
              set({
                discounts: [
                  ...discounts,
                  {
                    code: nextCode(
                      'deposit',
                      discounts.map((d) => d.code),
                    ),
                    label: t.newDiscount,
                    minDepositFen: 5_000_000,
                    offBp: 500,
                  },
                ],
              })
            }
          >
            {t.addDiscount}
          </Button>
        </div>
      )}
    </Group>
  );
}
