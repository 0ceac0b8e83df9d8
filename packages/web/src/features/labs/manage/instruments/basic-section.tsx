import { InstrumentStatus, serviceModes, Visibility } from '@hegu/contract/labs/instruments.ts';
import { type ReactNode, useId } from 'react';
import { modeWord, modeWords } from '../../../../i18n/kinds.ts';
import { useLocale } from '../../../../i18n/locale.ts';
import { localName, useT } from '../../../../i18n/messages.ts';
import { Field, helpId, inputClass } from '../../../../ui/field.tsx';
import { labs } from '../../parts/words.ts';
import { useFieldError } from '../parts/field-errors.tsx';
import { useManagedFacilities } from '../parts/managed.ts';
import { manage } from '../parts/messages.ts';
import { YuanInput } from '../parts/yuan-input.tsx';
import { ClassPicker } from './class-picker.tsx';
import type { Draft, RequiredField } from './draft.ts';
import styles from './instruments.module.css';
import { instruments as words } from './messages.ts';

export interface SectionProps {
  readonly draft: Draft;
  readonly set: (next: Partial<Draft>) => void;
  /** Fields that a save found empty. */
  readonly missing: readonly RequiredField[];
}

type TextKey = {
  [K in keyof Draft]: Draft[K] extends string ? K : never;
}[keyof Draft];

/** The contact is three fields of the form and one of the body. */
const pathOf = (name: TextKey): string =>
  name.replace(/^contact(Name|Phone|Email)$/, (_, part: string) => `contact.${part.toLowerCase()}`);

/** A labelled text field of the draft. */
export function TextField({
  name,
  label,
  draft,
  set,
  missing = [],
  required = false,
  max = 200,
  rows,
  type = 'text',
  help,
}: Partial<SectionProps> &
  Pick<SectionProps, 'draft' | 'set'> & {
    name: TextKey;
    label: string;
    required?: boolean;
    max?: number;
    rows?: number;
    type?: 'text' | 'date' | 'email' | 'tel';
    help?: ReactNode;
  }) {
  const id = useId();
  const error = useFieldError(pathOf(name));
  const shared = {
    id,
    className: inputClass,
    maxLength: type === 'date' ? undefined : max,
    value: draft[name],
    'aria-invalid': missing.some((m) => m === name) || error !== undefined,
    'aria-required': required || undefined,
    ...(help || error ? { 'aria-describedby': helpId(id) } : {}),
    onChange: (event: { target: { value: string } }) => set({ [name]: event.target.value } as Partial<Draft>),
  };
  return (
    <Field label={required ? `${label} *` : label} htmlFor={id} help={help} error={error}>
      {rows ? <textarea {...shared} rows={rows} /> : <input {...shared} type={type} />}
    </Field>
  );
}

