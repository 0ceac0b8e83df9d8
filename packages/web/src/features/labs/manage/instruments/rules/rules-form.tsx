import {
  type ApprovalMode,
  approvalModes,
  type BookingRules,
  mostOf,
} from '@hegu/contract/labs/booking-rules.ts';
import type { PriceBook } from '@hegu/contract/labs/pricing.ts';
import { type ReactNode, useId } from 'react';
import { useT } from '../../../../../i18n/messages.ts';
import { useFormat } from '../../../../../lib/session.ts';
import { Field, inputClass } from '../../../../../ui/field.tsx';
import { ruleLines, ruleWords, setLines } from '../../../instrument/rule-words.ts';
import { useFieldError } from '../../parts/field-errors.tsx';
import { LimitField } from './limits.tsx';
import { rulesForm as words } from './messages.ts';
import styles from './rules.module.css';
import { OffPeakList, PriorityList } from './windows.tsx';

type CountRule = 'horizonDays' | 'maxFutureReservations' | 'maxPerDay';
type LengthRule =
  | 'minMinutes'
  | 'maxMinutes'
  | 'noticeMinutes'
  | 'maxFutureMinutes'
  | 'gapMinutes'
  | 'freezeMinutes'
  | 'lateCancelMinutes'
  | 'noShowMinutes';

const grids = [1, 5, 10, 15, 20, 30, 60, 120, 240, 480, 720, 1440];

/** Booking rules as fields, beside the sentences that users will read. */
export function RulesForm({
  value,
  prices,
  layered = false,
  onChange,
}: {
  value: BookingRules;
  prices: PriceBook | null;
  /** Rules for some, over those of the instrument: what is not set is as there, which is another thing than no limit. */
  layered?: boolean;
  onChange: (next: BookingRules) => void;
}) {
  const t = useT(words);
  const said = useT(ruleWords);
  const format = useFormat();
  const set = (next: Partial<BookingRules>) => {
    const merged: Record<string, unknown> = { ...value, ...next };
    for (const [key, v] of Object.entries(merged)) if (v === undefined) delete merged[key];
    onChange(merged as BookingRules);
  };
  const limit = (kind: 'count' | 'length', name: CountRule | LengthRule, least = 0) => (
    <LimitField
      label={t[name]}
      path={name}
      kind={kind}
      value={value[name]}
      least={least}
      most={mostOf[name]}
      layered={layered}
      onChange={(next) => set({ [name]: next })}
    />
  );
  const count = (name: CountRule) => limit('count', name);
  const length = (name: LengthRule, least = 0) => limit('length', name, least);
  const known = value.gridMinutes;
  const gridChoices =
    typeof known === 'number' && !grids.includes(known) ? [...grids, known].sort((a, b) => a - b) : grids;
  const lines = layered
    ? setLines(value, format, said)
    : ruleLines(value, { lateCancellation: prices?.lateCancellation, noShow: prices?.noShow }, format, said);
  return (
    <div className={styles.rules}>
      <div className={styles.stack}>
        <Group title={t.groups.length}>
          {length('minMinutes', 1)}
          {length('maxMinutes', 1)}
          <Choice
            label={t.gridMinutes}
            path="gridMinutes"
            // On the instrument an explicit "no limit" is the empty choice, and stays until another is made
            value={known === undefined || (known === null && !layered) ? '' : String(known)}
            options={[
              ['', layered ? t.inherit : t.none],
              ...(layered ? [['null', t.unlimited] as const] : []),
              ...gridChoices.map((g) => [String(g), format.duration(g)] as const),
            ]}
            onChange={(v) => set({ gridMinutes: v === '' ? undefined : v === 'null' ? null : Number(v) })}
          />
        </Group>
        <Group title={t.groups.ahead}>
          {count('horizonDays')}
          {length('noticeMinutes')}
        </Group>
        <Group title={t.groups.amount}>
          {count('maxFutureReservations')}
          {count('maxPerDay')}
          {length('maxFutureMinutes')}
          {length('gapMinutes')}
        </Group>
        <Group title={t.groups.late}>
          {length('freezeMinutes')}
          {length('lateCancelMinutes')}
          {length('noShowMinutes', 1)}
        </Group>
        <Group title={t.groups.who}>
          <Choice<ApprovalMode | ''>
            label={t.approval}
            path="approval"
            value={value.approval ?? (layered ? '' : 'none')}
            options={[
              ...(layered ? [['', t.inherit] as const] : []),
              ...approvalModes.map((m) => [m, t.approvals[m]] as const),
            ]}
            onChange={(v) => set({ approval: v === '' ? undefined : v })}
          />
          {layered ? (
            <Choice<'' | 'yes' | 'no'>
              label={said.training}
              path="trainingRequired"
              value={value.trainingRequired == null ? '' : value.trainingRequired ? 'yes' : 'no'}
              options={[
                ['', t.inherit],
                ['yes', t.trainings.yes],
                ['no', t.trainings.no],
              ]}
              onChange={(v) => set({ trainingRequired: v === '' ? undefined : v === 'yes' })}
            />
          ) : (
            <label className={styles.check}>
              <input
                type="checkbox"
                checked={value.trainingRequired ?? false}
                onChange={(event) => set({ trainingRequired: event.target.checked })}
              />
              {t.training}
            </label>
          )}
        </Group>
        <PriorityList
          value={value.priorityWindows}
          layered={layered}
          onChange={(priorityWindows) => set({ priorityWindows })}
        />
        <OffPeakList value={value.offPeak} layered={layered} onChange={(offPeak) => set({ offPeak })} />
      </div>
      <aside className={styles.preview} aria-live="polite">
        <strong>{t.preview}</strong>
        <dl>
          {lines.map((line) => (
            <div key={line.label + line.text}>
              <dt>{line.label}</dt>
              <dd>{line.text}</dd>
            </div>
          ))}
        </dl>
      </aside>
    </div>
  );
}

function Group({ title, children }: { title: string; children: ReactNode }) {
  return (
    <fieldset className={styles.group}>
      <legend>{title}</legend>
      <div className={styles.fields}>{children}</div>
    </fieldset>
  );
}

function Choice<Value extends string>({
  label,
  path,
  value,
  options,
  onChange,
}: {
  label: string;
  path: string;
  value: Value;
  options: readonly (readonly [Value, string])[];
  onChange: (value: Value) => void;
}) {
  const id = useId();
  const error = useFieldError(`bookingRules.${path}`);
  return (
    <Field label={label} htmlFor={id} error={error}>
      <select
        id={id}
        className={inputClass}
        value={value}
        aria-invalid={error !== undefined}
        onChange={(event) => {
          const found = options.find(([v]) => v === event.target.value);
          if (found) onChange(found[0]);
        }}
      >
        {options.map(([v, text]) => (
          <option key={v} value={v}>
            {text}
          </option>
        ))}
      </select>
    </Field>
  );
}
