import type { Answers } from '@hegu/contract/policy/matching.ts';
import { type ReactNode, useId, useState } from 'react';
import { useT } from '../../../i18n/messages.ts';
import { helpId, inputClass } from '../../../ui/field.tsx';
import { useDay } from '../parts/day.ts';
import type { Choice, PolicyNames } from '../parts/names.ts';
import {
  badAmount,
  classesOf,
  type Draft,
  type Question,
  questions,
  stagesOf,
  type TitleDetail,
} from './draft.ts';
import styles from './match.module.css';
import { matchWords } from './messages.ts';

type Change = (change: Partial<Draft>) => void;
type Product = NonNullable<Answers['product']>;

/** The control of one question under its own heading. */
export function QuestionCard({
  question,
  draft,
  names,
  onChange,
}: {
  question: Question;
  draft: Draft;
  names: PolicyNames;
  onChange: Change;
}) {
  const t = useT(matchWords);
  const id = useId();
  return (
    <fieldset
      className={styles.question}
      data-wide={question === 'titles' ? 'tall' : question === 'product' || undefined}
    >
      <legend>
        <span className={styles.number} aria-hidden="true">
          {questions.indexOf(question) + 1}
        </span>
        {t.q[question]}
      </legend>
      <p className={styles.help} id={helpId(id)}>
        {t.help[question]}
      </p>
      <Control question={question} draft={draft} names={names} onChange={onChange} id={id} />
    </fieldset>
  );
}

function Control({
  question,
  draft,
  names,
  onChange,
  id,
}: {
  question: Question;
  draft: Draft;
  names: PolicyNames;
  onChange: Change;
  id: string;
}) {
  const t = useT(matchWords);
  const label = t.q[question];
  const today = useDay();
  switch (question) {
    case 'district':
      return (
        <Select
          id={id}
          label={label}
          value={draft.district ?? ''}
          options={names.districts}
          onChange={(district) => onChange({ district: district || undefined })}
        />
      );
    case 'fields':
      return (
        <Chips
          options={names.industries}
          chosen={draft.fields}
          onToggle={(code) => onChange({ fields: toggled(draft.fields, code) })}
        />
      );
    case 'establishedOn':
      return (
        <input
          id={id}
          type="date"
          className={inputClass}
          aria-label={label}
          aria-describedby={helpId(id)}
          value={draft.establishedOn ?? ''}
          min="1949-10-01"
          max={today}
          onChange={(event) => onChange({ establishedOn: event.target.value || undefined })}
        />
      );
    case 'sizeClass':
      return (
        <Chips
          single
          options={names.sizes}
          chosen={draft.sizeClass ? [draft.sizeClass] : []}
          onToggle={(code) =>
            onChange({
              sizeClass: code === draft.sizeClass ? undefined : (code as NonNullable<Draft['sizeClass']>),
            })
          }
        />
      );
    case 'revenue':
    case 'rdExpense':
      return (
        <Amount
          id={id}
          label={label}
          value={draft[question]}
          onChange={(typed) => onChange({ [question]: typed })}
        />
      );
    case 'titles':
      return <Titles draft={draft} names={names} onChange={onChange} />;
    case 'product':
      return <ProductFields draft={draft} names={names} onChange={onChange} />;
  }
}

function Select({
  id,
  label,
  value,
  options,
  onChange,
}: {
  id?: string;
  label: string;
  value: string;
  options: readonly Choice[];
  onChange: (value: string) => void;
}) {
  const t = useT(matchWords);
  return (
    <select
      id={id}
      className={inputClass}
      aria-label={label}
      value={value}
      onChange={(e) => onChange(e.target.value)}
    >
      <option value="">{t.choose}</option>
      {options.map((o) => (
        <option key={o.code} value={o.code}>
          {o.label}
        </option>
      ))}
    </select>
  );
}

function Chips({
  options,
  chosen,
  onToggle,
  single = false,
  children,
}: {
  options: readonly Choice[];
  chosen: readonly string[];
  onToggle: (code: string) => void;
  single?: boolean;
  children?: ReactNode;
}) {
  return (
    <div className={styles.chips} data-single={single || undefined}>
      {options.map((o) => (
        <button
          key={o.code}
          type="button"
          aria-pressed={chosen.includes(o.code)}
          onClick={() => onToggle(o.code)}
        >
          {o.label}
        </button>
      ))}
      {children}
    </div>
  );
}