export function BasicSection({ draft, set, missing, className }: SectionProps & { className: string }) {
  const t = useT(words);
  const m = useT(manage);
  const l = useT(labs);
  const f = t.fields;
  const locale = useLocale();
  const ids = { facility: useId(), status: useId(), visibility: useId(), capacity: useId(), value: useId() };
  const { facilities } = useManagedFacilities();
  const text = { draft, set, missing };
  const wrong = {
    facility: useFieldError('facilityId'),
    class: useFieldError('classCode'),
    capacity: useFieldError('capacity'),
  };
  return (
    <div className={styles.stack}>
      <div className={styles.fields}>
        <TextField {...text} name="nameZh" label={f.nameZh} required max={120} />
        <TextField {...text} name="nameEn" label={f.nameEn} required />
        <TextField {...text} name="model" label={f.model} required max={120} />
        <TextField {...text} name="maker" label={f.maker} required max={120} />
        <Field label={`${f.facility} *`} htmlFor={ids.facility} error={wrong.facility}>
          <select
            id={ids.facility}
            className={inputClass}
            value={draft.facilityId}
            aria-invalid={missing.includes('facilityId') || wrong.facility !== undefined}
            onChange={(event) => set({ facilityId: event.target.value })}
          >
            <option value="">{m.facility}…</option>
            {facilities?.map((x) => (
              <option key={x.id} value={x.id}>
                {localName(x, locale)}
              </option>
            ))}
          </select>
        </Field>
        <ClassPicker
          code={draft.classCode}
          name={className}
          invalid={missing.includes('classCode')}
          error={wrong.class}
          onChange={(classCode) => set({ classCode })}
        />
        <Field label={f.status} htmlFor={ids.status} help={t.statusHelp[draft.status]}>
          <select
            id={ids.status}
            className={inputClass}
            value={draft.status}
            aria-describedby={helpId(ids.status)}
            onChange={(event) =>
              set({ status: InstrumentStatus.options.find((s) => s === event.target.value) ?? 'draft' })
            }
          >
            {InstrumentStatus.options.map((s) => (
              <option key={s} value={s}>
                {l.status[s]}
              </option>
            ))}
          </select>
        </Field>
        <Field label={f.visibility} htmlFor={ids.visibility}>
          <select
            id={ids.visibility}
            className={inputClass}
            value={draft.visibility}
            onChange={(event) =>
              set({ visibility: Visibility.options.find((v) => v === event.target.value) ?? 'public' })
            }
          >
            {Visibility.options.map((v) => (
              <option key={v} value={v}>
                {f.visibilities[v]}
              </option>
            ))}
          </select>
        </Field>
        <TextField {...text} name="assetNumber" label={f.assetNumber} max={60} />
        <TextField {...text} name="room" label={f.room} max={80} />
        <Field label={f.capacity} htmlFor={ids.capacity} help={f.capacityHelp} error={wrong.capacity}>
          <input
            id={ids.capacity}
            type="number"
            min={1}
            max={1000}
            className={inputClass}
            value={draft.capacity}
            aria-invalid={wrong.capacity !== undefined}
            aria-describedby={helpId(ids.capacity)}
            onChange={(event) => set({ capacity: Math.max(1, Math.round(Number(event.target.value))) })}
          />
        </Field>
        <Field label={f.purchaseValue} htmlFor={ids.value}>
          <YuanInput
            id={ids.value}
            value={draft.purchaseValueFen}
            onChange={(purchaseValueFen) => set({ purchaseValueFen })}
          />
        </Field>
        <TextField {...text} name="purchasedOn" label={f.purchasedOn} type="date" />
        <TextField {...text} name="commissionedOn" label={f.commissionedOn} type="date" />
        <TextField {...text} name="contactName" label={f.contactName} max={60} />
        <TextField {...text} name="contactPhone" label={f.contactPhone} max={40} type="tel" />
        <TextField {...text} name="contactEmail" label={f.contactEmail} max={120} type="email" />
      </div>
      <div className={styles.pair}>
        <TextField {...text} name="descriptionZh" label={f.descriptionZh} max={4000} rows={4} />
        <TextField {...text} name="descriptionEn" label={f.descriptionEn} max={4000} rows={4} />
      </div>
    </div>
  );
}

export function ServiceSection({ draft, set, missing }: SectionProps) {
  const t = useT(words);
  const modes = useT(modeWords);
  const f = t.fields;
  const text = { draft, set };
  return (
    <div className={styles.stack}>
      <fieldset className={styles.group} aria-invalid={missing.includes('modes')}>
        <legend>{f.modes} *</legend>
        <div className={styles.inline}>
          {serviceModes.map((mode) => (
            <label key={mode} className={styles.check}>
              <input
                type="checkbox"
                checked={draft.modes.includes(mode)}
                onChange={(event) =>
                  set({
                    modes: event.target.checked
                      ? [...draft.modes, mode]
                      : draft.modes.filter((other) => other !== mode),
                  })
                }
              />
              {modeWord(modes, mode)}
            </label>
          ))}
        </div>
      </fieldset>
      <div className={styles.pair}>
        <TextField {...text} name="sampleRequirementsZh" label={f.samplesZh} max={4000} rows={4} />
        <TextField {...text} name="sampleRequirementsEn" label={f.samplesEn} max={4000} rows={4} />
        <TextField {...text} name="safetyNotesZh" label={f.safetyZh} max={4000} rows={4} />
        <TextField {...text} name="safetyNotesEn" label={f.safetyEn} max={4000} rows={4} />
      </div>
    </div>
  );
}
