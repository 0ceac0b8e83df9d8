import { recordFacts } from '@hegu/contract/enterprise/facts.ts';
import type { Firm } from '@hegu/contract/enterprise/firms.ts';
import type { FieldDef } from '@hegu/rules/facts.ts';
import { type FormEvent, useId, useState } from 'react';
import { useT } from '../../../i18n/messages.ts';
import { civilOf } from '../../../lib/format.ts';
import { useRouteMutation } from '../../../lib/query.ts';
import { serverNow, useZone } from '../../../lib/session.ts';
import { Button } from '../../../ui/button.tsx';
import { Dialog } from '../../../ui/dialog.tsx';
import { inputClass } from '../../../ui/field.tsx';
import { ProblemView } from '../../../ui/problem-view.tsx';
import { FactInput } from '../parts/fact-input.tsx';
import { placeReasons } from '../parts/field-errors.ts';
import { type FactGroup, shownOf } from '../parts/groups.ts';
import { SourceField } from '../parts/source-field.tsx';
import type { Stand } from '../parts/stand.ts';
import { fromInput, toInput } from '../parts/value.ts';
import styles from './firm.module.css';
import { firmPageWords } from './messages.ts';

/** What is known of the fields of a group, in one year for those that are of a year. */
function known(group: FactGroup, year: number): ReadonlyMap<string, string> {
  const values = new Map<string, string>();
  for (const { def, byYear } of group.yearly) {
    const fact = byYear.get(year);
    if (fact) values.set(def.key, toInput(def, shownOf(fact)?.value));
  }
  for (const { def, fact } of group.single) values.set(def.key, toInput(def, shownOf(fact)?.value));
  return values;
}

/** Stating facts of one group: only what was changed is sent, and every refusal stands at its field. */
export function EditFacts({
  firm,
  stand,
  group,
  onClose,
}: {
  firm: Firm;
  stand: Stand;
  group: FactGroup;
  onClose: () => void;
}) {
  const t = useT(firmPageWords);
  const { actions } = useT();
  const id = useId();
  const zone = useZone();
  const thisYear = civilOf(serverNow(), zone)?.year ?? 0;
  // What people find for one clause at a time is not stated of the firm
  const defs = group.defs.filter((d) => !d.perClause);
  const yearly = defs.filter((d) => d.period === 'year');
  const single = defs.filter((d) => d.period !== 'year');
  const [year, setYear] = useState(thisYear - 1);
  const [typed, setTyped] = useState<ReadonlyMap<string, string>>(new Map());
  const [source, setSource] = useState('registry');
  const [unreadable, setUnreadable] = useState<ReadonlySet<string>>(new Set());
  const before = known(group, year);
  const save = useRouteMutation(recordFacts, { onSuccess: onClose });
  const placed = placeReasons(save.error, (r) => (typeof r.data.field === 'string' ? r.data.field : null));
  const changed = defs.filter((d) => typed.has(d.key) && typed.get(d.key) !== (before.get(d.key) ?? ''));
  const submit = (event: FormEvent) => {
    event.preventDefault();
    const read = changed.map((def) => ({ def, value: fromInput(def, typed.get(def.key) ?? '') }));
    setUnreadable(new Set(read.filter((r) => r.value === null).map((r) => r.def.key)));
    if (read.some((r) => r.value === null)) return;
    save.mutate({
      params: { id: firm.id },
      body: {
        observations: read.flatMap(({ def, value }) =>
          value === undefined || value === null
            ? []
            : [{ field: def.key, value, ...(def.period === 'year' ? { year } : {}) }],
        ),
        ...(stand.certifies ? { source } : {}),
      },
    });
  };
  const input = (def: FieldDef) => (
    <FactInput
      key={`${def.key}:${def.period === 'year' ? year : ''}`}
      id={`${id}${def.key}`}
      def={def}
      value={typed.get(def.key) ?? before.get(def.key) ?? ''}
      error={unreadable.has(def.key) ? t.unreadable : placed.at.get(def.key)?.join(' ')}
      disabled={!stand.certifies && def.from === 'expert'}
      note={!stand.certifies && def.from === 'expert' ? t.theirs : undefined}
      onChange={(value) => setTyped(new Map(typed).set(def.key, value))}
    />
  );
  return (
    <Dialog
      open
      title={t.editTitle(t.groups[group.key])}
      width={760}
      onClose={onClose}
      footer={
        <>
          <Button onClick={onClose}>{actions.cancel}</Button>
          <Button
            look="act"
            type="submit"
            form={`${id}form`}
            busy={save.isPending}
            disabled={changed.length === 0}
          >
            {t.save}
          </Button>
        </>
      }
    >
      <p className={styles.faint}>{stand.certifies ? t.editLeadOfficer : t.editLead}</p>
      <form id={`${id}form`} className={styles.form} onSubmit={submit} noValidate>
        {stand.certifies && <SourceField value={source} year={year} onChange={setSource} />}
        {yearly.length > 0 && (
          <label className={styles.year} htmlFor={`${id}year`}>
            <span>{t.year}</span>
            <select
              id={`${id}year`}
              className={inputClass}
              value={year}
              onChange={(event) => {
                setYear(Number(event.target.value));
                setTyped(new Map());
                save.reset();
              }}
            >
              {Array.from({ length: 6 }, (_, i) => thisYear - i).map((y) => (
                <option key={y} value={y}>
                  {y}
                </option>
              ))}
            </select>
          </label>
        )}
        {yearly.length > 0 && <div className={styles.inputs}>{yearly.map(input)}</div>}
        {single.length > 0 && <div className={styles.inputs}>{single.map(input)}</div>}
      </form>
      {save.error && (placed.rest.length > 0 || placed.at.size === 0) && <ProblemView error={save.error} />}
    </Dialog>
  );
}