function Amount({
  id,
  label,
  value,
  onChange,
}: {
  id: string;
  label: string;
  value: string;
  onChange: (typed: string) => void;
}) {
  const t = useT(matchWords);
  const bad = badAmount(value);
  return (
    <>
      <span className={styles.amount}>
        <input
          id={id}
          className={inputClass}
          inputMode="decimal"
          aria-label={label}
          aria-describedby={helpId(id)}
          aria-invalid={bad || undefined}
          value={value}
          maxLength={16}
          onChange={(event) => onChange(event.target.value)}
        />
        <span>{t.wan}</span>
      </span>
      {bad && (
        <p className={styles.bad} role="alert">
          {t.badAmount}
        </p>
      )}
    </>
  );
}

/** Most firms hold one of these or none; the rest are a press away. */
const usual = ['high-tech', 'specialised', 'little-giant', 'tech-sme', 'innovative-sme'];

function Titles({ draft, names, onChange }: { draft: Draft; names: PolicyNames; onChange: Change }) {
  const t = useT(matchWords);
  const [all, setAll] = useState(false);
  const today = useDay();
  const chosen = draft.titles ?? [];
  const shown = names.titles.filter((o) => all || usual.includes(o.code) || chosen.includes(o.code));
  const rest = names.titles.length - shown.length;
  const detail = (kind: string): TitleDetail => draft.titleDetails.find((d) => d.kind === kind) ?? { kind };
  const setDetail = (next: TitleDetail) =>
    onChange({ titleDetails: [...draft.titleDetails.filter((d) => d.kind !== next.kind), next] });
  return (
    <>
      <Chips
        options={shown}
        chosen={chosen}
        onToggle={(code) => {
          const next = toggled(chosen, code);
          onChange({ titles: next.length > 0 ? next : undefined });
        }}
      >
        <button
          type="button"
          aria-pressed={draft.titles?.length === 0}
          onClick={() => onChange({ titles: draft.titles?.length === 0 ? undefined : [] })}
        >
          {t.none}
        </button>
        {rest > 0 && (
          <button type="button" className={styles.moreChips} onClick={() => setAll(true)}>
            {t.moreTitles(rest)}
          </button>
        )}
      </Chips>
      {chosen.map((kind) => {
        const title = names.titles.find((o) => o.code === kind)?.label ?? kind;
        const d = detail(kind);
        return (
          <div key={kind} className={styles.detail}>
            <span>{title}</span>
            <Select
              label={t.eventOf(title)}
              value={d.event ?? ''}
              options={Object.entries(t.event).map(([code, label]) => ({ code, label }))}
              onChange={(event) => {
                const { event: _, ...others } = d;
                setDetail(
                  event === 'first' || event === 'renewal' || event === 'movedIn'
                    ? { ...others, event }
                    : others,
                );
              }}
            />
            <input
              type="date"
              className={inputClass}
              aria-label={t.since(title)}
              value={d.grantedOn ?? ''}
              min="2000-01-01"
              max={today}
              onChange={(event) => {
                const { grantedOn: _, ...others } = d;
                setDetail(event.target.value ? { ...others, grantedOn: event.target.value } : others);
              }}
            />
          </div>
        );
      })}
    </>
  );
}

function ProductFields({ draft, names, onChange }: { draft: Draft; names: PolicyNames; onChange: Change }) {
  const t = useT(matchWords);
  const p = draft.product;
  const today = useDay();
  const set = (product: Product | undefined) => onChange({ product });
  const of = (choices: readonly Choice[], allowed: readonly string[]) =>
    choices.filter((c) => allowed.includes(c.code));
  return (
    <>
      <Chips
        single
        options={names.productKinds}
        chosen={p ? [p.kind] : []}
        onToggle={(kind) => set(kind === p?.kind ? undefined : { kind: kind as Product['kind'] })}
      />
      {p && (
        <div className={styles.detail}>
          {classesOf[p.kind].length > 0 && (
            <Select
              label={t.class}
              value={p.class ?? ''}
              options={of(names.productClasses, classesOf[p.kind])}
              onChange={(value) => {
                const { class: _, ...others } = p;
                set(value ? { ...others, class: value as NonNullable<Product['class']> } : others);
              }}
            />
          )}
          <Select
            label={t.stage}
            value={p.stage ?? ''}
            options={of(names.productStages, stagesOf[p.kind])}
            onChange={(value) => {
              const { stage: _, stageOn: __, ...others } = p;
              set(value ? { ...others, stage: value as NonNullable<Product['stage']> } : others);
            }}
          />
          {p.stage && (
            <input
              type="date"
              className={inputClass}
              aria-label={t.stageOn}
              value={p.stageOn ?? ''}
              min="2000-01-01"
              max={today}
              onChange={(event) => {
                const { stageOn: _, ...others } = p;
                set(event.target.value ? { ...others, stageOn: event.target.value } : others);
              }}
            />
          )}
        </div>
      )}
    </>
  );
}

const toggled = (list: readonly string[], code: string): string[] =>
  list.includes(code) ? list.filter((c) => c !== code) : [...list, code];
